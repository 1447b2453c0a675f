import { expect, test } from 'vitest'
import { didYouMean, nearestName } from '../../src/yaml/nearest-name.js'
import { readYaml } from '../../src/yaml/read-yaml.js'

test.each([
  ['yes', true],
  ['Off', false],
  ['y', 'y'],
  ['N', 'N'],
  ['010', 8],
  ['0x1F', 31],
  ['0b101', 5],
  ['1_000', 1000],
  ['12:30', 750],
  ['1e3', '1e3'],
  ['1.0e+3', 1000],
  ['1.5', 1.5],
  ['.5', 0.5],
  ['08', '08'],
  ['2024-01-01', '2024-01-01'],
  ['~', null],
  ['"yes"', 'yes'],
])('resolves %s as PyYAML does', (text, expected) => {
  expect(readYaml(`value: ${text}`, 'f.yaml', 'pyyaml').value).toEqual({ value: expected })
})

test('merges with << as PyYAML does, and not in questionnaires', () => {
  const text = 'base: &base {a: 1, b: 2}\nother: {<<: *base, b: 3}\n'
  expect(readYaml(text, 'f.yaml', 'pyyaml').value).toMatchObject({ other: { a: 1, b: 3 } })
  expect(readYaml(text, 'f.yaml', 'core').value).not.toMatchObject({ other: { a: 1 } })
})

test('reads questionnaires as YAML 1.2', () => {
  expect(readYaml('a: yes\nb: 010\nc: true', 'f.yaml', 'core').value).toEqual({ a: 'yes', b: 10, c: true })
})

test('says where a value and its key stand', () => {
  const file = readYaml('nodes:\n  one:\n    type: llm\n  two: [a, b]\n', 'f.yaml', 'pyyaml')
  expect(file.position(['nodes', 'one', 'type'])).toEqual({ line: 3, column: 11 })
  expect(file.position(['nodes', 'one', 'type'], 'key')).toEqual({ line: 3, column: 5 })
  expect(file.position(['nodes', 'two', 1])).toEqual({ line: 4, column: 12 })
  expect(file.position(['nodes', 'one', 'missing'])).toEqual({ line: 3, column: 5 })
})

test('reports broken YAML with its place', () => {
  const { problems, value } = readYaml('a: {b: 1\nc: 2', 'f.yaml', 'core')
  expect(value).toBeUndefined()
  expect(problems[0]).toMatchObject({ file: 'f.yaml', line: 2, severity: 'error' })
})

test('reports a key that stands twice', () => {
  expect(readYaml('a: 1\na: 2', 'f.yaml', 'core').problems[0]).toMatchObject({ line: 2, column: 1 })
})

test.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s', (key) => {
  const { problems } = readYaml(`ok:\n  ${key}: {polluted: true}`, 'f.yaml', 'pyyaml')
  expect(problems[0]).toMatchObject({ line: 2, column: 3 })
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
})

test('reports the first slip alone: what is behind it is broken by it', () => {
  expect(readYaml('a: [1, 2\nb: ]3\nc: {d: }}\n', 'x.yaml', 'pyyaml').problems).toHaveLength(1)
})

test.each([
  ['!!timestamp 2020-01-01', 'a Date'],
  ['!!binary aGk=', 'a '],
  ['.inf', 'the number Infinity'],
  ['.nan', 'the number NaN'],
])('refuses %s, which JSON does not have, at its place', (text, found) => {
  expect(readYaml(`a:\n  b: ${text}\n`, 'x.yaml', 'pyyaml').problems).toEqual([
    expect.objectContaining({ line: 2, message: expect.stringContaining(`found ${found}`) }),
  ])
})

test('gives the scalars without quotes as they stand, keys included', () => {
  expect(readYaml('yes: 010\na: ["no", off]\n', 'x.yaml', 'pyyaml').plainScalars()).toEqual([
    { path: ['true'], source: 'yes', value: true, isKey: true },
    { path: ['true'], source: '010', value: 8, isKey: false },
    { path: ['a'], source: 'a', value: 'a', isKey: true },
    { path: ['a', 1], source: 'off', value: false, isKey: false },
  ])
})

test('refuses aliases that expand without end', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 9; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  }
  expect(readYaml(lines.join('\n'), 'f.yaml', 'pyyaml').problems).toHaveLength(1)
})

test('an empty file is null', () => {
  expect(readYaml('', 'f.yaml', 'core').value).toBeNull()
})

test('finds the nearest name', () => {
  expect(nearestName('lable', ['label', 'hint', 'short'])).toBe('label')
  expect(nearestName('requried', ['required', 'readonly'])).toBe('required')
  expect(nearestName('zebra', ['label', 'hint'])).toBeUndefined()
  expect(didYouMean('tpye', ['type'])).toBe(' Did you mean "type"?')
})
