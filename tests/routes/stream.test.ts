import { describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { find, findAll, parseHtml, textOf } from '../views/html.js'
import * as answers from './answers.js'
import { answerAll, createVisitor } from './page.js'
import {
  askForRecap,
  dataOf,
  decoded,
  look,
  panelText,
  type Shape,
  scriptText,
  streamUrl,
  watch,
} from './recap.js'
import { modelServer, stage } from './stage.js'

const LETTER = 'Good morning, Ada & all.\n\nYou said "3 < 5"; that’s what Zoë 🙂 heard.\n'
const shapes: Shape[] = ['plain', 'panel', 'json', 'text']

const tokens = (events: { event: string; data: string }[]) =>
  events
    .filter(({ event }) => event === 'token')
    .map(({ data }) => JSON.parse(data).content)
    .join('')

describe('a run that is finished', () => {
  it('50: is told whole in every shape, and ends with a named event', async () => {
    const model = await modelServer({ text: LETTER })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    await watch(visitor, session, 'text')

    const plain = await watch(visitor, session, 'plain')
    expect(decoded(dataOf(plain, 'message').join(''))).toBe(LETTER)
    expect(plain.map(({ event }) => event)).toEqual(['ping', 'message', 'done'])
    expect(plain.at(-1)?.data).toBe('1')

    const text = await watch(visitor, session, 'text')
    expect(text.map(({ event }) => event)).toEqual([':', 'message', 'message'])
    expect(dataOf(text, 'message')).toEqual([LETTER, '[DONE]'])

    const json = await watch(visitor, session, 'json')
    expect(json[0]?.event).toBe(':')
    expect(json[1]?.event).toBe('run_start')
    expect(tokens(json)).toBe(LETTER)
    const done = JSON.parse(json.at(-1)?.data ?? '{}')
    expect(done).toEqual({ type: 'done', seq: expect.any(Number) })
    for (const { event, data } of json.slice(1)) expect(JSON.parse(data).type).toBe(event)

    const panel = await watch(visitor, session, 'panel')
    expect(panel.map(({ event }) => event)).toEqual(['ping', 'snapshot', 'final', 'done'])
    expect(panelText(panel)).toBe(LETTER)
    expect(model.requests).toHaveLength(1)
  })

  it('says [DONE] to scripts only', async () => {
    const { visitor } = stage({ model: await modelServer() })
    const session = await askForRecap(visitor)
    for (const shape of shapes) {
      const events = await watch(visitor, session, shape)
      expect(events.some(({ data }) => data.includes('[DONE]'))).toBe(shape === 'text')
      expect(events.some(({ event }) => event === 'error')).toBe(false)
    }
  })
})

describe('a run that goes on', () => {
  it.each(['plain', 'json', 'text'] as const)(
    'is told from the beginning and as it grows: %s',
    async (shape) => {
      const gate = createGate()
      const model = await modelServer({ text: LETTER, gate })
      const { visitor } = stage({ model })
      const session = await askForRecap(visitor)
      const textIn = (events: { event: string; data: string }[]) => {
        if (shape === 'json') return tokens(events)
        const said = dataOf(events as never, 'message')
          .filter((data) => data !== '[DONE]')
          .join('')
        return shape === 'plain' ? decoded(said) : said
      }
      gate.release(2)
      const viewer = await look(visitor, session, shape)
      await viewer.until(() => textIn(viewer.seen) === 'Good morning,')
      const late = await look(visitor, session, shape)
      await late.until(() => textIn(late.seen) === 'Good morning,')
      gate.release(1)
      await viewer.until(() => textIn(viewer.seen) === 'Good morning, Ada')
      gate.open()
      expect(textIn(await viewer.rest())).toBe(LETTER)
      expect(textIn(await late.rest())).toBe(LETTER)
      expect(late.seen.at(-1)).toEqual(viewer.seen.at(-1))
    },
  )

  it('reaches a panel as ping, snapshot, what is added, final and done, and nothing twice', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    gate.release(2)
    await (await look(visitor, session, 'text')).until(({ data }) => data.includes('morning'))
    const viewer = await look(visitor, session, 'panel')
    const snapshot = await viewer.until(({ event }) => event === 'snapshot')
    // The page may have been made while the run waited: it waits no more.
    expect(viewer.seen.map(({ event }) => event)).toEqual(['ping', 'status', 'snapshot'])
    expect(panelText([snapshot])).toMatch(/^Good morning,/)
    expect(snapshot.data).toMatch(
      /^<span sse-swap="message" hx-target="this" hx-swap="beforeend settle:0ms">[^<]*<\/span>$/,
    )
    for (const word of [' Ada', ' &']) {
      gate.release(1)
      const delta = await viewer.until(({ event }) => event === 'message')
      expect(decoded(delta.data)).toBe(word)
    }
    gate.open()
    const events = await viewer.rest()
    const names = events.map(({ event }) => event)
    expect(names.slice(-2)).toEqual(['final', 'done'])
    expect(names.slice(3, -2).every((name) => name === 'message')).toBe(true)
    expect(panelText(events)).toBe(LETTER)
    for (const data of dataOf(events, 'message')) expect(data).not.toMatch(/[<>"']/)
  })

  it('shows the text so far in the page itself, with the address of its stream', async () => {
    const gate = createGate()
    const { visitor } = stage({ model: await modelServer({ text: LETTER, gate }) })
    const session = await askForRecap(visitor)
    gate.release(2)
    await (await look(visitor, session, 'text')).until(({ data }) => data.includes('morning'))
    const { root, html } = await visitor.open(`${session}/check`)
    const recap = find(root, '#rf-recap')
    expect(textOf(find(recap, '.rf-letter-text'))).toBe('Good morning,')
    expect(recap.attributes['sse-connect']).toMatch(
      new RegExp(`^${streamUrl(session, 'plain')}\\?run=[^&]+&as=panel$`),
    )
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="2"')
    const events = await visitor.send(recap.attributes['sse-connect'] ?? '')
    gate.open()
    expect(await events.text()).toContain('event: final')
    const later = await visitor.open(`${session}/check`)
    expect(later.html).not.toContain('http-equiv="refresh"')
    // Then it follows only where the sentences come from, and when that is known, nothing.
    const trace = find(later.root, '#rf-recap').attributes['sse-connect']
    if (trace !== undefined) {
      expect(trace).toContain('-trace_summary-')
      expect(await (await visitor.send(trace)).text()).toContain('event: done')
    }
    const last = await visitor.open(`${session}/check`)
    expect(find(last.root, '#rf-recap').attributes['sse-connect']).toBeUndefined()
  })

  it('sends signs of life: events where a page listens, comments to programs', async () => {
    const gate = createGate()
    const { visitor } = stage({ model: await modelServer({ gate }), pingInterval: 20 })
    const session = await askForRecap(visitor)
    for (const shape of shapes) {
      const viewer = await look(visitor, session, shape)
      const name = shape === 'plain' || shape === 'panel' ? 'ping' : ':'
      const isSign = ({ event }: { event: string }) => event === name
      await viewer.until(isSign)
      await viewer.until(isSign)
      expect((await viewer.until(isSign)).data).toBe(name === 'ping' ? '1' : 'ping')
      await viewer.leave()
    }
    gate.open()
  })

  it('goes on to its end when every viewer has left', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    gate.release(2)
    const viewer = await look(visitor, session, 'panel')
    await viewer.until(({ event }) => event === 'snapshot')
    await viewer.leave()
    gate.open()
    await (await model.waitForRequest(1)).closed
    expect(scriptText(await watch(visitor, session, 'text'))).toBe(LETTER)
    expect(model.requests[0]?.closedEarly).toBe(false)
  })

  it('is given up when nobody has looked for a while, and keeps what there is', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model, abandonAfter: 1500 })
    const session = await askForRecap(visitor)
    gate.release(2)
    const viewer = await look(visitor, session, 'text')
    await viewer.until(({ data }) => data.includes('morning'))
    await viewer.leave()
    const request = await model.waitForRequest(1)
    await request.closed
    expect(request.closedEarly).toBe(true)
    const { text } = await visitor.open(`${session}/check`)
    expect(text).toContain('Good morning,')
    expect(text).toContain('The writing stopped because nobody was reading.')
  })
})

