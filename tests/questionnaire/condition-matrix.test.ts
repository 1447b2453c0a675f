import { describe, expect, it } from 'vitest'
import type { Answers, AnswerValue } from '../../src/questionnaire/answer.js'
import { createEvaluation } from '../../src/questionnaire/evaluation.js'
import { isEnabled } from '../../src/questionnaire/pages.js'
import { fieldById } from '../../src/questionnaire/questionnaire.js'
import { context, problemsIn, questionnaireFrom } from './questionnaire-from.js'

const OPERATORS = ['==', '!=', '<', '<=', '>', '>='] as const

/** How `x` is declared, by a name for its type. All have a gate before them that can close them. */
const declarations = {
  string: 'type: string',
  text: 'type: text',
  url: 'type: url',
  integer: 'type: integer',
  decimal: 'type: decimal',
  boolean: 'type: boolean',
  date: 'type: date',
  datetime: 'type: datetime',
  time: 'type: time',
  quantity: 'type: quantity, units: [mg, g]',
  'choice of words': 'type: choice, options: [ash, beech, elm]',
  'choice of numbers': 'type: choice, options: [{ value: 0, label: No }, { value: 2 }, { value: 3 }]',
  'choice with other': 'type: choice, options: [ash, beech], other: Another',
  'several words': 'type: choice, multiple: true, options: [ash, beech, elm, oak]',
  'several numbers':
    'type: choice, multiple: true, options: [{ value: 0 }, { value: 2 }, { value: 3 }, { value: 5 }]',
  'several words with other': 'type: choice, multiple: true, options: [ash, beech], other: Another',
  'list of texts': 'type: string, repeat: { max: 5 }',
  'list of numbers': 'type: integer, repeat: { max: 5 }',
} as const
type TypeName = keyof typeof declarations

const fieldsOf = (type: TypeName, when: string) => `fields:
  - { id: gate, type: boolean }
  - { id: x, ${declarations[type]}, when: gate == true }
  - { id: y, ${declarations[type]} }
  - id: z
    when: ${when}
`

function holds(type: TypeName, when: string, answers: Answers): boolean {
  return isEnabled(questionnaireFrom(fieldsOf(type, when)), answers, 'z', context)
}

/** `yes` and `no` for `== != < <= > >=`; `error` where the file is refused. */
function results(type: TypeName, right: string, answers: Answers): string {
  return OPERATORS.map((operator) => {
    const when = `x ${operator} ${right}`
    if (problemsIn(fieldsOf(type, when)).length > 0) return 'error'
    return holds(type, when, answers) ? 'yes' : 'no'
  }).join(' ')
}

