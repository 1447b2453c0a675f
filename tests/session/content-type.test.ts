import { supportedMimeTypes } from 'file-type/core'
import { describe, expect, it } from 'vitest'
import { MEDIA_TYPES } from '../../src/questionnaire/media-type.js'
import { contentType } from '../../src/session/content-type.js'
import { harmlessFileName } from '../../src/session/file-name.js'

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const pictures = ['image/png', 'image/jpeg', 'application/pdf']

describe('the kind of a file', () => {
  it('can be told of every kind that a questionnaire may name', () => {
    const told = MEDIA_TYPES.filter(({ isPlainText }) => !isPlainText).map(({ type }) => type)
    expect(told.filter((type) => !supportedMimeTypes.has(type as never))).toEqual([])
  })

  it('is told by its content', async () => {
    expect(await contentType(bytes([0xff, 0xd8, 0xff, 0xe0]), pictures)).toBe('image/jpeg')
    expect(await contentType(bytes('%PDF-1.7\n'), pictures)).toBe('application/pdf')
    expect(await contentType(bytes('%PDF-1.7\n'), ['image/png'])).toBeUndefined()
  })

  it('is told of a picture whose beginning is full of something else', async () => {
    const profile = [0, 0, 0x40, 0, ...Buffer.from('iCCP'), ...Buffer.alloc(0x4004)]
    const head = [0, 0, 0, 13, ...Buffer.from('IHDR'), ...Buffer.alloc(17)]
    const png = bytes(PNG, head, profile, [0, 0, 0, 1], 'IDAT', [0, 0, 0, 0, 0])
    expect(await contentType(png, pictures)).toBe('image/png')
  })

  it.each([
    ['nothing', ''],
    ['half a mark', PNG.slice(0, 4)],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['XML', '<?xml version="1.0"?><svg/>'],
    ['a program', [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['words', 'Only words.'],
  ])('is none that is wanted: %s', async (_, content) => {
    expect(await contentType(bytes(content), pictures)).toBeUndefined()
  })

  it('is not known of text, which is taken only where it is named', async () => {
    const text = ['text/csv']
    for (const content of ['a;b\n', '<script>', 'Ünï'])
      expect(await contentType(bytes(content), text)).toBe('application/octet-stream')
    expect(await contentType(bytes([0xff, 0xfe], 'a\0b\0'), text)).toBe('application/octet-stream')
    expect(await contentType(bytes('a\0b'), text)).toBeUndefined()
    expect(await contentType(bytes('%PDF-1.7\n'), text)).toBeUndefined()
  })
})

describe('the name of a file', () => {
  it.each([
    ['scan.png', 'scan.png'],
    ['../../../etc/passwd', 'passwd'],
    ['C:\\a\\b.png', 'b.png'],
    ['..', '..'],
    ['a\u202egpj.exe', 'agpj.exe'],
    ['a\r\nset-cookie: b\0', 'aset-cookie: b'],
    [' \u200b\ufeff ', 'file'],
    ['folder/', 'file'],
    ['🙂'.repeat(101), '🙂'.repeat(100)],
    ['half \ud83d.png', 'half .png'],
  ])('%j is kept as %j', (name, kept) => {
    expect(harmlessFileName(name)).toBe(kept)
  })
})
