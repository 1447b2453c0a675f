import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { plainText } from '../../src/questionnaire/rich-text.js'
import { problemsIn, questionnaireFrom } from './questionnaire-from.js'

const field = (lines: string) => `fields:\n  - id: a\n${lines.replace(/^/gm, '    ')}\n`

describe('reading a questionnaire', () => {
  it('fills in every default', () => {
    const { fields, scores, alerts, completion, recap, id } = questionnaireFrom(
      'fields:\n  - id: full_name\n',
    )
    expect(id).toBe('sample')
    expect({ scores, alerts, completion }).toEqual({ scores: [], alerts: [], completion: [] })
    expect(recap).toEqual({ exclude: [], scores: false, stream: true })
    expect(fields).toEqual([
      {
        id: 'full_name',
        type: 'string',
        label: 'Full name',
        required: false,
        must: false,
        hidden: false,
        sensitive: false,
        options: [],
        multiple: false,
        units: [],
        readonly: false,
        layout: 'page',
        maxLength: 1000,
        messages: {},
        linkId: 'full_name',
        fields: [],
        page: 'full_name',
      },
    ])
  })

  it('reads files of the smaller format that this one extends', () => {
    const { fields } = questionnaireFrom(
      'fields:\n  - {id: gad_1, label: Nervous, description: How nervous, required: true, type: integer, coding: {0: Never, 1: Often}}\n',
    )
    expect(fields[0]).toMatchObject({
      type: 'choice',
      description: 'How nervous',
      options: [
        { value: 0, label: 'Never', score: 0 },
        { value: 1, label: 'Often', score: 1 },
      ],
    })
  })

  it('takes options as texts, as mappings, from a scale, and gives numbers their score', () => {
    const { fields } = questionnaireFrom(`scales:
  often:
    - { value: 2, label: Often, score: 5, hint: Most days, code: LA1 }
    - { value: 0, label: Never }
fields:
  - { id: a, scale: often }
  - { id: b, options: [Red, { value: g, label: Green, exclusive: true }], multiple: true }
`)
    expect(fields[0]?.options).toEqual([
      { value: 2, label: 'Often', score: 5, hint: 'Most days', code: 'LA1', exclusive: false },
      { value: 0, label: 'Never', score: 0, exclusive: false },
    ])
    expect(fields[1]?.options).toEqual([
      { value: 'Red', label: 'Red', exclusive: false },
      { value: 'g', label: 'Green', exclusive: true },
    ])
  })

  it('gives the questions of a group the page of the group', () => {
    const { fields } = questionnaireFrom(
      'fields:\n  - id: you\n    fields:\n      - id: name\n      - id: age\n        type: integer\n',
    )
    expect(fields[0]).toMatchObject({ id: 'you', type: 'group', page: 'you' })
    expect(fields[0]?.fields.map(({ id, page }) => [id, page])).toEqual([
      ['name', 'you'],
      ['age', 'you'],
    ])
  })

  it('reads the intro as text with emphasis and lists, and leaves all other Markdown literal', () => {
    const { intro = [] } = questionnaireFrom(
      `intro: |\n  Ten **short** questions.\n\n  - one\n  - [two](javascript:alert(1))\n\n  <b onclick="x">three</b>\nfields:\n  - id: a\n`,
    )
    expect(intro[0]).toEqual({
      kind: 'paragraph',
      inlines: [
        { kind: 'text', text: 'Ten ' },
        { kind: 'strong', inlines: [{ kind: 'text', text: 'short' }] },
        { kind: 'text', text: ' questions.' },
      ],
    })
    expect(plainText(intro)).toBe(
      'Ten short questions.\n\n- one\n- [two](javascript:alert(1))\n\n<b onclick="x">three</b>',
    )
  })

  it('knows "recap: false"', () => {
    expect(questionnaireFrom('recap: false\nfields:\n  - id: a\n').recap).toBe(false)
  })

  it('gives a field with a pattern the length that patterns are safe for', () => {
    expect(questionnaireFrom(field('type: text\npattern: "[a-z]+"')).fields[0]?.maxLength).toBe(1000)
    expect(questionnaireFrom(field('type: text')).fields[0]?.maxLength).toBe(20_000)
  })
})

