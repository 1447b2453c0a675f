// @ts-check
/**
 * How long every kind of page takes with many sessions in SQLite: the real server in a process of its own, one
 * request at a time on a kept-alive connection, after 300 that are not counted: in those the engine is still
 * compiling. `npm run bench:sessions -- --sessions 10000 --samples 1000`.
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { hashPassword } from '../dist/src/owner/password-hash.js'
import { createBrowser } from './sessions/browser.mjs'
import { seed } from './sessions/seed.mjs'

const { values } = parseArgs({
  options: {
    sessions: { type: 'string', default: '10000' },
    samples: { type: 'string', default: '1000' },
    database: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const [count, samples] = [Number(values.sessions), Number(values.samples)]
const PASSWORD = 'a password for measuring with'
/** Milliseconds at the 99th percentile. */
const GOAL = 10
/** Requests of each kind before those that are counted. */
const WARM = 300

const folder = mkdtempSync(join(tmpdir(), 'recapflow-bench-'))
const path = values.database ?? join(folder, 'recapflow.db')
const began = performance.now()
const { key, sent, slugs } = await seed(path, { count, own: 30 })
console.log(
  `${count} sessions, ${sent.length} of them sent, written in ${((performance.now() - began) / 1000).toFixed(1)} s`,
)

const port = await freePort()
const origin = `http://127.0.0.1:${port}`
const server = spawn(process.execPath, ['dist/src/server.js'], {
  env: {
    PATH: process.env.PATH,
    PORT: String(port),
    DATABASE_URL: `sqlite:${path}`,
    OWNER_PASSWORD_HASH: await hashPassword(PASSWORD),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  await new Promise((ready, failed) => {
    server.stdout.on('data', (chunk) => String(chunk).includes('is ready') && ready(undefined))
    server.once('exit', failed)
  })
  await measure()
} finally {
  server.kill('SIGKILL')
  if (!values.keep) rmSync(folder, { recursive: true })
  else console.log(path)
}

/** @typedef {{ name: string, times: number[], goal: number | undefined, processor?: number }} Row */

async function measure() {
  const person = createBrowser(origin, { recapflow: key })
  const stranger = createBrowser(origin)
  const owner = createBrowser(origin)
  const signedIn = await owner.post('/responses/sign-in', { password: PASSWORD })
  if (signedIn.status !== 303) throw new Error(`Signing in answered ${signedIn.status}.`)
  const own = sent.filter(({ isOwn }) => isOwn)
  const any = (/** @type {number} */ index) => sent[(index * 7919) % sent.length] ?? never()
  const mine = (/** @type {number} */ index) => own[index % own.length] ?? never()

  /** @type {Row[]} */
  const rows = []
  /**
   * @param {string} name
   * @param {(index: number) => Promise<{ status: number, whole: number, firstByte: number, body: string }>} ask
   * @param {{ part?: 'whole' | 'firstByte', times?: number, isPage?: boolean, warm?: number }} [how]
   */
  async function time(name, ask, { part = 'whole', times = samples, isPage = true, warm = WARM } = {}) {
    for (let index = 0; index < warm; index++) await ask(index)
    const found = []
    const before = await processorTime()
    for (let index = 0; index < times; index++) {
      const answer = await ask(index + warm)
      if (answer.status !== 200 && answer.status !== 303)
        throw new Error(`${name} answered ${answer.status}: ${answer.body.slice(0, 500)}`)
      found.push(answer[part])
    }
    rows.push({
      name,
      times: found,
      goal: isPage ? GOAL : undefined,
      processor: ((await processorTime()) - before) / times,
    })
  }

  /** Milliseconds that the server has worked so far: what it takes on a machine that has nothing else to do. */
  async function processorTime() {
    const { body } = await stranger.get('/metrics')
    return 1000 * Number(/^process_cpu_seconds_total (\S+)/m.exec(body)?.[1])
  }

  for (const slug of slugs) {
    const cold = await owner.get(`/responses/charts?questionnaire=${slug}`)
    console.log(`the first charts of ${slug}: ${cold.whole.toFixed(0)} ms`)
  }

  await time('home, nothing begun', () => stranger.get('/'))
  await time('home, 30 sessions of one’s own', () => person.get('/'))
  await time('start page', (index) => stranger.get(`/q/${slugs[index % slugs.length]}`))
  await time('start a session (POST)', (index) => stranger.post(`/q/${slugs[index % slugs.length]}`))

  const begun = await Promise.all(
    Array.from({ length: 20 }, async () => (await person.post('/q/mood-check')).location ?? never()),
  )
  const session = (/** @type {number} */ index) => begun[index % begun.length] ?? never()
  const pages = [
    'interest',
    'low_mood',
    'sleep',
    'energy',
    'appetite',
    'self_view',
    'focus',
    'pace',
    'self_harm',
  ]
  const page = (/** @type {number} */ index) => pages[Math.floor(index / begun.length) % pages.length] ?? ''
  await time('answer a question (POST)', (index) =>
    person.post(`${session(index)}/${page(index)}`, { [page(index)]: String(index % 4) }),
  )
  await time('question page', (index) => person.get(`${session(index)}/${page(index)}`))
  for (const path of begun) {
    for (const name of pages) await person.post(`${path}/${name}`, { [name]: '1' })
    await person.post(`${path}/impact`, { impact: 'some' })
    await person.post(`${path}/in_own_words`, { in_own_words: 'The evenings are quiet.' })
  }
  await time('check page', (index) => person.get(`${session(index)}/check`))
  await time('save and come back', (index) => person.get(`${session(index)}/save`))
  await time('done page', (index) => person.get(`/s/${mine(index).id}/done`))
  for (const suffix of ['json', 'md', 'csv']) {
    await time(`one’s own export as ${suffix}`, (index) =>
      person.get(`/s/${mine(index).id}/export.${suffix}`),
    )
  }
  await time('confirm and send (POST)', (index) => person.post(`${session(index)}/confirm`), {
    times: begun.length,
    warm: 0,
  })

  await time('responses, first page', () => owner.get('/responses'))
  await time('responses, any page', (index) =>
    owner.get(`/responses?page=${((index * 37) % Math.floor(count / 25)) + 1}`),
  )
  await time('responses of one questionnaire, sent', (index) =>
    owner.get(`/responses?questionnaire=${slugs[index % slugs.length]}&state=sent&page=${(index % 50) + 1}`),
  )
  await time('responses of a month', (index) => {
    const month = new Date(Date.now() - (index % 11) * 30 * 24 * 3_600_000).toISOString().slice(0, 7)
    return owner.get(`/responses?from=${month}-01&to=${month}-28`)
  })
  await time('responses by reference', (index) =>
    owner.get(`/responses?reference=${any(index).reference.slice(0, (index % 9) + 3)}`),
  )
  await time('one response', (index) => owner.get(`/responses/${any(index).id}`))
  await time('one response as JSON', (index) => owner.get(`/responses/${any(index).id}/export.json`))
  await time('delete a response, asked', (index) => owner.get(`/responses/${any(index).id}/delete`))
  for (const slug of slugs) {
    await time(`charts of ${slug}`, () => owner.get(`/responses/charts?questionnaire=${slug}`))
  }
  await time('charts of a quarter', (index) => {
    const from = new Date(Date.now() - ((index % 9) + 3) * 30 * 24 * 3_600_000).toISOString().slice(0, 10)
    const to = new Date(Date.now() - (index % 9) * 30 * 24 * 3_600_000).toISOString().slice(0, 10)
    return owner.get(`/responses/charts?questionnaire=${slugs[index % slugs.length]}&from=${from}&to=${to}`)
  })
  await time('record', () => owner.get('/responses/record'))
  await time(
    'all as CSV, first byte',
    (index) => owner.get(`/responses/export.csv?questionnaire=${slugs[index % slugs.length]}`),
    {
      part: 'firstByte',
      times: 20,
      warm: 1,
      isPage: false,
    },
  )
  await time(
    'all as CSV, whole file',
    (index) => owner.get(`/responses/export.csv?questionnaire=${slugs[index % slugs.length]}`),
    {
      times: 6,
      warm: 0,
      isPage: false,
    },
  )
  await time('all as JSON, first byte', () => owner.get('/responses/export.json?questionnaire=mood-check'), {
    part: 'firstByte',
    times: 6,
    warm: 0,
    isPage: false,
  })
  await time('all as JSON, whole file', () => owner.get('/responses/export.json?questionnaire=mood-check'), {
    times: 2,
    warm: 0,
    isPage: false,
  })

  let isDownloading = true
  const download = owner.get('/responses/export.csv?questionnaire=clinic-intake').finally(() => {
    isDownloading = false
  })
  /** @type {number[]} */
  const meanwhile = []
  while (isDownloading) meanwhile.push((await person.get(`${session(meanwhile.length)}/done`)).whole)
  await download
  rows.push({ name: 'done page while all is downloaded', times: meanwhile, goal: undefined })

  for (const browser of [person, stranger, owner]) browser.close()
  print(rows)
}

/** @param {Row[]} rows */
function print(rows) {
  const line = (/** @type {string[]} */ cells) =>
    cells.map((cell, index) => (index === 0 ? cell.padEnd(38) : cell.padStart(9))).join('')
  console.log(
    `\nNode ${process.versions.node}, ${cpus()[0]?.model.trim()} × ${cpus().length}; milliseconds\n`,
  )
  console.log(line(['', 'requests', 'p50', 'p95', 'p99', 'most', 'processor']))
  let isGood = true
  for (const { name, times, goal, processor } of rows) {
    const sorted = [...times].sort((a, b) => a - b)
    const at = (/** @type {number} */ share) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
    const isOver = goal !== undefined && at(0.99) >= goal
    if (isOver) isGood = false
    console.log(
      `${line([name, String(times.length), ...[0.5, 0.95, 0.99, 1].map((share) => at(share).toFixed(1)), processor?.toFixed(1) ?? ''])}${isOver ? `   over ${goal}` : ''}`,
    )
  }
  console.log(
    isGood
      ? `\nEvery page answers in under ${GOAL} ms at p99.`
      : `\nNot every page answers in under ${GOAL} ms at p99.`,
  )
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** @returns {never} */
function never() {
  throw new Error('There is nothing to measure.')
}
