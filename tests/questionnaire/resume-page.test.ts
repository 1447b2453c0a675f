import { expect, it } from 'vitest'
import { resumePage } from '../../src/questionnaire/resume-page.js'
import { context, questionnaireFrom } from './questionnaire-from.js'

const visit = questionnaireFrom(`fields:
  - { id: nickname }
  - { id: came_from, prefill: query.from }
  - { id: reason, required: true }
  - { id: seen_before, type: boolean }
  - { id: when_seen, when: seen_before == true }
  - { id: medicines, type: group, repeat: { min: 0 }, fields: [{ id: drug, required: true }, { id: dose }] }
  - { id: anything_else }
`)
const pageOf = (answers: object) => resumePage(visit, answers as never, context)?.id

it('36: nothing is answered yet: the first page, also where it may be left open', () => {
  expect(pageOf({})).toBe('nickname')
  expect(pageOf({ came_from: 'a letter' })).toBe('nickname')
})

it('36: a question that may be left open is asked behind the last one that was answered', () => {
  expect(pageOf({ nickname: 'A' })).toBe('came_from')
  expect(pageOf({ reason: 'B' })).toBe('seen_before')
  expect(pageOf({ reason: 'B', seen_before: true })).toBe('when_seen')
  expect(pageOf({ reason: 'B', seen_before: false })).toBe('medicines')
})

it('36: a gap before that comes first, inside an entry too', () => {
  expect(pageOf({ seen_before: false })).toBe('reason')
  expect(pageOf({ reason: 'B', medicines: [{ _id: 'e1', dose: '5 mg' }], anything_else: 'C' })).toMatch(
    /^medicines\/e1/,
  )
})

it('36: the check page once the last page is answered', () => {
  expect(pageOf({ reason: 'B', medicines: [{ _id: 'e1', drug: 'D' }] })).toBe('anything_else')
  expect(pageOf({ reason: 'B', anything_else: 'C' })).toBeUndefined()
})
