/** Whether a text is an ISO date (`YYYY-MM-DD`, year 1000 to 9999) that the calendar has. */
export function isRealDate(text: string): boolean {
  const match = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(text)
  return match !== null && dayExists(Number(match[1]), Number(match[2]), Number(match[3]))
}

export function dayExists(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month)
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** `1986-03-27` as `27 March 1986` in the language given. */
export function longDate(isoDate: string, language: string): string {
  const format = formatFor(language, { day: 'numeric', month: 'long', year: 'numeric' })
  return format.format(new Date(`${isoDate}T00:00:00Z`))
}

/** Whether a text is a time of day, `HH:MM` from 00:00 to 23:59. */
export function isRealTime(text: string): boolean {
  return /^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)
}

/** `14:30` as it is written in the language given: `14.30` in Finnish. */
export function shortTime(isoTime: string, language: string): string {
  const format = formatFor(language, { hour: '2-digit', minute: '2-digit' })
  return format.format(new Date(`1970-01-01T${isoTime}Z`))
}

/** Making one takes longer than all that it writes on a page. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatFor(language: string, style: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, style])
  const known = formats.get(key)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    ...style,
    timeZone: 'UTC',
  })
  formats.set(key, format)
  return format
}
