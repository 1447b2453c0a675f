import { describe, expect, it } from 'vitest'
import { openMemoryStore } from '../../src/store/open-memory-store.js'
import { type Element, find, findAll, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { folderOf } from './folder.js'
import { answerAll, begin, createVisitor, type Page, sessionId, type Visitor } from './page.js'
import { stage } from './stage.js'
import { file, fileLinks, givenIds, inputs, pdf, png, sendForm, submitForm } from './uploads.js'

/** Questions for files of every kind, and others beside them. */
const QUESTIONNAIRE = `name: Files
version: "1.0"
language: en
fields:
  - id: about
    type: group
    label: About the damage
    fields:
      - { id: what, label: What is broken?, required: true }
      - { id: photo, type: file, label: A photo of it, short: Photo, required: true, accept: [image/png, image/jpeg], maxSize: 100 KB }
      - { id: notes, type: file, label: Notes, accept: [text/plain, text/csv], maxSize: 10 KB, repeat: { max: 2 } }
  - id: receipt
    type: file
    label: Your receipt
    when: answered(photo)
    maxSize: 1 MB
  - id: rooms
    type: group
    label: Rooms
    repeat: { item: "Room {n}" }
    fields:
      - { id: room, label: Which room?, required: true }
      - { id: pictures, type: file, label: Pictures of it, repeat: {} }
  - id: many
    type: text
    label: Why are there so many?
    when: count(pictures) > 1
`

async function setUp(questionnaire = QUESTIONNAIRE) {
  const store = await openMemoryStore()
  let time = new Date('2026-03-14T09:00:00Z')
  const { app, visitor, errors } = stage({
    graphs: folderOf({ 'files/schema.yaml': questionnaire, 'interview.yaml': INTERVIEW }),
    promptsBase: '.',
    store,
    now: () => time,
  })
  const session = await begin(visitor, 'files')
  return {
    ...{ app, visitor, errors, session, store },
    pass: (minutes: number) => {
      time = new Date(time.getTime() + minutes * 60_000)
    },
    kept: async () => (await store.uploads.list(sessionId(session))).map(({ name }) => name).sort(),
  }
}

const INTERVIEW = `name: interview
nodes:
  generate_summary: { prompt: recap/generate_summary }
edges:
  - { from: START, to: generate_summary }
  - { from: generate_summary, to: END }
`

const inside = (root: Element, wanted: string, tag: string) =>
  findAll(root, wanted).flatMap((element) => findAll(element, tag))
const errorsOf = ({ root }: Page) => inside(root, '.rf-summary', 'li').map(textOf)
const listed = ({ root }: Page) => inside(root, '.rf-files', 'li').map(textOf)
const get = async (visitor: Visitor, path: string) => {
  const response = await visitor.send(path)
  return {
    status: response.status,
    headers: response.headers,
    bytes: new Uint8Array(await response.arrayBuffer()),
  }
}

describe('a question for a file', () => {
  it('is a labelled input that says which kinds it takes, in a form that can carry files', async () => {
    const { visitor, session } = await setUp()
    const { root } = await visitor.open(`${session}/about`)
    const form = find(root, '#rf-form')
    expect(form.attributes.enctype).toBe('multipart/form-data')
    expect(form.attributes['hx-encoding']).toBe('multipart/form-data')
    expect([form.attributes.action, form.attributes.method]).toEqual([`${session}/about`, 'post'])
    const [photo] = inputs(root, 'photo', 'file')
    expect(photo?.attributes).toMatchObject({ id: 'rf-photo', accept: 'image/png,image/jpeg' })
    expect(photo?.attributes['aria-describedby']).toBe('rf-photo-hint')
    expect(textOf(find(root, '#rf-photo-hint'))).toBe('One file: PNG or JPEG, up to 100 KB.')
    expect(textOf(find(root, '#rf-notes-hint'))).toBe('Up to 2 files: text or CSV, up to 10 KB each.')
    const [notes] = inputs(root, 'notes', 'file')
    expect(notes?.attributes).toMatchObject({ multiple: '', accept: 'text/plain,text/csv,.txt,.csv' })
    expect(findAll(root, 'label').map(({ attributes }) => attributes.for)).toEqual([
      'rf-what',
      'rf-photo',
      'rf-notes',
    ])
    const plain = find((await visitor.open(`${session}/rooms/add`)).root, '#rf-form')
    expect(plain.attributes.enctype).toBe('multipart/form-data')
  })

  it('leaves the forms of other pages as they are', async () => {
    const { visitor } = stage()
    const session = await begin(visitor, 'feature-request')
    const form = find((await visitor.open(`${session}/title`)).root, '#rf-form')
    expect([form.attributes.enctype, form.attributes['hx-encoding']]).toEqual([undefined, undefined])
  })

  it('keeps a file, shows it on the check page and gives it back as an attachment', async () => {
    const { visitor, session } = await setUp()
    const photo = png('the sink')
    const next = await submitForm(visitor, `${session}/about`, {
      what: 'The sink',
      photo: file('sink.png', photo),
    })
    expect(next.path).toBe(`${session}/receipt`)
    const check = await visitor.open(`${session}/check`)
    const [link = ''] = fileLinks(check)
    expect(link).toMatch(new RegExp(`^${session}/files/[0-9a-f]{32}$`))
    expect(listed(check)).toEqual(['sink.png (54 bytes)'])
    const { status, headers, bytes } = await get(visitor, link)
    expect(status).toBe(200)
    expect(Buffer.compare(bytes, photo)).toBe(0)
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/png',
      'content-disposition': `attachment; filename="file.png"; filename*=UTF-8''sink.png`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      'cache-control': 'no-store',
    })
  })

  it('opens no file to anybody else, and none under another session', async () => {
    const { app, visitor, session } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'The sink', photo: file('sink.png') })
    const [link = ''] = fileLinks(await visitor.open(`${session}/check`))
    const stranger = createVisitor(app)
    const unknown = await stranger.open(`/s/${'f'.repeat(32)}`)
    const foreign = await stranger.open(link)
    expect([foreign.status, foreign.html]).toEqual([404, unknown.html])
    const own = await begin(stranger, 'files')
    const id = link.split('/').at(-1) ?? ''
    for (const name of [id, id.toUpperCase(), 'f'.repeat(32), '..%2f..%2fcheck', '*']) {
      expect((await stranger.send(`${own}/files/${name}`)).status).toBe(404)
    }
    // A form that names the file of another session gets nothing of it.
    const stolen = await submitForm(stranger, `${own}/about`, { what: 'x', photo: id })
    expect(errorsOf(stolen)).toEqual(['A file for “Photo” is no longer kept. Choose it again.'])
  })

  it('keeps a name that is harmless, and gives it back as it was', async () => {
    const { visitor, session } = await setUp()
    const names: readonly (readonly [string, string])[] = [
      ['../../../e.png', 'e.png'],
      ['C:\\pictures\\a.png', 'a.png'],
      ["Küche 🙂's (1) 100%.png", "Küche 🙂's (1) 100%.png"],
      ['a\u202egnp.exe.png', 'agnp.exe.png'],
      [`${'x'.repeat(150)}.png`, 'x'.repeat(100)],
    ]
    for (const [sent, kept] of names) {
      await sendForm(visitor, `${session}/about`, { what: 'x', photo: file(sent, png(sent)) })
      const check = await visitor.open(`${session}/check`)
      expect(listed(check)).toEqual([expect.stringContaining(`${kept} (`)])
      const { headers } = await get(visitor, fileLinks(check)[0] ?? '')
      const [, encoded = ''] = /filename\*=UTF-8''(\S+)$/.exec(headers.get('content-disposition') ?? '') ?? []
      expect(decodeURIComponent(encoded)).toBe(kept)
      expect(headers.get('content-disposition')).toMatch(/^attachment; filename="file\.png"; [!-~]+$/)
    }
  })

  it('24: refuses what it cannot take with the name of the question, of the file and a way to mend it', async () => {
    const { visitor, session, kept } = await setUp()
    const cases: readonly (readonly [File | undefined, string])[] = [
      [undefined, 'Choose a file for “Photo”.'],
      [file('empty.png', ''), 'The file “empty.png” for “Photo” is empty. Choose another one.'],
      [
        file('big.png', png('', 100 * 1024 + 1)),
        'The file “big.png” for “Photo” is larger than 100 KB. Choose a smaller one.',
      ],
      ...[
        file('x.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'image/png'),
        file('page.png', '<html><script>alert(1)</script>', 'image/png'),
        file('a.pdf', pdf(), 'image/png'),
        file('text.png', 'just words', 'image/png'),
      ].map(
        (one) => [one, `The file “${one.name}” for “Photo” is not PNG or JPEG. Choose one that is.`] as const,
      ),
    ]
    for (const [photo, message] of cases) {
      const page = await submitForm(visitor, `${session}/about`, {
        what: 'The sink',
        ...(photo && { photo }),
      })
      expect([page.status, page.title]).toEqual([422, 'Error: About the damage – Files'])
      expect(errorsOf(page)).toEqual([message])
      expect(inside(page.root, '.rf-summary', 'a')[0]?.attributes.href).toBe('#rf-photo')
      const [input] = inputs(page.root, 'photo', 'file')
      expect(input?.attributes).toMatchObject({
        'aria-invalid': 'true',
        'aria-describedby': 'rf-photo-hint rf-photo-error',
      })
      expect(textOf(find(page.root, '#rf-photo-error'))).toBe(`Error: ${message}`)
    }
    expect(await kept()).toEqual([])
  })

  it('takes exactly as many bytes as it says', async () => {
    const { visitor, session } = await setUp()
    const page = await submitForm(visitor, `${session}/about`, {
      what: 'x',
      photo: file('a.png', png('', 100 * 1024)),
    })
    expect(page.status).toBe(200)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (100 KB)'])
  })

  it('takes text where it says so, whatever is in it, and gives it back as bytes', async () => {
    const { visitor, session } = await setUp()
    const html = '<script>alert(1)</script>'
    await sendForm(visitor, `${session}/about`, {
      what: 'x',
      photo: file('a.png'),
      notes: [file('notes.txt', html, 'text/html'), file('list.csv', 'a;b\n1;2')],
    })
    const check = await visitor.open(`${session}/check`)
    expect(listed(check)).toEqual(['a.png (46 bytes)', 'notes.txt (25 bytes)', 'list.csv (7 bytes)'])
    const { headers } = await get(visitor, fileLinks(check)[1] ?? '')
    expect(headers.get('content-type')).toBe('application/octet-stream')
    expect(headers.get('content-disposition')).toContain('filename="file.bin"')
    const binary = await submitForm(visitor, `${session}/about`, {
      what: 'x',
      notes: [file('a.txt', 'MZ\u0000\u0001'), file('b.png', png())],
    })
    expect(errorsOf(binary)[1]).toMatch(/^The file “a.txt” for “Notes” is not text or CSV\./)
  })
})

