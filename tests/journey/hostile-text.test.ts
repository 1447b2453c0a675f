import { fromMarkdown } from 'mdast-util-from-markdown'
import { beforeAll, describe, expect, it } from 'vitest'
import { folderOf } from '../routes/folder.js'
import { ownerStage } from '../routes/owner.js'
import { begin, type Page, sessionId, type Visitor } from '../routes/page.js'
import { askForRecap, dataOf, scriptText, watch } from '../routes/recap.js'
import { modelServer, stage } from '../routes/stage.js'
import { type Element, elementsOf, find, findAll, parseHtml, textOf } from '../views/html.js'
import { allHostileTexts, hostileTexts, kept } from './hostile-texts.js'

const schema = `name: Anything
version: "1"
language: en
recap: false
fields:
  - id: all
    type: group
    label: All of it
    fields:
      - { id: line, label: Line, maxLength: 6000 }
      - { id: long, type: text, label: Long }
      - { id: kind, type: choice, label: Kind, options: [Cat, Dog], other: Another }
      - { id: signs, type: choice, multiple: true, label: Signs, options: [Cough], other: Another }
      - { id: town, type: choice, widget: autocomplete, label: Town, options: [Turku, Oulu], other: Another }
      - { id: tags, label: Tags, maxLength: 6000, repeat: { max: 3 } }
  - id: pills
    type: group
    label: Pills
    repeat: { item: "Pill {n}" }
    fields:
      - { id: pill, label: Pill, maxLength: 6000 }
  - id: strict
    type: group
    label: Strict
    fields:
      - { id: mail, label: Mail, format: email }
      - { id: phone, label: Phone, format: tel }
      - { id: code, label: Code, format: postal-code }
      - { id: site, type: url, label: Site }
      - { id: number, type: integer, label: Number }
      - { id: weight, type: quantity, units: [kg, g], label: Weight }
      - { id: at, type: time, label: Time }
completion:
  - { title: "Thank you for {line}", body: "You said **{long}**." }
`

/** Everything that one text came back as. */
interface Trip {
  readonly name: string
  readonly text: string
  /** Short enough for a person's own words beside options. */
  readonly isShort: boolean
  readonly pages: Readonly<Record<'question' | 'entry' | 'list' | 'check' | 'done' | 'owner', Page>>
  readonly json: {
    readonly answers: Readonly<Record<string, unknown>>
    readonly answers_as_read: readonly Section[]
  }
  readonly csv: string
  readonly ownerCsv: string
  readonly markdown: string
}

interface Section {
  readonly rows: readonly { readonly field: string; readonly text: string | null }[]
}

const trips: Trip[] = []
let plain: Trip
let plainLong: Trip

beforeAll(async () => {
  const set = ownerStage({ graphs: folderOf({ 'anything/schema.yaml': schema }) })
  await set.signIn()
  plain = await travel(set, 'plain', 'plain')
  plainLong = await travel(set, 'plain', 'p'.repeat(300))
  for (const { name, text } of allHostileTexts) trips.push(await travel(set, name, text))
  expect(set.errors).toEqual([])
})

/** One text in every answer that takes texts, until it is sent and read by the owner. */
async function travel(
  { visitor, owner }: { readonly visitor: Visitor; readonly owner: Visitor },
  name: string,
  text: string,
): Promise<Trip> {
  const session = await begin(visitor, 'anything')
  const isShort = [...kept(text)].length <= 200
  const own = (field: string) => (isShort ? { [field]: '_other', [`${field}-other`]: text } : {})
  const answered = await visitor.post(`${session}/all`, {
    line: text,
    long: text,
    ...own('kind'),
    ...own('signs'),
    ...(isShort ? { town: text } : {}),
    tags: [text, 'between', text],
  })
  expect(answered.status, name).toBe(303)
  const added = await visitor.post(`${session}/pills/add`, { pill: text })
  expect(added.status, name).toBe(303)
  const list = await visitor.open(`${session}/pills`)
  const change = findAll(list.root, '.rf-change').flatMap((place) => findAll(place, 'a'))[0]
  const read = async (path: string) => (await visitor.send(path)).text()
  const before = {
    question: await visitor.open(`${session}/all`),
    list,
    entry: await visitor.open(change?.attributes.href ?? ''),
    check: await visitor.open(`${session}/check`),
  }
  const done = await visitor.submit(`${session}/confirm`)
  return {
    name,
    text: kept(text),
    isShort,
    pages: { ...before, done, owner: await owner.open(`/responses/${sessionId(session)}`) },
    json: JSON.parse(await read(`${session}/export.json`)),
    csv: await read(`${session}/export.csv`),
    ownerCsv: await (await owner.send(`/responses/${sessionId(session)}/export.csv`)).text(),
    markdown: await read(`${session}/export.md`),
  }
}

/** Elements with the names of their attributes, and what htmx and the browser act on. */
function skeleton(root: Element): string[] {
  return elementsOf(root).map(({ tag, attributes }) => {
    const names = Object.keys(attributes).sort().join(' ')
    return `${tag} ${names} ${attributes.class ?? ''} ${attributes.name ?? ''} ${attributes.type ?? ''}`
  })
}