describe('a run that was stopped', () => {
  it('keeps what there is, says so in every shape, and ends the request to the provider', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    gate.release(2)
    const open = await Promise.all(shapes.map((shape) => look(visitor, session, shape)))
    await open[3]?.until(({ data }) => data.includes('morning'))
    const stopped = await visitor.post(`${session}/recap/stop`)
    expect(stopped.headers.get('location')).toBe(`${session}/check`)
    const request = await model.waitForRequest(1)
    await request.closed
    expect(request.closedEarly).toBe(true)
    const [plain = [], panel = [], json = [], text = []] = await Promise.all(
      open.map((viewer) => viewer.rest()),
    )

    expect(dataOf(plain, 'message').join('')).toBe('Good morning,\n\n[You stopped the writing here.]')
    expect(plain.at(-1)?.event).toBe('done')
    expect(panel.slice(-2).map(({ event }) => event)).toEqual(['final', 'done'])
    const final = parseHtml(dataOf(panel, 'final')[0] ?? '')
    expect(textOf(find(final, '.rf-letter-text'))).toBe('Good morning,')
    expect(textOf(find(final, '.rf-letter-end'))).toMatch(/^You stopped the writing here\./)
    expect(findAll(final, ({ attributes }) => attributes.role === 'alert')).toEqual([])
    expect(find(final, 'form').attributes.action).toBe(`${session}/recap`)
    const failed = JSON.parse(json.at(-1)?.data ?? '{}')
    expect(json.at(-1)?.event).toBe('failed')
    expect(failed).toMatchObject({
      type: 'error',
      error: { type: 'aborted', reason: 'stop', message: 'You stopped the writing here.' },
    })
    expect(dataOf(text, 'failed')).toEqual(['You stopped the writing here.'])
    expect(dataOf(text, 'message').at(-1)).toBe('[DONE]')
  })

  it('answers htmx without a page, since the stream brings the change', async () => {
    const gate = createGate()
    const { visitor } = stage({ model: await modelServer({ gate }) })
    const session = await askForRecap(visitor)
    const stopped = await visitor.post(`${session}/recap/stop`, {}, { 'hx-request': 'true' })
    expect([stopped.status, await stopped.text()]).toEqual([204, ''])
  })

  it('stays stopped until it is asked for again, and Stop where nothing runs does nothing', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    await model.waitForRequest(1)
    await visitor.post(`${session}/recap/stop`)
    expect((await visitor.open(`${session}/check`)).text).toContain('Write it again')
    expect(model.requests).toHaveLength(1)
    gate.open()
    await visitor.post(`${session}/recap`)
    expect(scriptText(await watch(visitor, session, 'text'))).toBe(LETTER)
    const again = await visitor.post(`${session}/recap/stop`)
    expect(again.status).toBe(303)
    expect((await visitor.open(`${session}/check`)).text).toContain('Good morning, Ada')
    expect(model.requests).toHaveLength(2)
  })
})

