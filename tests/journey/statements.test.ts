import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '../..')
const statements = Array.from({ length: 78 }, (_, index) => index + 1)
/** Tried by hand; what of them a program can try has tests, too. */
const byHand = [39, 70, 72]

/** The numbers of the statements before the titles of tests, by file. */
function numbersInTitles(): Map<string, Set<number>> {
  const files = readdirSync(resolve(root, 'tests'), { recursive: true, encoding: 'utf8' })
  const found = new Map<string, Set<number>>()
  for (const file of files.filter((name) => /\.test\.tsx?$/.test(name))) {
    const text = readFileSync(resolve(root, 'tests', file), 'utf8')
    // The first text of a call, or of what an `each` with its table gives.
    const calls = text.matchAll(/(?:\b(?:it|test|describe)|\))\(\s*['"`](\d+(?:, \d+)*): /g)
    const numbers = new Set([...calls].flatMap(([, list = '']) => list.split(', ').map(Number)))
    if (numbers.size > 0) found.set(`tests/${file}`, numbers)
  }
  return found
}

const titles = numbersInTitles()

/** The rows of the table: statement, what it says, the tests, how it was tried. */
const record = new Map(
  readFileSync(resolve(root, 'docs/journey-record.md'), 'utf8')
    .split('\n')
    .flatMap((line): [number, string][] => {
      const [, number] = /^\| (\d+) \|/.exec(line) ?? []
      return number === undefined ? [] : [[Number(number), line]]
    }),
)

describe('the statements about the journey', () => {
  it('are each in the title of a test, or tried by hand', () => {
    const proven = new Set([...titles.values()].flatMap((numbers) => [...numbers]))
    const open = statements.filter((number) => !proven.has(number) && !byHand.includes(number))
    expect(open).toEqual([])
  })

  it('are those that there are', () => {
    const unknown = [...titles].flatMap(([file, numbers]) =>
      [...numbers].filter((number) => !statements.includes(number)).map((number) => `${file}: ${number}`),
    )
    expect(unknown).toEqual([])
  })

  it('have a row each in the record, in order', () => {
    expect([...record.keys()]).toEqual(statements)
  })

  it('are tested where the record says so', () => {
    const wrong = [...record].flatMap(([number, row]) =>
      [...row.matchAll(/`(tests\/[^`]+)`/g)]
        .map(([, file = '']) => file)
        .filter((file) => !existsSync(resolve(root, file)) || !titles.get(file)?.has(number))
        .map((file) => `${number}: ${file}`),
    )
    expect(wrong).toEqual([])
  })

  it('that were tried by hand say how, and with what result', () => {
    const text = readFileSync(resolve(root, 'docs/journey-record.md'), 'utf8')
    for (const number of byHand) {
      const [, account = ''] =
        new RegExp(`\\n## ${number}[:.] [^\\n]+\\n([\\s\\S]*?)(?=\\n## |$)`).exec(text) ?? []
      expect(account, `statement ${number}`).toMatch(/Tried/)
      expect(account, `statement ${number}`).toMatch(/Result/)
    }
  })
})
