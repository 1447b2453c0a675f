const made = new Map<string, Intl.DateTimeFormat>()

/** A format for dates and times. Made once: that takes longer than most of a page. */
export function dateFormat(
  language: string,
  timeZone: string,
  style: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = JSON.stringify([language, timeZone, style])
  const known = made.get(key)
  if (known !== undefined) return known
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone, ...style })
  made.set(key, format)
  return format
}

/** English without a region writes its dates as most of the world does. */
export function localeOf(language: string): string {
  return language === 'en' ? 'en-GB' : language
}
