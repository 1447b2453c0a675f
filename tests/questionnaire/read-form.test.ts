import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Answers, AnswerValue } from '../../src/questionnaire/answer.js'
import { formValues } from '../../src/questionnaire/form-values.js'
import { enabledPages, gaps } from '../../src/questionnaire/pages.js'
import { readForm } from '../../src/questionnaire/read-form.js'
import { context, pageOf, post, questionnaireFrom, shippedQuestionnaire } from './questionnaire-from.js'

function single(lines: string, language = 'en') {
  const questionnaire = questionnaireFrom(`fields:\n  - { id: x, label: Thing, ${lines} }\n`, language)
  return {
    answer: (...values: string[]) => post(questionnaire, 'x', { x: values }).answers.x,
    error: (...values: string[]) => post(questionnaire, 'x', { x: values }).errors[0]?.message,
    date: (day: string, month: string, year: string) =>
      post(questionnaire, 'x', { 'x-day': day, 'x-month': month, 'x-year': year }),
  }
}

describe('14: answers are trimmed, and spaces, dashes and non-breaking spaces are accepted', () => {
  it('in texts, where line ends become "\\n" and the rest stays as typed', () => {
    const { answer } = single('type: text')
    expect(answer(' \u00a0 two\r\nlines \t here\r ')).toBe('two\nlines \t here')
    expect(answer('<b>=1+1</b> \u202e{x}')).toBe('<b>=1+1</b> \u202e{x}')
  })

  it.each([
    ['12', 12],
    [' 1 000 ', 1000],
    ['1\u00a0000\u202f000', 1_000_000],
    ['\u22125', -5],
    ['–5', -5],
    ['+7', 7],
    ['1,000', 1000],
    ['1,234,567', 1_234_567],
    ["1'000", 1000],
    ['1-000-000', 1_000_000],
    ['3.0', 3],
    ['007', 7],
    ['-0', 0],
    ['１２', 12],
  ])('in the whole number %j', (text, value) => {
    expect(single('type: integer').answer(text)).toBe(value)
  })

  it.each([
    ['en', '3.5', 3.5],
    ['en', '3,5', 3.5],
    ['en', ',5', 0.5],
    ['en', '5.', 5],
    ['en', '1,234.5', 1234.5],
    ['en', '1.234,5', 1234.5],
    ['en', '0,125', 0.125],
    ['en', '1.125', 1.125],
    ['fi', '1,125', 1.125],
    ['fi', '1 234,5', 1234.5],
    ['fi', '3.5', 3.5],
  ])('in the decimal of language %s %j', (language, text, value) => {
    expect(single('type: decimal', language).answer(text)).toBe(value)
  })

  it.each(['+44 1632 960 018', '(01632) 960-018', '040\u00a0123–4567'])('in the phone number %j', (text) => {
    expect(single('format: tel').answer(text)).toBe(text)
  })

  it('in codes with a pattern, and in postal codes', () => {
    const code = single('pattern: "[A-Z]{3}[0-9]{3}"')
    expect(code.answer('ABC123')).toBe('ABC123')
    expect(code.answer('ABC 123')).toBe('ABC 123')
    expect(code.answer('ABC-123')).toBe('ABC-123')
    expect(code.error('xABC123')).toBeDefined()
    expect(single('format: postal-code').answer('SW1A 1AA')).toBe('SW1A 1AA')
  })
})

