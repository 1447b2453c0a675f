import { createHash } from 'node:crypto'
import type { Answers } from '../../src/questionnaire/answer.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { createLocalDays } from '../../src/responses/local-day.js'
import { createTallyCache } from '../../src/responses/tally-cache.js'
import type { Session } from '../../src/session/session.js'
import { createSessions } from '../../src/session/sessions.js'
import { openMemoryStore } from '../../src/store/open-memory-store.js'

/** A questionnaire's file with these fields, and what else belongs to it. */
export function file(fields: readonly object[], parts: object = {}): string {
  return JSON.stringify({ id: 'test', name: 'Test', version: '1', language: 'en', fields, ...parts })
}

/** Sent responses in memory, and what is counted of them. */
export async function responses() {
  const { sessions: store, uploads } = await openMemoryStore()
  const now = () => new Date('2026-06-01T00:00:00Z')
  let number = 0
  let reads = 0
  const sessions = createSessions({
    store: {
      ...store,
      async sent(...wanted) {
        const found = await store.sent(...wanted)
        reads += found.length
        return found
      },
    },
    uploads,
    parse(text) {
      const { questionnaire, problems } = parseQuestionnaire(text, 'graphs/test/schema.yaml')
      if (questionnaire === undefined) throw new Error(JSON.stringify(problems))
      return questionnaire
    },
    contacts: () => undefined,
    scoreFunctions: async () => new Map(),
    now,
    timeZone: 'UTC',
  })
  return {
    sessions,
    tallies: createTallyCache({ sessions, days: createLocalDays('UTC'), now }),
    /** How many sessions were read to be counted. */
    get reads() {
      return reads
    },
    hashOf: (text: string) => createHash('sha256').update(text).digest('hex'),
    async send(text: string, answers: Answers, confirmedAt = '2026-05-01T10:00:00.000Z'): Promise<Session> {
      const hash = createHash('sha256').update(text).digest('hex')
      await store.keepSchema(hash, 'test', text)
      number += 1
      const session: Session = {
        id: number.toString(16).padStart(32, '0'),
        questionnaire: 'test',
        schemaHash: hash,
        language: 'en',
        keyHash: 'key',
        user: undefined,
        answers,
        drafts: {},
        alerts: [],
        probes: {},
        replies: 0,
        outgoing: [],
        version: 1,
        createdAt: confirmedAt,
        updatedAt: confirmedAt,
        confirmedAt,
        expiresAt: undefined,
      }
      await store.create(session)
      return session
    },
  }
}
