import { describe, expect, it } from 'vitest'
import type { Answers } from '../../src/questionnaire/answer.js'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import {
  applyCorrections,
  correctableQuestions,
  type Proposals,
  readCorrections,
} from '../../src/recap/corrections.js'
import { context, questionnaireFrom } from '../questionnaire/questionnaire-from.js'

const questionnaire = questionnaireFrom(`
fields:
  - {id: reason, type: text, label: What brings you to us, short: Reason, required: true, maxLength: 100}
  - {id: fell, type: date, label: When you fell, max: today}
  - {id: level, type: integer, label: Pain, min: 0, max: 10}
  - {id: often, type: choice, label: How often, options: [{value: 1, label: Every day}, {value: 2, label: Less often}]}
  - {id: signs, type: choice, label: Signs, multiple: true, other: Something else, options: [Fever, Cough, {value: none, label: None of these, exclusive: true}]}
  - {id: smokes, type: boolean, label: Do you smoke}
  - {id: per_day, type: integer, label: How many a day, when: smokes == true}
  - {id: strength, type: quantity, label: Strength, units: [mg, ml]}
  - id: about
    type: group
    label: About you
    fields:
      - {id: phone, label: Phone, format: tel}
      - {id: name, label: Name, required: true}
  - id: medicines
    type: group
    label: Medicines
    repeat: {item: "Medicine {n}"}
    fields:
      - {id: medicine, label: Name of it, short: Medicine, required: true}
  - {id: secret, label: Secret, sensitive: true}
  - {id: ref, label: Ref, hidden: true}
  - {id: number, label: Number, readonly: true, default: A1}
  - {id: consent, type: boolean, label: I agree, must: true}
recap:
  exclude: [phone]
`)
const answers: Answers = {
  reason: 'My left knee hurts',
  fell: '2026-02-09',
  level: 6,
  often: 1,
  signs: ['Fever'],
  smokes: false,
  name: 'Ida',
  phone: '040 123 4567',
  medicines: [{ _id: 'e1', medicine: 'Ibuprofen' }],
  secret: 'hush',
  ref: 'x',
  number: 'A1',
  consent: true,
}
const ground = { questionnaire, answers, context }
const input = recapInput(questionnaire, answers, context)

function read(changes: unknown, message = '', unplaced: unknown = []): Proposals {
  const proposals = readCorrections(JSON.stringify({ changes, unplaced }), message, input, ground)
  if (proposals === undefined) throw new Error('Nothing could be read.')
  return proposals
}
const told = ({ corrections }: Proposals) =>
  corrections.map(({ label, before, after, doubtful }) => [label, before, after, doubtful])

