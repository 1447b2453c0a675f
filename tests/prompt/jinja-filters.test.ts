import { expect, test } from 'vitest'
import { parseTemplate, renderAll, type Variables } from '../../src/prompt/template.js'

const values = {
  people: [
    { name: 'Ida', age: 41, town: 'Oulu', tags: ['a'] },
    { name: 'bo', age: 7, town: 'Turku', tags: [] },
    { name: 'Aki', age: 23, town: 'oulu', tags: ['b', 'c'] },
  ],
  numbers: [3, 1, 2, 3],
  words: ['b', 'A', 'c', 'a'],
  text: 'the quick brown fox jumps over the lazy dog',
  markup: '<p>Tea &amp; <b>milk</b><!-- no --></p>',
  scores: { beta: 1, Alpha: 3, gamma: 2 },
  nothing: null,
  none: null,
  empty: [],
  long: 'x'.repeat(12),
}

const render = (source: string, variables: Variables = values) =>
  renderAll('test', { text: parseTemplate(source) }, variables, variables).text

test.each([
  // Texts
  ['{{ "hELLO world" | capitalize }}', 'Hello world'],
  ['{{ "abc" | center(8) }}|', '  abc   |'],
  ['{{ "abcd" | center(9) }}|', '   abcd  |'],
  ['{{ "<a href=\'x\'>&\\"" | escape }}', '&lt;a href=&#39;x&#39;&gt;&amp;&#34;'],
  [
    '{{ "%s is %d years, %.2f m, %5d|%-5d|%05d|%x|%%" | format("Ida", 41.9, 1.655, 7, 7, 7, 255) }}',
    'Ida is 41 years, 1.66 m,     7|7    |00007|ff|%',
  ],
  ['{{ "%(a)s-%(b)s" | format(a=1, b="x") }}', '1-x'],
  ['{{ "%g %g %e %+d" | format(0.00001, 1234567, 12345.678, 5) }}', '1e-05 1.23457e+06 1.234568e+04 +5'],
  ['{{ "a\nb\n\nc" | indent }}', 'a\n    b\n\n    c'],
  ['{{ "a\nb\n\nc" | indent(2, true) }}', '  a\n  b\n\n  c'],
  ['{{ "a\n\nc" | indent(width="> ", blank=true) }}', 'a\n> \n> c'],
  ['{{ "AbC" | lower }}{{ "AbC" | upper }}', 'abcABC'],
  ['{{ "aXaXa" | replace("a", "b") }} {{ "aXaXa" | replace("a", "b", 2) }}', 'bXbXb bXbXa'],
  ['{{ "ab" | replace("", "-") }}', '-a-b-'],
  ['{{ markup | striptags }}', 'Tea & milk'],
  ['{{ "hello wORLD-wide (web)" | title }}', 'Hello World-Wide (Web)'],
  ['{{ "  x  " | trim }}|{{ "--x-" | trim("-") }}', 'x|x'],
  ['{{ text | truncate(15) }}', 'the quick...'],
  ['{{ text | truncate(15, true) }}', 'the quick br...'],
  ['{{ text | truncate(15, end=" →", leeway=0) }}', 'the quick →'],
  ['{{ "short enough" | truncate(8) }}', 'short enough'],
  ['{{ "a b/c?ä" | urlencode }}', 'a%20b/c%3F%C3%A4'],
  ['{{ {"q": "a b/c", "n": 1} | urlencode }}', 'q=a+b%2Fc&n=1'],
  ['{{ "One, two – three_3!" | wordcount }}', '3'],
  ['{{ text | wordwrap(16) }}', 'the quick brown\nfox jumps over\nthe lazy dog'],
  ['{{ long | wordwrap(5) }}', 'xxxxx\nxxxxx\nxx'],
  ['{{ (long ~ " y") | wordwrap(5, false) }}', 'xxxxxxxxxxxx\ny'],
  ['{{ "well-known fact" | wordwrap(6) }}', 'well-\nknown\nfact'],
  ['{{ "well-known fact" | wordwrap(10, break_on_hyphens=false, wrapstring=" / ") }}', 'well-known / fact'],
  // Numbers
  ['{{ -3 | abs }} {{ 2.5 | abs }}', '3 2.5'],
  [
    '{{ 1 | filesizeformat }}, {{ 999 | filesizeformat }}, {{ 1536 | filesizeformat }}, {{ 1536 | filesizeformat(true) }}',
    '1 Byte, 999 Bytes, 1.5 kB, 1.5 KiB',
  ],
  ['{{ 12345678 | filesizeformat }}', '12.3 MB'],
  ['{{ "42.7" | int }} {{ -42.7 | int }} {{ "x" | int(-1) }} {{ "ff" | int(base=16) }}', '42 -42 -1 255'],
  ['{{ "3" | float }} {{ "x" | float(1.5) }}', '3.0 1.5'],
  [
    '{{ 42.55 | round }} {{ 42.55 | round(1, "floor") }} {{ 42.51 | round(1, method="ceil") }}',
    '43.0 42.5 42.6',
  ],
  [
    '{{ 2.5 | round }} {{ 3.5 | round | int }} {{ 2.675 | round(2) }} {{ 1250 | round(-2) }}',
    '2.0 4 2.67 1200.0',
  ],
  // Lists and mappings
  ['{{ people | attr("x") }}{{ scores | attr("beta") }}', '1'],
  ['{{ numbers | batch(3) | list }}', '[[3, 1, 2], [3]]'],
  ['{{ numbers | batch(3, 0) | list }}', '[[3, 1, 2], [3, 0, 0]]'],
  ['{{ numbers | slice(3) | list }}', '[[3, 1], [2], [3]]'],
  ['{{ numbers | slice(3, 0) | list }}', '[[3, 1], [2, 0], [3, 0]]'],
  ['{{ people | count }} {{ "abc" | length }} {{ scores | length }}', '3 3 3'],
  ['{{ scores | dictsort }}', '[["Alpha", 3], ["beta", 1], ["gamma", 2]]'],
  ['{{ scores | dictsort(by="value", reverse=true) }}', '[["Alpha", 3], ["gamma", 2], ["beta", 1]]'],
  [
    '{% for key, value in scores | dictsort(true) %}{{ key }}={{ value }} {% endfor %}',
    'Alpha=3 beta=1 gamma=2 ',
  ],
  ['{{ numbers | first }}{{ numbers | last }}{{ "abc" | first }}', '33a'],
  ['{{ empty | first | default("none yet") }} {{ empty | max | default(0) }}', 'none yet 0'],
  ['{% for key, value in scores | items %}{{ key }}{{ value }}{% endfor %}', 'beta1Alpha3gamma2'],
  [
    '{{ numbers | join }} {{ numbers | join(", ") }} {{ people | join("+", attribute="name") }}',
    '3123 3, 1, 2, 3 Ida+bo+Aki',
  ],
  ['{{ "abc" | list }} {{ scores | list }}', '["a", "b", "c"] ["beta", "Alpha", "gamma"]'],
  [
    '{{ people | map(attribute="name") | join(",") }} {{ people | map(attribute="tags.0", default="-") | join(",") }}',
    'Ida,bo,Aki a,-,b',
  ],
  ['{{ words | map("upper") | join }} {{ words | map("replace", "A", "z") | join }}', 'BACA bzca'],
  [
    '{{ numbers | max }}{{ numbers | min }} {{ people | max(attribute="age") | attr("name") }} {{ words | min }}',
    '31 Ida A',
  ],
  [
    '{{ numbers | reject("odd") | list }} {{ numbers | select("gt", 1) | list }} {{ [0, 1, ""] | select | list }}',
    '[2] [3, 2, 3] [1]',
  ],
  ['{{ people | selectattr("tags") | map(attribute="name") | join(",") }}', 'Ida,Aki'],
  ['{{ people | selectattr("age", "ge", 23) | map(attribute="name") | join(",") }}', 'Ida,Aki'],
  ['{{ people | rejectattr("town", "equalto", "Oulu") | map(attribute="name") | join(",") }}', 'bo,Aki'],
  ['{{ people | selectattr("town", "in", ["Oulu", "Turku"]) | list | length }}', '2'],
  ['{{ people | selectattr("missing", "defined") | list | length }}', '0'],
  ['{{ numbers | reverse | list }} {{ "abc" | reverse }}', '[3, 2, 1, 3] cba'],
  [
    '{{ numbers | sort }} {{ words | sort }} {{ words | sort(true, true) }}',
    '[1, 2, 3, 3] ["A", "a", "b", "c"] ["c", "b", "a", "A"]',
  ],
  ['{{ people | sort(attribute="age") | map(attribute="name") | join(",") }}', 'bo,Aki,Ida'],
  ['{{ people | sort(attribute="town,name") | map(attribute="name") | join(",") }}', 'Aki,Ida,bo'],
  ['{{ numbers | sum }} {{ people | sum(attribute="age") }} {{ numbers | sum(start=10) }}', '9 71 19'],
  [
    '{{ numbers | unique | list }} {{ words | unique | list }} {{ words | unique(true) | list }}',
    '[3, 1, 2] ["b", "A", "c"] ["b", "A", "c", "a"]',
  ],
  ['{{ people | unique(attribute="town") | map(attribute="name") | join(",") }}', 'Ida,bo'],
  [
    '{% for town, group in people | groupby("town") %}{{ town }}:{{ group | map(attribute="name") | join("+") }} {% endfor %}',
    'Oulu:Ida+Aki Turku:bo ',
  ],
  [
    '{% for group in people | groupby("town") %}{{ group.grouper }}:{{ group.list | length }} {% endfor %}',
    'Oulu:2 Turku:1 ',
  ],
  [
    '{% set groups = people | groupby("town", case_sensitive=true) %}{% for town, group in groups %}{{ town }} {% endfor %}',
    'Oulu Turku oulu ',
  ],
  // Others
  [
    '{{ missing | default("x") }}{{ missing | d("y") }}{{ missing | default }}{{ nothing | default("z") }}{{ nothing | default("z", true) }}',
    'xyz',
  ],
  ['{{ scores | tojson }} {{ [1] | tojson(2) }}', '{"beta": 1, "Alpha": 3, "gamma": 2} [\n  1\n]'],
  ['{{ "<b>" | safe }}', '<b>'],
  ['{% set x %}a{{ text | first }}{% endset %}{{ x | upper }}', 'AT'],
  ['{% set x | upper | replace("A", "b") %}a{{ numbers | first }}{% endset %}{{ x }}', 'b3'],
  [
    '{% macro m(a, b=2) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}{% call m(1) %}body{% endcall %}',
    '12body',
  ],
  ['{% filter upper %}a{{ "b" }}{% filter replace("C", "d") %}C{% endfilter %}{% endfilter %}', 'ABD'],
])('%s gives %j', (source, expected) => {
  expect(render(source)).toBe(expected)
})