describe('Last-Event-ID', () => {
  it.each(['plain', 'json', 'text'] as const)(
    '49: goes on exactly after what the viewer has: %s',
    async (shape) => {
      const gate = createGate()
      const model = await modelServer({ text: LETTER, gate })
      const { visitor } = stage({ model })
      const session = await askForRecap(visitor)
      gate.release(3)
      const viewer = await look(visitor, session, shape)
      await viewer.until(({ data }) => data.includes('Ada'))
      await viewer.leave()
      const id = viewer.seen.at(-1)?.id ?? ''
      expect(id).toMatch(/^[0-9a-f]{8}-1\.\d+$/)
      gate.open()
      const rest = await watch(visitor, session, shape, id)
      const all = await watch(visitor, session, shape)
      const said = (events: typeof all) =>
        shape === 'json' ? tokens(events) : dataOf(events, 'message').join('').replace('[DONE]', '')
      expect(said(viewer.seen) + said(rest)).toBe(said(all))
      expect(said(rest)).not.toContain('Ada')
      expect(model.requests).toHaveLength(1)
    },
  )

  it('of another attempt, or made up, begins anew and says so', async () => {
    const { visitor } = stage({ model: await modelServer({ text: LETTER }) })
    const session = await askForRecap(visitor)
    await watch(visitor, session, 'text')
    for (const id of ['2.3', '1.99999', 'nonsense', '1.-1', '1.1e1', '__proto__.1']) {
      const text = dataOf(await watch(visitor, session, 'text', id), 'message')
      expect([id, ...text]).toEqual([id, '\n\n[started again]\n\n', LETTER, '[DONE]'])
      const json = await watch(visitor, session, 'json', id)
      expect(json[1]?.event).toBe('reset')
      expect(tokens(json)).toBe(LETTER)
      expect(panelText(await watch(visitor, session, 'panel', id))).toBe(LETTER)
    }
  })

  it('of the end says the end again', async () => {
    const { visitor } = stage({ model: await modelServer() })
    const session = await askForRecap(visitor)
    const last = (await watch(visitor, session, 'plain')).at(-1)?.id ?? ''
    const again = await watch(visitor, session, 'plain', last)
    expect(again.map(({ event }) => event)).toEqual(['ping', 'done'])
  })
})

