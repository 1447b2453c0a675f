import { describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { allEvents } from '../run/sse-reader.js'
import { find, findAll, parseHtml, textOf } from '../views/html.js'
import { createVisitor } from './page.js'
import { dataOf, panelText } from './recap.js'
import { modelServer, stage, temporaryFolder } from './stage.js'
import {
  beginTalk,
  interruptOf,
  isWriting,
  prompts,
  say,
  settled,
  streamOf,
  talk,
  talkFolder,
  turnsOf,
} from './talk.js'

const UNKNOWN = 'f'.repeat(32)
const htmx = { 'hx-request': 'true' }

async function talkStage(behaviour: Parameters<typeof modelServer>[0] = {}, options = {}) {
  const model = await modelServer(behaviour)
  return { model, ...stage({ model, graphs: talkFolder(talk, prompts), ...options }) }
}

describe('a conversation', () => {
  it('is on the home page, with a start page that says who is on the other side', async () => {
    const { visitor } = await talkStage({}, { privacy: 'All of it stays in Turku.' })
    const home = await visitor.open('/')
    expect(findAll(home.root, 'a').map(({ attributes }) => attributes.href)).toContain('/c/talk')
    expect(home.text).toContain('About anything.')
    const start = await visitor.open('/c/talk')
    expect([start.heading, start.status]).toEqual(['A talk', 200])
    expect(start.text).toContain('A computer writes the other side.')
    expect(start.text).toContain('Model: test-model.')
    expect(start.text).toContain('All of it stays in Turku.')
  })

  it('asks, takes a reply, writes, and asks again, until it has ended', async () => {
    const { visitor, model } = await talkStage({ text: 'So it **is**.' })
    const path = await beginTalk(visitor)
    expect(path).toMatch(/^\/c\/talk\/[0-9a-f]{32}$/)
    const first = await settled(visitor, path)
    expect(turnsOf(first.root)).toEqual([['recapflow', 'First line.\nWhat is it?']])
    const second = await say(visitor, path, '  The sea.\r\nAnd the wind.  ')
    expect(turnsOf(second.root)).toEqual([
      ['recapflow', 'First line.\nWhat is it?'],
      ['You', 'The sea.\nAnd the wind.'],
      ['recapflow', 'So it is.'],
    ])
    expect(findAll(second.root, 'strong').map(textOf)).toContain('is')
    expect(JSON.stringify(model.requests[0]?.body)).toContain('They say: The sea.\\nAnd the wind.')
    const ended = await say(visitor, path, 'bye')
    expect(ended.text).toContain('The conversation has ended.')
    expect(findAll(ended.root, 'textarea')).toEqual([])
    expect(find(ended.root, 'form').attributes.action).toBe('/c/talk')
    expect(model.requests).toHaveLength(1)
    expect(turnsOf(ended.root).at(-1)).toEqual(['You', 'bye'])
  })

  it('is gone on with from the home page and its start page, until it has ended', async () => {
    const { visitor } = await talkStage()
    const path = await beginTalk(visitor)
    await settled(visitor, path)
    for (const place of ['/', '/c/talk']) {
      const links = findAll((await visitor.open(place)).root, 'a').map(({ attributes }) => attributes.href)
      expect(links).toContain(`${path}#rf-now`)
    }
    await say(visitor, path, 'x')
    await say(visitor, path, 'bye')
    expect((await visitor.open('/')).html).not.toContain(path)
  })

  it('changes nothing by being looked at', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const before = await settled(visitor, path)
    await say(visitor, path, 'x')
    const after = await visitor.open(path)
    for (const other of ['/c/talk', `${path}/stop`, `${path}/again`]) await visitor.send(other)
    expect((await visitor.open(path)).html).toBe(after.html)
    expect(before.html).not.toBe(after.html)
    expect(model.requests).toHaveLength(1)
  })

  it('is mounted under a path of a host', async () => {
    const { visitor } = await talkStage({}, { basePath: '/intake' })
    const started = await visitor.post('/c/talk')
    expect(started.headers.get('location')).toMatch(/^\/intake\/c\/talk\/[0-9a-f]{32}$/)
  })
})

