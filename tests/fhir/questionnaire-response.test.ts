import { describe, expect, it } from 'vitest'
import { questionnaireResponse, type ResponseParts } from '../../src/fhir/questionnaire-response.js'
import type { Answers } from '../../src/questionnaire/answer.js'
import { enabledAnswers } from '../../src/questionnaire/enabled-answers.js'
import { scores } from '../../src/questionnaire/outcome.js'
import { context, questionnaireFrom } from '../questionnaire/questionnaire-from.js'

const questionnaire = questionnaireFrom(`url: https://example.org/fhir/Questionnaire/garden
fields:
  - { id: intro, type: display, label: Welcome }
  - id: about
    linkId: "1"
    type: group
    label: About you
    fields:
      - { id: name, linkId: "1.1", label: Name }
      - { id: note, linkId: "1.2", type: text, label: Note, probe: Whether it says when. }
  - { id: at, type: datetime, label: When }
  - { id: clock, type: time, label: Clock }
  - { id: born, type: date, label: Born }
  - { id: link, type: url, label: Link }
  - { id: ok, type: boolean, label: All right }
  - { id: count, type: integer, label: Count }
  - { id: amount, type: decimal, label: Amount }
  - { id: weight, type: quantity, units: [kg, lb], label: Weight }
  - { id: tags, label: Tags, repeat: { max: 4 } }
  - { id: scan, type: file, label: Scan }
  - id: likes
    type: choice
    multiple: true
    label: Likes
    other: Another
    options: [Tea, { value: coffee, label: Coffee, code: { system: "https://example.org", code: C } }]
  - { id: since, label: Since when, type: integer, under: likes, when: answered(likes) }
  - id: visits
    type: group
    label: Visit
    repeat: { max: 4 }
    fields:
      - { id: place, label: Place, probe: What it was like. }
      - { id: guests, type: group, label: Guests, repeat: { max: 3 }, fields: [{ id: guest, label: Guest, probe: Who it is. }] }
  - id: pets
    linkId: pet
    type: group
    label: Pets
    repeat: { max: 3 }
    fields:
      - { id: pet, linkId: pet, label: Pet, probe: Which kind. }
      - { id: age, type: integer, label: Age, under: pet }
  - { id: closed, label: Closed, when: name == 'nobody' }
scores:
  - { id: total, linkId: sum, under: about, label: Total, method: sum, of: [count, amount], show: completion }
`)

function response(answers: Answers, more: Partial<ResponseParts> = {}): Record<string, unknown> {
  const worked = scores(questionnaire, answers, context)
  return questionnaireResponse({
    questionnaire,
    answers: enabledAnswers(questionnaire, answers, context),
    probes: {},
    scores: new Map(worked.flatMap(({ id, value }) => (value === undefined ? [] : [[id, value] as const]))),
    reference: '4K7-2M9-QX8',
    language: 'en',
    status: 'completed',
    authored: '2026-03-14T09:06:00.000Z',
    timeZone: 'Europe/Helsinki',
    ...more,
  })
}

const itemsOf = (answers: Answers, more: Partial<ResponseParts> = {}) => response(answers, more).item
const closed = (question: string, answer?: string) =>
  ({ kind: 'closed', run: 'r1', question, ...(answer === undefined ? {} : { answer }) }) as const

it('a response says which questionnaire it answers, in which version and language, and when it was sent', () => {
  expect(response({ name: 'Ada' })).toEqual({
    resourceType: 'QuestionnaireResponse',
    language: 'en',
    identifier: { value: '4K7-2M9-QX8' },
    questionnaire: 'https://example.org/fhir/Questionnaire/garden|1',
    status: 'completed',
    authored: '2026-03-14T09:06:00.000Z',
    item: [
      {
        linkId: '1',
        text: 'About you',
        item: [{ linkId: '1.1', text: 'Name', answer: [{ valueString: 'Ada' }] }],
      },
    ],
  })
})