/** Written from the rules of the format, not from what the code does. */
const comparisons: readonly (readonly [TypeName, AnswerValue, string, string])[] = [
  //                                                  ==    !=    <     <=    >     >=
  ['string', 'moss', `'moss'`, /*                  */ 'yes   no    no    yes   no    yes'],
  ['string', 'moss', `'mulch'`, /*                 */ 'no    yes   yes   yes   no    no'],
  ['string', 'moss', `'fern'`, /*                  */ 'no    yes   no    no    yes   yes'],
  ['string', 'moss', `'Moss'`, /*                  */ 'no    yes   no    no    yes   yes'],
  ['text', 'moss', `'moss'`, /*                    */ 'yes   no    no    yes   no    yes'],
  ['text', 'moss', `'mulch'`, /*                   */ 'no    yes   yes   yes   no    no'],
  ['text', 'moss', `'fern'`, /*                    */ 'no    yes   no    no    yes   yes'],
  ['url', 'https://b.example/', `'https://b.example/'`, 'yes no no yes no yes'],
  ['url', 'https://b.example/', `'https://c.example/'`, 'no yes yes yes no no'],
  ['url', 'https://b.example/', `'https://a.example/'`, 'no yes no no yes yes'],
  ['integer', 5, '5', /*                           */ 'yes   no    no    yes   no    yes'],
  ['integer', 5, '6', /*                           */ 'no    yes   yes   yes   no    no'],
  ['integer', 5, '4', /*                           */ 'no    yes   no    no    yes   yes'],
  ['integer', 5, '10', /*                          */ 'no    yes   yes   yes   no    no'],
  ['integer', 0, '0', /*                           */ 'yes   no    no    yes   no    yes'],
  ['integer', -3, '-2', /*                         */ 'no    yes   yes   yes   no    no'],
  ['decimal', 2.5, '2.5', /*                       */ 'yes   no    no    yes   no    yes'],
  ['decimal', 2.5, '2.6', /*                       */ 'no    yes   yes   yes   no    no'],
  ['decimal', 2.5, '2.4', /*                       */ 'no    yes   no    no    yes   yes'],
  ['boolean', true, 'true', /*                     */ 'yes   no    error error error error'],
  ['boolean', true, 'false', /*                    */ 'no    yes   error error error error'],
  ['boolean', false, 'false', /*                   */ 'yes   no    error error error error'],
  ['boolean', false, 'true', /*                    */ 'no    yes   error error error error'],
  ['date', '2026-01-15', `'2026-01-15'`, /*        */ 'yes   no    no    yes   no    yes'],
  ['date', '2026-01-15', `'2026-02-01'`, /*        */ 'no    yes   yes   yes   no    no'],
  ['date', '2026-01-15', `'2025-12-31'`, /*        */ 'no    yes   no    no    yes   yes'],
  ['datetime', '2026-01-15T09:30', `'2026-01-15T09:30'`, 'yes no no yes no yes'],
  ['datetime', '2026-01-15T09:30', `'2026-01-15T10:00'`, 'no yes yes yes no no'],
  ['datetime', '2026-01-15T09:30', `'2026-01-14T23:59'`, 'no yes no no yes yes'],
  ['time', '09:30', `'09:30'`, /*                  */ 'yes   no    no    yes   no    yes'],
  ['time', '09:30', `'10:00'`, /*                  */ 'no    yes   yes   yes   no    no'],
  ['time', '09:30', `'09:29'`, /*                  */ 'no    yes   no    no    yes   yes'],
  // The number of a quantity, whatever its unit.
  ['quantity', { value: 400, unit: 'mg' }, '400', /**/ 'yes   no    no    yes   no    yes'],
  ['quantity', { value: 400, unit: 'mg' }, '500', /**/ 'no    yes   yes   yes   no    no'],
  ['quantity', { value: 400, unit: 'g' }, '300', /* */ 'no    yes   no    no    yes   yes'],
  ['choice of words', 'beech', `'beech'`, /*       */ 'yes   no    no    yes   no    yes'],
  ['choice of words', 'beech', `'elm'`, /*         */ 'no    yes   yes   yes   no    no'],
  ['choice of words', 'beech', `'ash'`, /*         */ 'no    yes   no    no    yes   yes'],
  ['choice of numbers', 2, '2', /*                 */ 'yes   no    no    yes   no    yes'],
  ['choice of numbers', 2, '3', /*                 */ 'no    yes   yes   yes   no    no'],
  ['choice of numbers', 2, '0', /*                 */ 'no    yes   no    no    yes   yes'],
  ['choice of numbers', 0, '0', /*                 */ 'yes   no    no    yes   no    yes'],
  // A number between the answers has an order to them, and none of them equals it.
  ['choice of numbers', 2, '1', /*                 */ 'error error no    no    yes   yes'],
  ['choice with other', 'ash', `'ash'`, /*         */ 'yes   no    no    yes   no    yes'],
  ['choice with other', 'ash', `'yew'`, /*         */ 'no    yes   yes   yes   no    no'],
  ['choice with other', { other: 'yew' }, `'yew'`, /**/ 'yes   no    no    yes   no    yes'],
  ['choice with other', { other: 'yew' }, `'ash'`, /**/ 'no    yes   no    no    yes   yes'],
  // Any of several matches; "!=" holds where none equals.
  ['several words', ['beech', 'oak'], `'beech'`, /**/ 'yes   no    no    yes   yes   yes'],
  ['several words', ['beech', 'oak'], `'elm'`, /*  */ 'no    yes   yes   yes   yes   yes'],
  ['several words', ['beech', 'oak'], `'ash'`, /*  */ 'no    yes   no    no    yes   yes'],
  ['several words', ['elm'], `'elm'`, /*           */ 'yes   no    no    yes   no    yes'],
  ['several numbers', [2, 5], '2', /*              */ 'yes   no    no    yes   yes   yes'],
  ['several numbers', [2, 5], '3', /*              */ 'no    yes   yes   yes   yes   yes'],
  ['several numbers', [2, 5], '0', /*              */ 'no    yes   no    no    yes   yes'],
  ['several words with other', ['ash', { other: 'yew' }], `'yew'`, 'yes no yes yes no yes'],
  ['several words with other', ['ash', { other: 'yew' }], `'ash'`, 'yes no no yes yes yes'],
  ['several words with other', ['ash', { other: 'yew' }], `'oak'`, 'no yes yes yes yes yes'],
  ['list of texts', ['fern', 'moss'], `'moss'`, /* */ 'yes   no    yes   yes   no    yes'],
  ['list of texts', ['fern', 'moss'], `'ivy'`, /*  */ 'no    yes   yes   yes   yes   yes'],
  ['list of texts', ['fern', 'moss'], `'oak'`, /*  */ 'no    yes   yes   yes   no    no'],
  ['list of numbers', [1, 4], '4', /*              */ 'yes   no    yes   yes   no    yes'],
  ['list of numbers', [1, 4], '0', /*              */ 'no    yes   no    no    yes   yes'],
  ['list of numbers', [1, 4], '3', /*              */ 'no    yes   yes   yes   yes   yes'],
]
const plain = (row: string) => row.replaceAll(/ +/g, ' ')

