/** What an interrupt asks, as a page can show it. */
export interface Asked {
  /** The question, where the payload has one. */
  readonly text: string | undefined
  /** Everything else that the payload says, in its order. */
  readonly details: readonly { readonly label: string; readonly text: string }[]
  /** The only answers that are taken; empty where any text is. */
  readonly options: readonly AskedOption[]
}

export interface AskedOption {
  readonly label: string
  /** What the graph gets: JSON. */
  readonly value: unknown
}

/** Keys of a payload that hold the question itself; the first that is there does. */
const questionKeys = ['question', 'message', 'prompt']
/** Options beyond these are not offered. */
const MAX_OPTIONS = 100
/** Characters of a detail. */
const MAX_DETAIL = 2000

/** Reads the payload of an interrupt: a text, a mapping with a question and perhaps options, or anything else. */
export function askedOf(payload: unknown): Asked {
  if (typeof payload !== 'object' || payload === null) {
    return { text: payload === null ? undefined : String(payload), details: [], options: [] }
  }
  if (Array.isArray(payload)) {
    return { text: payload.map(plainText).join('\n'), details: [], options: [] }
  }
  const entries = Object.entries(payload)
  const question = questionKeys
    .map((key) => entries.find(([name, value]) => name === key && typeof value === 'string'))
    .find((entry) => entry !== undefined)
  const offered = entries.find(([name, value]) => name === 'options' && Array.isArray(value))
  const options = ((offered?.[1] ?? []) as unknown[]).slice(0, MAX_OPTIONS).map(optionOf)
  // An interrupt without any question of its own pays out its node's name, which is nothing to show.
  const isBare = entries.length === 1 && entries[0]?.[0] === 'node'
  const details = isBare
    ? []
    : entries
        .filter((entry) => entry !== question && entry !== offered)
        .map(([key, value]) => ({ label: readable(key), text: plainText(value).slice(0, MAX_DETAIL) }))
  return { text: question?.[1] as string | undefined, details, options }
}

function optionOf(option: unknown): AskedOption {
  if (typeof option !== 'object' || option === null) return { label: String(option), value: option }
  const { label, text, value } = option as Record<string, unknown>
  const shown = [label, text, value].find((part) => typeof part === 'string' || typeof part === 'number')
  const given = Object.hasOwn(option, 'value') ? value : option
  return { label: shown === undefined ? plainText(option) : String(shown), value: given }
}

/** A JSON value for a reader. */
function plainText(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(plainText).join(', ')
  if (typeof value !== 'object' || value === null) return value === null ? '' : String(value)
  return Object.entries(value)
    .map(([key, item]) => `${readable(key)}: ${plainText(item)}`)
    .join('; ')
}

function readable(key: string): string {
  const words = key.replaceAll(/[_-]+/g, ' ').trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a person sent, or why it cannot be taken. */
export type ReadReply =
  | { readonly value: unknown }
  | { readonly error: 'empty' | 'tooLong' | 'notOffered'; readonly typed: string }

/** Most characters of a reply. */
export const MAX_REPLY = 20_000

/** A reply as it was typed, or pressed: line breaks as LF, without the space around it. */
export function readReply(asked: Asked, sent: string): ReadReply {
  const typed = sent.replace(/\r\n?/g, '\n').trim()
  if (asked.options.length > 0) {
    const option = asked.options[optionIndex(typed)] ?? asked.options.find(({ label }) => label === typed)
    return option === undefined ? { error: 'notOffered', typed } : { value: option.value }
  }
  if (typed === '') return { error: 'empty', typed }
  if ([...typed].length > MAX_REPLY) return { error: 'tooLong', typed }
  return { value: typed }
}

/** How an option is named in a form: by its place, since two may read alike. */
export function optionName(index: number): string {
  return `#${index + 1}`
}

function optionIndex(name: string): number {
  return /^#\d{1,3}$/.test(name) ? Number(name.slice(1)) - 1 : -1
}

/** How a reply reads that was given to these options. */
export function replyText(asked: Asked | undefined, value: unknown): string {
  const option = asked?.options.find((candidate) => JSON.stringify(candidate.value) === JSON.stringify(value))
  return option?.label ?? plainText(value)
}