test('a missing value and null are an empty text or an empty list to a filter', () => {
  const source =
    '{{ state.x | upper }}{{ nothing | title }}{{ state.x | length }}{{ nothing | join(",") }}{{ nothing | map("upper") | list }}'
  expect(render(source, { nothing: null })).toBe('0[]')
})

test.each([
  ['{{ 6 is divisibleby(3) }} {{ 7 is divisibleby 3 }} {{ 7 is not divisibleby(3) }}', 'true false true'],
  ['{{ 2 is in [1, 2] }} {{ 2 is not in [1, 2] }} {{ "b" is in "abc" }}', 'true false true'],
  ['{{ 3 is gt 2 and 3 is le(3) }} {{ scores.beta is eq scores.beta }}', 'true true'],
  [
    '{{ 3 is odd }} {{ 3 is even }} {{ 3 is number }} {{ "a" is string }} {{ scores is mapping }}',
    'true false true true true',
  ],
  [
    '{{ nothing is none }} {{ missing is defined }} {{ missing is undefined }} {{ nothing is not none }}',
    'true false true false',
  ],
  ['{{ 1 is sameas true }} {{ 1 == true }}', 'false true'],
])('%s tests as %s', (source, expected) => {
  expect(render(source)).toBe(expected)
})

test('values are equal by what they hold, and a text equals no number', () => {
  expect(render('{{ [1, {"a": 2}] == [1, {"a": 2}] }} {{ "" == 0 }} {{ "1" == 1 }} {{ "1" != 1 }}')).toBe(
    'true false false true',
  )
  expect(render('{{ state.missing == none }} {{ "a" ~ 1 ~ nothing ~ [1] }}')).toBe('true a1[1]')
})