describe('a comparison with a value', () => {
  it.each(comparisons)(
    'of a %s answered with %j, with %s: == != < <= > >= are %s',
    (type, answer, right, expected) => {
      expect(results(type, right, { gate: true, x: answer })).toBe(plain(expected))
    },
  )

  const withoutValue = (row: string) =>
    plain(row)
      .split(' ')
      .map((result, index) => (result === 'error' ? 'error' : index === 1 ? 'yes' : 'no'))
      .join(' ')

  it.each(comparisons)(
    'of a %s that is not answered (%j would be), with %s: only "!=" holds',
    (type, _, right, row) => {
      expect(results(type, right, { gate: true })).toBe(withoutValue(row))
    },
  )

  it.each(comparisons)(
    'of a %s that is closed, %j stored in it, with %s: only "!=" holds',
    (type, answer, right, row) => {
      expect(results(type, right, { gate: false, x: answer })).toBe(withoutValue(row))
      expect(results(type, right, { x: answer })).toBe(withoutValue(row))
    },
  )

  it('covers every type', () => {
    expect(new Set(comparisons.map(([type]) => type))).toEqual(new Set(Object.keys(declarations)))
  })
})

describe('a comparison with another question', () => {
  it.each([
    ['string', 'moss', 'moss', 'yes no no yes no yes'],
    ['string', 'moss', 'fern', 'no yes no no yes yes'],
    ['integer', 5, 10, 'no yes yes yes no no'],
    ['decimal', 2.5, 2.5, 'yes no no yes no yes'],
    // Without an order, and known only when both are looked at: no ordering holds.
    ['boolean', true, true, 'yes no no no no no'],
    ['boolean', true, false, 'no yes no no no no'],
    ['date', '2026-01-15', '2026-02-01', 'no yes yes yes no no'],
    ['datetime', '2026-01-15T09:30', '2026-01-15T09:00', 'no yes no no yes yes'],
    ['time', '09:30', '10:00', 'no yes yes yes no no'],
    ['quantity', { value: 1, unit: 'g' }, { value: 2, unit: 'mg' }, 'no yes yes yes no no'],
    ['choice of words', 'ash', 'ash', 'yes no no yes no yes'],
    ['choice of numbers', 2, 3, 'no yes yes yes no no'],
    ['several numbers', [0, 5], [2, 3], 'no yes yes yes yes yes'],
    ['several words', ['ash', 'elm'], ['elm', 'oak'], 'yes no yes yes no yes'],
    ['list of numbers', [1, 4], [4], 'yes no yes yes no yes'],
    ['url', 'https://a.example/', 'https://b.example/', 'no yes yes yes no no'],
    ['text', 'a', 'b', 'no yes yes yes no no'],
  ] as const)('of a %s: %j with %j gives %s', (type, x, y, expected) => {
    expect(results(type, 'y', { gate: true, x, y })).toBe(expected)
    for (const answers of [{ gate: true, x }, { gate: true, y }, { gate: true }, { gate: false, x, y }]) {
      expect(results(type, 'y', answers)).toBe('no yes no no no no')
    }
  })
})