describe('mistakes in a questionnaire', () => {
  it('are reported all at once, in file order, with their places', () => {
    expect(
      problemsIn(`titel: x
fields:
  - id: a
    type: chioce
  - id: a
    requird: true
scores: {}
`),
    ).toEqual([
      expect.stringMatching(/^4:1 Unknown key "titel" in the questionnaire\. Known keys: format, id, name/),
      '7:11 "type" has to be "string", "text", "integer", "decimal", "boolean", "date", "datetime", "time", "choice", "quantity", "url", "file", "display" or "group", found "chioce". Did you mean "choice"?',
      '8:9 The id "a" is already that of a field. Fields and scores share their ids.',
      '9:5 Unknown key "requird" in the field "a". Did you mean "required"?',
      '10:9 "scores" has to be a list, found a mapping.',
    ])
  })

  it('name what is missing', () => {
    const { problems } = parseQuestionnaire('description: x\n', 'graphs/sample/schema.yaml')
    expect(problems.map(({ message }) => message)).toEqual([
      'The questionnaire has no "name". Add one, such as name: Before your visit.',
      'The questionnaire has no "version". Add one, such as version: "1.0".',
      'The questionnaire has no "language". Add one, such as language: en.',
      'The questionnaire has no "fields". Add at least one question.',
    ])
  })

  it.each([
    ['format: 2\nfields:\n  - id: a\n', '4:9 "format" has to be 1, the only version of this format.'],
    [
      'id: other\nfields:\n  - id: a\n',
      '4:5 The id "other" is not the folder\'s name, "sample". Write "sample" or remove it.',
    ],
    ['fields: []\n', '4:9 "fields" is empty. Add at least one question.'],
    [
      'fields:\n  - just text\n',
      '5:5 The 1. field has to be a mapping of keys and values, found "just text".',
    ],
    [
      'fields:\n  - id: fullName\n',
      '5:9 The id "fullName" has to be lower-case letters, digits and underscores, start with a letter and have at most 64 characters. For example "full_name".',
    ],
    [
      'fields:\n  - id: constructor\n',
      '5:9 The id "constructor" is a word with a meaning of its own. Choose another one.',
    ],
    [
      'fields:\n  - id: check\n',
      '5:9 "check" cannot be the name of a page: the address is taken. Choose another id.',
    ],
    ['fields:\n  - id: a\n    fields: []\n', '6:13 "fields" is empty. A group needs at least one question.'],
    [
      'fields:\n  - id: a\n    type: group\n',
      '5:5 The field "a" has no "fields". A group needs at least one question.',
    ],
    [
      'fields:\n  - id: a\nscores:\n  - {id: a, label: A, method: count, of: [a]}\n',
      '7:10 The id "a" is already that of a field. Fields and scores share their ids.',
    ],
    [field('label: 5'), '6:12 "label" has to be text, found the number 5. Put it in quotes: "5".'],
    [field('hint:'), '6:5 "hint" has no value. Write one or remove the key.'],
    [field('required: yes'), '6:15 "required" has to be true or false, found "yes".'],
    [field('minlength: 3'), '6:5 Unknown key "minlength" in the field "a". Did you mean "minLength"?'],
    [
      field('type: integer\nmaxLength: 3'),
      '7:5 "maxLength" does not belong to a field of type "integer", only to "string" or "text".',
    ],
    [field('type: integer\nmin: 5\nmax: 2'), '7:10 "min" (5) is above "max" (2).'],
    [field('type: integer\nmin: 1.5'), '7:10 "min" of an integer has to be a whole number, found 1.5.'],
    [
      field('type: date\nmin: 2026-02-30'),
      '7:10 "min" has to be a date such as 1900-01-31, or today, found "2026-02-30".',
    ],
    [field('minLength: -1'), '6:16 "minLength" has to be a whole number from 0, found -1.'],
    [field('maxLength: 0'), '6:16 "maxLength" has to be at least 1, found 0.'],
    [field('pattern: "[a-z"'), expect.stringMatching(/^6:14 This pattern cannot be used: .*RE2 syntax/)],
    [field('pattern: (?<=a)b'), expect.stringMatching(/^6:14 This pattern cannot be used/)],
    [field('pattern: (a)\\1'), expect.stringMatching(/^6:14 This pattern cannot be used/)],
    [field('pattern: a+\nmaxLength: 5000'), '7:16 With a "pattern", "maxLength" may be at most 2000.'],
    [
      field('type: choice'),
      '5:5 The field "a" is a choice and has no answers. Add "options", "scale" or "coding".',
    ],
    [
      field('options: [x]\ncoding: {1: y}'),
      '7:5 The field "a" has both "options" and "coding". Keep one of them.',
    ],
    [field('scale: oftn'), '6:12 There is no scale "oftn" under "scales".'],
    [field('options: []'), '6:14 "options" is empty. Give at least one answer.'],
    [field('options: [x, x]'), '6:18 The answer "x" stands twice in "options".'],
    [
      field('options: [true]'),
      '6:15 An answer has to be text or a mapping, found the boolean true. Put it in quotes: "true".',
    ],
    [
      field('options: [{ value: false, label: No }]'),
      '6:24 "value" has to be text or a number, found the boolean false. Put it in quotes: "false".',
    ],
    [
      field('options: [{ value: x, exclusive: true }]'),
      '6:14 "exclusive" on option "x" needs "multiple: true".',
    ],
    [
      field('options: [x]\nmultiple: true\nwidget: select'),
      '8:13 Several answers are always shown as checkboxes. Remove "widget" or "multiple".',
    ],
    [field('type: integer\nwidget: scale'), '7:13 A scale needs "min" and "max" at most 20 apart.'],
    [
      field('messages: { minn: x }'),
      '6:17 Unknown key "minn" in the messages of the field "a". Did you mean "min"?',
    ],
    [
      field('messages: { required: x }'),
      '6:17 This message is never shown: the field "a" has no rule "required".',
    ],
    [
      'language: english language\nfields:\n  - id: a\n',
      expect.stringMatching(/^4:1 This is not valid YAML/),
    ],
  ])('%j', (file, problem) => {
    expect(problemsIn(file)).toEqual([problem])
  })

  it('tell of a language that is none', () => {
    const { problems } = parseQuestionnaire(
      'name: x\nversion: "1"\nlanguage: en glish\nfields: [{id: a}]\n',
      'graphs/s/schema.yaml',
    )
    expect(problems).toMatchObject([
      { line: 3, column: 11, message: expect.stringContaining('language tag') },
    ])
  })

  it('never make the reader throw, whatever the file', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        parseQuestionnaire(JSON.stringify(value), 'graphs/s/schema.yaml')
      }),
    )
    const keys = fc.constantFrom(
      'id',
      'type',
      'when',
      'fields',
      'options',
      'of',
      'scores',
      'alerts',
      'recap',
      'completion',
      'bands',
    )
    const trees = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom('a', 'choice', 'a > 1', 1, null, true),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
      ),
    })).tree
    fc.assert(
      fc.property(fc.dictionary(keys, trees), (value) => {
        parseQuestionnaire(JSON.stringify(value), 'graphs/s/schema.yaml')
      }),
      { numRuns: 300 },
    )
  })
})
