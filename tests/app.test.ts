import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createQuestionnaireApp, type QuestionnaireAppOptions } from '../src/app.js'
import { FilesInvalidError, UsageError } from '../src/errors.js'
import { readSettings } from '../src/settings.js'
import { createGate } from './model-server/gate.mjs'
import * as answers from './routes/answers.js'
import { folderOf } from './routes/folder.js'
import { answerAll, begin, createVisitor, sessionId } from './routes/page.js'
import { askForRecap, dataOf, look, scriptText, watch } from './routes/recap.js'
import { modelServer, stage, temporaryFolder } from './routes/stage.js'
import { find, findAll, textOf } from './views/html.js'

const contacts = `en:
  crisis: {name: Helpline, phone: "116 123"}
`
const knee = `name: Knee
version: "1.0"
language: en
fields:
  - {id: where, type: string, required: true, label: Where does it hurt?}
`

function errorOf(options: QuestionnaireAppOptions): unknown {
  try {
    createQuestionnaireApp({ settings: readSettings({}), ...options })
  } catch (error) {
    return error
  }
  throw new Error('The app was created.')
}

describe('files with mistakes', () => {
  it('are told all at once, each with its place and the nearest valid name', () => {
    const folder = folderOf({
      'graphs/contacts.yaml': 'en:\n  crisis: {nam: Helpline, phone: "1"}\n',
      'graphs/interview.yaml':
        'version: "1.0"\nname: interview\nstate: {recap_summary: str}\nnodes:\n  generate_summary:\n    type: lm\n    prompt: recap/generate_summary\nedges:\n  - {from: START, to: generate_summary}\n  - {from: generate_summary, to: END}\n',
      'graphs/knee/schema.yaml': knee
        .replace('required: true', 'requird: true')
        .replace('type: string', 'type: strng'),
      'graphs/hip/schema.yaml': `${knee}  - {id: where, type: string, label: Again}\n`,
      'graphs/good/schema.yaml': knee,
    })
    const error = errorOf({ graphs: join(folder, 'graphs') })
    expect(error).toBeInstanceOf(FilesInvalidError)
    const lines = (error as FilesInvalidError).message.split('\n')
    const at = (place: string) =>
      lines.filter((line) => line.startsWith(`${folder}/graphs/${place}: `)).join('\n')
    expect(at('contacts.yaml:2:12')).toContain('"name"')
    expect(at('interview.yaml:6:11')).toContain('"llm"')
    expect(at('knee/schema.yaml:5:30')).toContain('"required"')
    expect(at('knee/schema.yaml:5:23')).toContain('"string"')
    expect(at('hip/schema.yaml:6:10')).toContain('where')
    for (const line of lines) expect(line).toMatch(/^\/.+\.yaml:\d+:\d+: .+/)
    expect((error as FilesInvalidError).problems).toHaveLength(lines.length)
    expect(lines.join()).not.toContain('/good/')
  })

  it('that are no YAML at all are told with their place', () => {
    const folder = folderOf({ 'graphs/knee/schema.yaml': 'name: "Knee\nfields: [' })
    expect(String(errorOf({ graphs: join(folder, 'graphs') }))).toMatch(
      /graphs\/knee\/schema\.yaml:\d+:\d+: /,
    )
  })

  it('that are not read while they are right do not stop the others', () => {
    const folder = folderOf({
      'graphs/knee/schema.yaml': knee,
      'graphs/notes/readme.txt': 'no questionnaire',
    })
    expect(() =>
      createQuestionnaireApp({ graphs: join(folder, 'graphs'), settings: readSettings({}) }),
    ).not.toThrow()
  })
})

