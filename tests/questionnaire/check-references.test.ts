import { describe, expect, it } from 'vitest'
import { problemsIn, questionnaireFrom } from './questionnaire-from.js'

/** Fields a (integer), b (choice), c (boolean), d (date), e (text), g (group with h), score s, then `last`. */
function withCondition(when: string): string {
  return `fields:
  - { id: a, type: integer }
  - { id: b, options: [red, { value: 2, label: Two }] }
  - { id: c, type: boolean }
  - { id: d, type: date }
  - { id: e, type: text }
  - { id: g, fields: [{ id: h }] }
  - id: last
    when: ${when}
  - { id: later, type: integer }
scores:
  - { id: s, label: S, method: sum, of: [a], bands: [{ id: low, label: Low, from: 0, to: 3 }] }
  - { id: t, label: T, method: sum, of: [later] }
`
}

describe('the names and values in conditions', () => {
  it.each([
    "b == 'red'",
    'b == 2',
    'b > 1',
    'c == true',
    "d < '2026-01-31'",
    "e != 'x'",
    'age(d) > 17',
    'count(b) == 1',
    's >= 2',
    "s.band == 'low'",
    'a > s',
    'answered(h) and not answered(e)',
  ])('%s is right', (when) => {
    expect(problemsIn(withCondition(when))).toEqual([])
  })

  it.each([
    ['aa > 1', 11, 'There is no field or score "aa". Did you mean "a"?'],
    ['last == 1', 11, 'The field "last" looks at itself. Look at earlier fields only.'],
    ['later > 1', 11, '"later" comes later in the file. Look at earlier fields only, or move it up.'],
    ['a > later', 15, '"later" comes later in the file. Look at earlier fields only, or move it up.'],
    [
      't > 1',
      11,
      'The score "t" counts "later", which is not asked before "last". Look at earlier fields only.',
    ],
    ['a > 1 and g == 1', 21, '"g" is a group. Name one of its questions.'],
    ['a == null', 16, 'Nothing can be compared with null. Write "answered(a)" or "not answered(a)".'],
    ['b == red', 16, `"red" is no field or score. Put text in quotes: 'red'.`],
    ['b == rad', 16, `"rad" is no field or score. Put text in quotes: 'rad'. Did you mean "red"?`],
    ["b == 'rde'", 16, `"b" has no answer 'rde'. Did you mean "red"?`],
    ["b == '2'", 16, `"b" has no answer '2'. Did you mean "2"?`],
    ["b > 'red'", undefined, undefined],
    ["a == '1'", 16, `"a" is a number, found '1'.`],
    ["c == 'yes'", 16, `"c" is true or false, found 'yes'.`],
    ['c > true', 15, '"c" is true or false and has no order. Use == or !=.'],
    [
      "d == '31.1.2026'",
      16,
      `"d" is a date. Compare it with one in quotes, such as '2025-01-31', found '31.1.2026'.`,
    ],
    ['d > 2026-01-31', 15, `"2026-01-31" is no field or score. Put text in quotes: '2026-01-31'.`],
    ['e == 5', 16, `"e" is text. Put the value in quotes: '5'.`],
    ['age(a) > 5', 11, 'age( ) needs a date, and "a" is none.'],
    ["count(b) == 'x'", 23, `count(b) is a number, found 'x'.`],
    ["s.band == 'lo'", 21, `The score "s" has no band 'lo'. Did you mean "low"?`],
    ["t.band == 'x'", 11, 'The score "t" has no bands.'],
    ['s.bnad == 1', 11, 'A score has one part, "s.band". Found "s.bnad".'],
    ['a.b == 1', 11, '"a" is a field and has no parts. Write "a" alone.'],
    ['a >', 14, 'Expected a value after the comparison, found the end.'],
    [
      'cuont(b) > 1',
      11,
      'There is no call "cuont". The calls are answered(x), count(x) and age(x). Did you mean "count"?',
    ],
  ])('%s is refused where it is wrong', (when, column, message) => {
    const expected = message === undefined ? [] : [`12:${column} ${message}`]
    expect(problemsIn(withCondition(when))).toEqual(expected)
  })

  it('point into quoted text too', () => {
    expect(problemsIn(withCondition('"a == 1 and zzz == 2"'))).toEqual([
      '12:23 There is no field or score "zzz".',
    ])
  })

  it('may look ahead at hidden fields, but not in a circle', () => {
    expect(problemsIn(`fields:\n  - { id: a, when: h == 'x' }\n  - { id: h, hidden: true }\n`)).toEqual([])
    expect(
      problemsIn(`fields:\n  - { id: a, when: h == 'x' }\n  - { id: h, hidden: true, when: a == 'y' }\n`),
    ).toEqual(['5:20 This condition leads back to itself: a → h → a.'])
    expect(
      problemsIn(
        `fields:\n  - { id: n, type: integer, when: h == 'x' }\n  - { id: h, hidden: true, when: s > 1 }\nscores:\n  - { id: s, label: S, method: sum, of: [n] }\n`,
      ),
    ).toEqual([expect.stringContaining('n → h → s → n')])
  })

  it('may look at an earlier question of the same group, not at the group', () => {
    const group = (when: string) =>
      `fields:\n  - id: g\n    fields:\n      - id: a\n      - { id: b, when: ${when} }\n`
    expect(problemsIn(group("a == 'x'"))).toEqual([])
    expect(problemsIn(group('answered(g)'))).toEqual(['8:24 "g" is a group. Name one of its questions.'])
    expect(problemsIn(`fields:\n  - id: g\n    when: a == 'x'\n    fields:\n      - id: a\n`)).toEqual([
      '6:11 "a" comes later in the file. Look at earlier fields only, or move it up.',
    ])
  })
})

