/** One column of a histogram: numbers from `from` up to, not including, `until`; a single number where both are the same. */
export interface NumberColumn {
  readonly from: number
  readonly until: number
  readonly count: number
}

export interface NumberSummary {
  readonly lowest: number
  readonly middle: number
  readonly highest: number
  readonly count: number
}

/** Most columns: as many as stand side by side on a telephone. */
const MOST_COLUMNS = 11

/** The numbers of a question in columns of one width, without gaps. @param counts how often each was given. */
export function numberColumns(counts: ReadonlyMap<number, number>): NumberColumn[] {
  const numbers = [...counts.keys()].sort((a, b) => a - b)
  const [lowest, highest] = [numbers[0], numbers.at(-1)]
  if (lowest === undefined || highest === undefined) return []
  const areWhole = numbers.every(Number.isInteger)
  if (areWhole && highest - lowest < MOST_COLUMNS) {
    return Array.from({ length: highest - lowest + 1 }, (_, index) => {
      const number = lowest + index
      return { from: number, until: number, count: counts.get(number) ?? 0 }
    })
  }
  const width = niceWidth((highest - lowest) / (MOST_COLUMNS - 1), areWhole)
  const first = Math.floor(tidy(lowest / width))
  const length = Math.floor(tidy(highest / width)) - first + 1
  const columns = Array.from({ length }, (_, index) => ({
    from: tidy((first + index) * width),
    until: tidy((first + index + 1) * width),
    count: 0,
  }))
  for (const [number, count] of counts) {
    const column = columns[Math.floor(tidy(number / width)) - first]
    if (column !== undefined) column.count += count
  }
  return columns
}

export function numberSummary(counts: ReadonlyMap<number, number>): NumberSummary | undefined {
  const numbers = [...counts].sort(([a], [b]) => a - b)
  const [lowest, highest] = [numbers[0]?.[0], numbers.at(-1)?.[0]]
  if (lowest === undefined || highest === undefined) return undefined
  const count = numbers.reduce((sum, [, times]) => sum + times, 0)
  /** The number at a place in the sorted list of all, from 0. */
  const at = (place: number) => {
    let passed = 0
    return (
      numbers.find(([, times]) => {
        passed += times
        return passed > place
      })?.[0] ?? highest
    )
  }
  const middle = tidy((at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2)
  return { lowest, middle, highest, count }
}

/** 1, 2 or 5 times a power of ten, at least so wide. */
function niceWidth(least: number, isWhole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least > 0 ? least : 1))
  const width = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= least) ?? 10 * power
  return isWhole ? Math.max(1, width) : tidy(width)
}

/** 0.30000000000000004 is 0.3 to whoever reads it. */
function tidy(value: number): number {
  return Number(value.toPrecision(12))
}