describe('23: a file that was taken', () => {
  it('is not lost to a mistake elsewhere on the page, nor are the words beside one that was not', async () => {
    const { visitor, session } = await setUp()
    const first = await submitForm(visitor, `${session}/about`, { what: '', photo: file('sink.png') })
    expect(errorsOf(first)).toEqual([expect.stringContaining('What is broken?')])
    expect(listed(first)).toEqual(['sink.png (46 bytes)Remove sink.png'])
    const photo = givenIds(first, 'photo')
    expect(photo).toHaveLength(1)

    const second = await submitForm(visitor, `${session}/about`, {
      what: 'The sink',
      photo,
      notes: file('a.png', png()),
    })
    expect(errorsOf(second)).toEqual([expect.stringContaining('The file “a.png” for “Notes”')])
    expect(find(second.root, '#rf-what').attributes.value).toBe('The sink')
    expect(givenIds(second, 'photo')).toEqual(photo)
    // Also for somebody who goes away and comes back.
    expect(givenIds(await visitor.open(`${session}/about`), 'photo')).toEqual(photo)

    const third = await submitForm(visitor, `${session}/about`, { what: 'The sink', photo })
    expect(third.path).toBe(`${session}/receipt`)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['sink.png (46 bytes)'])
  })

  it('is not lost to one that is far too large, nor is anything else', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'The sink', photo: file('sink.png') })
    const page = await submitForm(visitor, `${session}/about`, {
      what: 'Another sink',
      photo: [
        ...givenIds(await visitor.open(`${session}/about`), 'photo'),
        file('huge.png', png('', 40_000_000)),
      ],
    })
    expect(page.status).toBe(422)
    expect(errorsOf(page)).toEqual([
      'The file “huge.png” for “Photo” is larger than 100 KB. Choose a smaller one.',
    ])
    expect(find(page.root, '#rf-what').attributes.value).toBe('Another sink')
    expect(listed(page)).toEqual(['sink.png (46 bytes)Remove sink.png'])
    expect(await kept()).toEqual(['sink.png'])
  })

  it('stays with what was typed when the person goes back', async () => {
    const { visitor, session } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    const back = await sendForm(visitor, `${session}/receipt`, {
      intent: 'back',
      receipt: file('r.pdf', pdf()),
    })
    expect(back.headers.get('location')).toBe(`${session}/about`)
    const receipt = await visitor.open(`${session}/receipt`)
    expect(listed(receipt)).toEqual(['r.pdf (9 bytes)Remove r.pdf'])
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (46 bytes)'])
    const [link] = inside(receipt.root, '.rf-back', 'a')
    expect(link?.attributes['hx-encoding']).toBe('multipart/form-data')
  })

  it('does not overwrite silently what another tab has given', async () => {
    const { visitor, session, kept } = await setUp()
    const seenOf = ({ root }: Page) => inputs(root, '_seen', 'hidden')[0]?.attributes.value ?? ''
    const page = await visitor.open(`${session}/about`)
    const form = { what: 'x', _seen: seenOf(page) }
    await sendForm(visitor, `${session}/about`, { ...form, photo: file('first.png', png('1')) })
    const second = await submitForm(visitor, `${session}/about`, {
      ...form,
      photo: file('second.png', png('2')),
    })
    expect(second.status).toBe(409)
    expect(textOf(find(second.root, '.rf-alerts'))).toContain('Photo: first.png (47 bytes)')
    const again = { what: 'x', photo: givenIds(second, 'photo'), _seen: seenOf(second) }
    expect((await sendForm(visitor, `${session}/about`, again)).status).toBe(303)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['second.png (47 bytes)'])
    expect(await kept()).toEqual(['second.png'])
  })

  it('is kept once when the same is sent twice', async () => {
    const { visitor, session, kept } = await setUp()
    const { root } = await visitor.open(`${session}/about`)
    const seen = inputs(root, '_seen', 'hidden')[0]?.attributes.value ?? ''
    for (let count = 0; count < 2; count++) {
      const response = await sendForm(visitor, `${session}/about`, {
        what: 'x',
        _seen: seen,
        photo: file('a.png'),
      })
      expect(response.status).toBe(303)
    }
    expect(await kept()).toEqual(['a.png'])
  })
})

