import { describe, expect, it } from 'vitest'
import { contactsOf, findContact } from '../../src/questionnaire/contacts.js'
import { parseContacts } from '../../src/questionnaire/load-contacts.js'
import { alerts, alertsAfterPage, completion, scores } from '../../src/questionnaire/outcome.js'
import { plainText } from '../../src/questionnaire/rich-text.js'
import { context, questionnaireFrom, shippedQuestionnaire } from './questionnaire-from.js'

const mood = shippedQuestionnaire('mood-check')
const ITEMS = [
  'interest',
  'low_mood',
  'sleep',
  'energy',
  'appetite',
  'self_view',
  'focus',
  'pace',
  'self_harm',
]

/** Nine answers, one digit each. */
function moodAnswers(digits: string): Record<string, number> {
  return Object.fromEntries(ITEMS.map((id, index) => [id, Number(digits[index])]))
}

describe('31: scores', () => {
  it.each([
    ['000000000', 0, 'minimal'],
    ['211000000', 4, 'minimal'],
    ['211100000', 5, 'mild'],
    ['111111111', 9, 'mild'],
    ['222211000', 10, 'moderate'],
    ['222222200', 14, 'moderate'],
    ['333321000', 15, 'marked'],
    ['333332200', 19, 'marked'],
    ['333333200', 20, 'severe'],
    ['333333333', 27, 'severe'],
  ])('of the mood check for %s are %i, "%s"', (digits, value, band) => {
    expect(scores(mood, moodAnswers(digits), context)).toMatchObject([
      { id: 'total', value, band: { id: band } },
    ])
  })

  it('are incomplete while a question is open, never zero', () => {
    const { pace, ...others } = moodAnswers('000000000')
    expect(pace).toBe(0)
    expect(scores(mood, others, context)).toEqual([
      { id: 'total', label: 'Total score', value: undefined, show: 'completion' },
    ])
    expect(scores(mood, {}, context)[0]?.value).toBeUndefined()
  })

  /** Like AUDIT: b is skipped when a is 0, c takes 0, 2 or 4. */
  const audit = (rules: string) =>
    questionnaireFrom(`fields:
  - { id: a, required: true, coding: { 0: Never, 1: Monthly, 4: Daily } }
  - { id: b, type: integer, when: a > 0 }
  - { id: c, multiple: true, options: [{ value: x, score: 2 }, { value: y, score: 4 }] }
scores:
  - { id: s, label: S, of: [a, b, c], ${rules} }
`)
  const value = (rules: string, answers: Parameters<typeof scores>[1]) =>
    scores(audit(rules), answers, context)[0]?.value

  it.each([
    ['method: sum', { a: 0, c: ['x'] }, 2],
    ['method: sum, skipped: zero', { a: 0, c: ['x'] }, 2],
    ['method: sum', { a: 1, b: 3, c: ['x', 'y'] }, 10],
    ['method: sum', { a: 1, c: ['x'] }, undefined],
    ['method: sum, missing: zero', { a: 1, c: ['x'] }, 3],
    ['method: sum, skipped: zero', { c: ['x'] }, undefined],
    ['method: mean', { a: 0, c: ['x'] }, 1],
    ['method: mean, skipped: zero', { a: 0, c: ['y'] }, 4 / 3],
    ['method: max', { a: 1, b: 9, c: ['x'] }, 9],
    ['method: max', { a: 1, b: 9 }, undefined],
    ['method: count', { a: 1, c: ['x', 'y'] }, 2],
    ['method: count', {}, 0],
    ['method: sum', { a: 0, b: 50, c: ['x'] }, 2],
  ])('with { %s } of %o are %s', (rules, answers, expected) => {
    const result = value(rules, answers)
    if (expected === undefined) expect(result).toBeUndefined()
    else expect(result).toBeCloseTo(expected, 10)
  })

  it('of decimals do not fall beside a band by a rounding error', () => {
    const sum = questionnaireFrom(
      'fields:\n  - { id: a, type: decimal }\n  - { id: b, type: decimal }\nscores:\n  - { id: s, label: S, method: sum, of: [a, b], bands: [{ id: x, label: X, from: 0, to: 0.3 }] }\n',
    )
    expect(scores(sum, { a: 0.1, b: 0.2 }, context)[0]).toMatchObject({ value: 0.3, band: { id: 'x' } })
  })
})

const contacts = {
  en: {
    crisis: { name: 'Helpline *24*', phone: '+44 (0)116-123', placeholder: false },
    emergency: { name: 'Ambulance', phone: '112', placeholder: true },
  },
}

