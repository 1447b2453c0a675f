/**
 * A date and time of day in a zone as a FHIR dateTime, with seconds and the zone's offset at that moment:
 * `2026-03-14T09:30` in Helsinki as `2026-03-14T09:30:00+02:00`. An hour that the clocks skip takes the offset
 * after it.
 *
 * @see https://hl7.org/fhir/R4/datatypes.html#dateTime
 */
export function zonedDateTime(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}:00Z`)
  if (Number.isNaN(asUtc)) return local
  // The offset at about that time leads to the moment itself, where the offset may be another one.
  const guess = asUtc - offsetAt(asUtc, timeZone)
  const offset = offsetAt(guess, timeZone)
  return `${local}:00${offsetText(offset)}`
}

/** Milliseconds that the clocks of a zone are ahead of UTC. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...{
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    },
  }).formatToParts(moment)
  const part = (type: string) => parts.find((candidate) => candidate.type === type)?.value ?? '00'
  const shown = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`
  return Date.parse(shown) - Math.floor(moment / 1000) * 1000
}

function offsetText(offset: number): string {
  const minutes = Math.round(Math.abs(offset) / 60_000)
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60].map((value) =>
    String(value).padStart(2, '0'),
  )
  return `${offset < 0 ? '-' : '+'}${hours}:${rest}`
}
