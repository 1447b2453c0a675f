import { describe, expect, it } from 'vitest'
import type { Behaviour } from '../model-server/behaviour.mjs'
import { createGate } from '../model-server/gate.mjs'
import { find, findAll, parseHtml, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll } from './page.js'
import { askForRecap, dataOf, panelText, scriptText, watch } from './recap.js'
import { modelServer, stage } from './stage.js'

const TEXT = ['Good ', 'morning, ', 'Ada ', 'and ', 'all.']

interface Failure {
  readonly name: string
  readonly behaviour: Behaviour
  /** How often the provider is asked before the run counts as failed. */
  readonly requests: number
  /** What is left of the text. */
  readonly text: string
  readonly title: string
  readonly sentence: string
  readonly environment?: Readonly<Record<string, string>>
}

const busy = 'The writing service is busy or has a fault.'
const late = 'The writing service did not answer in time.'
const broken = 'The writing service broke off.'
const short = 'The text was cut short.'
const nothing = 'The summary could not be written.'
const incomplete = 'The summary breaks off here.'

const failures: Failure[] = [
  {
    name: '429 with Retry-After',
    behaviour: { status: 429, retryAfter: 1 },
    requests: 3,
    text: '',
    title: nothing,
    sentence: busy,
  },
  {
    name: '429 without Retry-After',
    behaviour: { status: 429 },
    requests: 3,
    text: '',
    title: nothing,
    sentence: busy,
  },
  {
    name: '429 with a Retry-After too long to wait for',
    behaviour: { status: 429, retryAfter: 3600 },
    requests: 1,
    text: '',
    title: nothing,
    sentence: busy,
  },
  {
    name: 'a quota that is used up',
    behaviour: { status: 429, error: { code: 'insufficient_quota' } },
    requests: 1,
    text: '',
    title: nothing,
    sentence: busy,
  },
  { name: '500', behaviour: { status: 500 }, requests: 3, text: '', title: nothing, sentence: busy },
  { name: '401', behaviour: { status: 401 }, requests: 1, text: '', title: nothing, sentence: busy },
  {
    name: 'a reset before the headers',
    behaviour: { resetBeforeHeaders: true },
    requests: 3,
    text: '',
    title: nothing,
    sentence: busy,
  },
  {
    name: 'a stall before the first token',
    behaviour: { stallAfter: 0 },
    requests: 1,
    text: '',
    title: nothing,
    sentence: late,
    environment: { FIRST_TOKEN_TIMEOUT: '1' },
  },
  {
    name: 'a stall before the headers',
    behaviour: { stallBeforeHeaders: true },
    requests: 1,
    text: '',
    title: nothing,
    sentence: late,
    environment: { FIRST_TOKEN_TIMEOUT: '1' },
  },
  {
    name: 'a stall in the middle',
    behaviour: { text: TEXT, stallAfter: 2 },
    requests: 1,
    text: 'Good morning, ',
    title: incomplete,
    sentence: late,
    environment: { IDLE_TIMEOUT: '1' },
  },
  {
    name: 'a body that just ends',
    behaviour: { text: TEXT, endAfter: 2 },
    requests: 1,
    text: 'Good morning, ',
    title: incomplete,
    sentence: short,
  },
  {
    name: 'a body that ends with its text whole but no finish reason',
    behaviour: { text: TEXT, finishReason: null },
    requests: 1,
    text: TEXT.join(''),
    title: incomplete,
    sentence: short,
  },
  {
    name: 'a connection that breaks off',
    behaviour: { text: TEXT, breakAfter: 3 },
    requests: 1,
    text: 'Good morning, Ada ',
    title: incomplete,
    sentence: broken,
  },
  {
    name: 'a text that is too long for the model',
    behaviour: { text: TEXT, finishReason: 'length' },
    requests: 1,
    text: TEXT.join(''),
    title: incomplete,
    sentence: short,
  },
  {
    name: 'a text that the provider filters',
    behaviour: { text: TEXT, finishReason: 'content_filter' },
    requests: 1,
    text: TEXT.join(''),
    title: incomplete,
    sentence: short,
  },
  {
    name: 'a frame that is no JSON',
    behaviour: { text: TEXT, malformedAfter: 2 },
    requests: 1,
    text: 'Good morning, ',
    title: incomplete,
    sentence: broken,
  },
  {
    name: 'an error in the middle of the stream',
    behaviour: { text: TEXT, errorFrameAfter: 2 },
    requests: 1,
    text: 'Good morning, ',
    title: incomplete,
    sentence: broken,
  },
]