describe('while an answer is being written', () => {
  it('the page shows the text so far, streams the rest, and looks again without JavaScript', async () => {
    const gate = createGate()
    const { visitor } = await talkStage({ text: 'One two three four.', gate })
    const path = await beginTalk(visitor)
    const asked = await settled(visitor, path)
    await visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    const page = await visitor.open(path)
    expect(isWriting(page)).toBe(true)
    expect(page.html).toContain(
      `<noscript><meta http-equiv="refresh" content="2;url=${path}?look=1#rf-now"/></noscript>`,
    )
    expect((await visitor.open(`${path}?look=1`)).html).toContain(`content="2;url=${path}?look=2#rf-now"`)
    expect(find(page.root, '#rf-talk-status').children.map(textOf).join('')).toBe(
      'An answer is being written…',
    )
    expect(findAll(page.root, 'textarea')).toEqual([])
    const response = await visitor.send(streamOf(page))
    gate.open()
    const events = await allEvents(response)
    expect(panelText(events)).toBe('One two three four.')
    const [final = ''] = dataOf(events, 'final')
    const root = parseHtml(final)
    expect(turnsOf(root)).toEqual([['recapflow', 'One two three four.']])
    expect(findAll(root, 'textarea')).toHaveLength(1)
    expect(find(root, '#rf-talk-status').attributes['hx-swap-oob']).toBe('innerHTML')
    expect(textOf(find(root, '#rf-talk-status'))).toBe('It is your turn')
    expect(final).not.toContain('sse-connect')
    expect((await visitor.open(path)).html).not.toContain('http-equiv="refresh"')
  })

  it('a second tab sees the same run, and programs get it, too', async () => {
    const gate = createGate()
    const { visitor, model } = await talkStage({ text: 'One two.', gate })
    const path = await beginTalk(visitor)
    const asked = await settled(visitor, path)
    await visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    const stream = streamOf(await visitor.open(path))
    expect(streamOf(await visitor.open(path))).toBe(stream)
    const [json, text] = await Promise.all([
      visitor.send(stream.replace('as=panel', 'as=json')),
      visitor.send(stream.replace('as=panel', 'as=text')),
    ])
    gate.open()
    const events = await allEvents(json)
    expect(events.at(-1)?.event).toBe('interrupt')
    expect(dataOf(await allEvents(text), 'message').join('')).toBe('One two.[DONE]')
    expect(model.requests).toHaveLength(1)
  })

  it('a reply to it is not taken, and what was typed is shown', async () => {
    const gate = createGate()
    const { visitor } = await talkStage({ gate })
    const path = await beginTalk(visitor)
    const asked = await settled(visitor, path)
    await visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    const page = await visitor.submit(path, { interrupt: interruptOf(asked), reply: 'Something else' })
    expect(page.status).toBe(409)
    expect(page.text).toContain('This was answered already')
    expect(textOf(find(page.root, '.rf-typed'))).toBe('Something else')
    expect(isWriting(page)).toBe(true)
    gate.open()
  })

  it('it can be stopped, which keeps the text, and gone on with by the same reply', async () => {
    const gate = createGate()
    const { visitor, model } = await talkStage({ text: 'One two three.', gate })
    const path = await beginTalk(visitor)
    const asked = await settled(visitor, path)
    await visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    await model.waitForRequest(1)
    gate.release(2)
    const response = await visitor.send(streamOf(await visitor.open(path)))
    const reader = allEvents(response)
    while (!(await visitor.open(path)).html.includes('One two')) await new Promise((go) => setTimeout(go, 5))
    const stopped = await visitor.submit(`${path}/stop`)
    expect(stopped.text).toContain('You stopped the writing here.')
    expect(turnsOf(stopped.root).at(-1)).toEqual(['recapflow', 'One two'])
    expect(dataOf(await reader, 'final')[0]).toContain('You stopped the writing here.')
    expect(findAll(stopped.root, 'textarea')).toEqual([])
    model.setBehaviour({ text: 'Another answer.' })
    await visitor.post(`${path}/again`)
    const after = await settled(visitor, path)
    expect(turnsOf(after.root)).toEqual([
      ['recapflow', 'First line.\nWhat is it?'],
      ['You', 'x'],
      ['recapflow', 'Another answer.'],
    ])
    expect(JSON.stringify(model.requests.at(-1)?.body)).toContain('They say: x')
    expect(await say(visitor, path, 'bye')).toMatchObject({ status: 200 })
  })

  it('a stop or a try again that comes too late does nothing', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const before = await say(visitor, path, 'x')
    expect((await visitor.submit(`${path}/stop`)).html).toBe(before.html)
    expect((await visitor.submit(`${path}/again`)).html).toBe(before.html)
    expect(model.requests).toHaveLength(1)
  })
})