describe('alerts', () => {
  const crisis = { ...moodAnswers('000000000'), self_harm: 1 }
  const all = { ...context, contacts, responseId: 'R-7' }

  it('hold in all three places where the file says so', () => {
    for (const place of ['answer', 'check', 'completion'] as const) {
      expect(alerts(mood, crisis, place, all).map(({ id }) => id)).toEqual(['self_harm_support'])
    }
    expect(alerts(mood, moodAnswers('222211000'), 'completion', all).map(({ id }) => id)).toEqual([
      'see_someone',
    ])
    expect(alerts(mood, moodAnswers('222210000'), 'completion', all)).toEqual([])
  })

  it('come right after the page that they look at, each time it is answered', () => {
    expect(alertsAfterPage(mood, crisis, 'self_harm', all)).toHaveLength(1)
    expect(alertsAfterPage(mood, crisis, 'pace', all)).toEqual([])
    const intake = shippedQuestionnaire('clinic-intake')
    const answers = { symptoms: ['chest_pain'], pain_now: true }
    expect(alertsAfterPage(intake, answers, 'chest', all).map(({ id }) => id)).toEqual(['chest_pain_now'])
    expect(alertsAfterPage(intake, { ...answers, symptoms: ['cough'] }, 'chest', all)).toEqual([])
  })

  it('follow a score that counts the page', () => {
    const scored = questionnaireFrom(
      'fields:\n  - { id: a, type: integer }\n  - { id: b, type: integer }\nscores:\n  - { id: s, label: S, method: sum, of: [a] }\nalerts:\n  - { id: x, when: s > 3, level: info, at: [answer], title: T, body: B }\n',
    )
    expect(alertsAfterPage(scored, { a: 4 }, 'a', all)).toHaveLength(1)
    expect(alertsAfterPage(scored, { a: 4 }, 'b', all)).toEqual([])
  })

  it('33: say what the file says, with phone numbers ready to be called', () => {
    const [alert] = alerts(mood, crisis, 'check', all)
    expect(alert).toMatchObject({ level: 'crisis', title: 'You do not have to carry this alone' })
    expect(alert?.text).toBe(
      'You told us of thoughts of death or of hurting yourself. Please talk to someone today.\n\n' +
        '- Helpline *24*: +44 (0)116-123, at any hour\n- If you are in danger now: 112',
    )
    expect(JSON.stringify(alert?.body)).toContain(
      '{"kind":"tel","text":"+44 (0)116-123","number":"+440116123"}',
    )
  })

  it('say that a contact is not given where there is none', () => {
    expect(alerts(mood, crisis, 'check', context)[0]?.text).toContain('(not given): (not given)')
  })
})

describe('placeholders', () => {
  const texts = questionnaireFrom(
    `fields:
  - { id: name, type: string }
  - { id: born, type: date }
  - { id: a, type: integer }
scores:
  - { id: s, label: S, method: sum, of: [a], bands: [{ id: low, label: quite low, from: 0, to: 3 }] }
completion:
  - title: "{name}, {s.band.label}"
    body: "**{name}** was born on {born}: {s} ({response.id})"
`.replace(', { braces } stay', ''),
  )

  it('are filled with answers as people read them, scores, bands and the reference', () => {
    const done = completion(
      texts,
      { name: 'Ada', born: '1986-03-27', a: 2 },
      { ...context, responseId: 'R-7' },
    )
    expect(done?.title).toBe('Ada, quite low')
    expect(plainText(done?.body ?? [])).toBe('Ada was born on 27 March 1986: 2 (R-7)')
  })

  it('say so where there is no value', () => {
    expect(completion(texts, {}, context)?.title).toBe('(not given), (not given)')
  })

  it('are never read as Markdown or as placeholders themselves', () => {
    const name = '**bold** <b>x</b>\n\n- {born} [l](javascript:x)'
    const done = completion(texts, { name, born: '1986-03-27' }, context)
    expect(done?.title).toBe(`${name}, (not given)`)
    const paragraph = done?.body[0]
    expect(done?.body).toHaveLength(1)
    expect(paragraph?.kind === 'paragraph' && paragraph.inlines[0]).toEqual({
      kind: 'strong',
      inlines: [{ kind: 'text', text: name }],
    })
  })

  it('in completion texts choose the first whose condition holds', () => {
    const request = shippedQuestionnaire('feature-request')
    expect(completion(request, { blocked: true, frequency: 4 }, context)?.title).toBe('Sent as urgent')
    expect(completion(request, { blocked: true, frequency: 2 }, context)?.title).toBe('Request sent')
    expect(completion(request, {}, context)?.title).toBe('Request sent')
    expect(completion(questionnaireFrom('fields:\n  - id: a\n'), {}, context)).toBeUndefined()
  })
})

describe('contacts', () => {
  it('are looked for in the language, then without its region, then in English', () => {
    expect(findContact(contacts, 'en-GB', 'crisis')?.name).toBe('Helpline *24*')
    expect(findContact(contacts, 'fi', 'crisis')?.name).toBe('Helpline *24*')
    expect(findContact(contacts, 'fi', 'constructor')).toBeUndefined()
    expect(findContact(undefined, 'en', 'crisis')).toBeUndefined()
  })

  it('that a questionnaire names are listed, with those that are missing or stand-ins', () => {
    expect(contactsOf(mood, contacts).map(({ key, contact }) => [key, contact?.placeholder])).toEqual([
      ['crisis', false],
      ['emergency', true],
    ])
    expect(contactsOf(mood, {}).map(({ contact }) => contact)).toEqual([undefined, undefined])
    expect(contactsOf(shippedQuestionnaire('feature-request'), contacts)).toEqual([])
  })

  it('with mistakes are refused with their places', () => {
    const messages = (text: string) =>
      parseContacts(text, 'contacts.yaml').problems.map(
        ({ line, column, message }) => `${line}:${column} ${message}`,
      )
    expect(messages('en:\n  crisis:\n    name: A\n    phon: 5\n')).toEqual([
      '3:5 The contact "crisis" has no "phone". Add one.',
      '4:5 Unknown key "phon" in the contact "crisis". Did you mean "phone"?',
    ])
    expect(messages('en:\n  crisis: { name: A, phone: 112 }\n')).toEqual([
      '2:29 "phone" has to be text, found the number 112. Put it in quotes: "112".',
    ])
    expect(messages('- x\n')).toEqual(['1:1 Contacts have to be a mapping of languages, such as "en:".'])
    expect(messages('en: x\n')).toEqual(['1:5 "en" has to be a mapping of contacts.'])
  })
})