describe('a file that was given', () => {
  it('is replaced by another one, and deleted', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('old.png', png('old')) })
    const page = await visitor.open(`${session}/about`)
    expect(page.text).toContain('Another file takes the place of this one.')
    const [link = ''] = fileLinks(page)
    const photo = [...givenIds(page, 'photo'), file('new.png', png('new'))]
    expect((await sendForm(visitor, `${session}/about`, { what: 'x', photo })).status).toBe(303)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['new.png (49 bytes)'])
    expect(await kept()).toEqual(['new.png'])
    expect((await visitor.send(link)).status).toBe(404)
  })

  it('is removed by a button, and deleted with the next Continue', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    await sendForm(visitor, `${session}/receipt`, { receipt: file('r.pdf', pdf()) })
    const page = await visitor.open(`${session}/receipt`)
    const [button] = findAll(page.root, 'button').filter((one) => textOf(one) === 'Remove r.pdf')
    const removed = await submitForm(visitor, `${session}/receipt`, {
      receipt: givenIds(page, 'receipt'),
      intent: button?.attributes.value ?? '',
    })
    expect(removed.path).toBe(`${session}/receipt#rf-receipt`)
    expect(listed(removed)).toEqual([])
    expect(listed(await visitor.open(`${session}/check`))).toHaveLength(2)
    expect((await submitForm(visitor, `${session}/receipt`, {})).path).toBe(`${session}/rooms`)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (46 bytes)'])
    expect(await kept()).toEqual(['a.png'])
  })

  it('27, 28: counts for nothing while its question is closed, and is there when it opens again', async () => {
    const { visitor, session } = await setUp(
      QUESTIONNAIRE.replace('when: answered(photo)', "required: true\n    when: what == 'Sink'"),
    )
    await sendForm(visitor, `${session}/about`, { what: 'Sink', photo: file('a.png') })
    await sendForm(visitor, `${session}/receipt`, { receipt: file('r.pdf', pdf()) })
    const photo = givenIds(await visitor.open(`${session}/about`), 'photo')
    await sendForm(visitor, `${session}/about`, { what: 'Tub', photo })
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (46 bytes)'])
    expect(await (await visitor.send(`${session}/export.csv`)).text()).not.toContain('r.pdf')
    await sendForm(visitor, `${session}/about`, { what: 'Sink', photo })
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (46 bytes)', 'r.pdf (9 bytes)'])
  })

  it('is deleted with the answers', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    await visitor.post(`${session}/delete`)
    expect(await kept()).toEqual([])
  })

  it('goes after an hour where it was never part of a page that was gone on with', async () => {
    const { visitor, session, pass } = await setUp()
    const seen = { _seen: 'of another tab' }
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    const conflict = await submitForm(visitor, `${session}/about`, {
      ...seen,
      what: 'y',
      photo: file('b.png', png('b')),
    })
    expect(conflict.status).toBe(409)
    const link = fileLinks(conflict)[0] ?? ''
    pass(59)
    expect((await visitor.send(link)).status).toBe(200)
    pass(1)
    expect((await visitor.send(link)).status).toBe(404)
    const late = await submitForm(visitor, `${session}/about`, {
      what: 'y',
      photo: givenIds(conflict, 'photo'),
    })
    expect(errorsOf(late)).toEqual(['A file for “Photo” is no longer kept. Choose it again.'])
    expect(listed(late)).toEqual([])
    // What the page was gone on with stays.
    expect((await visitor.send(fileLinks(await visitor.open(`${session}/check`))[0] ?? '')).status).toBe(200)
    expect(listed(await visitor.open(`${session}/check`))).toEqual(['a.png (46 bytes)'])
  })
})