describe('the names in scores, alerts, completion texts and the recap', () => {
  const fields =
    'fields:\n  - { id: a, type: integer }\n  - { id: b, options: [x, { value: 2 }] }\n  - id: c\n  - { id: g, fields: [{ id: h }] }\n'

  it.each([
    ['scores:\n  - {id: s, label: S, method: sum, of: [aa]}', 'There is no field "aa". Did you mean "a"?'],
    [
      'scores:\n  - {id: s, label: S, method: sum, of: [b]}',
      'The answer "x" of "b" has no score. Add "score", or a value that is a number.',
    ],
    ['scores:\n  - {id: s, label: S, method: sum, of: [c]}', '"c" is of type "string" and has no score.'],
    ['scores:\n  - {id: s, label: S, method: count, of: [g]}', '"g" is a group. List its questions.'],
    ['scores:\n  - {id: s, label: S, method: count, of: [a, a]}', 'The score "s" counts a field twice.'],
    ['scores:\n  - {id: s, label: S, method: sum, of: []}', '"of" is empty. List the fields that count.'],
    ['scores:\n  - {id: s, label: S, of: [a]}', 'The score "s" has no "method". Add one, such as sum.'],
    [
      'scores:\n  - {id: s, label: S, method: summ, of: [a]}',
      '"method" has to be "sum", "mean", "max", "count" or "module", found "summ". Did you mean "sum"?',
    ],
    [
      'scores:\n  - {id: s, label: S, method: sum, of: [a], bands: [{id: x, label: X, from: 3, to: 1}]}',
      'The band "x" goes from 3 down to 1. Swap them.',
    ],
    [
      'scores:\n  - {id: s, label: S, method: sum, of: [a], bands: [{id: x, label: X, from: 0, to: 3}, {id: y, label: Y, from: 3, to: 9}]}',
      'The band "y" has to begin above 3, where "x" ends.',
    ],
    [
      'scores:\n  - {id: s, label: S, method: sum, of: [a], bands: [{id: x, label: X, to: 3}]}',
      'The 1. band of the score "s" has no "from". Add a number.',
    ],
    [
      'alerts:\n  - {id: x, level: info, at: [check], title: T, body: B}',
      'The alert "x" has no "when". Say when it is shown.',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: crysis, at: [check], title: T, body: B}',
      '"level" has to be "info", "warning" or "crisis", found "crysis". Did you mean "crisis"?',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: info, at: [end], title: T, body: B}',
      '"at" may hold "answer", "check" or "completion", found "end".',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: info, at: [], title: T, body: B}',
      '"at" is empty. List the places: answer, check, completion.',
    ],
    [
      'alerts:\n  - {id: x, when: zz > 1, level: info, at: [check], title: T, body: B}',
      'There is no field or score "zz".',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: info, at: [check], title: T, body: B}\n  - {id: x, when: a > 1, level: info, at: [check], title: T, body: B}',
      'There are two alerts "x".',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: info, at: [check], title: T, body: "Call {contact.crisis.phone}"}',
      '{contact.crisis.phone} is unknown. Write {field}, {score}, {score.band.label}, {response.id} or {contacts.<key>.phone}.',
    ],
    [
      'alerts:\n  - {id: x, when: a > 1, level: info, at: [check], title: T, body: "Call {contacts.crisis.fax}"}',
      'Write {contacts.<key>.name} or {contacts.<key>.phone}, found {contacts.crisis.fax}.',
    ],
    ['completion:\n  - { title: "Dear {cc}" }', 'There is no field or score "cc". Did you mean "c"?'],
    ['completion:\n  - { title: "Ref {response.number}" }', 'Write {response.id}, found {response.number}.'],
    ['completion:\n  - { title: "{a.band.label}" }', '"a" is a field and has no parts. Write "a" alone.'],
    [
      'completion:\n  - { title: T, when: a > 1 }',
      'The last completion text may not have a "when": it is shown when no other is.',
    ],
    [
      'completion:\n  - { title: T }\n  - { title: U }',
      'Only the last completion text may do without a "when": those after it are never shown.',
    ],
    ['recap: { exclude: [d] }', 'There is no field or score "d". Did you mean "a"?'],
    ['recap: true', 'The "recap" has to be a mapping of keys and values, found the boolean true.'],
  ])('%s', (rest, message) => {
    expect(problemsIn(`${fields}${rest}\n`)).toEqual([expect.stringMatching(/^\d+:\d+ /)])
    expect(problemsIn(`${fields}${rest}\n`)[0]).toContain(message)
  })

  it('may be fields, groups and scores in recap.exclude', () => {
    const rest = 'scores:\n  - {id: s, label: S, method: sum, of: [a]}\nrecap: { exclude: [a, g, s] }\n'
    expect(questionnaireFrom(fields + rest).recap).toMatchObject({ exclude: ['a', 'g', 's'] })
  })
})