describe('a model that fails', () => {
  it.each(failures)(
    '$name: the panel says so, keeps the text, offers another attempt, and Confirm works',
    async ({ behaviour, requests, text, title, sentence, environment = {} }) => {
      const secret = 'the provider’s own words: sk-secret'
      const model = await modelServer({ ...behaviour, error: { message: secret, ...behaviour.error } })
      const { visitor, errors } = stage({ model, environment })
      const session = await askForRecap(visitor)
      const panel = await watch(visitor, session, 'panel')
      expect(panel.slice(-2).map(({ event }) => event)).toEqual(['final', 'done'])
      expect(panelText(panel)).toBe(text)
      expect(model.requests).toHaveLength(requests)

      const pages = [
        parseHtml(dataOf(panel, 'final')[0] ?? ''),
        (await visitor.open(`${session}/check`)).root,
      ]
      for (const root of pages) {
        const sheet = find(root, '#rf-recap')
        expect(findAll(sheet, '.rf-letter-text').map(textOf)).toEqual(text === '' ? [] : [text])
        const alert = find(sheet, ({ attributes }) => attributes.role === 'alert')
        expect(textOf(find(alert, 'strong'))).toBe(title)
        expect(textOf(alert)).toBe(
          `${title}${sentence} Your answers are safe, and you can send them without a summary.`,
        )
        expect(textOf(find(sheet, 'button'))).toBe('Try again')
        expect(find(sheet, 'form').attributes.action).toBe(`${session}/recap`)
        expect(sheet.attributes['sse-connect']).toBeUndefined()
        expect(textOf(find(root, '#rf-recap-status'))).toBe(
          text === '' ? 'Summary not available' : 'The summary is incomplete',
        )
      }
      expect(JSON.stringify(panel)).not.toContain('sk-secret')
      expect(errors).toHaveLength(1)

      model.setBehaviour({ text: 'This time it went well.' })
      await visitor.post(`${session}/recap`)
      const again = await watch(visitor, session, 'text')
      expect(scriptText(again)).toBe('This time it went well.')
      expect(again.at(-1)?.id).toMatch(/^[0-9a-f]{8}-2\./)
      expect(model.requests).toHaveLength(requests + 1)
      expect((await visitor.open(`${session}/check`)).text).toContain('This time it went well.')
      expect((await visitor.submit(`${session}/confirm`)).path).toBe(`${session}/done`)
    },
    30_000,
  )

  it('is explained to the other shapes in one sentence of ours', async () => {
    const model = await modelServer({ text: TEXT, breakAfter: 2 })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    const plain = await watch(visitor, session, 'plain')
    expect(dataOf(plain, 'message').join('')).toBe(`Good morning, \n\n[${broken}]`)
    expect(plain.at(-1)?.event).toBe('done')
    const text = await watch(visitor, session, 'text')
    expect(dataOf(text, 'failed')).toEqual([broken])
    expect(dataOf(text, 'message').at(-1)).toBe('[DONE]')
    const json = await watch(visitor, session, 'json')
    expect(json.at(-1)?.event).toBe('failed')
    expect(JSON.parse(json.at(-1)?.data ?? '{}').error).toMatchObject({ type: 'llm_error', message: broken })
  })

  it('and comes back while nothing was shown yet is asked again without anybody noticing', async () => {
    const model = await modelServer({ text: TEXT })
    model.enqueue({ status: 503, retryAfter: 0 }, { resetBeforeHeaders: true })
    const { visitor, errors } = stage({ model })
    const session = await askForRecap(visitor)
    const panel = await watch(visitor, session, 'panel')
    expect(panelText(panel)).toBe(TEXT.join(''))
    expect(dataOf(panel, 'final')[0]).not.toContain('role="alert"')
    expect(model.requests).toHaveLength(3)
    expect(errors).toEqual([])
  })

  it('that says nothing at all has written no summary, and can be asked again', async () => {
    const model = await modelServer({ text: [] })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    const final = parseHtml(dataOf(await watch(visitor, session, 'panel'), 'final')[0] ?? '')
    expect(textOf(find(final, ({ attributes }) => attributes.role === 'alert'))).toContain(nothing)
    model.setBehaviour({ text: 'Something to say.' })
    await visitor.post(`${session}/recap`)
    expect(scriptText(await watch(visitor, session, 'text'))).toBe('Something to say.')
    expect(model.requests).toHaveLength(2)
  })

  it('is not there at all: the person can still send the answers', async () => {
    const { visitor } = stage({ environment: { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' } })
    const session = await askForRecap(visitor)
    expect((await visitor.submit(`${session}/confirm`)).path).toBe(`${session}/done`)
  })
})

it('33: an alert is the same byte for byte whether the model writes, fails or is not there', async () => {
  const seen = new Set<string>()
  for (const model of [
    await modelServer({ text: TEXT }),
    await modelServer({ status: 500 }),
    await modelServer({ text: 'All is well, no need to call anybody.' }),
    undefined,
  ]) {
    const { visitor } = stage(model === undefined ? {} : { model })
    const session = await answerAll(visitor, 'mood-check', { ...answers.mood, self_harm: { self_harm: '1' } })
    const next = await visitor.submit(`${session}/self_harm`, { self_harm: '1' })
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    const check = await visitor.open(`${session}/check`)
    const done = await visitor.submit(`${session}/confirm`)
    const noticeOf = ({ root }: typeof next) => textOf(find(root, '.rf-notice-crisis'))
    for (const page of [next, check, done]) seen.add(noticeOf(page))
  }
  expect([...seen]).toEqual([
    expect.stringContaining('You told us of thoughts of death or of hurting yourself.'),
  ])
})

it('an answer that is confirmed while the recap is written leaves it going to its end', async () => {
  const gate = createGate()
  const model = await modelServer({ text: TEXT, gate })
  const { visitor } = stage({ model, abandonAfter: 1500 })
  const session = await askForRecap(visitor)
  gate.release(1)
  const done = await visitor.submit(`${session}/confirm`)
  expect(find(done.root, '#rf-recap').attributes['sse-connect']).toMatch(/as=panel$/)
  await new Promise((resolve) => setTimeout(resolve, 1800))
  gate.open()
  await watch(visitor, session, 'text')
  expect(model.requests[0]?.closedEarly).toBe(false)
  expect((await visitor.open(`${session}/done`)).text).toContain('Good morning, Ada and all.')
})
