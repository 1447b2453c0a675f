import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseContacts } from '../../src/questionnaire/load-contacts.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'

const SLUGS = ['mood-check', 'feature-request', 'clinic-intake']

describe('the shipped questionnaires', () => {
  it.each(SLUGS)('%s has no problems', (slug) => {
    const file = `graphs/${slug}/schema.yaml`
    expect(parseQuestionnaire(readFileSync(file, 'utf8'), file).problems).toEqual([])
  })
  it('have contacts that say that they are stand-ins', () => {
    const { contacts, problems } = parseContacts(
      readFileSync('graphs/contacts.yaml', 'utf8'),
      'graphs/contacts.yaml',
    )
    expect(problems).toEqual([])
    expect(contacts?.en?.crisis?.placeholder).toBe(true)
  })
})
