import { expect, test } from 'vitest'
import { answerList } from '../../src/questionnaire/answer-list.js'
import { scores } from '../../src/questionnaire/outcome.js'
import {
  enabledPages,
  findPage,
  gaps,
  pageAfter,
  pageBefore,
  withoutEntry,
} from '../../src/questionnaire/pages.js'
import { readForm } from '../../src/questionnaire/read-form.js'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import { context, questionnaireFrom } from './questionnaire-from.js'

const medicines = questionnaireFrom(`fields:
  - { id: takes, type: boolean, required: true }
  - id: medicines
    type: group
    label: Your medicines
    when: takes == true
    repeat: { min: 1, max: 3, item: "Medicine {n}", add: Add another medicine }
    fields:
      - { id: medicine, label: Name, required: true }
      - { id: often, type: choice, label: How often, required: true, options: [Daily, When needed] }
      - { id: reason, label: What for, required: true, when: often == 'When needed' }
      - { id: doses, type: integer, label: Doses }
      - id: effects
        type: group
        label: Side effects
        repeat: { item: "Effect {n}" }
        fields:
          - { id: effect, label: Effect, required: true }
          - { id: strong, type: boolean, label: Strong, when: doses > 2 }
  - { id: daily, label: Daily note, when: often == 'Daily' }
  - { id: many, label: Many, when: count(medicines) > 1 }
scores:
  - { id: all_doses, label: Doses, method: sum, of: [doses] }
`)

const two = {
  takes: true,
  medicines: [
    { _id: 'a1', medicine: 'Aspirin', often: 'When needed', doses: 1 },
    { _id: 'b2', medicine: 'Iron', often: 'Daily', doses: 3, effects: [{ _id: 'c3', effect: 'Sleepy' }] },
  ],
}
const idsOf = (answers: Parameters<typeof enabledPages>[1]) =>
  enabledPages(medicines, answers, context).map(({ id, number }) => `${number} ${id}`)

test('a group that repeats has a list, and each entry a page with the number of the list', () => {
  expect(idsOf({ takes: false })).toEqual(['1 takes'])
  expect(idsOf({ takes: true })).toEqual(['1 takes', '2 medicines'])
  expect(idsOf(two)).toEqual([
    '1 takes',
    '2 medicines',
    '2 medicines/a1',
    '2 medicines/a1/effects',
    '2 medicines/b2',
    '2 medicines/b2/effects',
    '2 medicines/b2/effects/c3',
    '3 daily',
    '4 many',
  ])
})

test('inside an entry a name means the answer of that entry, then outward; from outside that of any entry', () => {
  const asked = (id: string) =>
    findPage(medicines, id, two, context)?.questions.map((question) => question.id)
  expect(asked('medicines/a1')).toEqual(['medicine', 'often', 'reason', 'doses'])
  expect(asked('medicines/b2')).toEqual(['medicine', 'often', 'doses'])
  expect(asked('medicines/b2/effects/c3')).toEqual(['effect', 'strong'])
  const never = { ...two, medicines: [two.medicines[0] ?? { _id: 'x' }] }
  expect(idsOf(never)).not.toContain('3 daily')
  expect(idsOf(never)).not.toContain('3 many')
})

test('an entry is added by its first answers, changed where it is, and removed', () => {
  const page = findPage(medicines, 'medicines/add', two, context)
  if (page === undefined) throw new Error('There is no page for a new entry.')
  expect(page.title).toBe('Medicine 3')
  const form = { medicine: ['Zinc'], often: ['Daily'] }
  const added = readForm(medicines, page, form, two, context, 'n1')
  expect(added.errors).toEqual([])
  expect(added.answers.medicines).toEqual([...two.medicines, { medicine: 'Zinc', often: 'Daily', _id: 'n1' }])
  // No more than three.
  expect(findPage(medicines, 'medicines/add', added.answers, context)).toBeUndefined()

  const wrong = readForm(medicines, page, { medicine: [''], often: ['When needed'] }, two, context, 'n1')
  expect(wrong.errors.map(({ field }) => field)).toEqual(['medicine'])
  expect(wrong.opened).toEqual(['reason'])

  const first = findPage(medicines, 'medicines/a1', two, context)
  if (first === undefined) throw new Error('There is no page for the first entry.')
  const changed = readForm(
    medicines,
    first,
    { medicine: ['Aspirin'], often: ['Daily'], doses: [''] },
    two,
    context,
  )
  expect(changed.answers.medicines).toEqual([
    { _id: 'a1', medicine: 'Aspirin', often: 'Daily' },
    two.medicines[1],
  ])
  const list = findPage(medicines, 'medicines', two, context)
  if (list === undefined) throw new Error('There is no list.')
  const left = withoutEntry(two, list.entries, list.field, 'a1')
  expect(left).toEqual({ takes: true, medicines: [two.medicines[1]] })
  expect(withoutEntry(left, list.entries, list.field, 'b2')).toEqual({ takes: true })
})