describe('several files', () => {
  it('are added in one go or one after another, without losing what is beside them', async () => {
    const { visitor, session } = await setUp()
    const added = await submitForm(visitor, `${session}/about`, {
      what: 'Half a word',
      notes: file('1.txt', 'one'),
      intent: 'add:notes',
    })
    expect([added.status, added.path]).toEqual([200, `${session}/about#rf-notes`])
    expect(find(added.root, '#rf-what').attributes.value).toBe('Half a word')
    expect(listed(added)).toEqual(['1.txt (3 bytes)Remove 1.txt'])
    const page = await submitForm(visitor, `${session}/about`, {
      what: 'x',
      photo: file('a.png'),
      notes: [...givenIds(added, 'notes'), file('2.txt', 'two')],
    })
    expect(page.path).toBe(`${session}/receipt`)
    expect(listed(await visitor.open(`${session}/check`))).toEqual([
      'a.png (46 bytes)',
      '1.txt (3 bytes)',
      '2.txt (3 bytes)',
    ])
  })

  it('are refused at once where the kind is wrong, and beyond as many as there may be', async () => {
    const { visitor, session } = await setUp()
    const wrong = await submitForm(visitor, `${session}/about`, { notes: file('a.png'), intent: 'add:notes' })
    expect(wrong.status).toBe(422)
    expect(errorsOf(wrong)).toEqual([
      expect.stringContaining('The file “a.png” for “Notes” is not text or CSV.'),
    ])
    const notes = ['1', '2', '3'].map((name) => file(`${name}.txt`, name))
    const tooMany = 'Give at most 2 files for “Notes”. Remove those that can go.'
    const sent = await submitForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png'), notes })
    expect(errorsOf(sent)).toEqual([tooMany])
    expect(givenIds(sent, 'notes')).toHaveLength(2)
    const photo = givenIds(sent, 'photo')
    const third = [...givenIds(sent, 'notes'), file('3.txt', '3')]
    const more = await submitForm(visitor, `${session}/about`, { what: 'x', photo, notes: third })
    expect(errorsOf(more)).toEqual([tooMany])
    expect(givenIds(more, 'notes')).toHaveLength(3)
  })

  it('belong to the entry that they were given in, and go with it', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    const wrong = await submitForm(visitor, `${session}/rooms/add`, {
      room: '',
      pictures: file('hall.png', png('h')),
    })
    expect(wrong.status).toBe(422)
    const hall = [...givenIds(wrong, 'pictures'), file('hall2.png', png('h2'))]
    expect((await submitForm(visitor, `${session}/rooms/add`, { room: 'Hall', pictures: hall })).path).toBe(
      `${session}/rooms`,
    )
    await sendForm(visitor, `${session}/rooms/add`, { room: 'Bath', pictures: file('bath.png', png('b')) })
    const list = await visitor.open(`${session}/rooms`)
    expect(list.text).toContain('Hall, hall.png (47 bytes); hall2.png (48 bytes)')
    expect(listed(await visitor.open(`${session}/check`))).toEqual([
      'a.png (46 bytes)',
      'hall.png (47 bytes)',
      'hall2.png (48 bytes)',
      'bath.png (47 bytes)',
    ])
    // Three pictures in all.
    expect((await visitor.open(`${session}/many`)).path).toBe(`${session}/many`)
    const [remove] = findAll(list.root, 'form').filter(({ attributes }) =>
      attributes.action?.endsWith('/remove'),
    )
    await visitor.post(remove?.attributes.action ?? '')
    expect(await kept()).toEqual(['a.png', 'bath.png'])
  })
})

