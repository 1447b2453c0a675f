/** Whole days of a time zone, as owners filter and count by them. */
export interface LocalDays {
  /** The day of a time (ISO 8601), `YYYY-MM-DD`. */
  dayOf(time: string): string
  /** When a day begins, ISO 8601 in UTC; where a clock skips midnight, when the clock goes on. */
  startOf(day: string): string
}

const MINUTE = 60_000

/** @param timeZone IANA name. */
export function createLocalDays(timeZone: string): LocalDays {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  /** By the hour: formatting is slow, and zones change by quarters of an hour at the finest. */
  const offsets = new Map<number, number>()

  /** Milliseconds that clocks of the zone are ahead of UTC. */
  function offsetAt(time: number): number {
    const quarter = Math.floor(time / (15 * MINUTE))
    const known = offsets.get(quarter)
    if (known !== undefined) return known
    const parts = Object.fromEntries(
      format.formatToParts(time).map(({ type, value }) => [type, Number(value)]),
    )
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts
    const offset = Date.UTC(year, month - 1, day, hour, minute) - Math.floor(time / MINUTE) * MINUTE
    if (offsets.size >= MOST_OFFSETS) offsets.clear()
    offsets.set(quarter, offset)
    return offset
  }

  return {
    dayOf(time) {
      const milliseconds = Date.parse(time)
      return new Date(milliseconds + offsetAt(milliseconds)).toISOString().slice(0, 10)
    },
    startOf(day) {
      const midnight = Date.parse(`${day}T00:00:00Z`)
      // The offset of a time near by, then that of the time which it leads to.
      const near = midnight - offsetAt(midnight)
      const start = midnight - offsetAt(near)
      const isSkipped = start + offsetAt(start) < midnight
      return new Date(isSkipped ? midnight - offsetAt(start) : start).toISOString()
    },
  }
}

const MOST_OFFSETS = 10_000

/** The day so many days later. */
export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 24 * 60 * MINUTE).toISOString().slice(0, 10)
}