describe('options', () => {
  it('that name a folder which is not there are refused in words', () => {
    const error = errorOf({ graphs: '/nowhere/graphs' })
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain('There is no folder /nowhere/graphs.')
  })

  it('that name a file in place of a folder are refused, too', () => {
    expect(errorOf({ graphs: 'package.json' })).toBeInstanceOf(UsageError)
  })

  it.each(['intake', '', 'https://example.org/intake', '/a?b', '/a#b'])(
    'refuse the base path %j',
    (basePath) => {
      const error = errorOf({ graphs: 'graphs', basePath })
      expect(error).toBeInstanceOf(UsageError)
      expect(String(error)).toContain(JSON.stringify(basePath))
    },
  )

  it('with requireContacts refuse stand-ins for the numbers that people are told to call', () => {
    const error = errorOf({ graphs: 'graphs', requireContacts: true })
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toMatch(/"emergency".*"crisis"|"crisis".*"emergency"/)
    const numbers = { name: 'Helpline', phone: '116 123', placeholder: false }
    const real = { en: { crisis: numbers, emergency: numbers } }
    expect(() =>
      createQuestionnaireApp({
        graphs: 'graphs',
        requireContacts: true,
        contacts: real,
        settings: readSettings({}),
      }),
    ).not.toThrow()
  })

  it('without it warn of stand-ins, and every page says so', async () => {
    const warnings: string[] = []
    const { visitor } = stage({ onWarning: (message) => void warnings.push(message) })
    expect(warnings.join()).toContain('are stand-ins')
    const page = await visitor.open('/q/mood-check')
    expect(textOf(find(page.root, '.rf-banner'))).toContain('Not ready for real people')
    const numbers = { name: 'Helpline', phone: '116 123', placeholder: false }
    const real = stage({ contacts: { en: { crisis: numbers, emergency: numbers } } })
    expect(findAll((await real.visitor.open('/q/mood-check')).root, '.rf-banner')).toEqual([])
  })

  it('refuse texts that name a contact which nobody gave', () => {
    const error = errorOf({
      graphs: 'graphs',
      contacts: { en: { crisis: { name: 'Helpline', phone: '1', placeholder: false } } },
    })
    expect(error).toBeInstanceOf(UsageError)
    expect(String(error)).toContain('"emergency" (in clinic-intake)')
  })

  it('put the privacy text, the help and the site’s name where they belong', async () => {
    const { visitor } = stage({
      privacy: 'A model in Frankfurt reads your answers.',
      help: { text: '01632 960 018', phone: '+441632960018' },
      siteName: 'Riverside',
    })
    const start = await visitor.open('/q/feature-request')
    expect(start.text).toContain('A model in Frankfurt reads your answers.')
    const session = await begin(visitor, 'feature-request')
    for (const path of [
      '/',
      '/q/feature-request',
      `${session}/title`,
      `${session}/check`,
      `/s/${'0'.repeat(32)}`,
    ]) {
      const { root } = await visitor.open(path)
      expect(textOf(find(root, '.rf-name'))).toBe('Riverside')
      expect(find(find(root, '.rf-help'), 'a').attributes.href).toBe('tel:+441632960018')
    }
  })

  it('decide which day it is', async () => {
    const now = () => new Date('2030-06-01T23:30:00Z')
    for (const [timeZone, status] of [
      ['UTC', 422],
      ['Europe/Helsinki', 303],
    ] as const) {
      const { visitor } = stage({ now, timeZone })
      const session = await begin(visitor, 'clinic-intake')
      const born = { 'born-day': '2', 'born-month': '6', 'born-year': '2030' }
      const response = await visitor.post(`${session}/about`, { ...answers.clinic.about, ...born })
      expect([timeZone, response.status]).toEqual([timeZone, status])
    }
  })

  it('reach a store only when a request comes', async () => {
    const folder = temporaryFolder()
    stage({ database: join(folder, 'later.db') })
    expect(() => readFileSync(join(folder, 'later.db'))).toThrow('ENOENT')
  })

  it('with a store that cannot be opened answer a page of trouble, and try again', async () => {
    const folder = temporaryFolder()
    const database = join(folder, 'file', 'recapflow.db')
    writeFileSync(join(folder, 'file'), 'in the way')
    const { visitor, errors } = stage({ database })
    const failed = await visitor.open('/')
    expect(failed.status).toBe(500)
    expect(failed.heading).toBe('That did not work')
    expect(failed.html).not.toContain(folder)
    expect(String(errors[0])).toContain(database)
    rmSync(join(folder, 'file'))
    expect((await visitor.open('/')).status).toBe(200)
  })
})