describe('answered, count and age', () => {
  const answered: readonly (readonly [TypeName, AnswerValue, number])[] = [
    ['string', 'moss', 1],
    ['text', 'moss', 1],
    ['url', 'https://a.example/', 1],
    ['integer', 0, 1],
    ['decimal', 0.5, 1],
    ['boolean', false, 1],
    ['date', '2026-01-15', 1],
    ['datetime', '2026-01-15T09:30', 1],
    ['time', '00:00', 1],
    ['quantity', { value: 0, unit: 'g' }, 1],
    ['choice of words', 'ash', 1],
    ['choice of numbers', 0, 1],
    ['choice with other', { other: 'yew' }, 1],
    ['several words', ['ash', 'elm', 'oak'], 3],
    ['several numbers', [0], 1],
    ['several words with other', ['ash', { other: 'yew' }], 2],
    ['list of texts', ['a', 'a'], 2],
    ['list of numbers', [0, 0, 0], 3],
  ]

  it('covers every type', () => {
    expect(new Set(answered.map(([type]) => type))).toEqual(new Set(Object.keys(declarations)))
  })

  it.each(answered)('of a %s: %j is answered, and counts as %i', (type, x, count) => {
    const there = { gate: true, x }
    expect(holds(type, 'answered(x)', there)).toBe(true)
    expect(holds(type, 'not answered(x)', there)).toBe(false)
    expect(holds(type, `count(x) == ${count}`, there)).toBe(true)
    expect(holds(type, `count(x) != ${count}`, there)).toBe(false)
    expect(holds(type, `count(x) < ${count}`, there)).toBe(false)
    expect(holds(type, `count(x) <= ${count}`, there)).toBe(true)
    expect(holds(type, `count(x) > ${count}`, there)).toBe(false)
    expect(holds(type, `count(x) >= ${count}`, there)).toBe(true)
  })

  it.each(answered)(
    'of a %s: not answered, or closed with %j stored in it, is no answer and counts as 0',
    (type, x) => {
      for (const answers of [{ gate: true }, { gate: false, x }, { x }]) {
        expect(holds(type, 'answered(x)', answers)).toBe(false)
        expect(holds(type, 'not answered(x)', answers)).toBe(true)
        expect(holds(type, 'count(x) == 0', answers)).toBe(true)
        expect(holds(type, 'count(x) > 0', answers)).toBe(false)
      }
    },
  )

  // Today is 2026-03-14.
  it.each([
    ['2008-03-14', '== 18', true],
    ['2008-03-15', '== 18', false],
    ['2008-03-15', '== 17', true],
    ['2008-03-15', '!= 18', true],
    ['2008-03-14', '!= 18', false],
    ['2008-03-14', '> 17', true],
    ['2008-03-14', '>= 18', true],
    ['2008-03-14', '< 18', false],
    ['2008-03-14', '<= 18', true],
    ['2026-03-14', '== 0', true],
    ['2004-02-29', '== 22', true],
  ])('age of a date: %s %s is %s', (x, comparison, expected) => {
    expect(holds('date', `age(x) ${comparison}`, { gate: true, x })).toBe(expected)
  })

  it('age has no value without a date: only "!=" holds', () => {
    for (const answers of [{ gate: true }, { gate: false, x: '2008-03-14' }]) {
      const found = OPERATORS.map((operator) => holds('date', `age(x) ${operator} 18`, answers))
      expect(found).toEqual([false, true, false, false, false, false])
    }
  })

  it.each(Object.keys(declarations).filter((type) => type !== 'date') as TypeName[])(
    'age of a %s is refused',
    (type) => {
      expect(problemsIn(fieldsOf(type, 'age(x) > 18'))).toEqual([
        expect.stringContaining('age( ) needs a date, and "x" is none.'),
      ])
    },
  )
})

describe('a value of another type', () => {
  it.each([
    ['string', ['5', 'true']],
    ['text', ['5', 'true']],
    ['url', ['5']],
    ['integer', [`'5'`, 'true']],
    ['decimal', [`'5'`, 'false']],
    ['boolean', [`'yes'`, '1']],
    ['date', ['2026', `'soon'`, `'2026-02-30'`]],
    ['datetime', ['2026', `'09:30'`]],
    ['time', ['930', `'25:00'`]],
    ['quantity', [`'400 mg'`]],
    ['choice of words', [`'birch'`, '1']],
    ['choice of numbers', [`'2'`, '7']],
    ['choice with other', ['1']],
    ['several words', [`'birch'`]],
    ['several numbers', [`'2'`]],
    ['list of texts', ['5']],
    ['list of numbers', [`'5'`]],
  ] as const)('is refused for a %s: %j', (type, values) => {
    for (const value of values) {
      expect(problemsIn(fieldsOf(type, `x == ${value}`))).toHaveLength(1)
      expect(problemsIn(fieldsOf(type, `x != ${value}`))).toHaveLength(1)
    }
  })

  it.each(Object.keys(declarations) as TypeName[])('null is refused for a %s', (type) => {
    expect(problemsIn(fieldsOf(type, 'x == null'))).toEqual([expect.stringContaining('Write "answered(x)"')])
  })
})

