import { expect, test } from 'vitest'
import { parseTemplate, renderAll, type Variables } from '../../src/prompt/template.js'

const values = { x: { a: 1 }, list: [1], text: 'abc', number: 1, flag: true, nothing: null }

const render = (source: string, variables: Variables = values) =>
  renderAll('test', { text: parseTemplate(source) }, variables, variables).text

test.each([
  '{{ x.constructor }}',
  '{{ x["constructor"] }}',
  '{{ x.__proto__ }}{{ x.__class__ }}{{ x.prototype }}',
  "{{ ''.__proto__ }}{{ ''.constructor }}{{ text.toString }}{{ text.__class__ }}",
  '{{ list.constructor }}{{ list.push }}{{ list.__proto__ }}',
  '{{ number.toFixed }}{{ number.constructor }}{{ flag.valueOf }}',
  '{{ x | attr("constructor") }}{{ x | attr("__proto__") }}{{ list | attr("length") }}',
  '{{ list | map(attribute="constructor") | join }}{{ [x] | map(attribute="__proto__.a") | join }}',
  '{{ [x] | selectattr("__proto__") | list | length or "" }}',
  '{{ [x] | groupby("constructor") | map(attribute="grouper") | join }}',
])('%s reads nothing', (source) => {
  expect(render(source)).toBe('')
})

test.each([
  'process',
  'globalThis',
  'require("node:fs")',
  'console',
  'self',
  'context',
  'config',
  'request',
  'cycler("a")',
  'joiner(",")',
  'lipsum()',
  'dict(a=1)',
  'raise_exception("x")',
  'strftime_now("%Y")',
])('%s is a variable that nobody gave', (expression) => {
  expect(() => render(`{{ ${expression} }}`)).toThrow(/cannot be written: it needs "/)
})

test.each([
  '{{ x.constructor("return 1")() }}',
  '{{ x.constructor.constructor("return process")() }}',
  '{{ text.__init__() }}',
  '{{ list.push(1) }}',
  '{{ (x | attr("constructor"))("return 1") }}',
  '{{ range.constructor("return 1")() }}',
])('%s calls nothing', (source) => {
  expect(() => render(source)).toThrow(/is not a function|There is no method/)
})

test.each([
  '{% include "/etc/passwd" %}',
  '{% import "os" as os %}',
  '{% from "x" import y %}',
  '{% extends "base" %}',
  '{% block a %}{% endblock %}',
  '{% do list.append(1) %}',
  '{% autoescape true %}{% endautoescape %}',
])('%s cannot be parsed', (source) => {
  expect(() => parseTemplate(source)).toThrow(/Unknown statement/)
})

test.each([
  '{{ range }}',
  '{% macro m() %}{% endmacro %}{{ m }}',
  '{{ [range] }}',
  '{{ range | upper }}',
  '{{ namespace }}',
])('%s does not show how a function is written', (source) => {
  expect(() => render(source)).toThrow(/a macro or a function is no value/)
})

test('a mapping with a key __proto__ sets no prototype', () => {
  const value = JSON.parse('{"__proto__": {"polluted": 1}, "b": 2}') as unknown
  expect(render('{{ v | dictsort | length }} {{ {} | tojson }} {{ v.polluted }}', { v: value })).toBe('2 {} ')
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('a text changes nothing of the values that it is given', () => {
  const variables = { list: [3, 1, 2], map: { a: [1] } }
  const before = structuredClone(variables)
  render(
    '{{ list | sort }}{{ list | reverse | list }}{{ list | batch(2, 9) }}{{ map | dictsort }}{% set map = 1 %}',
    variables,
  )
  expect(variables).toEqual(before)
})

test('range gives at most 10,000 numbers', () => {
  expect(render('{{ range(10000) | length }}')).toBe('10000')
  expect(() => render('{% for i in range(1000000000) %}{% endfor %}')).toThrow(/at most 10000/)
  expect(() => render('{{ range(0, 1, 0) }}')).toThrow(/a step other than 0/)
})

test('loops and macros take at most 20,000 passes together', () => {
  const nested = (outer: number) =>
    `{% for i in range(${outer}) %}{% for j in range(999) %}{% endfor %}{% endfor %}.`
  expect(render(nested(20))).toBe('.')
  expect(() => render(nested(21))).toThrow(/takes more than 20000 passes/)
  const twice =
    '{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(40) }}'
  expect(() => render(twice)).toThrow(/takes more than 20000 passes/)
})

test('the passes of one text are counted anew each time', () => {
  const template = parseTemplate('{% for i in range(8000) %}{% endfor %}.')
  for (let index = 0; index < 3; index++) expect(template.render({}, {})).toBe('.')
})

test('a macro that calls itself without end is an error, not a crash', () => {
  expect(() => render('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}')).toThrow(/cannot be written/)
})

test('a filter gives at most 2,000,000 characters', () => {
  expect(() => render('{{ "x" | center(100000000) }}')).toThrow(/more than 2000000 characters/)
  expect(() => render('{{ "x" | indent(100000000, true) }}')).toThrow(/more than 2000000 characters/)
  expect(() => render('{{ list | slice(1000000000) }}')).toThrow(/1 to 10000 columns/)
  expect(() => render('{{ list | batch(1000000000, 0) }}')).toThrow(/rows of 1 to 10000 items/)
})

test('a text that doubles itself again and again is an error', () => {
  const doubling = (join: string) =>
    `{% set found = namespace(t="xxxxxxxx") %}{% for i in range(60) %}{% set found.t = ${join} %}{% endfor %}{{ found.t | length }}`
  const ways = [
    'found.t ~ found.t',
    'found.t + found.t',
    '[found.t, found.t] | join',
    '[found.t, found.t]',
    '{"a": found.t, "b": found.t}',
    'found.t | replace("x", "xx")',
  ]
  for (const way of ways) expect(() => render(doubling(way))).toThrow(/more than 2000000 characters/)
  const macro =
    '{% macro m(t, n) %}{% if n > 0 %}{{ m(t + t, n - 1) }}{% endif %}{% endmacro %}{{ m("xx", 60) }}'
  expect(() => render(macro)).toThrow(/more than 2000000 characters/)
})
