/** What a person has written under "Something is wrong". */
export type ReadReply =
  | { readonly kind: 'message'; readonly message: string }
  /** Nothing but a yes: there is nothing to change, and nothing is sent by it. */
  | { readonly kind: 'agreement' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'tooLong'; readonly limit: number }

/** Characters. */
export const MAX_REPLY = 4000
/** How often a session's answers are corrected in this way; after that on their pages. */
export const MAX_REPLIES = 5

/**
 * Tells a plain yes from everything else. "OK but change the date" is no yes: only these words alone are one,
 * and even they send nothing.
 */
export function readReply(sent: string): ReadReply {
  const message = sent.replace(/\r\n?/g, '\n').trim()
  if (message === '') return { kind: 'empty' }
  if ([...message].length > MAX_REPLY) return { kind: 'tooLong', limit: MAX_REPLY }
  const words = message.toLowerCase().replace(/[\s.,!]+$/u, '')
  return AGREEMENTS.has(words) ? { kind: 'agreement' } : { kind: 'message', message }
}

const AGREEMENTS = new Set([
  'yes',
  'ok',
  'okay',
  'correct',
  'all correct',
  'that is correct',
  'that is right',
  'kyllä',
  'joo',
  'oikein',
  'kaikki oikein',
])
