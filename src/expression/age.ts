/** Whole years from one ISO date to another; `undefined` where `born` is no date. */
export function ageInYears(born: unknown, today: string): number | undefined {
  const from = partsOf(born)
  const to = partsOf(today)
  if (from === undefined || to === undefined) return undefined
  const hadBirthday = to.month > from.month || (to.month === from.month && to.day >= from.day)
  return to.year - from.year - (hadBirthday ? 0 : 1)
}

function partsOf(date: unknown): { year: number; month: number; day: number } | undefined {
  const match = typeof date === 'string' ? /^(\d{4})-(\d{2})-(\d{2})/.exec(date) : null
  if (match === null) return undefined
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) }
}