const answersIn = (page: Page) =>
  findAll(find(page.root, '#rf-main'), '.rf-answer').map((answer) => textOf(answer))

it('takes texts of every category', () => {
  expect(Object.keys(hostileTexts).length).toBeGreaterThan(15)
  expect(trips.length).toBeGreaterThan(100)
})

describe('A text that was typed', () => {
  it('is stored as it is, in every field that takes one', () => {
    for (const { name, text, isShort, json } of trips) {
      const { line, long, kind, signs, town, tags, pills } = json.answers
      expect([line, long, tags], name).toEqual([text, text, [text, 'between', text]])
      expect(pills, name).toMatchObject([{ pill: text }])
      if (isShort)
        expect([kind, signs, town], name).toEqual([{ other: text }, [{ other: text }], { other: text }])
      const read = json.answers_as_read.flatMap(({ rows }) => rows)
      expect(read.find(({ field }) => field === 'line')?.text, name).toBe(text)
    }
  })

  it('is text in its field again, and nothing else', () => {
    for (const { name, text, isShort, pages } of trips) {
      const { root } = pages.question
      const value = (id: string) => find(root, `#rf-${id}`).attributes.value
      expect(value('line'), name).toBe(text)
      expect(textOf(find(root, '#rf-long')), name).toBe(text)
      expect([value('tags-1'), value('tags-3')], name).toEqual([text, text])
      expect(find(pages.entry.root, '#rf-pill').attributes.value, name).toBe(text)
      if (isShort)
        expect([value('kind-other'), value('signs-other'), value('town')], name).toEqual([text, text, text])
    }
  })

  it('is shown as text on the list of entries, the check page, the done page and to the owner', () => {
    for (const { name, text, isShort, pages } of trips) {
      const expected = [text, text, ...(isShort ? [text, text, text] : []), `${text}; between; ${text}`, text]
      for (const page of [pages.check, pages.done]) {
        expect(
          answersIn(page).filter((answer) => answer !== '1'),
          name,
        ).toEqual(expected)
      }
      expect(answersIn(pages.list), name).toEqual([text])
      expect(pages.owner.text, name).toContain(text)
      expect(pages.done.heading, name).toContain(text)
    }
  })

  it('makes no element and no attribute: every page is built as with a plain word', () => {
    for (const { name, isShort, pages } of trips) {
      const same = isShort ? plain : plainLong
      for (const [kind, page] of Object.entries(pages)) {
        const model = same.pages[kind as keyof Trip['pages']]
        expect(skeleton(page.root), `${name}, ${kind}`).toEqual(skeleton(model.root))
      }
    }
  })

  it('stands in one cell of the CSV, and is no formula there', () => {
    for (const { name, text, csv, ownerCsv } of trips) {
      for (const file of [csv, ownerCsv]) {
        const [names = [], cells = [], ...more] = parseCsv(file)
        expect([more, cells.length], name).toEqual([[], names.length])
        const cell = (column: string) => cells[names.indexOf(column)] ?? ''
        expect([text, `'${text}`], name).toContain(cell('line'))
        expect(cell('long'), name).toBe(cell('line'))
        expect(cell('pills_1_pill'), name).toBe(cell('line'))
        expect(cell('line'), name).not.toMatch(/^[\s\u200b-\u200f\ufeff]*[=+\-@＝＋－＠]/u)
      }
    }
  })

  it('stands in the Markdown as a quotation, without a mark of its own', () => {
    for (const { name, markdown } of trips) {
      const ours = ['root', 'heading', 'paragraph', 'strong', 'emphasis', 'text', 'break', 'blockquote']
      expect(
        [...new Set(typesIn(fromMarkdown(markdown)))].filter((type) => !ours.includes(type)),
        name,
      ).toEqual([])
    }
  })
})

interface MarkdownNode {
  readonly type: string
  readonly children?: readonly MarkdownNode[]
}

function typesIn({ type, children = [] }: MarkdownNode): string[] {
  return [type, ...children.flatMap(typesIn)]
}

/** RFC 4180, character by character. */
function parseCsv(file: string): string[][] {
  const rows: string[][] = [[]]
  let cell = ''
  let isQuoted = false
  for (let at = file.startsWith('\ufeff') ? 1 : 0; at < file.length; at++) {
    const char = file[at] ?? ''
    if (isQuoted && char === '"' && file[at + 1] === '"') {
      cell += '"'
      at++
    } else if (char === '"') {
      isQuoted = !isQuoted
    } else if (!isQuoted && (char === ',' || (char === '\r' && file[at + 1] === '\n'))) {
      rows.at(-1)?.push(cell)
      cell = ''
      if (char === '\r') {
        at++
        if (at + 1 < file.length) rows.push([])
      }
    } else {
      cell += char
    }
  }
  return rows
}