test('the methods of texts and mappings, and loop.cycle, do what they do in Jinja2', () => {
  expect(
    render(
      '{{ "a-b".split("-") }} {{ ", ".join(words) }} {{ scores.get("x", 0) }} {{ scores.keys() | join }}',
    ),
  ).toBe('["a", "b"] b, A, c, a 0 betaAlphagamma')
  expect(render('{% for n in numbers %}{{ loop.cycle("odd", "even") }} {% endfor %}')).toBe(
    'odd even odd even ',
  )
})

test('a tuple is a list, and can be taken apart in a loop', () => {
  expect(render('{% for a, b in [(1, 2), (3, 4)] %}{{ a }}{{ b }} {% endfor %}{{ (1, 2) }}')).toBe(
    '12 34 [1, 2]',
  )
})

test.each([
  ['{{ x | truncat(3) }}', 'There is no filter "truncat". Did you mean "truncate"?'],
  ['a\n{{ x | upper }}\n{{ x | uper }}', 'In its line 3: There is no filter "uper". Did you mean "upper"?'],
  ['{{ x | random }}', 'The filter "random" is not supported. The same values have to give the same prompt.'],
  ['{% set x | shout %}a{% endset %}', 'There is no filter "shout".'],
  ['{% filter shout %}x{% endfilter %}', 'There is no filter "shout".'],
  [
    '{{ x | truncate(3, lenght=2) }}',
    'The filter "truncate" has no argument "lenght"; it takes length, killwords, end, leeway.',
  ],
  ['{{ x | truncate(3, length=2) }}', 'The filter "truncate" was given its argument "length" twice.'],
  ['{{ x | upper(1) }}', 'The filter "upper" was given 1 arguments; it takes no arguments.'],
  ['{{ x.append(1) }}', 'There is no method "append".'],
  ['{{ x.uper() }}', 'There is no method "uper". Did you mean "upper"?'],
  ['{{ loop.changed(x) }}', 'There is no method "changed".'],
  ['{{ x is evn }}', 'There is no test "evn". Did you mean "even"?'],
  ['{{ x is foo(1) }}', 'There is no test "foo".'],
  ['{{ x is odd(1) }}', 'The test "odd" takes no value.'],
  ['{{ x | map("uper") | list }}', 'There is no filter "uper". Did you mean "upper"?'],
  ['{{ x | selectattr("a", "equalt", 1) }}', 'There is no test "equalt". Did you mean "equalto"?'],
  ['{{ x | select("gt") }}', 'The test "gt" takes one value, such as x is gt(3).'],
  ['{{ x | shout }} {{ x | whisper }}', 'There is no filter "shout". There is no filter "whisper".'],
])('%j cannot be parsed', (source, message) => {
  expect(() => parseTemplate(source)).toThrow(message)
})

test.each([
  ['{{ x | sum }}', { x: ['a'] }, 'The filter "sum" cannot be used: a number is needed here, found "a"'],
  ['{{ x | sort }}', { x: ['a', 1] }, 'have no order'],
  ['{{ x | map(f) }}', { x: [1], f: 'upp' }, 'There is no filter "upp"'],
  ['{{ x | length }}', { x: 5 }, 'a list is needed here, found 5'],
  ['{{ "%d" | format("a") }}', {}, 'a number is needed here'],
])('%s with %j is a prompt_error', (source, variables, message) => {
  expect(() => render(source, variables)).toThrow(message)
})