describe('what has no answer', () => {
  const withText = (when: string) => `fields:
  - { id: note, type: display, label: Note }
  - { id: part, type: group, label: Part, fields: [{ id: inner }] }
  - { id: people, type: group, label: People, repeat: { max: 3 }, fields: [{ id: who }] }
  - { id: z, when: "${when}" }
`
  const compared = OPERATORS.map((operator) => `% ${operator} 'a'`)

  it.each([...compared, 'answered(%)', 'count(%) > 1'])('a text and a group are refused in %s', (when) => {
    expect(problemsIn(withText(when.replace('%', 'note')))).toEqual([
      expect.stringContaining('"note" is a text and has no answer. Name a question.'),
    ])
    expect(problemsIn(withText(when.replace('%', 'part')))).toEqual([
      expect.stringContaining('"part" is a group. Name one of its questions.'),
    ])
  })

  it.each(compared)('a group that repeats is refused in %s, but can be counted', (when) => {
    expect(problemsIn(withText(when.replace('%', 'people')))).toEqual([
      expect.stringContaining('Write count(people) or answered(people).'),
    ])
    expect(problemsIn(withText('count(people) > 1 and answered(people)'))).toEqual([])
  })
})

describe('scores and bands', () => {
  const scored = (when: string) => `fields:
  - { id: a, type: integer, required: true }
  - { id: b, type: integer, when: a > 0 }
  - { id: z, when: "${when}" }
scores:
  - id: s
    label: S
    method: sum
    of: [a, b]
    bands: [{ from: 0, to: 4, id: low, label: Low }, { from: 5, to: 9, id: high, label: High }]
`
  const check = (when: string, answers: Answers) =>
    isEnabled(questionnaireFrom(scored(when)), answers, 'z', context)

  it.each([
    // The sum is 5, in the band "high".
    [{ a: 2, b: 3 }, 's == 5', true],
    [{ a: 2, b: 3 }, 's != 5', false],
    [{ a: 2, b: 3 }, 's < 5', false],
    [{ a: 2, b: 3 }, 's <= 5', true],
    [{ a: 2, b: 3 }, 's > 4', true],
    [{ a: 2, b: 3 }, 's >= 6', false],
    [{ a: 2, b: 3 }, "s.band == 'high'", true],
    [{ a: 2, b: 3 }, "s.band == 'low'", false],
    [{ a: 2, b: 3 }, "s.band != 'low'", true],
    [{ a: 2, b: 3 }, "s.band != 'high'", false],
    [{ a: 2, b: 3 }, 'answered(s)', true],
    [{ a: 2, b: 3 }, 'answered(s.band)', true],
    [{ a: 2, b: 3 }, 's > a', true],
    // b is not asked, and what is stored in it counts nothing.
    [{ a: 0, b: 3 }, 's == 0', true],
    [{ a: 0, b: 3 }, "s.band == 'low'", true],
    // Between no bands: a sum, and no band.
    [{ a: 5, b: 5 }, 's == 10', true],
    [{ a: 5, b: 5 }, "s.band == 'high'", false],
    [{ a: 5, b: 5 }, "s.band != 'high'", true],
    [{ a: 5, b: 5 }, 'answered(s.band)', false],
    // b is asked and open: incomplete, which is not zero.
    [{ a: 2 }, 's == 0', false],
    [{ a: 2 }, 's != 0', true],
    [{ a: 2 }, 's < 5', false],
    [{ a: 2 }, 's <= 5', false],
    [{ a: 2 }, 's > 1', false],
    [{ a: 2 }, 's >= 0', false],
    [{ a: 2 }, "s.band == 'low'", false],
    [{ a: 2 }, "s.band != 'low'", true],
    [{ a: 2 }, 'answered(s)', false],
    [{ a: 2 }, 'not answered(s.band)', true],
    [{}, 's == 0', false],
    [{}, 's >= 0', false],
  ] as const)('with %o, %s is %s', (answers, when, expected) => {
    expect(check(when, answers)).toBe(expected)
  })

  it.each([
    ["s == 'high'", '"s" is a number'],
    ["s.band == 'hihg'", 'The score "s" has no band \'hihg\'. Did you mean "high"?'],
    ["s.bnad == 'high'", 'A score has one part, "s.band".'],
    ['a.band == 1', '"a" is a field and has no parts.'],
    ['age(s) > 1', 'age( ) needs a date'],
  ])('%s is refused', (when, message) => {
    expect(problemsIn(scored(when))).toEqual([expect.stringContaining(message)])
  })
})

