import { isMapping } from '../yaml/describe.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml } from '../yaml/read-yaml.js'
import type { Contact, Contacts } from './contacts.js'
import { SchemaMapping } from './schema-mapping.js'

/**
 * Reads `graphs/contacts.yaml`: language, then key, then `name`, `phone` and, on entries that are not real
 * yet, `placeholder: true`.
 */
export function parseContacts(text: string, file: string): { contacts?: Contacts; problems: Problem[] } {
  const yaml = readYaml(text, file, 'core')
  const problems = [...yaml.problems]
  const contacts: Record<string, Record<string, Contact>> = {}
  if (problems.length > 0) return { problems }
  if (!isMapping(yaml.value)) {
    return {
      problems: [
        yaml.problem([], 'Contacts have to be a mapping of languages, such as "en:".', {
          rule: 'wrong-type',
        }),
      ],
    }
  }
  for (const [language, entries] of Object.entries(yaml.value)) {
    if (!isMapping(entries)) {
      problems.push(
        yaml.problem([language], `"${language}" has to be a mapping of contacts.`, { rule: 'wrong-type' }),
      )
      continue
    }
    const ofLanguage: Record<string, Contact> = {}
    for (const [key, entry] of Object.entries(entries)) {
      const contact = readContact(
        new SchemaMapping(yaml, problems, [language, key], entry, `contact "${key}"`),
      )
      if (contact !== undefined) ofLanguage[key] = contact
    }
    contacts[language] = ofLanguage
  }
  problems.sort((a, b) => a.line - b.line || a.column - b.column)
  return problems.length > 0 ? { problems } : { contacts, problems }
}

function readContact(mapping: SchemaMapping): Contact | undefined {
  mapping.allow(['name', 'phone', 'placeholder'])
  const name = mapping.requiredText('name')
  const phone = mapping.requiredText('phone')
  const placeholder = mapping.flag('placeholder') ?? false
  return name === undefined || phone === undefined ? undefined : { name, phone, placeholder }
}

export { type Contact, type Contacts, contactsOf, findContact } from './contacts.js'