it('what is nothing but white space is no answer', async () => {
  const { visitor } = stage({ graphs: folderOf({ 'anything/schema.yaml': schema }) })
  const session = await begin(visitor, 'anything')
  for (const blank of [' ', '\u00a0\u2003\u3000', '\r\n\t', '\ufeff', '\u2028']) {
    const form = { line: blank, long: blank, town: blank, tags: [blank, blank] }
    expect((await visitor.post(`${session}/all`, form)).status).toBe(303)
  }
  const { answers } = JSON.parse(await (await visitor.send(`${session}/export.json`)).text())
  expect(answers).toEqual({})
})

it('what is no address, number or time comes back as it was typed, with an error beside it', async () => {
  const { visitor } = stage({ graphs: folderOf({ 'anything/schema.yaml': schema }) })
  const session = await begin(visitor, 'anything')
  const fields = ['mail', 'phone', 'code', 'site', 'number', 'weight', 'at']
  const path = `${session}/strict`
  const post = (text: string) => visitor.submit(path, Object.fromEntries(fields.map((name) => [name, text])))
  const model = await post('plain')
  for (const { name, text } of allHostileTexts.filter(({ kind }) =>
    /markup|template|frame|path|nothing/.test(kind),
  )) {
    const page = await post(text)
    expect(page.status, name).toBe(422)
    const wrong = findAll(page.root, 'input').filter(
      ({ attributes }) => attributes['aria-invalid'] === 'true',
    )
    for (const { attributes } of wrong) expect(attributes.value, name).toBe(text.toWellFormed())
    if (wrong.length === fields.length) expect(skeleton(page.root), name).toEqual(skeleton(model.root))
  }
})

describe('An answer of a megabyte', () => {
  const megabyte = 1024 * 1024
  it.each([
    ['letters', 'x'.repeat(megabyte)],
    ['words', 'word '.repeat(megabyte / 5)],
    ['pictures', '👍'.repeat(megabyte / 4)],
    ['marks', '<'.repeat(megabyte)],
    ['combining marks', `e${'\u0301'.repeat(megabyte / 2)}`],
    ['line breaks', 'a\n'.repeat(megabyte / 2)],
    ['NULs', `a${'\0'.repeat(megabyte)}b`],
  ])('of %s is refused, and what was saved is still there', async (_, text) => {
    const { visitor } = stage({ graphs: folderOf({ 'anything/schema.yaml': schema }) })
    const session = await begin(visitor, 'anything')
    await visitor.post(`${session}/all`, { line: 'saved', long: 'saved too', kind: 'Cat' })
    const saved = async () => JSON.parse(await (await visitor.send(`${session}/export.json`)).text()).answers
    const before = await saved()
    for (const name of ['line', 'long', 'kind-other', 'town', 'tags']) {
      const response = await visitor.post(`${session}/all`, { line: 'other', kind: '_other', [name]: text })
      expect([413, 422], name).toContain(response.status)
      expect(await saved(), name).toEqual(before)
      expect((await response.text()).length).toBeGreaterThan(100)
    }
    const check = await visitor.open(`${session}/check`)
    expect(answersIn(check)).toEqual(['saved', 'saved too', 'Cat'])
    const again = await visitor.submit(`${session}/all`, { line: 'saved', long: 'saved too', kind: 'Cat' })
    expect(again.status).toBe(200)
    expect(await saved()).toEqual(before)
  })
})

describe('51: what a model writes', () => {
  const allowed = ['p', 'strong', 'em', 'br', 'ul', 'ol', 'li', 'blockquote', 'mark']

  /** With whole characters alone, and line breaks as a stream can carry them. */
  const inLines = (text: string) => text.toWellFormed().replace(/\r\n?/g, '\n')

  it('is text or one of the elements that are allowed, with no attribute of its own', async () => {
    const model = await modelServer()
    const { visitor, errors } = stage({ model })
    for (const { name, text } of allHostileTexts) {
      const written = `Before. ${text}\n\n${text}\n\nAfter.`
      model.setBehaviour({ text: written })
      const session = await askForRecap(visitor)
      const spoken = await watch(visitor, session, 'text')
      expect(inLines(scriptText(spoken)), name).toBe(inLines(written).replaceAll('\0', '\ufffd'))
      const panel = await watch(visitor, session, 'panel')
      expect(dataOf(panel, 'done'), name).toHaveLength(1)
      expect(dataOf(panel, 'final'), name).toHaveLength(1)
      const final = parseHtml(dataOf(panel, 'final')[0] ?? '')
      const page = await visitor.open(`${session}/check`)
      for (const root of [final, page.root]) {
        const [letter] = findAll(root, '.rf-letter-text')
        expect(letter === undefined ? '' : textOf(letter), name).toContain('After.')
        const strange =
          letter === undefined
            ? []
            : elementsOf(letter).filter(({ tag, attributes }) => {
                const names = Object.keys(attributes).filter((attribute) => attribute !== 'class')
                return !allowed.includes(tag) || names.length > 0
              })
        expect(
          strange.map(({ tag, attributes }) => [tag, attributes]),
          name,
        ).toEqual([])
      }
      await visitor.post(`${session}/recap/stop`)
    }
    expect(errors).toEqual([])
  })
})