describe('a new app on the same file', () => {
  it('has every session, answer, draft and finished recap, and the same person opens them', async () => {
    const database = join(temporaryFolder(), 'recapflow.db')
    const model = await modelServer({ text: 'You asked for an address.' })
    const before = stage({ model, database })
    const done = await askForRecap(before.visitor)
    await watch(before.visitor, done, 'text')
    const half = await begin(before.visitor, 'mood-check')
    await before.visitor.post(`${half}/interest`, answers.mood.interest)
    await before.visitor.post(`${half}/in_own_words`, { intent: 'back', in_own_words: 'Half a' })
    await before.app.close()

    const { app } = stage({ model, database })
    const visitor = createVisitor(app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    expect((await visitor.open(half)).path).toBe(`${half}/low_mood`)
    expect(textOf(find((await visitor.open(`${half}/in_own_words`)).root, 'textarea'))).toBe('Half a')
    const check = await visitor.open(`${done}/check`)
    expect(textOf(find(check.root, '#rf-recap'))).toContain('You asked for an address.')
    await visitor.post(`${done}/recap`)
    expect(scriptText(await watch(visitor, done, 'text'))).toBe('You asked for an address.')
    expect((await visitor.submit(`${done}/confirm`)).path).toBe(`${done}/done`)
    expect(model.requests).toHaveLength(1)
    expect((await createVisitor(app).open(done)).status).toBe(404)
  })

  it('has what was being answered when the app before it was closed', async () => {
    const database = join(temporaryFolder(), 'recapflow.db')
    let isHeld = false
    const gate = createGate()
    const before = stage({
      database,
      async authorize() {
        if (isHeld) await gate.pass()
        return true
      },
    })
    const session = await begin(before.visitor, 'mood-check')
    isHeld = true
    const answer = before.visitor.post(`${session}/interest`, answers.mood.interest)
    await new Promise((resolve) => setTimeout(resolve, 50))
    const closed = before.app.close()
    await new Promise((resolve) => setTimeout(resolve, 50))
    gate.open()
    expect((await answer).status).toBe(303)
    await closed

    const { app } = stage({ database })
    const visitor = createVisitor(app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    const interest = await visitor.open(`${session}/interest`)
    expect(findAll(interest.root, ({ attributes }) => 'checked' in attributes)).toHaveLength(1)
  })

  it('begins a recap again that was being written, as the next attempt, and asks the model once more only', async () => {
    const database = join(temporaryFolder(), 'recapflow.db')
    const gate = createGate()
    const model = await modelServer()
    model.enqueue({ text: 'The first attempt was cut off here.', gate })
    const before = stage({ model, database })
    const session = await askForRecap(before.visitor)
    gate.release(3)
    const panel = await look(before.visitor, session, 'panel')
    const script = await look(before.visitor, session, 'text')
    await script.until(({ data }) => data.includes('attempt'))
    await before.app.close()
    const first = await model.waitForRequest(1)
    await first.closed
    expect(first.closedEarly).toBe(true)
    expect(dataOf(await panel.rest(), 'final')).toEqual([])
    expect(dataOf(await script.rest(), 'message')).not.toContain('[DONE]')

    model.setBehaviour({ text: 'The second attempt is whole.' })
    const { app } = stage({ model, database })
    await app.ready()
    const visitor = createVisitor(app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    const resumed = await watch(visitor, session, 'text', script.seen.at(-1)?.id)
    expect(scriptText(resumed)).toBe('\n\n[started again]\n\nThe second attempt is whole.')
    expect(resumed.at(-1)?.id).toMatch(/^[0-9a-f]{8}-2\./)
    const check = await visitor.open(`${session}/check`)
    expect(textOf(find(check.root, '#rf-recap'))).toContain('The second attempt is whole.')
    expect(model.requests).toHaveLength(2)
  })

  it('does not begin again what was stopped, what failed, and what is out of date', async () => {
    const database = join(temporaryFolder(), 'recapflow.db')
    const gate = createGate()
    const model = await modelServer({ gate })
    const { app, visitor } = stage({ model, database })
    const stopped = await askForRecap(visitor)
    await visitor.post(`${stopped}/recap/stop`)
    const edited = await askForRecap(visitor)
    await visitor.post(`${edited}/title?from=check`, { title: 'Another name' })
    model.setBehaviour({ status: 401 })
    const failed = await askForRecap(visitor)
    await watch(visitor, failed, 'text')
    const asked = model.requests.length
    await app.close()
    const later = stage({ model, database })
    await later.app.ready()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(model.requests).toHaveLength(asked)
  })
})

describe('a questionnaire whose file has changed', () => {
  it('asks the new questions in new sessions only', async () => {
    const folder = folderOf({ 'graphs/knee/schema.yaml': knee, 'graphs/contacts.yaml': contacts })
    const options = { graphs: join(folder, 'graphs'), database: join(folder, 'recapflow.db') }
    const before = stage(options)
    const old = await begin(before.visitor, 'knee')
    await before.app.close()
    writeFileSync(
      join(folder, 'graphs/knee/schema.yaml'),
      `${knee.replace('Where does it hurt?', 'Which part of it hurts?')}  - {id: since, type: string, required: true, label: Since when?}\n`,
    )
    const { app } = stage(options)
    const visitor = createVisitor(app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    expect((await visitor.open(old)).heading).toBe('Where does it hurt?')
    expect((await visitor.submit(`${old}/where`, { where: 'Below' })).path).toBe(`${old}/check`)
    expect((await visitor.open(`${old}/since`)).status).toBe(404)
    const young = await begin(visitor, 'knee')
    expect((await visitor.open(young)).heading).toBe('Which part of it hurts?')
    expect((await visitor.submit(`${young}/where`, { where: 'Below' })).path).toBe(`${young}/since`)
    expect((await visitor.submit(`${old}/confirm`)).path).toBe(`${old}/done`)
  })

  it('that is gone is no longer begun, and its sessions go on', async () => {
    const folder = folderOf({ 'graphs/knee/schema.yaml': knee, 'graphs/hip/schema.yaml': knee })
    const options = { graphs: join(folder, 'graphs'), database: join(folder, 'recapflow.db') }
    const before = stage(options)
    const session = await begin(before.visitor, 'knee')
    await before.visitor.post(`${session}/where`, { where: 'Below' })
    await before.app.close()
    rmSync(join(folder, 'graphs/knee'), { recursive: true })
    const { app } = stage({ ...options, model: await modelServer() })
    const visitor = createVisitor(app)
    for (const [name, value] of before.visitor.cookies) visitor.cookies.set(name, value)
    expect((await visitor.open('/q/knee')).status).toBe(404)
    expect((await visitor.open('/')).status).toBe(200)
    await visitor.post(`${session}/recap`)
    expect(scriptText(await watch(visitor, session, 'text'))).not.toBe('')
    expect((await visitor.submit(`${session}/confirm`)).path).toBe(`${session}/done`)
  })
})

it('two apps in one process know nothing of each other', async () => {
  const [first, second] = [stage(), stage()]
  const session = await begin(first.visitor, 'feature-request')
  const visitor = createVisitor(second.app)
  for (const [name, value] of first.visitor.cookies) visitor.cookies.set(name, value)
  expect((await visitor.open(session)).status).toBe(404)
  expect((await visitor.send(`/stream/${sessionId(session)}?as=json`)).status).toBe(404)
  expect((await first.visitor.open(session)).status).toBe(200)
})

it('a folder with a copy of the shipped files and prompts works from anywhere', async () => {
  const folder = temporaryFolder()
  cpSync('graphs', join(folder, 'graphs'), { recursive: true })
  cpSync('prompts', join(folder, 'prompts'), { recursive: true })
  const { visitor } = stage({ graphs: join(folder, 'graphs'), model: await modelServer() })
  const session = await answerAll(visitor, 'mood-check', answers.mood)
  await visitor.post(`${session}/recap`)
  expect(scriptText(await watch(visitor, session, 'text'))).toContain('mornings')
})