describe('and, or, not and parentheses', () => {
  const joined = (when: string) =>
    questionnaireFrom(
      `fields:\n  - { id: a, type: boolean }\n  - { id: b, type: boolean }\n  - { id: c, type: boolean }\n  - { id: z, when: "${when}" }\n`,
    )
  /** Whether it holds for a b c = no no no, no no yes, no yes no, … yes yes yes. */
  function truths(when: string): string {
    const questionnaire = joined(when)
    return [0, 1, 2, 3, 4, 5, 6, 7]
      .map((number) => {
        const answers = { a: (number & 4) > 0, b: (number & 2) > 0, c: (number & 1) > 0 }
        return isEnabled(questionnaire, answers, 'z', context) ? '1' : '0'
      })
      .join('')
  }

  it.each([
    ['a == true and b == true', '00000011'],
    ['a == true or b == true', '00111111'],
    ['not a == true', '11110000'],
    ['not (a == true and b == true)', '11111100'],
    ['not a == true and b == true', '00110000'],
    ['not (a == true or b == true)', '11000000'],
    // "and" binds tighter than "or".
    ['a == true or b == true and c == true', '00011111'],
    ['a == true and b == true or c == true', '01010111'],
    ['(a == true or b == true) and c == true', '00010101'],
    ['a == true and (b == true or c == true)', '00000111'],
    ['not not a == true', '00001111'],
  ])('%s', (when, expected) => {
    expect(truths(when)).toBe(expected)
  })

  it('"not" of what has no value holds, as the comparison itself does not', () => {
    expect(isEnabled(joined('not a == true'), {}, 'z', context)).toBe(true)
    expect(isEnabled(joined('not a != true'), {}, 'z', context)).toBe(false)
    expect(isEnabled(joined('a == true or not answered(b)'), {}, 'z', context)).toBe(true)
    expect(isEnabled(joined('a != true and b != true'), {}, 'z', context)).toBe(true)
  })
})

