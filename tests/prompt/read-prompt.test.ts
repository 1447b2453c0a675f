import { expect, test } from 'vitest'
import { readPrompt } from '../../src/prompt/read-prompt.js'
import { writePrompt } from '../../src/prompt/write-prompt.js'

const read = (text: string) => readPrompt(text, 'prompts/x.yaml', 'x')
const messagesOf = (text: string) =>
  read(text).problems.map(({ line, column, message, severity }) => `${line}:${column} ${severity} ${message}`)

function promptOf(text: string) {
  const { prompt } = read(text)
  if (prompt === undefined) throw new Error(messagesOf(text).join('\n'))
  return prompt
}

const fieldsOf = (fields: string) =>
  promptOf(`user: Hi\nschema:\n  name: M\n  fields:\n    ${fields.replaceAll('\n', '\n    ')}`)
const parse = (fields: string, value: unknown) => fieldsOf(fields).answer?.schema.safeParse(value)

test('messages is a load error, and unknown keys warn', () => {
  expect(messagesOf('messages: []\nuser: x')).toEqual([
    expect.stringContaining('1:1 error "messages" is not part'),
  ])
  expect(messagesOf('user: x\nsytem: y')).toEqual([
    expect.stringMatching(/2:1 warning Unknown key "sytem".*"system"/),
  ])
})

test('name, description, version and metadata are ignored without a warning', () => {
  expect(messagesOf('name: a\ndescription: b\nversion: 1\nmetadata: {a: 1}\nuser: x')).toEqual([])
})

test('template is used when user is absent', () => {
  expect(promptOf('template: t').user?.source).toBe('t')
  expect(promptOf('template: t\nuser: u').user?.source).toBe('u')
})

test('a prompt that says nothing is an error, and so is Jinja that cannot be parsed, with its place', () => {
  expect(messagesOf('demo: x')).toEqual([expect.stringContaining('says nothing')])
  expect(messagesOf('system: ok\nuser: "{% for %}"')).toEqual([
    expect.stringMatching(/^2:7 error This text is not valid Jinja/),
  ])
})

test('a filter that is not there is found when the file is read, with the nearest name', () => {
  expect(
    messagesOf('system: ok\nuser: |\n  {{ a | upper }}\n  {{ a | uper }}\ndemo: "{{ a is od }}"'),
  ).toEqual([
    expect.stringMatching(/^2:7 error .*In its line 2: There is no filter "uper"\. Did you mean "upper"\?$/),
    expect.stringMatching(/^5:7 error .*There is no test "od"\. Did you mean "odd"\?$/),
  ])
  expect(messagesOf('system:\n  - content: "{{ a | shout }}"\nuser: x')).toEqual([
    expect.stringMatching(/^2:14 error .*There is no filter "shout"/),
  ])
})

test.each(['{% if x %}a', '{{ x', '{% for a in b %}', '{{ x | }}', '{% endif %}', '{{ "x }}'])(
  'Jinja that is not closed is an error in words: %s',
  (text) => {
    const [message] = messagesOf(`user: ${JSON.stringify(text)}`)
    expect(message).toMatch(/^1:7 error This text is not valid Jinja: /)
    expect(message).not.toMatch(/undefined|reading/)
  },
)

test('a prompt tells the names that its texts cannot do without, and all that they read', () => {
  const prompt = promptOf(
    'system: [{content: "{{ tone | default(\'kind\') }} {{ state.step }}"}]\nuser: "{name} {a.b} {name}"\ndemo: "{% if extra %}{{ extra.more }}{% endif %}{{ word }}"',
  )
  expect(prompt.requiredNames).toEqual(['a', 'name', 'word'])
  expect(prompt.usedNames).toEqual(['a', 'extra', 'name', 'tone', 'word'])
})

test('segments of the system text are joined, and marked for the provider that caches them', () => {
  const prompt = promptOf('system:\n  - {content: One, cache: true}\n  - {content: "{{ two }}"}\nuser: Hi')
  const { messages } = writePrompt(prompt, { two: 'Two' }, { provider: 'openai' })
  expect(messages.map(({ content }) => content)).toEqual(['One\n\nTwo', 'Hi'])
  const cached = writePrompt(prompt, { two: 'Two' }, { provider: 'anthropic' }).messages[0]?.content
  expect(cached).toEqual([
    { type: 'text', text: 'One', cache_control: { type: 'ephemeral' } },
    { type: 'text', text: 'Two' },
  ])
})

test('system_segments is another name of system', () => {
  expect(promptOf('system_segments: [{content: A}]\nuser: x').system[0]?.content.source).toBe('A')
})

test('there is never an empty message', () => {
  const prompt = promptOf('system: "{{ nothing }}"\nuser: Hi')
  expect(writePrompt(prompt, { nothing: '' }, { provider: 'x' }).messages).toHaveLength(1)
  const empty = promptOf('user: "{a}"')
  expect(() => writePrompt(empty, { a: '' }, { provider: 'x' })).toThrow(/it is empty once it is filled in/)
})

