import { en, type Messages } from './en.js'
import { fi } from './fi.js'

export type { Messages }

const languages: Readonly<Record<string, Partial<Messages>>> = { en, fi }

/** The words in a language, by its first part (`fi-FI` is `fi`); in English where there are none. */
export function messagesFor(language: string): Messages {
  const name = language.split('-')[0] ?? ''
  return Object.hasOwn(whole, name) ? (whole[name] ?? en) : en
}

/** Put together once: a page asks for its words dozens of times. */
const whole: Readonly<Record<string, Messages>> = Object.fromEntries(
  Object.entries(languages).map(([name, words]) => [name, { ...en, ...words }]),
)
