import { en, type Messages } from './en.js'
import { fi } from './fi.js'

export type { Messages }

const languages: Readonly<Record<string, Partial<Messages>>> = { en, fi }

/** The words in a language, by its first part (`fi-FI` is `fi`); in English where there are none. */
export function messagesFor(language: string): Messages {
  return { ...en, ...languages[language.split('-')[0] ?? ''] }
}
