import { expect, it } from 'vitest'
import { exportQuestionnaire } from '../../src/fhir/export-questionnaire.js'
import { questionnaireFrom } from '../questionnaire/questionnaire-from.js'
import { errorsOf, findingsOf, importResource, questionnaireOf } from './import.js'

const CORE = 'http://hl7.org/fhir/StructureDefinition'

/** What becomes of the part of a file that follows name, version and language. */
function exported(rest: string) {
  const { resource, findings } = exportQuestionnaire(questionnaireFrom(rest))
  return { resource, items: resource.item as Record<string, unknown>[], found: findingsOf({ findings }) }
}

it('a file says in FHIR which kinds are taken and how large one may be, and comes back as it was', () => {
  const { resource, items, found } = exported(`fields:
  - { id: scan, type: file, label: Scan, required: true, accept: [image/png, text/csv], maxSize: 512KB }
  - { id: photos, type: file, label: Photos, repeat: { max: 3 } }
`)
  expect(found).toEqual([])
  expect(items[0]).toEqual({
    linkId: 'scan',
    text: 'Scan',
    type: 'attachment',
    required: true,
    extension: [
      { url: `${CORE}/mimeType`, valueCode: 'image/png' },
      { url: `${CORE}/mimeType`, valueCode: 'text/csv' },
      { url: `${CORE}/maxSize`, valueDecimal: 0.5 },
    ],
  })
  const [scan, photos] = questionnaireOf(importResource(resource)).fields
  expect(scan).toMatchObject({
    type: 'file',
    required: true,
    accept: ['image/png', 'text/csv'],
    maxSize: 524_288,
  })
  // What the file leaves unsaid is said, so that other programs take the same files.
  expect(photos).toMatchObject({
    repeat: { max: 3 },
    accept: ['image/png', 'image/jpeg', 'application/pdf'],
    maxSize: 5 * 1024 * 1024,
  })
})

const scored = `fields:
  - { id: falls, type: integer, label: Falls }
  - { id: why, label: Why, hidden: true }
scores:
  - { id: risk, label: Risk, method: module, module: ./risk.mjs#risk, of: [falls, why] }
`

it('a score of a function is a number without an expression, which is told', () => {
  const { items, found } = exported(scored)
  expect(found).toEqual(['note risk It is worked out by a function, which FHIR cannot carry.'])
  expect(items[2]).toMatchObject({ linkId: 'risk', type: 'decimal', readOnly: true })
  expect(JSON.stringify(items[2])).not.toContain('calculatedExpression')
  expect(JSON.stringify(items[2])).not.toContain('risk.mjs')
})

it('a score of a function comes back as a number that nobody is asked, which is told', () => {
  const imported = importResource(exported(scored).resource)
  expect(findingsOf(imported)).toEqual([
    'warning risk It is worked out by a function, and FHIR cannot carry that. It became a question that nobody is asked. Write a score, or remove it.',
  ])
  expect(questionnaireOf(imported).scores).toEqual([])
})

it('a condition about a score of a function is refused when it comes back, since nothing works the score out', () => {
  const { resource } = exported(
    scored.replace('scores:', '  - { id: aid, label: Aid, when: risk > 2 }\nscores:'),
  )
  expect(errorsOf(importResource(resource))).toEqual([
    expect.stringMatching(/^error aid Its condition looks at "risk", which nothing works out any more/),
  ])
})

it('what FHIR has no place for is told', () => {
  const { found } = exported(`intro: Hello
exit: https://example.org
fields:
  - { id: secret, label: Secret, sensitive: true, autocomplete: name }
  - { id: consent, type: boolean, label: I agree, must: true }
  - { id: note, label: Note, probe: Whether it says when., description: What happened. }
`)
  expect(found).toEqual([
    'warning secret FHIR has no place for "sensitive". After an import, write it again.',
    'note secret FHIR has no place for "autocomplete".',
    'warning consent FHIR has no place for "must": there it can also be answered with no.',
    'note note FHIR has no place for "description", "probe".',
    'note - FHIR has no place for "intro", "exit".',
  ])
})

it('no two items have one linkId', () => {
  expect(
    exported(`fields:
  - { id: a, linkId: same, label: A }
  - { id: b, linkId: same, label: B }
`).found,
  ).toContainEqual('error same Both "a" and "b" have this linkId. Give each one its own.')
  const { items } = exported(`fields:
  - { id: a, label: A, hint: Like this }
  - { id: b, linkId: a.hint, label: B }
`)
  expect(items[0]).toMatchObject({ item: [{ linkId: 'a.hint.text', text: 'Like this', type: 'display' }] })
})
