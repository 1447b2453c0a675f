/** A token of a text that says which it is: of which session and which model call, and the how many-th. */
const WORD = /s(\d+)c(\d+)w(\d{6})/g

/**
 * What the model writes for one call: a numbered word in every token, so that one that is lost, doubled, out of
 * order or of another text is seen, and between the words all that is easily broken on the way: characters of
 * several bytes, markup, white space, and every kind of line break, also one that is cut in two.
 */
export function numberedTokens(session: number, call: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const word = `s${session}c${call}w${String(index).padStart(6, '0')}`
    return `${leads(index)}${word}${trails(index)}`
  })
}

function leads(index: number): string {
  // The other half of what the token before ended with.
  if (index % 17 === 5) return '\n'
  return index % 5 === 2 ? ' ' : ''
}

function trails(index: number): string {
  if (index % 17 === 4) return '\r'
  if (index % 7 === 3) return ' Zoë – 🙂 '
  if (index % 11 === 6) return ' <b title="x">3 < 5 & \'so\' &amp; on</b> '
  if (index % 13 === 8) return '\r\n\r\n'
  if (index % 19 === 9) return '\n'
  if (index % 23 === 10) return '  \r'
  return ' '
}

/** As it arrives by a `text/event-stream` or in a page, where every line break is a line feed. */
export function withLineFeeds(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

export interface NumberedWord {
  readonly session: number
  readonly call: number
  readonly index: number
}

/** The numbered words of a text, in order. */
export function numberedWords(text: string): NumberedWord[] {
  return [...text.matchAll(WORD)].map(([, session, call, index]) => ({
    session: Number(session),
    call: Number(call),
    index: Number(index),
  }))
}

export interface TokenDamage {
  readonly lost: number
  readonly doubled: number
  readonly reordered: number
}

/** What has become of a text of `count` tokens, of which this one is what somebody has got. */
export function damageOf(text: string, count: number): TokenDamage {
  const times = new Map<number, number>()
  let reordered = 0
  let before = -1
  for (const { index } of numberedWords(text)) {
    const sofar = times.get(index) ?? 0
    if (sofar === 0 && index < before) reordered++
    before = Math.max(before, index)
    times.set(index, sofar + 1)
  }
  return { lost: count - times.size, doubled: [...times.values()].filter((n) => n > 1).length, reordered }
}