it.each([
  ['at', '2026-07-01T09:30', { valueDateTime: '2026-07-01T09:30:00+03:00' }],
  ['at', '2026-01-01T09:30', { valueDateTime: '2026-01-01T09:30:00+02:00' }],
  ['clock', '09:30', { valueTime: '09:30:00' }],
  ['born', '2008-02-29', { valueDate: '2008-02-29' }],
  ['link', 'https://example.org', { valueUri: 'https://example.org' }],
  ['ok', false, { valueBoolean: false }],
  ['count', 3, { valueInteger: 3 }],
  ['amount', 2.5, { valueDecimal: 2.5 }],
  ['amount', 2, { valueDecimal: 2 }],
  ['weight', { value: 4.5, unit: 'kg' }, { valueQuantity: { value: 4.5, unit: 'kg' } }],
  [
    'scan',
    { file: '0123456789abcdef0123456789abcdef', name: 'roof.pdf', type: 'application/pdf', size: 1234 },
    { valueAttachment: { contentType: 'application/pdf', size: 1234, title: 'roof.pdf' } },
  ],
])('an answer to %s, %j, has the type that FHIR has for it', (id, answer, expected) => {
  expect(itemsOf({ [id]: answer })).toContainEqual(
    expect.objectContaining({ linkId: id, answer: [expected] }),
  )
})

it('the name by which a file is kept is not in the response', () => {
  const file = '0123456789abcdef0123456789abcdef'
  const text = JSON.stringify(response({ scan: { file, name: 'a.png', type: 'image/png', size: 1 } }))
  expect(text).not.toContain(file)
})

it('several answers stand beside each other, what is inside the question under the first', () => {
  expect(itemsOf({ tags: ['a', 'b'], likes: ['coffee', 'Tea', { other: 'Juice' }], since: 1999 })).toEqual([
    { linkId: 'tags', text: 'Tags', answer: [{ valueString: 'a' }, { valueString: 'b' }] },
    {
      linkId: 'likes',
      text: 'Likes',
      answer: [
        {
          valueCoding: { system: 'https://example.org', code: 'C', display: 'Coffee' },
          item: [{ linkId: 'since', text: 'Since when', answer: [{ valueInteger: 1999 }] }],
        },
        { valueString: 'Tea' },
        { valueString: 'Juice' },
      ],
    },
  ])
})

it('a group that repeats is one item for each entry, a question that repeats one answer for each', () => {
  const visit = (name: string, ...guests: string[]) => ({
    linkId: 'visits',
    text: 'Visit',
    item: [
      { linkId: 'place', text: 'Place', answer: [{ valueString: name }] },
      ...guests.map((guest) => ({
        linkId: 'guests',
        text: 'Guests',
        item: [{ linkId: 'guest', text: 'Guest', answer: [{ valueString: guest }] }],
      })),
    ],
  })
  expect(
    itemsOf({
      visits: [
        {
          _id: 'v1',
          place: 'Home',
          guests: [
            { _id: 'g1', guest: 'Ada' },
            { _id: 'g2', guest: 'Bo' },
          ],
        },
        { _id: 'v2', place: 'Shed' },
        { _id: 'v3' },
      ],
      pets: [
        { _id: 'p1', pet: 'Cat', age: 3 },
        { _id: 'p2', pet: 'Dog' },
        { _id: 'p3', age: 9 },
      ],
    }),
  ).toEqual([
    visit('Home', 'Ada', 'Bo'),
    visit('Shed'),
    {
      linkId: 'pet',
      text: 'Pet',
      answer: [
        { valueString: 'Cat', item: [{ linkId: 'age', text: 'Age', answer: [{ valueInteger: 3 }] }] },
        { valueString: 'Dog' },
        { item: [{ linkId: 'age', text: 'Age', answer: [{ valueInteger: 9 }] }] },
      ],
    },
  ])
})