describe('54, 55: proposed corrections', () => {
  it('are read for every type, as old and new', () => {
    const changes = [
      { id: 'reason', value: 'My right knee hurts' },
      { id: 'fell', value: '2026-02-08' },
      { id: 'level', value: 7 },
      { id: 'often', value: 'less often' },
      { id: 'signs', value: ['Cough', 'a rash'] },
      { id: 'smokes', value: 'yes' },
      { id: 'strength', value: '12.5 mg' },
      { id: 'medicines.1.medicine', value: 'Naproxen' },
    ]
    const message = 'It was the right knee, on the 8th, pain 7, 12.5 mg of Naproxen.'
    expect(told(read(changes, message))).toEqual([
      ['Reason', 'My left knee hurts', 'My right knee hurts', []],
      ['When you fell', '9 February 2026', '8 February 2026', []],
      ['Pain', '6', '7', []],
      ['How often', 'Every day', 'Less often', []],
      ['Signs', 'Fever', 'Cough, a rash', []],
      ['Do you smoke', 'No', 'Yes', []],
      ['Strength', undefined, '12.5 mg', []],
      ['Medicine 1: Medicine', 'Ibuprofen', 'Naproxen', []],
    ])
  })

  it('may take an answer away, but none that is required', () => {
    const { corrections, refused } = read([
      { id: 'level', value: null },
      { id: 'reason', value: null },
      { id: 'name', value: '' },
    ])
    expect(corrections.map(({ after }) => after)).toEqual([undefined])
    expect(refused).toEqual([
      { kind: 'invalid', label: 'Reason', message: 'Enter an answer for “Reason”.' },
      { kind: 'invalid', label: 'Name', message: 'Enter an answer for “Name”.' },
    ])
  })

  it('are refused for what is unknown, kept back, not asked, or only in the person’s own hand', () => {
    const names = ['nope', '__proto__', 'secret', 'ref', 'phone', 'about', 'per_day', 'consent', 'number']
    const { corrections, refused } = read(names.map((id) => ({ id, value: true })))
    expect(corrections).toEqual([])
    expect(refused).toEqual([
      { kind: 'unknown' },
      { kind: 'notAsked', label: 'How many a day' },
      { kind: 'ownHand', label: 'I agree' },
      { kind: 'ownHand', label: 'Number' },
    ])
  })

  it('are refused with the sentence of the rule that they break', () => {
    const { corrections, refused } = read([
      { id: 'level', value: 11 },
      { id: 'level', value: 'lots' },
      { id: 'fell', value: '2026-12-24' },
      { id: 'often', value: 'sometimes' },
      { id: 'signs', value: ['Fever', 'none'] },
      { id: 'smokes', value: 'perhaps' },
      { id: 'strength', value: '5 kg' },
      { id: 'reason', value: { html: '<b>' } },
      { id: 'medicines.2.medicine', value: 'Naproxen' },
    ])
    expect(corrections).toEqual([])
    expect(refused.map((one) => [one.kind, 'message' in one ? one.message : ''])).toEqual([
      ['invalid', 'The number for “Pain” has to be 10 or less.'],
      ['invalid', 'The date for “When you fell” has to be today or earlier.'],
      ['invalid', 'Choose one of the answers that are listed for “How often”.'],
      ['invalid', expect.stringContaining('None of these')],
      ['invalid', expect.stringContaining('“Do you smoke”')],
      ['invalid', expect.stringContaining('“Strength”')],
      ['invalid', ''],
      ['notAsked', ''],
    ])
  })

  it('say what of them nobody has said', () => {
    const changes = [
      { id: 'reason', value: 'My left knee hurts since 3 May, says Dr Okafor' },
      { id: 'level', value: 5 },
      { id: 'fell', value: '2025-01-08' },
    ]
    expect(
      told(read(changes, 'The pain is worse, and it was on the 8th.')).map(([, , , doubtful]) => doubtful),
    ).toEqual([['3 May', 'Dr Okafor'], ['5'], ['8 January 2025']])
    expect(told(read([{ id: 'fell', value: '2026-03-08' }], 'On the 8th of March')).at(0)?.[3]).toEqual([])
  })

  it('leave out what would change nothing, and name what found no place', () => {
    const { corrections, refused, unplaced } = read(
      [{ id: 'level', value: 6 }, { id: 'level' }, 'x', null],
      '',
      ['my doctor is Dr Okafor', '', 7, 'x'.repeat(1000)],
    )
    expect([corrections, refused]).toEqual([[], [{ kind: 'unknown' }]])
    expect(unplaced).toEqual(['my doctor is Dr Okafor', 'x'.repeat(300)])
  })

  it.each(['', 'Sure, I changed it.', '{}', '{"changes": "all"}', '[1]', 'null'])(
    'cannot be read from %j',
    (text) => expect(readCorrections(text, '', input, ground)).toBeUndefined(),
  )

  it('are made one after the other, and only those that are wanted', () => {
    const { corrections } = read([
      { id: 'reason', value: 'My right knee hurts' },
      { id: 'level', value: 7 },
      { id: 'medicines.1.medicine', value: 'Naproxen' },
    ])
    const { answers: changed, pages } = applyCorrections(
      corrections.filter(({ number }) => number !== 2),
      ground,
    )
    expect(changed).toEqual({
      ...answers,
      reason: 'My right knee hurts',
      medicines: [{ _id: 'e1', medicine: 'Naproxen' }],
    })
    expect(pages).toEqual(['reason', 'medicines/e1'])
  })

  it('are of questions that are asked and that a model may know', () => {
    const questions = correctableQuestions(questionnaire, answers, context)
    expect(questions.map(({ id }) => id)).toEqual([
      'reason',
      'fell',
      'level',
      'often',
      'signs',
      'smokes',
      'strength',
      'name',
      'medicines.1.medicine',
    ])
    expect(questions[3]).toEqual({
      id: 'often',
      label: 'How often',
      type: 'choice',
      options: [
        { value: 1, label: 'Every day' },
        { value: 2, label: 'Less often' },
      ],
      answer: 'Every day',
    })
  })
})