test.each([
  ['a: str', { a: 'x' }, true],
  ['a: {type: str}', { a: 1 }, false],
  ['a: {type: int}', { a: 1.5 }, false],
  ['a: {type: float}', { a: 1.5 }, true],
  ['a: {type: bool}', { a: 'true' }, false],
  ['a: {type: "list[int]"}', { a: [1, 2] }, true],
  ['a: {type: "list[int]"}', { a: ['1'] }, false],
  ['a: {type: "dict[str, list[float]]"}', { a: { k: [1.5] } }, true],
  ['a: {type: "Dict[str, int]"}', { a: { k: 'x' } }, false],
  ['a: {type: List}', { a: [1, 'x', { k: null }] }, true],
  ['a: {type: Any}', { a: { deep: [null] } }, true],
  ['a: {type: str}', {}, false],
  ['a: {type: int, constraints: {ge: 1, le: 5}}', { a: 5 }, true],
  ['a: {type: int, constraints: {ge: 1, le: 5}}', { a: 6 }, false],
  ['a: {type: float, constraints: {gt: 0, lt: 1}}', { a: 1 }, false],
  ['a: {type: str, constraints: {min_length: 2, max_length: 3}}', { a: 'abcd' }, false],
  ['a: {type: str, constraints: {pattern: "^[a-z]+$"}}', { a: 'A' }, false],
  ['a: {type: "list[str]", constraints: {min_length: 1}}', { a: [] }, false],
  ['a: {type: string}', { a: 'x' }, true],
  ['a: {type: integer}', { a: 'x' }, false],
  ['a: {type: number}', { a: 2 }, true],
  ['a: {type: boolean}', { a: 0 }, false],
  ['a: {type: any}', { a: null }, true],
  ['a: {type: dict}', { a: { b: [1] } }, true],
  ['a: {type: "list[dict[str, list[int]]]"}', { a: [{ b: [1] }] }, true],
  ['a: {type: "list[dict[str, list[int]]]"}', { a: [{ b: ['1'] }] }, false],
])('schema %s and %j: %j', (fields, value, isGood) => {
  expect(parse(fields, value)?.success).toBe(isGood)
})

test('a pattern is searched for in the text, not tied to its ends, and case counts', () => {
  const fits = (pattern: string, value: string) =>
    parse(`a: {type: str, constraints: {pattern: ${JSON.stringify(pattern)}}}`, { a: value })?.success
  expect(fits('b+', 'abbc')).toBe(true)
  expect(fits('^b+', 'abbc')).toBe(false)
  expect(fits('^\\d{4}-\\d{2}$', '2024-01')).toBe(true)
  expect(fits('B', 'abc')).toBe(false)
  expect(fits('(?P<year>\\d+)', 'in 1999')).toBe(true)
  expect(fits('^\\p{L}+$', 'Äiti')).toBe(true)
  expect(fits('^.$', '😀')).toBe(true)
})

test('a pattern that would take for ever elsewhere takes the text as it is', () => {
  const pattern = 'a: {type: str, constraints: {pattern: "^(a+)+$"}}'
  expect(parse(pattern, { a: `${'a'.repeat(50_000)}!` })?.success).toBe(false)
  expect(parse(pattern, { a: 'a'.repeat(50_000) })?.success).toBe(true)
})

test.each([
  'schema:\n  fields:\n    a: {type: str, constraints: {pattern: "(?=x)"}}',
  'output_schema:\n  type: object\n  properties: {a: {type: string, pattern: "(a)\\\\1"}}',
])('a pattern that cannot be used is an error: %s', (text) => {
  expect(messagesOf(`user: x\n${text}`)).toEqual([
    expect.stringMatching(
      /^4:\d+ error .* is not a regular expression that can be used: .* without look-around/,
    ),
  ])
})

test('a field is required unless it has a default or is optional', () => {
  expect(parse('a: {type: str, default: x}\nb: {type: int, optional: true}', {})?.data).toEqual({
    a: 'x',
    b: null,
  })
  expect(parse('b: {type: int, optional: true}', { b: null })?.data).toEqual({ b: null })
})

test('the keys of a coding become strings', () => {
  const schema = fieldsOf('a: {type: str, description: How often, coding: {0: Never, 1: Often}}').answer
    ?.jsonSchema
  expect(schema).toMatchObject({
    properties: { a: { description: 'How often Codes: "0" = Never, "1" = Often.' } },
  })
})

test('an unknown type or constraint is told with its place', () => {
  expect(
    messagesOf(
      'user: x\nschema:\n  fields:\n    a: {type: strng}\n    b: {type: int, constraints: {min: 1}}',
    ),
  ).toEqual([
    expect.stringMatching(/^4:15 error "strng" is not a type/),
    expect.stringMatching(/^5:\d+ warning Unknown key "min"/),
  ])
})