describe('24: every rule has its own message, which names the question and how to mend the answer', () => {
  it.each([
    ['required: true', '', 'Enter an answer for “Thing”.'],
    ['type: integer, required: true', '', 'Enter a number for “Thing”.'],
    ['options: [a], required: true', '', 'Choose an answer for “Thing”.'],
    ['options: [a], multiple: true, required: true', '', 'Choose at least one answer for “Thing”.'],
    ['type: boolean, required: true', '', 'Choose Yes or No for “Thing”.'],
    ['type: boolean, must: true', '', 'Tick the box at “Thing” to go on.'],
    ['type: boolean, must: true', 'false', 'Tick the box at “Thing” to go on.'],
    ['type: boolean', 'maybe', 'Choose one of the answers that are listed for “Thing”.'],
    ['options: [a]', 'b', 'Choose one of the answers that are listed for “Thing”.'],
    ['type: integer', 'ten', 'Enter “Thing” as a whole number, like 12.'],
    ['type: integer', '3.5', 'Enter “Thing” as a whole number, like 12.'],
    ['type: integer', '10-12', 'Enter “Thing” as a whole number, like 12.'],
    ['type: integer', '1e3', 'Enter “Thing” as a whole number, like 12.'],
    ['type: integer', '1.000', 'The number for “Thing” can be read in two ways. Write 1000 or 1.'],
    ['type: decimal', '1,500', 'The number for “Thing” can be read in two ways. Write 1500 or 1.5.'],
    ['type: decimal', '1.2.3', 'Enter “Thing” as a number, like 3.5.'],
    ['type: decimal', 'Infinity', 'Enter “Thing” as a number, like 3.5.'],
    ['type: integer', '12345678901234567', 'The number for “Thing” is too long. Use at most 15 digits.'],
    ['type: integer, min: 3', '2', 'The number for “Thing” has to be 3 or more.'],
    ['type: decimal, max: 2.5', '2.6', 'The number for “Thing” has to be 2.5 or less.'],
    ['minLength: 3', 'ab', 'The answer for “Thing” has 2 characters. Write at least 3.'],
    ['minLength: 3', '👍', 'The answer for “Thing” has 1 character. Write at least 3.'],
    ['maxLength: 3', 'abcd', 'The answer for “Thing” has 4 characters. Shorten it to 3 or fewer.'],
    [
      'pattern: "[a-z]+"',
      '12',
      'The answer for “Thing” is not written as it has to be. Check it and write it again.',
    ],
    [
      'pattern: "[a-z]+", hint: Lower-case letters only.',
      '12',
      'The answer for “Thing” is not written as it has to be. Lower-case letters only.',
    ],
    ['format: email', 'me@home', 'Enter an email address for “Thing”, like name@example.org.'],
    ['format: tel', '12', 'Enter a phone number for “Thing”, with 5 to 15 digits, like 01632 960 018.'],
    [
      'format: postal-code',
      '!',
      'Enter a postal code for “Thing”, with letters and digits only, like 00100.',
    ],
    ['short: Short thing, required: true', '', 'Enter an answer for “Short thing”.'],
    ['required: true, messages: { required: Say it. }', '', 'Say it.'],
    ['type: integer, messages: { format: Digits only. }', 'x', 'Digits only.'],
  ])('{ %s } and %j', (lines, text, message) => {
    expect(single(lines).error(text)).toBe(message)
  })

  it('in Finnish for a Finnish questionnaire', () => {
    expect(single('required: true', 'fi').error('')).toBe('Kirjoita vastaus kohtaan ”Thing”.')
    expect(single('type: decimal, min: 2.5', 'fi').error('1')).toBe(
      'Kohdan ”Thing” luvun pitää olla vähintään 2,5.',
    )
    expect(single('type: decimal', 'fi').error('1.234')).toBe(
      'Kohdan ”Thing” luvun voi lukea kahdella tavalla. Kirjoita 1234 tai 1,234.',
    )
  })

  it('says which of the exclusive answers and the others was chosen with them', () => {
    const { error, answer } = single(
      'multiple: true, options: [a, b, { value: none, label: None of these, exclusive: true }]',
    )
    expect(error('a', 'none')).toBe(
      'For “Thing”, choose either “None of these” or the other answers, not both.',
    )
    expect(answer('none')).toEqual(['none'])
  })
})