it('a score is a number under its group; one that is incomplete is not there', () => {
  expect(JSON.stringify(itemsOf({ name: 'Ada', count: 2 }))).not.toContain('"sum"')
  expect(itemsOf({ count: 2, amount: 0.5 })).toContainEqual({
    linkId: '1',
    text: 'About you',
    item: [{ linkId: 'sum', text: 'Total', answer: [{ valueDecimal: 2.5 }] }],
  })
})

it('28: answers of disabled fields are absent from FHIR', () => {
  expect(JSON.stringify(response({ name: 'Ada', closed: 'hidden again' }))).not.toContain('hidden again')
  expect(JSON.stringify(response({ name: 'nobody', closed: 'seen' }))).toContain('seen')
})

it('without a url there is no reference, but the name and version stand in its place', () => {
  const { url: _url, ...rest } = questionnaire
  const written = response({ name: 'Ada' }, { questionnaire: rest, status: 'in-progress' })
  expect(written).not.toHaveProperty('questionnaire')
  expect(written).toMatchObject({
    status: 'in-progress',
    _questionnaire: {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/display', valueString: 'Sample 1' }],
    },
  })
})

it('with nothing answered has no items', () => {
  expect(response({})).not.toHaveProperty('item')
})

describe('What was asked once more', () => {
  const followUp = (linkId: string, text: string, answer: string) => ({
    linkId: `${linkId}.follow-up`,
    text,
    answer: [{ valueString: answer }],
  })

  it('stands under the answer, with the question as it was asked', () => {
    expect(
      itemsOf({ note: 'It leaks' }, { probes: { note: closed('Since when?', 'Since\nMarch') } }),
    ).toEqual([
      {
        linkId: '1',
        text: 'About you',
        item: [
          {
            linkId: '1.2',
            text: 'Note',
            answer: [{ valueString: 'It leaks', item: [followUp('1.2', 'Since when?', 'Since\nMarch')] }],
          },
        ],
      },
    ])
  })

  it('stands in the entry that it is about, however deep', () => {
    const answers: Answers = {
      visits: [
        { _id: 'v1', place: 'Home', guests: [{ _id: 'g1', guest: 'Ada' }] },
        { _id: 'v2', place: 'Shed', guests: [{ _id: 'g1', guest: 'Bo' }] },
      ],
      pets: [
        { _id: 'p1', pet: 'Cat' },
        { _id: 'p2', pet: 'Dog', age: 3 },
      ],
    }
    const probes = {
      'visits/v2/place': closed('Was it dry?', 'Yes'),
      'visits/v2/guests/g1/guest': closed('Who is that?', 'A friend'),
      'pets/p2/pet': closed('Which dog?', 'A small one'),
    }
    const [first, second, pets] = itemsOf(answers, { probes }) as Record<string, unknown>[]
    expect(JSON.stringify(first)).not.toContain('follow-up')
    expect(second).toMatchObject({
      item: [
        { answer: [{ item: [followUp('place', 'Was it dry?', 'Yes')] }] },
        { item: [{ answer: [{ item: [followUp('guest', 'Who is that?', 'A friend')] }] }] },
      ],
    })
    expect(pets).toMatchObject({
      answer: [
        { valueString: 'Cat' },
        { valueString: 'Dog', item: [followUp('pet', 'Which dog?', 'A small one'), { linkId: 'age' }] },
      ],
    })
  })

  it('is not there when it was passed over, is still open, or its answer is gone', () => {
    const probes = {
      note: closed('Since when?'),
      'visits/v1/place': { kind: 'asked', run: 'r2' },
      'pets/p9/pet': closed('Which?', 'One that is gone'),
    } as const
    const text = JSON.stringify(
      response({ note: 'It leaks', visits: [{ _id: 'v1', place: 'Home' }] }, { probes }),
    )
    expect(text).not.toContain('follow-up')
  })
})