const outputSchema = `
user: Hi
output_schema:
  type: object
  properties:
    mood: {type: string, enum: [good, bad]}
    score: {type: integer, minimum: 1, maximum: 5}
    notes: {type: array, items: {type: object, properties: {text: {type: string, minLength: 2}}, required: [text]}}
  required: [mood]
`

test('output_schema: fields outside required are nullable with default null, enum and bounds are enforced', () => {
  const schema = promptOf(outputSchema).answer?.schema
  expect(schema?.safeParse({ mood: 'good' }).data).toEqual({ mood: 'good', score: null, notes: null })
  expect(schema?.safeParse({ mood: 'fine' }).success).toBe(false)
  expect(schema?.safeParse({ mood: 'bad', score: 6 }).success).toBe(false)
  expect(schema?.safeParse({ mood: 'bad', notes: [{ text: 'x' }] }).success).toBe(false)
  expect(schema?.safeParse({ mood: 'bad', score: null, notes: [{ text: 'xx' }] }).success).toBe(true)
})

test('output_schema takes no references and no combinators, and describes an object', () => {
  expect(
    messagesOf('user: x\noutput_schema: {type: object, properties: {a: {$ref: "#/x"}, b: {anyOf: []}}}'),
  ).toEqual([
    expect.stringContaining('"$ref" is not supported'),
    expect.stringContaining('"anyOf" is not supported'),
  ])
  expect(messagesOf('user: x\noutput_schema: {type: string}')).toEqual([
    expect.stringContaining('has to describe an object'),
  ])
})

test('output_schema: items and values may be null and have descriptions', () => {
  const prompt = promptOf(`user: Hi
output_schema:
  type: object
  properties:
    list: {type: array, items: {type: [string, "null"], description: One word}}
    more: {type: object, additionalProperties: {type: [integer, "null"], minimum: 1}}
  required: [list, more]`)
  expect(prompt.answer?.schema.safeParse({ list: ['a', null], more: { a: 1, b: null } }).success).toBe(true)
  expect(prompt.answer?.schema.safeParse({ list: [1], more: {} }).success).toBe(false)
  expect(prompt.answer?.schema.safeParse({ list: [], more: { a: 0 } }).success).toBe(false)
  expect(prompt.answer?.jsonSchema).toMatchObject({
    properties: {
      list: { items: { type: ['string', 'null'], description: 'One word' } },
      more: { additionalProperties: { type: ['integer', 'null'], description: '(at least 1)' } },
    },
  })
})

test('output_schema: enum compares what the values hold', () => {
  const prompt = promptOf(
    'user: Hi\noutput_schema: {type: object, properties: {a: {enum: [[1, 2], x, null]}, b: {const: 3}}, required: [a, b]}',
  )
  const fits = (value: unknown) => prompt.answer?.schema.safeParse(value).success
  expect([[1, 2], 'x', null].map((a) => fits({ a, b: 3 }))).toEqual([true, true, true])
  expect([[2, 1], 'y', 0].map((a) => fits({ a, b: 3 }))).toEqual([false, false, false])
  expect(fits({ a: 'x', b: 4 })).toBe(false)
})

test('output_schema: the bounds of lists are those of items, the bounds of texts those of characters', () => {
  const prompt = promptOf(
    'user: Hi\noutput_schema: {type: object, properties: {a: {type: array, minItems: 1, maxItems: 2}, b: {type: string, minLength: 2, maxLength: 3}}, required: [a, b]}',
  )
  const fits = (a: unknown, b: unknown) => prompt.answer?.schema.safeParse({ a, b }).success
  expect([fits([1], 'ab'), fits([], 'ab'), fits([1, 2, 3], 'ab')]).toEqual([true, false, false])
  expect([fits([1], 'a'), fits([1], 'abcd')]).toEqual([false, false])
})

test('schema wins where both exist', () => {
  const prompt = promptOf(`${outputSchema}schema: {name: S, fields: {a: str}}`)
  expect(prompt.answer?.schema.safeParse({ a: 'x' }).success).toBe(true)
})

test('the schema that goes to a provider lists every field as required and allows no others', () => {
  expect(promptOf(outputSchema).answer?.jsonSchema).toEqual({
    type: 'object',
    properties: {
      mood: { type: 'string', enum: ['good', 'bad'] },
      score: { type: ['integer', 'null'], description: '(at least 1, at most 5)' },
      notes: {
        type: ['array', 'null'],
        items: {
          type: 'object',
          properties: { text: { type: 'string', description: '(length at least 2)' } },
          required: ['text'],
          additionalProperties: false,
        },
      },
    },
    required: ['mood', 'score', 'notes'],
    additionalProperties: false,
  })
})
