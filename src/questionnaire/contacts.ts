import type { Questionnaire } from './questionnaire.js'
import { plainText } from './rich-text.js'
import { placeholdersOf } from './template.js'

/** Language tag, then key, such as `crisis` or `emergency`. */
export type Contacts = Readonly<Record<string, Readonly<Record<string, Contact>>>>

export interface Contact {
  readonly name: string
  readonly phone: string
  /** The entry stands in for a real number, which the deployment has yet to fill in. */
  readonly placeholder?: boolean
}

/** The contact in the language given, else in the language without its region, else in English. */
export function findContact(
  contacts: Contacts | undefined,
  language: string,
  key: string,
): Contact | undefined {
  if (contacts === undefined) return undefined
  for (const candidate of [language, language.split('-')[0] ?? language, 'en']) {
    const ofLanguage = Object.hasOwn(contacts, candidate) ? contacts[candidate] : undefined
    if (ofLanguage !== undefined && Object.hasOwn(ofLanguage, key)) return ofLanguage[key]
  }
  return undefined
}

/** Keys of the contacts that a questionnaire's texts name, and what becomes of each in its language. */
export function contactsOf(
  questionnaire: Questionnaire,
  contacts: Contacts | undefined,
): { key: string; contact: Contact | undefined }[] {
  const rules = [...questionnaire.alerts, ...questionnaire.completion]
  const texts = rules.flatMap((rule) => [rule.title, plainText(rule.body ?? [])])
  const keys = texts.flatMap((text) =>
    placeholdersOf(text).flatMap(({ path }) =>
      path[0] === 'contacts' && path[1] !== undefined ? [path[1]] : [],
    ),
  )
  return [...new Set(keys)].map((key) => ({
    key,
    contact: findContact(contacts, questionnaire.language, key),
  }))
}
