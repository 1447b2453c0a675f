import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { createVisitor, type Page } from '../routes/page.js'
import { allEvents, readEvents } from '../run/sse-reader.js'
import { cli, startCli } from './cli-process.js'

const schema = (label: string) => `name: Lunch
version: "1.0"
language: en
fields:
  - id: dish
    required: true
    label: ${label}
recap:
  instructions: Be brief.
`

async function developing(files: Readonly<Record<string, string>>) {
  const folder = folderWith({ 'graphs/nothing.txt': '', ...files })
  const server = startCli(['serve', '--dev'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  const visitor = createVisitor(
    { request: (input, init) => fetch(input, { redirect: 'manual', ...init }) },
    url,
  )
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  /** Opens the page again whenever the files have changed, until it is as wanted. */
  async function reloaded(path: string, isWanted: (page: Page) => boolean): Promise<Page> {
    const events = readEvents(await fetch(`${url}/assets/development/changes`))
    try {
      for (;;) {
        const page = await visitor.open(path)
        if (isWanted(page)) return page
        if ((await events.next()).done) throw new Error('The server has ended.')
      }
    } finally {
      await events.return(undefined)
    }
  }
  return { folder, server, url, visitor, write, reloaded }
}

it('recapflow serve --dev shows a changed file at once, and a session that has begun as it was', async () => {
  const { visitor, write, reloaded, server } = await developing({
    'graphs/lunch/schema.yaml': schema('What will you eat?'),
  })
  const session = (await visitor.post('/q/lunch')).headers.get('location') ?? ''
  expect((await visitor.open(session)).heading).toContain('What will you eat?')

  write('graphs/lunch/schema.yaml', schema('What would you like?').replace('name: Lunch', 'name: Dinner'))
  const start = await reloaded('/q/lunch', ({ heading }) => heading === 'Dinner')
  expect(start.html).toMatch(/<script src="\/assets\/development\.js\?made=[\d.]+" defer(="")?>/)
  expect(
    (await visitor.open((await visitor.post('/q/lunch')).headers.get('location') ?? '')).heading,
  ).toContain('What would you like?')
  expect((await visitor.open(session)).heading).toContain('What will you eat?')

  write('graphs/supper/schema.yaml', schema('And later?').replace('name: Lunch', 'name: Supper'))
  await reloaded('/q/supper', ({ heading }) => heading === 'Supper')
  write('graphs/supper/supper.fi.yaml', 'name: Illallinen\n')
  await reloaded('/q/supper?language=fi', ({ heading }) => heading === 'Illallinen')
  server.child.kill('SIGTERM')
  expect(await server.result).toMatchObject({ code: 0 })
})

it('recapflow serve --dev shows a mistake where it stands, lets begun sessions go on, and sees it mended', async () => {
  const { visitor, write, reloaded, server } = await developing({
    'graphs/lunch/schema.yaml': schema('What will you eat?'),
  })
  const session = (await visitor.post('/q/lunch')).headers.get('location') ?? ''
  write('graphs/lunch/schema.yaml', schema('What will you eat?').replace('required', 'requird'))
  const broken = await reloaded('/', ({ status }) => status === 500)
  expect(broken.heading).toBe('There is a mistake in the files')
  expect(broken.text).toContain('graphs/lunch/schema.yaml:6:5')
  expect(broken.text).toContain('Unknown key "requird" in the field "dish". Did you mean "required"?')
  expect(broken.response.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect((await visitor.open('/q/lunch')).status).toBe(500)
  expect((await visitor.post('/q/lunch')).status).toBe(500)
  await server.waitFor('graphs/lunch/schema.yaml:6:5: Unknown key "requird"', 'messages')

  const page = await visitor.open(session)
  expect([page.status, page.heading]).toEqual([200, expect.stringContaining('What will you eat?')])
  expect(page.html).toContain('There is a mistake in the files: graphs/lunch/schema.yaml:6:5:')
  expect(await visitor.submit(`${session}/dish`, { dish: 'Soup' })).toMatchObject({ status: 200 })

  write('graphs/lunch/schema.yaml', schema('What will you eat?'))
  await reloaded('/q/lunch', ({ status }) => status === 200)
  expect((await visitor.open(session)).html).not.toContain('There is a mistake')
})

it('recapflow serve --dev starts with files that are wrong, or not there, and goes on once they are right', async () => {
  const { folder, write, reloaded, visitor } = await developing({
    'graphs/lunch/schema.yaml': 'name: Lunch\n',
  })
  const broken = await visitor.open('/q/lunch')
  expect([broken.status, broken.heading]).toEqual([500, 'There are 3 mistakes in the files'])
  expect((await visitor.send('/assets/nothing')).status).toBe(404)
  rmSync(join(folder, 'graphs'), { recursive: true })
  const empty = await reloaded('/', ({ text }) => text.includes('There is no folder'))
  expect(empty.heading).toBe('The files cannot be used')
  write('graphs/lunch/schema.yaml', schema('What will you eat?'))
  await reloaded('/q/lunch', ({ status }) => status === 200)
})

it('recapflow serve --dev takes a changed flow and a changed prompt', async () => {
  const flow = `nodes: { generate_summary: { type: llm, prompt: read, stream: true } }
edges: [{ from: START, to: generate_summary }, { from: generate_summary, to: END }]
`
  const { visitor, write, reloaded, url } = await developing({
    'graphs/lunch/schema.yaml': schema('What will you eat?'),
    'graphs/lunch/graph.yaml': flow,
    'prompts/read.yaml': 'user: Read it back.\ndemo: The first words.\n',
  })
  const read = async () => {
    const session = (await visitor.post('/q/lunch')).headers.get('location') ?? ''
    await visitor.post(`${session}/dish`, { dish: 'Soup' })
    await visitor.post(`${session}/recap`)
    const events = await allEvents(await visitor.send(`${session.replace('/s/', '/stream/')}?as=text`))
    return events.map(({ data }) => data).join('')
  }
  expect(await read()).toContain('The first words.')
  write('prompts/read.yaml', 'user: Read it back.\ndemo: The second words.\n')
  write('graphs/lunch/schema.yaml', schema('What now?').replace('name: Lunch', 'name: Now'))
  await reloaded('/q/lunch', ({ heading }) => heading === 'Now')
  expect(await read()).toContain('The second words.')
  expect(url).toContain('http://')
})

it('recapflow serve without --dev serves nothing of it', async () => {
  const folder = folderWith({ 'graphs/lunch/schema.yaml': schema('What will you eat?') })
  const server = startCli(['serve'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  expect((await fetch(`${url}/assets/development.js`)).status).toBe(404)
  expect((await fetch(`${url}/assets/development/changes`)).status).toBe(404)
  expect(await (await fetch(url)).text()).not.toContain('development')
})

it('recapflow serve --dev tells nothing of the files to a page under another name', async () => {
  const { url } = await developing({ 'graphs/lunch/schema.yaml': 'name: Lunch\n' })
  const { request } = await import('node:http')
  const status = await new Promise((done, failed) => {
    request(`${url}/`, { headers: { host: 'elsewhere.example' } }, (response) => {
      response.resume()
      done(response.statusCode)
    })
      .on('error', failed)
      .end()
  })
  expect(status).toBe(503)
})

it.each([
  [{ HOST: '0.0.0.0' }, '--dev shows paths and mistakes to whoever asks, and HOST is "0.0.0.0".'],
  [{ NODE_ENV: 'production' }, '--dev is for writing questionnaires, and NODE_ENV is production.'],
])('recapflow serve --dev refuses %o', async (environment, message) => {
  const folder = folderWith({ 'graphs/lunch/schema.yaml': schema('What will you eat?') })
  const { code, messages } = await cli(['serve', '--dev'], { folder, environment })
  expect([code, messages]).toEqual([1, expect.stringContaining(message)])
})