describe('when the model fails', () => {
  it('it is said, nothing of the provider’s words is shown, and it can be tried again', async () => {
    const { visitor, model, errors } = await talkStage({ status: 500, error: { message: 'secret detail' } })
    const path = await beginTalk(visitor)
    const failed = await say(visitor, path, 'x')
    const [alert] = findAll(failed.root, ({ attributes }) => attributes.role === 'alert').map(textOf)
    expect(alert).toContain('The answer could not be written.')
    expect(alert).toContain('What was said so far is safe.')
    expect(failed.html).not.toContain('secret detail')
    expect(String(errors)).toContain('llm_error')
    model.setBehaviour({ text: 'There.' })
    await visitor.post(`${path}/again`)
    expect(turnsOf((await settled(visitor, path)).root).at(-1)).toEqual(['recapflow', 'There.'])
  })
})

describe('a reply', () => {
  it('that is sent twice is one', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const form = { interrupt: interruptOf(await settled(visitor, path)), reply: 'Only once' }
    const sent = await Promise.all([1, 2, 3].map(() => visitor.post(path, form)))
    expect(sent.map(({ status }) => status)).toEqual([303, 303, 303])
    const page = await settled(visitor, path)
    expect((await visitor.post(path, form)).status).toBe(303)
    expect(turnsOf(page.root).filter(([who]) => who === 'You')).toHaveLength(1)
    expect((await settled(visitor, path)).html).toBe(page.html)
    expect(model.requests).toHaveLength(1)
  })

  it('of two at once the first counts, and the other is given back', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const interrupt = interruptOf(await settled(visitor, path))
    const sent = await Promise.all(
      ['first', 'second', 'third'].map((reply) => visitor.post(path, { interrupt, reply })),
    )
    expect(sent.map(({ status }) => status).sort()).toEqual([303, 409, 409])
    expect(turnsOf((await settled(visitor, path)).root).filter(([who]) => who === 'You')).toHaveLength(1)
    expect(model.requests).toHaveLength(1)
  })

  it('of a tab that is behind changes nothing, and is kept in the box', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const stale = interruptOf(await settled(visitor, path))
    const now = await say(visitor, path, 'From the other tab')
    const page = await visitor.submit(path, { interrupt: stale, reply: 'A long text of mine' })
    expect(page.status).toBe(409)
    expect(textOf(find(page.root, '#rf-errors'))).toContain('This was answered already')
    expect(textOf(find(page.root, 'textarea'))).toBe('A long text of mine')
    expect(turnsOf(page.root)).toEqual(turnsOf(now.root))
    const swapped = await visitor.post(path, { interrupt: stale, reply: 'Mine' }, htmx)
    expect([swapped.status, swapped.headers.get('hx-retarget')]).toEqual([200, '#rf-page'])
    expect(await swapped.text()).toContain('<!doctype html>')
    expect(model.requests).toHaveLength(1)
    expect((await visitor.open(path)).html).toBe(now.html)
  })

  it('to a question that never was is not taken', async () => {
    const { visitor } = await talkStage()
    const path = await beginTalk(visitor)
    const before = await settled(visitor, path)
    expect((await visitor.post(path, { interrupt: 'made up', reply: 'x' })).status).toBe(409)
    expect((await visitor.post(path, { reply: 'x' })).status).toBe(409)
    expect((await visitor.post(path, { interrupt: '__proto__', reply: 'x' })).status).toBe(409)
    expect((await visitor.open(path)).html).toBe(before.html)
  })

  it.each([
    ['', 'Write something before you send it.'],
    [' \r\n ', 'Write something before you send it.'],
    ['x'.repeat(20_001), 'Shorten your reply to 20000 characters or fewer.'],
  ])('that cannot be taken says why and keeps the text', async (reply, message) => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const interrupt = interruptOf(await settled(visitor, path))
    const page = await visitor.submit(path, { interrupt, reply })
    expect(page.status).toBe(422)
    expect(textOf(find(page.root, '.rf-error'))).toContain(message)
    const box = find(page.root, 'textarea')
    expect([box.attributes['aria-invalid'], textOf(box)]).toEqual(['true', reply.trim()])
    const part = await visitor.post(path, { interrupt, reply }, htmx)
    expect(part.status).toBe(422)
    expect(await part.text()).not.toContain('<!doctype')
    expect(model.requests).toHaveLength(0)
  })

  it('of 20,000 characters is taken whole', async () => {
    const { visitor, model } = await talkStage()
    const path = await beginTalk(visitor)
    const text = `${'word '.repeat(3999)}done!`
    await say(visitor, path, text)
    expect(JSON.stringify(model.requests[0]?.body)).toContain(text)
  })

  it('sent by htmx brings what follows the question, and nothing that was there before', async () => {
    const gate = createGate()
    const { visitor } = await talkStage({ gate })
    const path = await beginTalk(visitor)
    const interrupt = interruptOf(await settled(visitor, path))
    const sent = await visitor.post(path, { interrupt, reply: 'Mine' }, htmx)
    const root = parseHtml(await sent.text())
    expect(turnsOf(root)).toEqual([
      ['recapflow', 'First line.\nWhat is it?'],
      ['You', 'Mine'],
      ['recapflow', ''],
    ])
    expect(findAll(root, '#rf-said-1')).toHaveLength(1)
    expect(find(root, '#rf-now').attributes['sse-connect']).toContain('&as=panel')
    gate.open()
  })
})

