import { expect, test } from 'vitest'
import { answerList } from '../../src/questionnaire/answer-list.js'
import { alerts, completion, scores } from '../../src/questionnaire/outcome.js'
import { inLanguage } from '../../src/questionnaire/questionnaire.js'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import { context, post, problemsIn, questionnaireFrom } from './questionnaire-from.js'

const file = `scales:
  often: [{ value: 0, label: Never }, { value: 1, label: Often }]
fields:
  - { id: sleep, type: choice, scale: often, required: true, label: How do you sleep?, short: Sleep }
  - { id: role, type: choice, label: Role, options: [Cook, { value: g, label: Guest }], other: Other }
  - { id: name, label: Name, hint: First name, minLength: 3, messages: { minLength: Longer! } }
scores:
  - { id: total, label: Total, method: sum, of: [sleep], bands: [{ from: 0, to: 1, id: low, label: Low }] }
alerts:
  - { id: tired, when: sleep == 1, level: info, at: [check], title: Tired, body: Rest. }
rules:
  - { when: name == 'Bob', field: name, message: Not Bob. }
completion:
  - { title: Thanks }
translations:
  fi:
    name: Näyte
    scales: { often: [Ei koskaan, Usein] }
    fields:
      sleep: { label: Miten nukut?, short: Uni }
      role: { options: { Cook: Kokki, g: Vieras }, other: Muu }
      name: { hint: Etunimi, messages: { minLength: Pidempi! } }
    scores: { total: { label: Yhteensä, bands: { low: Matala } } }
    alerts: { tired: { title: Väsynyt, body: Lepää. } }
    rules: [{ message: Ei Bob. }]
    completion: [{ title: Kiitos }]
`
const english = questionnaireFrom(file)
const finnish = inLanguage(english, 'fi')

test('every text is there in the other language, and what is not translated stays', () => {
  expect(finnish).toMatchObject({ name: 'Näyte', language: 'fi' })
  const answers = { sleep: 1, role: 'g', name: 'Ada' }
  const rows = answerList(finnish, answers, context).flatMap((section) => section.rows)
  expect(rows.map(({ label, text }) => `${label}: ${text}`)).toEqual([
    'Uni: Usein',
    'Role: Vieras',
    'Name: Ada',
  ])
  expect(scores(finnish, answers, context)[0]).toMatchObject({ label: 'Yhteensä', band: { label: 'Matala' } })
  expect(alerts(finnish, answers, 'check', context)[0]).toMatchObject({ title: 'Väsynyt', text: 'Lepää.' })
  expect(completion(finnish, answers, context)?.title).toBe('Kiitos')
  expect(recapInput(finnish, answers, context)).toMatchObject({ language: 'fi' })
  expect(inLanguage(english, 'sv')).toBe(english)
})

test('values, rules and conditions are those of the file; sentences are in the language', () => {
  expect(post(finnish, 'sleep', { sleep: '1' }).answers).toEqual({ sleep: 1 })
  expect(post(finnish, 'sleep', {}).errors[0]?.message).toBe('Valitse vastaus kohtaan ”Uni”.')
  expect(post(finnish, 'name', { name: 'Al' }).errors[0]?.message).toBe('Pidempi!')
  expect(post(finnish, 'name', { name: 'Bob' }).errors[0]?.message).toBe('Ei Bob.')
})

test('mistakes in a translation are told with their places', () => {
  const base = 'fields:\n  - { id: role, type: choice, options: [Cook, Guest] }\ntranslations:\n'
  const problems = (lines: string) => problemsIn(base + lines)
  expect(problems('  fi: { fields: { rolle: { label: x } } }\n')).toEqual([
    '7:19 There is no field "rolle". Did you mean "role"?',
  ])
  expect(problems('  fi: { fields: { role: { options: [Kokki] } } }\n')).toEqual([
    '7:36 "options" has 1 labels here and 2 answers in the file.',
  ])
  expect(problems('  fi: { fields: { role: { options: { Cok: Kokki } } } }\n')).toEqual([
    '7:38 There is no answer "Cok". Did you mean "Cook"?',
  ])
  expect(problems('  en: { name: x }\n')[0]).toContain('The file is in "en" already.')
  expect(problems('  finnish_: { name: x }\n')[0]).toContain('"finnish_" is no language tag')
  expect(problems('  fi: { title: x }\n')[0]).toContain('Unknown key "title"')
  expect(problems('  fi: { completion: [{ title: x }] }\n')[0]).toContain(
    'has 1 items here and 0 in the file',
  )
})