describe('in groups that repeat', () => {
  const household = questionnaireFrom(`fields:
  - { id: town }
  - { id: lives_alone, type: boolean }
  - id: people
    type: group
    label: People
    when: lives_alone != true
    repeat: { max: 5 }
    fields:
      - { id: born, type: date }
      - { id: works, type: boolean, when: age(born) >= 18 }
      - { id: commutes, when: works == true and town != 'Oulu' }
      - id: pets
        type: group
        label: Pets
        repeat: { max: 5 }
        fields:
          - { id: kind, type: choice, options: [dog, cat] }
          - { id: walked_at, type: time, when: kind == 'dog' }
          - { id: by_owner, type: boolean, when: kind == 'dog' and works == true }
          - { id: leash_rules, when: kind == 'dog' and town == 'Turku' }
  - id: cars
    type: group
    label: Cars
    repeat: { max: 3 }
    fields:
      - { id: seats, type: integer }
      - { id: dog_guard, type: boolean, when: kind == 'dog' }
      - { id: second_car, when: count(cars) > 1 }
  - { id: any_adult, when: age(born) >= 18 }
  - { id: no_adult, when: not age(born) >= 18 }
  - { id: some_works, when: works == true }
  - { id: nobody_works, when: works != true }
  - { id: any_dog, when: kind == 'dog' }
  - { id: no_dog, when: kind != 'dog' }
  - { id: many, when: count(people) > 1 }
  - { id: alone, when: not answered(people) }
  - { id: three_pets, when: count(pets) == 3 }
  - { id: three_kinds, when: count(kind) == 3 }
`)
  const adult = '1990-01-01'
  const child = '2020-01-01'
  const answers: Answers = {
    town: 'Turku',
    people: [
      {
        _id: 'p1',
        born: adult,
        works: true,
        pets: [
          { _id: 'd1', kind: 'dog' },
          { _id: 'd2', kind: 'cat' },
        ] as never,
      },
      // A child; what is stored under "works" is from before the date was changed.
      { _id: 'p2', born: child, works: true, pets: [{ _id: 'd3', kind: 'dog' }] as never },
    ],
    cars: [{ _id: 'c1', seats: 5 }],
  }
  const places = (changed: Answers = {}) => createEvaluation(household, { ...answers, ...changed }, context)
  const field = (id: string) => {
    const found = fieldById(household, id)
    if (found === undefined) throw new Error(`There is no ${id}.`)
    return found
  }
  const person = (index: number, changed?: Answers) => {
    const place = places(changed).entriesOf(field('people'))[index]
    if (place === undefined) throw new Error(`There is no person ${index}.`)
    return place
  }
  const pet = (owner: number, index: number, changed?: Answers) => {
    const place = person(owner, changed).entriesOf(field('pets'))[index]
    if (place === undefined) throw new Error(`There is no pet ${index}.`)
    return place
  }

  it.each([
    ['works', 0, true],
    ['works', 1, false],
    ['commutes', 0, true],
    ['commutes', 1, false],
  ])('a name means the answer of the same entry: %s of person %i is asked: %s', (id, index, expected) => {
    expect(person(index).isEnabled(field(id))).toBe(expected)
  })

  it('a name that is not in the entry means what is further out', () => {
    expect(person(0, { town: 'Oulu' }).isEnabled(field('commutes'))).toBe(false)
    expect(pet(0, 0).isEnabled(field('leash_rules'))).toBe(true)
    expect(pet(0, 0, { town: 'Oulu' }).isEnabled(field('leash_rules'))).toBe(false)
    const { town, ...others } = answers
    expect(town).toBe('Turku')
    expect(createEvaluation(household, others, context).isEnabled(field('leash_rules'))).toBe(false)
  })

  it.each([
    ['walked_at', 0, 0, true],
    ['walked_at', 0, 1, false],
    ['walked_at', 1, 0, true],
    ['by_owner', 0, 0, true],
    // The owner of this dog does not work: the answer is closed there, though another person's is not.
    ['by_owner', 1, 0, false],
  ])(
    'in an entry inside an entry it means the nearest one around: %s of person %i, pet %i: %s',
    (id, owner, index, expected) => {
      expect(pet(owner, index).isEnabled(field(id))).toBe(expected)
    },
  )

  it('from another group that repeats it means the answers of all entries', () => {
    const [car] = places().entriesOf(field('cars'))
    expect(car?.isEnabled(field('dog_guard'))).toBe(true)
    const [catCar] = places({
      people: [{ _id: 'p1', pets: [{ _id: 'd2', kind: 'cat' }] as never }],
    }).entriesOf(field('cars'))
    expect(catCar?.isEnabled(field('dog_guard'))).toBe(false)
  })

  it('the group around an entry can be counted from inside it', () => {
    const second = (count: number) =>
      places({ cars: Array.from({ length: count }, (_, index) => ({ _id: `c${index}` })) })
        .entriesOf(field('cars'))[0]
        ?.isEnabled(field('second_car'))
    expect([second(1), second(2)]).toEqual([false, true])
  })

  const outside = [
    ...['any_adult', 'no_adult', 'some_works', 'nobody_works', 'any_dog', 'no_dog'],
    ...['many', 'alone', 'three_pets', 'three_kinds'],
  ]
  const asked = (changed: Answers) =>
    outside.filter((id) => isEnabled(household, { ...answers, ...changed }, id, context))

  it.each([
    ['two people with a dog each', {}, 'any_adult some_works any_dog many three_pets three_kinds'],
    [
      'two people, and both are children',
      {
        people: [
          { _id: 'p1', born: child, works: true },
          { _id: 'p2', born: child },
        ],
      },
      'no_adult nobody_works no_dog many',
    ],
    ['one person without answers', { people: [{ _id: 'p1' }] }, 'no_adult nobody_works no_dog'],
    ['nobody', { people: [] }, 'no_adult nobody_works no_dog alone'],
    [
      'a group that is closed, with all that is stored in it',
      { lives_alone: true },
      'no_adult nobody_works no_dog alone',
    ],
  ] as const)('from outside it means all entries that are asked: %s', (_, changed, expected) => {
    expect(asked(changed as Answers).join(' ')).toBe(expected)
  })
})
