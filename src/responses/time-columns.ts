import { addDays } from './local-day.js'

/** How many responses came in a stretch of time; both days are inside. */
export interface TimeColumn {
  readonly from: string
  readonly to: string
  readonly count: number
}

export interface TimeColumns {
  readonly unit: 'day' | 'week' | 'month' | 'year'
  readonly columns: readonly TimeColumn[]
}

/** Most columns: as many as stand side by side on a telephone. */
const MOST_COLUMNS = 14

/**
 * Responses by day, or by the shortest stretch of which there are not too many, without gaps. Weeks begin on
 * Monday. @param sent how many there were, by day.
 */
export function timeColumns(sent: ReadonlyMap<string, number>): TimeColumns | undefined {
  const days = [...sent.keys()].sort()
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return undefined
  for (const unit of ['day', 'week', 'month', 'year'] as const) {
    const starts: string[] = []
    for (let from = beginning(first, unit); from <= last; from = next(from, unit)) {
      starts.push(from)
      if (starts.length > MOST_COLUMNS && unit !== 'year') break
    }
    if (starts.length > MOST_COLUMNS && unit !== 'year') continue
    const shown = starts.slice(-MOST_COLUMNS)
    const counts = shown.map(() => 0)
    for (const [day, count] of sent) {
      const index = shown.findLastIndex((from) => from <= day)
      if (index >= 0) counts[index] = (counts[index] ?? 0) + count
    }
    const columns = shown.map((from, index) => ({
      from,
      to: addDays(next(from, unit), -1),
      count: counts[index] ?? 0,
    }))
    return { unit, columns }
  }
  return undefined
}

function beginning(day: string, unit: TimeColumns['unit']): string {
  switch (unit) {
    case 'day':
      return day
    case 'week':
      return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7))
    case 'month':
      return `${day.slice(0, 7)}-01`
    case 'year':
      return `${day.slice(0, 4)}-01-01`
  }
}

function next(day: string, unit: TimeColumns['unit']): string {
  switch (unit) {
    case 'day':
      return addDays(day, 1)
    case 'week':
      return addDays(day, 7)
    case 'month':
      return beginning(addDays(day, 31), 'month')
    case 'year':
      return beginning(addDays(day, 366), 'year')
  }
}