test('after the page of an entry comes its list, and after a list what follows all entries', () => {
  const after = (id: string) => pageAfter(medicines, id, two, context)?.id
  const before = (id: string) => pageBefore(medicines, id, two, context)?.id
  expect([after('takes'), after('medicines'), after('medicines/a1')]).toEqual([
    'medicines',
    'daily',
    'medicines',
  ])
  expect([after('medicines/b2/effects'), after('medicines/b2/effects/c3')]).toEqual([
    'medicines',
    'medicines/b2/effects',
  ])
  expect([before('daily'), before('medicines/b2'), before('medicines')]).toEqual([
    'medicines',
    'medicines',
    'takes',
  ])
})

test('a list that is too short is a gap, and so is what is missing in an entry', () => {
  const found = (answers: Parameters<typeof gaps>[1]) =>
    gaps(medicines, answers, context).map(({ page }) => page)
  expect(found({ takes: true })).toEqual(['medicines'])
  expect(found(two)).toEqual(['medicines/a1'])
  expect(found({ takes: false, medicines: two.medicines })).toEqual([])
})

test('scores count every entry', () => {
  expect(scores(medicines, two, context)[0]?.value).toBe(4)
  expect(scores(medicines, { takes: false, medicines: two.medicines }, context)[0]?.value).toBeUndefined()
})

test('the list of answers has a section for each entry, and a model gets them nested', () => {
  const sections = answerList(medicines, two, context).map(({ heading, rows }) => [
    heading,
    rows.map(({ label, text }) => `${label}: ${text}`),
  ])
  expect(sections).toEqual([
    [undefined, ['Takes: Yes']],
    ['Your medicines', ['Your medicines: 2']],
    [
      'Medicine 1',
      [
        'Name: Aspirin',
        'How often: When needed',
        'What for: undefined',
        'Doses: 1',
        'Side effects: undefined',
      ],
    ],
    ['Medicine 2', ['Name: Iron', 'How often: Daily', 'Doses: 3', 'Side effects: 1']],
    ['Effect 1', ['Effect: Sleepy', 'Strong: undefined']],
    [undefined, ['Daily note: undefined', 'Many: undefined']],
  ])
  const input = recapInput(medicines, two, context)
  expect(input.extracted_data.medicines).toEqual([
    { medicine: 'Aspirin', often: 'When needed', doses: 1 },
    { medicine: 'Iron', often: 'Daily', doses: 3, effects: [{ effect: 'Sleepy' }] },
  ])
  expect(input.answers.find(({ id }) => id === 'medicines.2.effects.1.effect')).toMatchObject({
    label: 'Medicine 2: Effect 1: Effect',
    text: 'Sleepy',
  })
})

const nested = questionnaireFrom(`fields:
  - id: home
    label: Your home
    layout: steps
    fields:
      - { id: street, required: true }
      - id: people
        label: People
        fields:
          - { id: adults, type: integer, required: true }
          - id: children
            label: Children
            when: adults > 1
            fields:
              - { id: boys, type: integer }
              - { id: note, type: display, label: Take your time }
`)

test('a group in steps has a page for each of its fields; groups in a group share its page', () => {
  const pages = enabledPages(nested, { adults: 2 }, context)
  expect(
    pages.map(({ id, caption, questions }) => [id, caption, questions.map((field) => field.id)]),
  ).toEqual([
    ['street', 'Your home', ['street']],
    ['people', 'Your home', ['adults', 'boys']],
  ])
  expect(pages[1]?.items.map(({ id }) => id)).toEqual(['adults', 'children'])
  const [, people] = enabledPages(nested, {}, context)
  expect(people?.questions.map(({ id }) => id)).toEqual(['adults'])
})