describe('one model request', () => {
  it('49: serves ten viewers in every shape, repeated POSTs and reloads', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await Promise.all([1, 2, 3].map(() => visitor.post(`${session}/recap`)))
    gate.release(2)
    const watching = Array.from({ length: 10 }, (_, index) =>
      watch(visitor, session, shapes[index % 4] ?? 'plain'),
    )
    await visitor.post(`${session}/recap`, {}, { 'hx-request': 'true' })
    await visitor.open(`${session}/check`)
    gate.open()
    await visitor.post(`${session}/recap`)
    for (const [index, events] of (await Promise.all(watching)).entries()) {
      const shape = shapes[index % 4]
      if (shape === 'panel') expect(panelText(events)).toBe(LETTER)
      else if (shape === 'json') expect(tokens(events)).toBe(LETTER)
      else expect(decoded(dataOf(events, 'message').join('')).replace('[DONE]', '')).toBe(LETTER)
    }
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'panel')
    await visitor.open(`${session}/check`)
    expect(model.requests).toHaveLength(1)
  })

  it('of each of two sessions with the same answers is its own', async () => {
    const model = await modelServer((request) => ({ text: `Letter ${request.id}` }))
    const { app, visitor } = stage({ model })
    const other = createVisitor(app)
    const [first, second] = [await askForRecap(visitor), await askForRecap(other)]
    const letters = [
      scriptText(await watch(visitor, first, 'text')),
      scriptText(await watch(other, second, 'text')),
    ]
    expect(new Set(letters).size).toBe(2)
    expect(model.requests).toHaveLength(2)
  })

  it('is not made while answers are missing', async () => {
    const model = await modelServer()
    const { visitor } = stage({ model })
    const session = await answerAll(visitor, 'feature-request', answers.request)
    await visitor.post(`${session}/blocked`, { blocked: 'true' })
    const { title: _title, ...others } = answers.request
    const half = (await visitor.post('/q/feature-request')).headers.get('location') ?? ''
    for (const [page, form] of Object.entries(others)) await visitor.post(`${half}/${page}`, form)
    expect((await visitor.submit(`${half}/recap`)).path).toBe(`${half}/check`)
    expect(model.requests).toHaveLength(0)
  })
})

describe('an edited answer', () => {
  it('ends the recap of the old ones at the provider, and leads its viewers to the check page', async () => {
    const gate = createGate()
    const model = await modelServer({ text: LETTER, gate })
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    gate.release(2)
    const viewer = await look(visitor, session, 'panel')
    const script = await look(visitor, session, 'plain')
    await script.until(({ data }) => data.includes('morning'))
    await visitor.post(`${session}/title?from=check`, { title: 'Another name' })
    const first = await model.waitForRequest(1)
    await first.closed
    expect(first.closedEarly).toBe(true)
    const final = parseHtml(dataOf(await viewer.rest(), 'final')[0] ?? '')
    const sheet = find(final, '#rf-recap')
    expect(sheet.attributes['sse-connect']).toBeUndefined()
    expect(textOf(sheet)).toContain('Your answers have changed')
    expect(find(sheet, 'a').attributes.href).toBe(`${session}/check`)
    expect(dataOf(await script.rest(), 'message').at(-1)).toContain('Your answers have changed')

    gate.open()
    expect(textOf(find((await visitor.open(`${session}/check`)).root, '#rf-recap'))).toContain('Show summary')
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    expect(model.requests).toHaveLength(2)
    expect(JSON.stringify(model.requests[1]?.body)).toContain('Another name')
  })

  it('that is the same as before ends nothing, and changing back finds the old recap', async () => {
    const model = await modelServer((request) => ({ text: `Letter ${request.id}` }))
    const { visitor } = stage({ model })
    const session = await askForRecap(visitor)
    await watch(visitor, session, 'text')
    await visitor.post(`${session}/title?from=check`, { title: 'Load graphs from a web address' })
    expect((await visitor.open(`${session}/check`)).text).toContain('Letter chatcmpl-1')
    await visitor.post(`${session}/title?from=check`, { title: 'Another name' })
    await visitor.post(`${session}/recap`)
    await watch(visitor, session, 'text')
    expect((await visitor.open(`${session}/check`)).text).toContain('Letter chatcmpl-2')
    await visitor.post(`${session}/title?from=check`, { title: 'Load graphs from a web address' })
    expect((await visitor.open(`${session}/check`)).text).toContain('Letter chatcmpl-1')
    expect(model.requests).toHaveLength(2)
  })
})