describe('one session', () => {
  const WIDE = `name: Files
version: "1.0"
language: en
fields:
  - { id: a, type: file, label: First, maxSize: 20MB, repeat: {} }
  - { id: b, type: file, label: Second, maxSize: 20MB, repeat: {} }
`

  it('keeps ten files', async () => {
    const { visitor, session, kept } = await setUp(WIDE)
    const files = Array.from({ length: 10 }, (_, index) => file(`${index}.png`, png(String(index))))
    expect((await submitForm(visitor, `${session}/a`, { a: files })).path).toBe(`${session}/b`)
    const page = await submitForm(visitor, `${session}/b`, { b: file('eleven.png', png('eleven')) })
    expect(page.status).toBe(422)
    expect(errorsOf(page)).toEqual([
      'The file “eleven.png” for “Second” is one too many: 10 files can be kept in all. Remove one, then choose it again.',
    ])
    expect(await kept()).toHaveLength(10)
  })

  it('keeps twenty megabytes', async () => {
    const { visitor, session, kept } = await setUp(WIDE)
    const half = (name: string) => file(name, png(name, 10 * 1024 * 1024))
    expect((await submitForm(visitor, `${session}/a`, { a: [half('1.png'), half('2.png')] })).path).toBe(
      `${session}/b`,
    )
    const small = await submitForm(visitor, `${session}/b`, { b: file('3.png', png('3')) })
    const message =
      'With the file “3.png” for “Second” all files together are larger than 20 MB. Choose a smaller one, or remove another file first.'
    expect(errorsOf(small)).toEqual([message])
    const both = await submitForm(visitor, `${session}/b`, {
      b: [half('4.png'), half('5.png'), half('6.png')],
    })
    expect(errorsOf(both)).toEqual([message.replace('3.png', '4.png')])
    expect(await kept()).toEqual(['1.png', '2.png'])
  })
})

