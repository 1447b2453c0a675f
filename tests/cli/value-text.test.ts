import { expect, it } from 'vitest'
import { valueText } from '../../src/cli/value-text.js'

it('text stays as it is, other plain values are written out', () => {
  expect(['a\nb\n', 3, true, null].map((value) => valueText(value))).toEqual(['a\nb', '3', 'true', ''])
})

it('mappings and lists become indented lines', () => {
  const value = {
    title: 'Bees',
    text: 'One.\nTwo.',
    tags: ['a', 'b'],
    sections: [{ name: 'x', score: 1 }, { name: 'y' }],
    nested: { deep: { list: ['with, comma'] } },
    empty: {},
    none: null,
  }
  expect(valueText(value)).toBe(`title: Bees
text:
  One.
  Two.
tags: a, b
sections:
  - name: x
    score: 1
  - name: y
nested:
  deep:
    list:
      - with, comma
empty: {}
none:`)
})