describe('a date in three inputs', () => {
  const { date } = single('type: date')

  it.each([
    ['27', '3', '1986', '1986-03-27'],
    [' 07 ', '03.', '1986', '1986-03-07'],
    ['29', '2', '2024', '2024-02-29'],
  ])('takes %j %j %j', (day, month, year, stored) => {
    expect(date(day, month, year)).toMatchObject({ answers: { x: stored }, errors: [] })
  })

  it.each([
    ['', '3', '1986', 'day', 'The date for “Thing” has no day. Enter the day too.'],
    ['27', '', '', 'month', 'The date for “Thing” has no month. Enter the month too.'],
    ['27', '3', '', 'year', 'The date for “Thing” has no year. Enter the year too.'],
    ['32', '3', '1986', 'day', 'The day for “Thing” has to be a number from 1 to 31.'],
    ['27', '13', '1986', 'month', 'The month for “Thing” has to be a number from 1 to 12.'],
    ['27', 'May', '1986', 'month', 'The month for “Thing” has to be a number from 1 to 12.'],
    ['27', '3', '86', 'year', 'The year for “Thing” has to be a number of four digits, like 1986.'],
    ['x', '13', '1986', 'day', 'The day for “Thing” has to be a number from 1 to 31.'],
    ['31', '4', '2026', 'day', 'The date for “Thing” is not in the calendar. Check the day and the month.'],
    ['29', '2', '2023', 'day', 'The date for “Thing” is not in the calendar. Check the day and the month.'],
  ])('refuses %j %j %j at its first wrong part', (day, month, year, part, message) => {
    const { errors, typed, answers } = date(day, month, year)
    expect(errors).toEqual([{ field: 'x', part, message }])
    expect(typed).toEqual({ 'x-day': [day], 'x-month': [month], 'x-year': [year] })
    expect(answers).toEqual({})
  })

  it('keeps to its earliest and latest day, both included', () => {
    const past = single('type: date, min: 2026-01-01, max: today').date
    expect(past('1', '1', '2026').errors).toEqual([])
    expect(past('14', '3', '2026').errors).toEqual([])
    expect(past('31', '12', '2025').errors[0]?.message).toBe(
      'The date for “Thing” has to be 1 January 2026 or later.',
    )
    expect(past('15', '3', '2026').errors[0]?.message).toBe(
      'The date for “Thing” has to be today or earlier.',
    )
    expect(single('type: date, min: today').date('13', '3', '2026').errors[0]?.message).toBe(
      'The date for “Thing” has to be today or later.',
    )
  })
})

describe('reading a page', () => {
  const group = questionnaireFrom(`fields:
  - id: medicine
    fields:
      - { id: name, required: true }
      - { id: schedule, options: [daily, needed] }
      - { id: reason, required: true, when: schedule == 'needed' }
      - { id: secret, hidden: true }
`)

  it('keeps the right answers beside the errors, and gives back all that was typed', () => {
    const { answers, errors, typed } = post(
      group,
      'medicine',
      { name: ' ', schedule: 'daily', other: 'x' },
      { name: 'Old' },
    )
    expect(answers).toEqual({ name: 'Old', schedule: 'daily' })
    expect(errors).toEqual([{ field: 'name', message: 'Enter an answer for “Name”.' }])
    expect(typed).toEqual({ name: [' '], schedule: ['daily'] })
  })

  it('removes a stored answer when the new one is empty', () => {
    expect(post(group, 'medicine', { name: 'A' }, { name: 'A', schedule: 'daily' }).answers).toEqual({
      name: 'A',
    })
  })

  it('says which questions the same post has opened', () => {
    const { errors, opened } = post(group, 'medicine', { name: 'A', schedule: 'needed' })
    expect({ errors, opened }).toEqual({ errors: [], opened: ['reason'] })
    expect(post(group, 'medicine', { name: 'A', schedule: 'needed', reason: 'Pain' })).toMatchObject({
      answers: { reason: 'Pain' },
      opened: [],
    })
  })

  it('27: neither asks for nor changes a question that the same post has closed', () => {
    const stored = { name: 'A', schedule: 'needed', reason: 'Pain' }
    const { answers, errors } = post(group, 'medicine', { name: 'A', schedule: 'daily', reason: '' }, stored)
    expect({ answers, errors }).toEqual({ answers: { ...stored, schedule: 'daily' }, errors: [] })
  })

  it('never takes a hidden field from a form', () => {
    expect(post(group, 'medicine', { name: 'A', secret: 'x' }).answers).toEqual({ name: 'A' })
  })

  it('takes the first of several texts, and refuses several answers where one is wanted', () => {
    expect(single('type: string').answer('a', 'b')).toBe('a')
    expect(single('options: [a, b]').error('a', 'b')).toBe('Choose only one answer for “Thing”.')
    expect(single('type: boolean').error('true', 'false')).toBe('Choose only one answer for “Thing”.')
    expect(single('options: [a, b]').answer('a', 'a')).toBe('a')
  })

  it('stores several choices in file order, once each, numbers as numbers', () => {
    const { answer } = single('multiple: true, options: [{ value: 3 }, { value: 1 }, b]')
    expect(answer('b', '1', '3', '1', '')).toEqual([3, 1, 'b'])
  })

  it('stores true for a ticked consent', () => {
    expect(single('type: boolean, must: true').answer('true')).toBe(true)
  })

  it('stops texts at 1,000 characters and long texts at 20,000 unless the field says otherwise', () => {
    expect(single('type: string').error('x'.repeat(1001))).toContain('1001 characters')
    expect(single('type: string').answer('👍'.repeat(1000))).toHaveLength(2000)
    expect(single('type: text').error('x'.repeat(20_001))).toContain('20001 characters')
    expect(single('type: text').answer('x'.repeat(20_000))).toHaveLength(20_000)
  })

  it('matches a hostile pattern and text in linear time, where backtracking would take seconds', () => {
    const { error } = single('pattern: "(a+)+$", maxLength: 2000')
    error('aaa')
    const start = performance.now()
    expect(error(`${'a'.repeat(1999)}!`)).toBeDefined()
    expect(performance.now() - start).toBeLessThan(500)
  })
})

