// @ts-check
/** Fills a database as a year of use would: most sessions were sent, with their recap; some are in progress. */
import { createHash, randomBytes } from 'node:crypto'
import Database from 'better-sqlite3'
import { nodeRecipe } from '../../dist/src/graph/node-recipe.js'
import { loadCatalogue } from '../../dist/src/load-catalogue.js'
import { recapInput } from '../../dist/src/questionnaire/recap-input.js'
import { recapSentences } from '../../dist/src/recap/review-recap.js'
import { flowRun, RECAP_NODE, TRACE_NODE } from '../../dist/src/session/flow-run.js'
import { referenceOf } from '../../dist/src/session/session.js'
import { readSettings } from '../../dist/src/settings.js'
import { openSqliteStore } from '../../dist/src/store/open-sqlite-store.js'
import { outcomeRow, waitingRow } from '../../dist/src/store/run-row.js'
import { sessionRow } from '../../dist/src/store/session-row.js'
import { answersOf, randomFrom } from './answers.mjs'

const DAY = 24 * 60 * 60 * 1000
/** Of all sessions, those that were never sent. */
const DRAFTS = 0.15

const LETTER =
  'Thank you for your answers.\n\nYou told us how the last weeks were, and what you would like to be different. Here is what we have understood, in a few short paragraphs.\n\nPlease read it, and change what is wrong.'

/**
 * @param {string} path of the SQLite file
 * @param {{ count: number, own: number }} plan how many sessions there are, and how many of them are the visitor's
 */
export async function seed(path, { count, own }) {
  const { entries, contacts } = loadCatalogue()
  const { model } = readSettings({})
  const store = await openSqliteStore(path)
  for (const { hash, slug, text } of entries.values()) await store.sessions.keepSchema(hash, slug, text)
  await store.close()

  const random = randomFrom(7)
  const key = randomBytes(32).toString('hex')
  const keyHash = createHash('sha256').update(key).digest('hex')
  const now = Date.now()
  const slugs = [...entries.keys()]
  const database = new Database(path)
  const sent = []
  database.exec('begin')
  for (let index = 0; index < count; index++) {
    const slug = slugs[index % slugs.length] ?? ''
    const entry = entries.get(slug)
    if (entry === undefined) throw new Error(`There is no questionnaire ${slug}.`)
    const at = new Date(now - Math.floor(random() * 365 * DAY) - 60_000)
    const isOwn = index < own
    const isDraft = !isOwn && random() < DRAFTS
    const answers = answersOf[slug]?.(random) ?? {}
    const id = randomBytes(16).toString('hex')
    const session = {
      id,
      questionnaire: slug,
      schemaHash: entry.hash,
      language: 'en',
      keyHash: isOwn ? keyHash : randomBytes(32).toString('hex'),
      user: undefined,
      answers,
      drafts: {},
      alerts:
        'self_harm' in answers && answers.self_harm === 1
          ? [{ id: 'self_harm_support', page: 'self_harm', at: at.toISOString() }]
          : [],
      probes: {},
      replies: 0,
      outgoing: [],
      version: 12,
      createdAt: new Date(at.getTime() - 600_000).toISOString(),
      updatedAt: at.toISOString(),
      confirmedAt: isDraft ? undefined : at.toISOString(),
      expiresAt: isDraft ? new Date(now + 28 * DAY).toISOString() : undefined,
    }
    insert(database, 'session', sessionRow(session))
    if (isDraft) continue
    sent.push({ id, slug, isOwn, reference: referenceOf(id) })
    const context = { today: at.toISOString().slice(0, 10), responseId: referenceOf(id), contacts }
    const input = recapInput(entry.questionnaire, /** @type {any} */ (answers), context)
    const sentences = recapSentences(LETTER, 'en')
    const sources = input.answers.map(({ id, text }, index) => ({
      sentence: (index % sentences.length) + 1,
      answer: id,
      words: text,
    }))
    for (const [node, more, text] of /** @type {const} */ ([
      [RECAP_NODE, {}, LETTER],
      [TRACE_NODE, { recap_summary: LETTER, sentences }, JSON.stringify({ sources, courtesies: [] })],
    ])) {
      const recipe = nodeRecipe(entry.flow, node, model)
      const job = await flowRun({ sessionId: id, graph: slug, node, input: { ...input, ...more }, recipe })
      const outcome = { status: /** @type {const} */ ('done'), text, error: undefined }
      insert(database, 'run', {
        ...waitingRow(job, 1, at.toISOString()),
        ...outcomeRow(outcome, at.toISOString()),
        kept: '',
      })
    }
  }
  database.exec('commit')
  database.pragma('wal_checkpoint(TRUNCATE)')
  database.close()
  return { key, sent, slugs }
}

/** @type {Map<string, import('better-sqlite3').Statement>} */
const statements = new Map()

/** @param {import('better-sqlite3').Database} database @param {string} table @param {Readonly<Record<string, unknown>>} row */
function insert(database, table, row) {
  const names = Object.keys(row)
  const statement =
    statements.get(table) ??
    database.prepare(
      `insert into "${table}" (${names.map((name) => `"${name}"`).join(',')}) values (${names.map(() => '?').join(',')})`,
    )
  statements.set(table, statement)
  statement.run(Object.values(row))
}
