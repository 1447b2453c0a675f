import { expect, test } from 'vitest'
import { parseTemplate, renderAll, type Variables } from '../../src/prompt/template.js'

const render = (source: string, variables: Variables = {}, state: Variables = variables) =>
  renderAll('test', { text: parseTemplate(source) }, variables, state).text
const missing = (source: string, variables: Variables = {}) => parseTemplate(source).missing(variables, {})

test('a text with {{ or {% is Jinja, any other is simple', () => {
  expect(parseTemplate('{name} {').mode).toBe('simple')
  expect(parseTemplate('{{ name }}').mode).toBe('jinja')
  expect(parseTemplate('{% if x %}{% endif %}').mode).toBe('jinja')
})

test('in simple mode only {name}, {a.b} and {a[k]} are placeholders', () => {
  const variables = { name: 'Ada', a: { b: 1, k: [10, 20] } }
  expect(render('{name} {a.b} {a[b]} {a["b"]} {a.k[1]}', variables)).toBe('Ada 1 1 1 20')
  const literal = 'json: {"a": 1}, css { color: red }, {}, { name }, {1}, { and }'
  expect(render(literal, variables)).toBe(literal)
})

test('simple mode: lists are joined, objects are JSON, null is empty, booleans are lower case', () => {
  expect(
    render('{l}|{o}|{n}|{b}|{x}', {
      l: [1, 'a', { k: 1 }],
      o: { a: [true, null] },
      n: null,
      b: false,
      x: 1.5,
    }),
  ).toBe('1, a, {"k": 1}|{"a": [true, null]}||false|1.5')
})

test('Jinja mode: lists and objects are JSON as Python writes it, null is empty', () => {
  expect(render('{{ l }}|{{ o }}|{{ n }}|{{ b }}', { l: [1, 'a'], o: { a: 1 }, n: null, b: true })).toBe(
    '[1, "a"]|{"a": 1}||true',
  )
})

test('Jinja mode: numbers are written as Python writes them, and what is missing in a list is null', () => {
  expect(render('{{ 1 }} {{ 1.0 }} {{ 4 / 2 }} {{ 1.5 }} {{ n }}', { n: 2 })).toBe('1 1.0 2.0 1.5 2')
  expect(render('{{ [state.missing, none] }} {{ {"a": state.missing} }}')).toBe('[null, null] {"a": null}')
})

test('a text never changes its mode through the values in it', () => {
  expect(render('{a}', { a: '{{ 7 * 7 }} {b}' })).toBe('{{ 7 * 7 }} {b}')
  expect(render('{{ a }}', { a: '{{ 7 * 7 }} {% raw %}' })).toBe('{{ 7 * 7 }} {% raw %}')
})

test('Jinja white space: nothing is trimmed but one newline at the end', () => {
  expect(render('{% if true %}\n  a\n{% endif %}\n\n')).toBe('\n  a\n\n')
  expect(render('  {% if true %}a{% endif %}  ')).toBe('  a  ')
  expect(render('a {%- if true %} b{% endif %}')).toBe('a b')
})

test('nothing is escaped', () => {
  expect(render('{{ a }}', { a: '<b>&"</b>' })).toBe('<b>&"</b>')
})

test('raw blocks are kept as they are', () => {
  expect(render('{{ a }}{% raw %}{{ not }} {% if "quoted" \\ %}\n{% endraw %}{{ a }}', { a: 1 })).toBe(
    '1{{ not }} {% if "quoted" \\ %}\n1',
  )
  expect(render('x {%- raw -%} {{ y }} {%- endraw -%} z{% if true %}{% endif %}')).toBe('x{{ y }}z')
})

test('an undefined or null value is empty in for and in join', () => {
  const state = { o: { none: null } }
  expect(render('{% for x in state.missing %}{{ x }}{% endfor %}.', {}, state)).toBe('.')
  expect(render('{% for x in state.o.none if x %}{{ x }}{% endfor %}.', {}, state)).toBe('.')
  expect(render('{{ state.missing | join(", ") }}.', {}, state)).toBe('.')
  expect(render('{% for x in state.missing %}{% else %}none{% endfor %}', {}, state)).toBe('none')
})

test('state is always there in Jinja, and a variable of that name wins', () => {
  expect(render('{{ state.a }}', {}, { a: 1 })).toBe('1')
  expect(render('{{ state.a }}', { state: { a: 2 } }, { a: 1 })).toBe('2')
})

test('names that Jinja itself uses can be variables', () => {
  expect(render('{{ namespace }} {{ range }}', { namespace: 'n', range: 'r' })).toBe('n r')
})

test('templates reach no prototype and no function', () => {
  const variables = { a: { b: 1 }, l: [1] }
  expect(
    render('{{ a.constructor }}{{ a.__proto__ }}{{ l.constructor }}{{ a["constructor"] }}', variables),
  ).toBe('')
  expect(missing('{a.constructor} {a.toString} {l.length}', variables)).toHaveLength(3)
})

test('every missing name is listed, of all the texts at once', () => {
  const templates = { one: parseTemplate('{a} {b.c}'), two: parseTemplate('{{ d }} {{ a }}') }
  expect(() => renderAll('greet', templates, { b: {} })).toThrow(
    'The prompt "greet" cannot be written: it needs "a", "b.c", "d", and got "b".',
  )
})

test.each([
  ['{{ a }}', ['a']],
  ['{{ a.b }} {{ a["c"] }} {{ a[k] }}', ['a', 'k']],
  ['{{ a | default("x") }}', []],
  ['{{ a.b | default("x") }} {{ a }}', ['a']],
  ['{% if a is defined %}{{ a }}{% endif %}', []],
  ['{% if a %}{{ a }}{% else %}{{ b }}{% endif %}', ['b']],
  ['{{ a if a else b }}', ['b']],
  ['{% set x = a %}{{ x }}', ['a']],
  ['{% if true %}{% set x = 1 %}{% endif %}{{ x }}', []],
  ['{% for i in list %}{{ i }} {{ loop.index }}{% endfor %}', ['list']],
  ['{% for i in list if i > low %}{% endfor %}', ['list']],
  ['{% macro m(p, q=r) %}{{ p }}{{ q }}{{ s }}{% endmacro %}{{ m(1) }}', ['s']],
  ['{% set x = a is defined and a.b %}{{ x }}', []],
  ['{{ a and b }}', ['a', 'b']],
  ['{{ range(3) }} {{ none }} {{ true }} {{ state.x }}', []],
  ['{{ text | replace(old, "new") }}', ['text', 'old']],
])('%s needs %j', (source, names) => {
  expect(missing(source)).toEqual(names)
})

test('a text that cannot be rendered is a prompt_error', () => {
  expect(() => render('{{ a + b }}', { a: 1, b: null })).toThrow(
    'The prompt "test" cannot be written: Cannot perform operation on null values.',
  )
})

test("range is Python's", () => {
  expect(render('{{ range(3) }} {{ range(1, 4) }} {{ range(4, 0, -2) }}')).toBe('[0, 1, 2] [1, 2, 3] [4, 2]')
})