describe('whatever is posted', () => {
  const all = questionnaireFrom(`fields:
  - id: page
    fields:
      - { id: a, type: string, format: email }
      - { id: b, type: text, pattern: "[a-z ]+" }
      - { id: c, type: integer, min: -5 }
      - { id: d, type: decimal }
      - { id: e, type: boolean }
      - { id: f, type: date, max: today }
      - { id: g, options: [x, { value: 2 }] }
      - { id: h, options: [x, { value: 2 }, y], multiple: true }
      - { id: i, type: string, required: true, when: c > 2 and h == 'y' }
`)
  const page = pageOf(all, 'page')

  it('is read without an exception, and stored only as what the type allows', () => {
    const name = fc.constantFrom(
      'a',
      'b',
      'c',
      'd',
      'e',
      'f-day',
      'f-month',
      'f-year',
      'g',
      'h',
      'i',
      '__proto__',
      'zz',
    )
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('true', '2', 'x', 'y', '31', '1999', '-3,5'),
    )
    const form = fc.array(fc.tuple(name, fc.array(value, { maxLength: 3 })))
    fc.assert(
      fc.property(form, (entries) => {
        const { answers, typed } = readForm(all, page, Object.fromEntries(entries), {}, context)
        const types = {
          a: 'string',
          b: 'string',
          c: 'number',
          d: 'number',
          e: 'boolean',
          f: 'string',
          i: 'string',
        }
        for (const [id, answer] of Object.entries(answers)) {
          if (id in types) expect(typeof answer).toBe(types[id as keyof typeof types])
        }
        expect([...Object.keys(answers), ...Object.keys(typed)]).not.toContain('zz')
      }),
      { numRuns: 300 },
    )
  })

  it.each(['en', 'fi', 'de', 'ar'])(
    'shown again from the store in language %s, is read as the same answers',
    (language) => {
      const questionnaire = { ...all, language }
      const date = fc
        .date({ min: new Date('1000-01-01'), max: new Date('2026-03-14'), noInvalidDate: true })
        .map((day) => day.toISOString().slice(0, 10))
      const decimal = fc.tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 6 }))
      const stored = fc.record(
        {
          b: fc.stringMatching(/^[a-z]([a-z ]{0,10}[a-z])?$/),
          c: fc.integer({ min: -5, max: 999_999_999_999_999 }),
          d: decimal.map(([digits, places]) => Number((digits / 10 ** places).toFixed(places)) || 0),
          e: fc.boolean(),
          f: date,
          g: fc.constantFrom<string | number>('x', 2),
          h: fc.subarray<string | number>(['x', 2, 'y'], { minLength: 1 }),
          i: fc.constant('text'),
        },
        { requiredKeys: ['i'] },
      )
      fc.assert(
        fc.property(stored, (answers) => {
          const kept = answers as Record<string, AnswerValue>
          const shown = enabledPages(questionnaire, kept, context)[0]
          if (shown === undefined) throw new Error('no page')
          const again = readForm(questionnaire, shown, formValues(questionnaire, shown), {}, context)
          const { i, ...others } = kept
          expect(again.errors).toEqual([])
          expect(again.answers).toEqual('i' in again.answers ? { ...others, i } : others)
        }),
        { numRuns: 200 },
      )
    },
  )

  it('needs nothing but the answers themselves: a shipped questionnaire is filled in page by page', () => {
    const questionnaire = shippedQuestionnaire('mood-check')
    let answers: Answers = {}
    for (const id of [
      'interest',
      'low_mood',
      'sleep',
      'energy',
      'appetite',
      'self_view',
      'focus',
      'pace',
      'self_harm',
    ]) {
      answers = post(questionnaire, id, { [id]: '1' }, answers).answers
    }
    expect(pageOf(questionnaire, 'impact', answers).number).toBe(10)
  })
})