describe('hostile text from a model', () => {
  const HOSTILE = `You said <script>alert(1)</script><img src=x onerror="alert(1)"> **bold** [x](javascript:alert(1)) ![i](https://evil.example/b.png)

<a href="https://evil.example">a</a> https://evil.example <div hx-get="/q/x" hx-trigger="load">d</div>

event: final
data: <b>no</b>

</span></div></section> & &lt;script&gt; \u2028 "quotes' done`

  it('51: is text and nothing else in every shape, split wherever it may be', async () => {
    for (const text of [HOSTILE, [...HOSTILE]]) {
      const { visitor } = stage({ model: await modelServer({ text }) })
      const session = await askForRecap(visitor)
      const [plain = [], panel = [], json = [], script = []] = await Promise.all(
        shapes.map((shape) => watch(visitor, session, shape)),
      )
      for (const data of [...dataOf(plain, 'message'), ...dataOf(panel, 'message')]) {
        expect(data).not.toMatch(/[<>"']/)
      }
      for (const data of dataOf(panel, 'snapshot')) expect(data.match(/</g)).toHaveLength(2)
      expect(decoded(dataOf(plain, 'message').join(''))).toBe(HOSTILE)
      expect(panelText(panel)).toBe(HOSTILE)
      expect(tokens(json)).toBe(HOSTILE)
      expect(dataOf(script, 'message').slice(0, -1).join('')).toBe(HOSTILE)
      expect(dataOf(panel, 'final')).toHaveLength(1)
    }
  })

  it('51: has bold words and paragraphs in the end, and no link, image, script or attribute of its own', async () => {
    const { visitor } = stage({ model: await modelServer({ text: HOSTILE }) })
    const session = await askForRecap(visitor)
    const final = parseHtml(dataOf(await watch(visitor, session, 'panel'), 'final')[0] ?? '')
    const check = (await visitor.open(`${session}/check`)).root
    await visitor.post(`${session}/confirm`)
    const done = (await visitor.open(`${session}/done`)).root
    for (const root of [final, check, done]) {
      const letter = find(find(root, '#rf-recap'), '.rf-letter-text')
      expect(letter.attributes['hx-disable']).toBe('')
      const inside = findAll(letter, () => true)
      expect(new Set(inside.map(({ tag }) => tag))).toEqual(new Set(['p', 'strong', 'mark']))
      expect(inside.filter(({ attributes }) => Object.keys(attributes).length > 0)).toEqual([])
      expect(textOf(find(letter, 'strong'))).toBe('bold')
      expect(textOf(letter)).toContain('<script>alert(1)</script><img src=x onerror="alert(1)">')
      expect(textOf(letter)).toContain('[x](javascript:alert(1))')
    }
  })

  it('that was broken off is text, too', async () => {
    const { visitor } = stage({ model: await modelServer({ text: [HOSTILE, 'more'], breakAfter: 1 }) })
    const session = await askForRecap(visitor)
    const final = parseHtml(dataOf(await watch(visitor, session, 'panel'), 'final')[0] ?? '')
    const letter = find(final, '.rf-letter-text')
    expect(letter.children.every((child) => typeof child === 'string')).toBe(true)
    expect(textOf(letter)).toBe(HOSTILE)
  })
})
