import { describe, expect, it } from 'vitest'
import { answerList } from '../../src/questionnaire/answer-list.js'
import {
  enabledPages,
  estimatedMinutes,
  firstOpenPage,
  gaps,
  isEnabled,
  pageAfter,
  pageBefore,
} from '../../src/questionnaire/pages.js'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import { context, pageOf, post, questionnaireFrom, shippedQuestionnaire } from './questionnaire-from.js'

const branching = questionnaireFrom(`fields:
  - { id: smokes, type: boolean, required: true }
  - id: habit
    label: Your habit
    when: smokes == true
    fields:
      - { id: per_day, type: integer, required: true, min: 1 }
      - { id: brand, when: per_day > 5 }
  - { id: heavy, type: text, required: true, when: per_day > 20 }
  - { id: end, type: text }
  - { id: ref, hidden: true, required: true }
`)
const ids = (answers: Parameters<typeof enabledPages>[1]) =>
  enabledPages(branching, answers, context).map(({ id }) => id)

describe('pages under conditions', () => {
  it('73: are those that hold an enabled question, numbered without holes', () => {
    expect(ids({})).toEqual(['smokes', 'end'])
    expect(ids({ smokes: true, per_day: 30 })).toEqual(['smokes', 'habit', 'heavy', 'end'])
    expect(enabledPages(branching, {}, context).map(({ number }) => number)).toEqual([1, 2])
  })

  it('hold only the questions that are asked', () => {
    const questions = (per_day: number) =>
      pageOf(branching, 'habit', { smokes: true, per_day }).questions.map(({ id }) => id)
    expect(questions(5)).toEqual(['per_day'])
    expect(questions(6)).toEqual(['per_day', 'brand'])
  })

  it('close with everything that hangs on them: an answer in a closed group counts for nothing', () => {
    const answers = { smokes: false, per_day: 30, heavy: 'yes' }
    expect(isEnabled(branching, answers, 'per_day', context)).toBe(false)
    expect(isEnabled(branching, answers, 'heavy', context)).toBe(false)
    expect(isEnabled(branching, answers, 'nothing', context)).toBe(false)
    expect(ids(answers)).toEqual(['smokes', 'end'])
  })

  it('lead to the next and the last enabled page, from a closed one too', () => {
    const answers = { smokes: false }
    expect(pageAfter(branching, 'smokes', answers, context)?.id).toBe('end')
    expect(pageAfter(branching, 'habit', answers, context)?.id).toBe('end')
    expect(pageAfter(branching, 'end', answers, context)).toBeUndefined()
    expect(pageBefore(branching, 'end', answers, context)?.id).toBe('smokes')
    expect(pageBefore(branching, 'smokes', answers, context)).toBeUndefined()
  })

  it('are worked out once per question, however long the chain', () => {
    const links = Array.from({ length: 400 }, (_, index) =>
      index === 0
        ? '  - { id: f0 }'
        : `  - { id: f${index}, when: f${index - 1} != 'x' and not f${index - 1} == 'y' }`,
    )
    const chain = questionnaireFrom(`fields:\n${links.join('\n')}\n`)
    const start = performance.now()
    expect(enabledPages(chain, {}, context)).toHaveLength(400)
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('27: a disabled required field', () => {
  it('is never a gap', () => {
    expect(gaps(branching, { smokes: false }, context)).toEqual([])
    expect(
      gaps(branching, { smokes: true, per_day: 30 }, context).map(({ field, page }) => [field.id, page]),
    ).toEqual([['heavy', 'heavy']])
  })

  it('and a hidden one are no errors either', () => {
    expect(post(branching, 'smokes', { smokes: 'false' }).errors).toEqual([])
    expect(gaps(branching, { smokes: false }, context).some(({ field }) => field.id === 'ref')).toBe(false)
  })
})

describe('gaps', () => {
  it('are what is required and unanswered, or stored and no longer right', () => {
    expect(gaps(branching, { smokes: true, per_day: 0 }, context).map(({ field }) => field.id)).toEqual([
      'per_day',
    ])
    const dated = questionnaireFrom('fields:\n  - { id: by, type: date, min: today }\n')
    expect(gaps(dated, { by: '2026-03-14' }, context)).toEqual([])
    expect(gaps(dated, { by: '2026-03-13' }, context)).toHaveLength(1)
  })

  it('are never left by an answer of the wrong kind', () => {
    for (const answer of ['x', 5, ['yes'], true]) {
      const listed = questionnaireFrom('fields:\n  - { id: a, options: [yes_please] }\n')
      expect(gaps(listed, { a: answer }, context)).toHaveLength(1)
    }
  })

  it('give the first open page', () => {
    expect(firstOpenPage(branching, {}, context)?.id).toBe('smokes')
    expect(firstOpenPage(branching, { smokes: true }, context)?.id).toBe('habit')
    expect(firstOpenPage(branching, { smokes: false }, context)).toBeUndefined()
  })
})

describe('28: answers of disabled fields', () => {
  const stored = { smokes: true, per_day: 30, brand: 'Blue', heavy: 'since 1990', end: 'x' }
  const closed = post(branching, 'smokes', { smokes: 'false' }, stored).answers

  it('stay in the store', () => {
    expect(closed).toEqual({ ...stored, smokes: false })
  })

  it('are absent from the list and from the recap', () => {
    const rows = answerList(branching, closed, context).flatMap((section) =>
      section.rows.map(({ field }) => field),
    )
    expect(rows).toEqual(['smokes', 'end'])
    expect(JSON.stringify(recapInput(branching, closed, context).extracted_data)).toBe(
      '{"smokes":false,"end":"x"}',
    )
  })

  it('return when they are asked again', () => {
    const open = post(branching, 'smokes', { smokes: 'true' }, closed).answers
    expect(open).toEqual(stored)
    expect(gaps(branching, open, context)).toEqual([])
  })
})

describe('how long a questionnaire is', () => {
  it('is told in questions under the present answers, and in minutes', () => {
    expect(estimatedMinutes(branching)).toBeGreaterThanOrEqual(1)
    for (const slug of ['mood-check', 'feature-request', 'clinic-intake']) {
      expect(estimatedMinutes(shippedQuestionnaire(slug))).toBeLessThanOrEqual(5)
    }
  })
})

describe('the list of answers', () => {
  it('has a section per group, and one for the single questions between groups', () => {
    const intake = shippedQuestionnaire('clinic-intake')
    const sections = answerList(
      intake,
      {
        full_name: 'Ada',
        born: '1986-03-27',
        contact_by: ['letter', 'phone_call'],
        symptoms: ['chest_pain'],
        pain_now: false,
      },
      context,
    )
    expect(sections.map(({ heading }) => heading)).toEqual([
      'About you',
      undefined,
      'Your chest pain',
      undefined,
    ])
    expect(sections[0]?.rows).toEqual([
      { field: 'full_name', page: 'about', label: 'Full name', text: 'Ada', required: true },
      {
        field: 'born',
        page: 'about',
        label: 'Date of birth',
        text: '27 March 1986',
        required: true,
      },
      { field: 'phone', page: 'about', label: 'Mobile number', text: undefined, required: false },
      {
        field: 'contact_by',
        page: 'about',
        label: 'Contact by',
        text: 'Letter, Phone call',
        required: true,
      },
    ])
    expect(sections[2]?.rows[0]).toMatchObject({ field: 'pain_now', page: 'chest', text: 'No' })
  })

  it('speaks the language of the questionnaire', () => {
    const finnish = questionnaireFrom(
      'fields:\n  - { id: a, type: boolean }\n  - { id: b, type: date }\n  - { id: c, type: decimal }\n',
      'fi',
    )
    const rows = answerList(finnish, { a: true, b: '1986-03-27', c: 1234.5 }, context)[0]?.rows
    expect(rows?.map(({ text }) => text)).toEqual(['Kyllä', '27. maaliskuuta 1986', '1234,5'])
  })
})