describe('Times, web addresses and quantities', () => {
  it.each([
    ['14:30', '14:30'],
    ['14.30', '14:30'],
    ['9:05', '09:05'],
    ['1430', '14:30'],
    ['2:30 pm', '14:30'],
    ['12 a.m.', '00:00'],
    ['12:15 PM', '12:15'],
  ])('the time %j is %j', (text, time) => {
    expect(single('type: time').answer(text)).toBe(time)
  })

  it.each(['25:00', '14:60', '14', 'noon', '13 pm', '0:30 am'])('the time %j is refused', (text) => {
    expect(single('type: time').error(text)).toBe(
      'Enter the time for “Thing” in hours and minutes, like 14:30.',
    )
  })

  it('a date with its time is one answer, and says which part is missing', () => {
    const questionnaire = questionnaireFrom(
      'fields:\n  - { id: x, label: Thing, type: datetime, max: today }\n',
    )
    const send = (day: string, month: string, year: string, time: string) =>
      post(questionnaire, 'x', { 'x-day': day, 'x-month': month, 'x-year': year, 'x-time': time })
    expect(send('1', '2', '2026', '9.15').answers).toEqual({ x: '2026-02-01T09:15' })
    expect(send('', '', '', '').answers).toEqual({})
    expect(send('1', '2', '2026', '').errors).toEqual([
      {
        field: 'x',
        part: 'time',
        message: 'The date for “Thing” has no time. Enter the time too, like 14:30.',
      },
    ])
    expect(send('', '', '', '9:15').errors[0]).toMatchObject({ part: 'day' })
    expect(send('1', '2', '2027', '9:15').errors[0]?.message).toContain('today or earlier')
  })

  it.each(['https://example.org', 'http://example.org/a?b=c#d', 'HTTPS://Example.org'])(
    'the web address %j is taken',
    (text) => {
      expect(single('type: url').answer(text)).toBe(text)
    },
  )

  it.each([
    'example.org',
    'javascript:alert(1)',
    'https://',
    'https://a b.org',
    'https://localhost',
    'mailto:a@b.org',
  ])('the web address %j is refused', (text) => {
    expect(single('type: url').error(text)).toContain('web address')
  })

  it('a quantity has a number and a unit', () => {
    const questionnaire = questionnaireFrom(
      'fields:\n  - { id: x, label: Strength, type: quantity, units: [mg, ml], min: 1 }\n  - { id: y, label: Weight, type: quantity, unit: kg }\n',
    )
    expect(post(questionnaire, 'x', { x: '2.5', 'x-unit': 'mg' }).answers).toEqual({
      x: { value: 2.5, unit: 'mg' },
    })
    expect(post(questionnaire, 'x', { x: '2.5', 'x-unit': 'stone' }).errors).toEqual([
      {
        field: 'x',
        part: 'unit',
        message: 'Choose what the number for “Strength” is measured in: mg, ml.',
      },
    ])
    expect(post(questionnaire, 'x', { x: '0', 'x-unit': 'ml' }).errors[0]?.message).toContain('1 or more')
    expect(post(questionnaire, 'x', { x: '', 'x-unit': 'ml' }).answers).toEqual({})
    expect(post(questionnaire, 'y', { y: '70' }).answers).toEqual({ y: { value: 70, unit: 'kg' } })
  })
})

