import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { numberColumns, numberSummary } from '../../src/responses/number-columns.js'
import { timeColumns } from '../../src/responses/time-columns.js'

const counts = (numbers: readonly number[]) => {
  const found = new Map<number, number>()
  for (const number of numbers) found.set(number, (found.get(number) ?? 0) + 1)
  return found
}

describe('a histogram', () => {
  it('of few whole numbers has a column for each, also where nobody gave it', () => {
    expect(numberColumns(counts([3, 5, 5]))).toEqual([
      { from: 3, until: 3, count: 1 },
      { from: 4, until: 4, count: 0 },
      { from: 5, until: 5, count: 2 },
    ])
  })

  it('of many has columns of a round width', () => {
    expect(numberColumns(counts([1, 99, 100, 400]))).toEqual([
      { from: 0, until: 50, count: 1 },
      { from: 50, until: 100, count: 1 },
      { from: 100, until: 150, count: 1 },
      ...[150, 200, 250, 300, 350].map((from) => ({ from, until: from + 50, count: 0 })),
      { from: 400, until: 450, count: 1 },
    ])
  })

  it('of nothing is empty', () => {
    expect(numberColumns(counts([]))).toEqual([])
    expect(numberSummary(counts([]))).toBeUndefined()
  })

  it('loses no number, has no gap and is never too wide, whatever the numbers', () => {
    const number = fc.oneof(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.double({ min: -500, max: 500, noNaN: true }),
    )
    fc.assert(
      fc.property(
        fc.array(
          number.map((value) => Number(value.toFixed(3))),
          { minLength: 1 },
        ),
        (numbers) => {
          const columns = numberColumns(counts(numbers))
          expect(columns.reduce((sum, { count }) => sum + count, 0)).toBe(numbers.length)
          expect(columns.length).toBeLessThanOrEqual(12)
          for (const [index, { from, until }] of columns.entries()) {
            const next = columns[index + 1]
            if (next !== undefined && from !== until) expect(next.from).toBe(until)
          }
        },
      ),
    )
  })

  it('tells the lowest, the middle and the highest', () => {
    expect(numberSummary(counts([5, 1, 9, 2]))).toEqual({ lowest: 1, middle: 3.5, highest: 9, count: 4 })
    expect(numberSummary(counts([7, 7, 8]))).toEqual({ lowest: 7, middle: 7, highest: 8, count: 3 })
  })
})

describe('responses over time', () => {
  const sent = (...days: string[]) => new Map(days.map((day) => [day, 2]))

  it('stand day by day for two weeks, with days on which none came', () => {
    const { unit, columns } = timeColumns(sent('2026-03-01', '2026-03-14')) ?? {}
    expect([unit, columns?.length]).toEqual(['day', 14])
    expect(columns?.[1]).toEqual({ from: '2026-03-02', to: '2026-03-02', count: 0 })
  })

  it('then by weeks from Monday, months and years', () => {
    const weeks = timeColumns(sent('2026-03-01', '2026-03-20'))
    expect([weeks?.unit, weeks?.columns[0]]).toEqual([
      'week',
      { from: '2026-02-23', to: '2026-03-01', count: 2 },
    ])
    const months = timeColumns(sent('2025-12-31', '2026-11-01'))
    expect([months?.unit, months?.columns.length, months?.columns.at(-1)]).toEqual([
      'month',
      12,
      { from: '2026-11-01', to: '2026-11-30', count: 2 },
    ])
    const years = timeColumns(sent('2019-05-05', '2026-11-01'))
    expect([years?.unit, years?.columns.length, years?.columns[0]?.count]).toEqual(['year', 8, 2])
  })

  it('are nothing where nothing came', () => {
    expect(timeColumns(new Map())).toBeUndefined()
  })
})