describe('a body that is no form with files', () => {
  const post = (visitor: Visitor, path: string, body: BodyInit, boundary = 'x') =>
    visitor.send(path, {
      method: 'POST',
      body,
      headers: { origin: 'http://localhost', 'content-type': `multipart/form-data; boundary=${boundary}` },
      duplex: 'half',
    } as RequestInit)

  /** So many bytes, in pieces of 64 KiB and without a length. */
  function stream(bytes: number, head = ''): { body: ReadableStream; read: () => number } {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(head)),
      pull(controller) {
        if (sent >= bytes) return controller.close()
        sent += 65_536
        controller.enqueue(new Uint8Array(65_536))
      },
    })
    return { body, read: () => sent }
  }

  it('is refused', async () => {
    const { visitor, session } = await setUp()
    for (const [body, boundary] of [
      ['', 'x'],
      ['--x\r\nno end', 'x'],
      ['words', 'x'],
      ['--x--\r\n', ''],
    ] as const) {
      expect((await post(visitor, `${session}/about`, body, boundary)).status).toBe(400)
    }
  })

  it('is read no further than a form may be long', async () => {
    const { visitor, session } = await setUp()
    const part = '--x\r\ncontent-disposition: form-data; name="what"\r\n\r\n'
    for (const head of ['', part]) {
      const { body, read } = stream(200_000_000, head)
      const response = await post(visitor, `${session}/about`, body)
      expect(response.status).toBe(413)
      expect(await response.text()).toContain('That was more than can be sent at once.')
      expect(read()).toBeLessThan(4 * 1024 * 1024)
    }
  })

  it('is read past a file that is too large, but not for ever', async () => {
    const { visitor, session } = await setUp()
    const { body, read } = stream(
      200_000_000,
      '--x\r\ncontent-disposition: form-data; name="photo"; filename="a.png"\r\n\r\n',
    )
    expect((await post(visitor, `${session}/about`, body)).status).toBe(413)
    expect(read()).toBeLessThan(66 * 1024 * 1024)
  })

  it('does not bring files to a page that asks for none', async () => {
    const { visitor, session, kept } = await setUp()
    await sendForm(visitor, `${session}/about`, { what: 'x', photo: file('a.png') })
    await sendForm(visitor, `${session}/rooms/add`, {
      room: 'Hall',
      photo: file('b.png'),
      attachments: file('c.png'),
    })
    expect(await kept()).toEqual(['a.png'])
  })
})

it('the exports have name and size, and a model never gets more than the name', async () => {
  const { visitor } = stage()
  const session = await answerAll(visitor, 'feature-request', answers.request)
  await sendForm(visitor, `${session}/attachments`, {
    attachments: [file('=cmd.png', png('1')), file('two.pdf', pdf('22'))],
  })
  const text = async (suffix: string) => (await visitor.send(`${session}/export.${suffix}`)).text()
  expect(await text('csv')).toContain(`,"'=cmd.png; two.pdf","47; 11",`)
  expect(JSON.parse(await text('json')).answers.attachments).toEqual([
    { file: expect.stringMatching(/^[0-9a-f]{32}$/), name: '=cmd.png', type: 'image/png', size: 47 },
    { file: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'two.pdf', type: 'application/pdf', size: 11 },
  ])
  expect(await text('md')).toContain('two\\.pdf \\(11 bytes\\)')
  await visitor.post(`${session}/confirm`)
  const done = await visitor.open(`${session}/done`)
  expect(listed(done)).toEqual(['=cmd.png (47 bytes)', 'two.pdf (11 bytes)'])
  expect((await visitor.send(fileLinks(done)[1] ?? '')).status).toBe(200)
})
