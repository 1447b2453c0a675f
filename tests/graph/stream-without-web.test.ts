import { spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

test('examples/stream-without-web prints a recap piece by piece, with the demo writer', async () => {
  const { PATH = '' } = process.env
  const child = spawn(process.execPath, ['examples/stream-without-web/recap.mjs'], {
    cwd: root,
    env: { PATH, PROVIDER: 'demo' },
  })
  const pieces: string[] = []
  const errors: string[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece.toString('utf8')))
  child.stderr.on('data', (piece: Buffer) => errors.push(piece.toString('utf8')))
  const code = await new Promise((ended) => child.on('close', ended))
  expect(errors.join('')).toBe('')
  expect(code).toBe(0)
  expect(pieces.length).toBeGreaterThan(20)
  const text = pieces.join('')
  expect(text).toContain('“A knee that hurts on the stairs”')
  expect(text.split(/\s+/).length).toBeGreaterThan(200)
})