describe('An answer of the person’s own', () => {
  const questionnaire = questionnaireFrom(`fields:
  - { id: one, label: One, type: choice, options: [a, b], other: Another }
  - { id: many, label: Many, type: choice, multiple: true, options: [a, { value: z, exclusive: true }], other: Another }
  - { id: typed, label: Typed, type: choice, widget: autocomplete, options: [{ value: fi, label: Finland }] }
  - { id: open, label: Open, type: choice, widget: autocomplete, options: [Red], other: Another }
`)

  it('is kept beside the options, and asked for where it is chosen', () => {
    expect(post(questionnaire, 'one', { one: '_other', 'one-other': ' mine ' }).answers).toEqual({
      one: { other: 'mine' },
    })
    expect(post(questionnaire, 'many', { many: ['a', '_other'], 'many-other': 'b' }).answers).toEqual({
      many: ['a', { other: 'b' }],
    })
    expect(post(questionnaire, 'one', { one: '_other', 'one-other': '' }).errors).toEqual([
      {
        field: 'one',
        part: 'other',
        message: 'Write your own answer for “One” beside “Another”, or choose another one.',
      },
    ])
    // Text beside an option that was not chosen says nothing.
    expect(post(questionnaire, 'one', { one: 'a', 'one-other': 'mine' }).answers).toEqual({ one: 'a' })
    expect(post(questionnaire, 'one', { one: '_other', 'one-other': 'x'.repeat(201) }).errors).toHaveLength(1)
    expect(post(questionnaire, 'many', { many: ['z', '_other'], 'many-other': 'b' }).errors).toHaveLength(1)
  })

  it('a choice that is typed is an option’s label in any case', () => {
    expect(post(questionnaire, 'typed', { typed: 'FINLAND' }).answers).toEqual({ typed: 'fi' })
    expect(post(questionnaire, 'typed', { typed: 'Sweden' }).errors[0]?.message).toContain('listed')
    expect(post(questionnaire, 'open', { open: 'Blue' }).answers).toEqual({ open: { other: 'Blue' } })
  })

  it('comes back into its inputs', () => {
    for (const answers of [{ one: { other: 'mine' } }, { many: ['a', { other: 'b' }] }, { typed: 'fi' }]) {
      const id = Object.keys(answers)[0] ?? ''
      const page = pageOf(questionnaire, id, answers as Answers)
      expect(readForm(questionnaire, page, formValues(questionnaire, page), {}, context).answers).toEqual(
        answers,
      )
    }
  })
})

describe('Several values of one question', () => {
  const questionnaire = questionnaireFrom(
    'fields:\n  - { id: x, label: Checks, maxLength: 5, repeat: { min: 1, max: 2 } }\n  - { id: n, label: Numbers, type: integer, min: 1, repeat: {} }\n',
  )

  it('are read from inputs of one name; empty ones are left out', () => {
    expect(post(questionnaire, 'x', { x: ['one', ' ', 'two'] }).answers).toEqual({ x: ['one', 'two'] })
    expect(post(questionnaire, 'n', { n: ['1', '2', ''] }).answers).toEqual({ n: [1, 2] })
    expect(post(questionnaire, 'x', { x: ['', ''] }, { x: ['one'] }).answers).toEqual({})
  })

  it('are checked one by one, and counted', () => {
    expect(post(questionnaire, 'x', { x: ['one', 'too long'] }).errors[0]).toMatchObject({ part: '2' })
    expect(post(questionnaire, 'n', { n: ['1', 'x'] }).errors[0]).toMatchObject({ part: '2' })
    expect(post(questionnaire, 'x', { x: ['a', 'b', 'c'] }).errors[0]?.message).toBe(
      'Give at most 2 answers for “Checks”. Empty those that can go.',
    )
  })
})

describe('Rules between questions', () => {
  const questionnaire = questionnaireFrom(`fields:
  - { id: from, type: date, required: true }
  - { id: to, type: date, label: Last day, required: true }
rules:
  - { when: to < from, field: to, message: The last day has to come after the first. }
`)

  it('stand at their question while they are broken, and are gaps', () => {
    const answers = { from: '2026-03-10' }
    const send = (day: string) =>
      post(questionnaire, 'to', { 'to-day': day, 'to-month': '3', 'to-year': '2026' }, answers)
    expect(send('1').errors).toEqual([
      { field: 'to', part: 'day', message: 'The last day has to come after the first.' },
    ])
    expect(send('11').errors).toEqual([])
    expect(gaps(questionnaire, { from: '2026-03-10', to: '2026-03-01' }, context)).toMatchObject([
      { page: 'to' },
    ])
  })
})
