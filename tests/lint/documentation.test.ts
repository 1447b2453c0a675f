import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { rules } from '../../src/yaml/problem.js'

test('docs/lint.md has a row for each rule, with its severity and what to do, and no others', () => {
  const text = readFileSync('docs/lint.md', 'utf8')
  const rows = [...text.matchAll(/^\| `([a-z-]+)` \| (.*) \| (.+) \| (.+) \|$/gm)]
  expect(rows.map(([, id]) => id).sort()).toEqual([...rules].sort())
  expect(rows.filter(([, , severity]) => !/^(error|warning|error, warning)$/.test(severity ?? ''))).toEqual(
    [],
  )
})
