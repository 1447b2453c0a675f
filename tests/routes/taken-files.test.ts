import { expect, it } from 'vitest'
import { takeFiles } from '../../src/routes/taken-files.js'
import type { OpenSession } from '../../src/session/sessions.js'
import { createUploads } from '../../src/session/uploads.js'
import { createMemoryUploads } from '../../src/store/memory-uploads.js'
import { context, pageOf, questionnaireFrom } from '../questionnaire/questionnaire-from.js'
import { png } from './uploads.js'

it('a file that another tab takes away while a page is being read is gone, a new one is not', async () => {
  const questionnaire = questionnaireFrom('fields:\n  - { id: a, type: file, repeat: {} }\n')
  const open = (answers: Record<string, unknown>): OpenSession => ({
    session: {
      ...{ id: 's', questionnaire: 'q', schemaHash: 'h', language: 'en', keyHash: 'k', user: undefined },
      ...{ answers, drafts: {}, alerts: [], version: 1, createdAt: '', updatedAt: '' },
      ...{ confirmedAt: undefined, expiresAt: undefined, probes: {}, replies: 0, outgoing: [] },
    },
    languages: ['en'],
    questionnaire,
    answers: answers as OpenSession['answers'],
    context,
    probes: {},
  })
  const store = createMemoryUploads()
  const uploads = createUploads({ store, now: () => new Date(0) })
  const old = await uploads.take('s', { name: 'old.png', type: 'image/png', content: png('old') })
  if (typeof old === 'string') throw new Error(old)
  await store.attach('s', [old.id])

  const before = open({ a: [{ file: old.id, name: old.name, type: old.type, size: old.size }] })
  const sent = {
    values: { a: [old.id] },
    files: [{ field: 'a', name: 'new.png', size: png('new').length, content: png('new') }],
  }
  const taken = await takeFiles({ uploads }, before, pageOf(questionnaire, 'a'), sent)
  expect(taken.form.a).toHaveLength(2)
  expect(taken.with(before).context.files?.kept.size).toBe(2)
  const names = [...(taken.with(open({})).context.files?.kept.values() ?? [])].map(({ name }) => name)
  expect(names).toEqual(['new.png'])
})