describe('somebody else’s conversation', () => {
  it('is the same as one that does not exist', async () => {
    const { app, visitor } = await talkStage()
    const path = await beginTalk(visitor)
    await say(visitor, path, 'A secret')
    const stranger = createVisitor(app)
    const expected = await stranger.open(`/c/talk/${UNKNOWN}`)
    expect(expected.status).toBe(404)
    for (const who of [path, path.replace('/talk/', '/other/'), '/c/talk/malformed', '/c/nothing']) {
      const page = await stranger.open(who)
      expect([page.status, page.html]).toEqual([404, expected.html])
      for (const action of ['', '/stop', '/again']) {
        const posted = await stranger.submit(`${who}${action}`, { interrupt: 'x', reply: 'y' })
        expect([posted.status, posted.html]).toEqual([404, expected.html])
      }
    }
    expect((await visitor.open(path.replace('/talk/', '/other/'))).status).toBe(404)
    const id = path.split('/').at(-1) ?? ''
    const stream = await stranger.send(`/stream/${id}?as=json`)
    expect(stream.status).toBe(404)
    expect((await allEvents(await stranger.send(`/stream/${id}`))).map(({ event }) => event)).toEqual([
      'message',
      'done',
    ])
    expect((await stranger.send(`/s/${id}`)).status).toBe(404)
    expect((await visitor.send(`/s/${id}/check`)).status).toBe(404)
  })

  it('is not opened by an address of a questionnaire’s stream', async () => {
    const { visitor } = await talkStage({ text: 'A secret.' })
    const path = await beginTalk(visitor)
    await say(visitor, path, 'x')
    const other = await beginTalk(visitor)
    await settled(visitor, other)
    const run = /run=([^&]*)/.exec(
      await visitor
        .post(`${path}`, { interrupt: interruptOf(await visitor.open(path)), reply: 'y' }, htmx)
        .then((response) => response.text()),
    )?.[1]
    const response = await visitor.send(`/stream/${other.split('/').at(-1)}?run=${run}&as=text`)
    expect(response.status).toBe(404)
  })

  it('is opened by the host’s user, and by authorize in addition', async () => {
    let isAllowed = true
    const seen: unknown[] = []
    const { app } = await talkStage(
      {},
      {
        identity: (c: { req: { header(name: string): string | undefined } }) => c.req.header('x-user'),
        authorize: (_c: unknown, session: object) => {
          seen.push('graph' in session && session.graph)
          return isAllowed
        },
      },
    )
    const ada = createVisitor(app)
    const started = await ada.post('/c/talk', {}, { 'x-user': 'ada' })
    const path = started.headers.get('location') ?? ''
    const open = (user: string) => ada.send(path, { headers: { 'x-user': user } })
    expect((await open('ada')).status).toBe(200)
    expect((await open('bob')).status).toBe(404)
    isAllowed = false
    expect((await open('ada')).status).toBe(404)
    expect(new Set(seen)).toEqual(new Set(['talk']))
  })

  it('is not replied to from another site, or in another way than by a form', async () => {
    const { visitor } = await talkStage()
    const path = await beginTalk(visitor)
    const form = { interrupt: interruptOf(await settled(visitor, path)), reply: 'x' }
    expect((await visitor.post(path, form, { origin: 'https://evil.test' })).status).toBe(403)
    expect((await visitor.post(path, form, { 'content-type': 'application/json' })).status).toBe(415)
    expect((await visitor.post('/c/talk', {}, { origin: 'https://evil.test' })).status).toBe(403)
    const page = await visitor.open(path)
    expect(page.response.headers.get('cache-control')).toBe('no-store')
    expect(page.response.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(turnsOf(page.root)).toHaveLength(1)
  })
})

describe('after a restart', () => {
  it('the conversation is there, and goes on', async () => {
    const model = await modelServer({ text: 'Answer.' })
    const graphs = talkFolder(talk, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs, database })
    const path = await beginTalk(before.visitor)
    const page = await say(before.visitor, path, 'x')
    await before.app.close()
    const after = stage({ model, graphs, database })
    for (const [name, value] of before.visitor.cookies) after.visitor.cookies.set(name, value)
    expect(turnsOf((await after.visitor.open(path)).root)).toEqual(turnsOf(page.root))
    const next = await say(after.visitor, path, 'y')
    expect(turnsOf(next.root).map(([, text]) => text)).toEqual([
      'First line.\nWhat is it?',
      'x',
      'Answer.',
      'y',
      'Answer.',
    ])
  })

  it('an answer that was being written is written anew, once', async () => {
    const gate = createGate()
    const model = await modelServer({ text: 'Lost text.', gate })
    const graphs = talkFolder(talk, prompts)
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs, database })
    const path = await beginTalk(before.visitor)
    const asked = await settled(before.visitor, path)
    await before.visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    await model.waitForRequest(1)
    gate.release(1)
    await before.app.close()
    model.setBehaviour({ text: 'New text.' })
    const after = stage({ model, graphs, database })
    for (const [name, value] of before.visitor.cookies) after.visitor.cookies.set(name, value)
    await after.app.ready()
    const page = await settled(after.visitor, path)
    expect(turnsOf(page.root)).toEqual([
      ['recapflow', 'First line.\nWhat is it?'],
      ['You', 'x'],
      ['recapflow', 'New text.'],
    ])
    expect(model.requests).toHaveLength(2)
  })

  it('a graph that is no longer published stops nothing else', async () => {
    const model = await modelServer({ gate: createGate() })
    const database = `${temporaryFolder()}/talk.db`
    const before = stage({ model, graphs: talkFolder(talk, prompts), database })
    const path = await beginTalk(before.visitor)
    const asked = await settled(before.visitor, path)
    await before.visitor.post(path, { interrupt: interruptOf(asked), reply: 'x' })
    await before.app.close()
    for (const count of [1, 2]) {
      const graphs = talkFolder(talk.replace('web: true', 'web: false'), prompts)
      const after = stage({ model, graphs, database })
      for (const [name, value] of before.visitor.cookies) after.visitor.cookies.set(name, value)
      await after.app.ready()
      expect((await after.visitor.open('/')).status).toBe(200)
      expect((await after.visitor.open(path)).status).toBe(404)
      // It is told once, and noted: the next start has nothing to begin again.
      expect(after.errors.filter((error) => /no longer published/.test(String(error)))).toHaveLength(
        2 - count,
      )
      await after.app.close()
    }
  })
})
