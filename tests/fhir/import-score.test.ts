import { expect, it } from 'vitest'
import { errorsOf, findingsOf, importResource, questionnaireOf } from './import.js'

const CORE = 'http://hl7.org/fhir/StructureDefinition'
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition'

const expression = (text: string, name?: string) => ({
  language: 'text/fhirpath',
  expression: text,
  ...(name && { name }),
})
const graded = (linkId: string) => ({
  linkId,
  text: linkId,
  type: 'choice',
  answerOption: [0, 1, 2].map((score) => ({
    extension: [{ url: `${CORE}/ordinalValue`, valueDecimal: score }],
    valueCoding: { code: `LA${score}`, display: `Grade ${score}` },
  })),
})

function importScore(text: string, variables: Record<string, string> = {}) {
  return importResource({
    resourceType: 'Questionnaire',
    id: 'grades',
    title: 'Grades',
    language: 'en',
    version: '1',
    extension: Object.entries(variables).map(([name, value]) => ({
      url: `${CORE}/variable`,
      valueExpression: expression(value, name),
    })),
    item: [
      graded('a'),
      graded('b'),
      { linkId: 'n', text: 'N', type: 'integer' },
      {
        linkId: 'total',
        text: 'Total',
        type: 'decimal',
        extension: [
          { url: `${SDC}/sdc-questionnaire-calculatedExpression`, valueExpression: expression(text) },
        ],
      },
    ],
  })
}

const option = (linkId: string) =>
  `%questionnaire.item.where(linkId = '${linkId}').answerOption.where(value.code=%resource.item.where(linkId = '${linkId}').answer.value.code).extension.where(url='${CORE}/ordinalValue').value`

it.each([
  [
    "%resource.item.where(linkId = 'a' or linkId = 'b').answer.value.ordinal().sum()",
    'sum',
    ['a', 'b'],
    'zero',
  ],
  [
    "%resource.descendants().where(linkId in ('a' | 'n')).answer.value.weight().avg()",
    'mean',
    ['a', 'n'],
    'zero',
  ],
  [
    "%resource.item.where(linkId='a').answer.value.ordinal() + %resource.item.where(linkId='n').answer.value",
    'sum',
    ['a', 'n'],
    'incomplete',
  ],
  ['%a + %b', 'sum', ['a', 'b'], 'incomplete'],
  ['iif(%any.exists(), iif(%a.exists(), %a, 0) + iif(%b.exists(), %b, 0), {})', 'sum', ['a', 'b'], 'zero'],
])('the expression %s is a score', (text, method, of, missing) => {
  const imported = importScore(text, { a: option('a'), b: option('b'), any: '%a.exists() or %b.exists()' })
  expect(errorsOf(imported)).toEqual([])
  expect(questionnaireOf(imported).scores).toMatchObject([
    { id: 'total', linkId: 'total', method, of, missing },
  ])
})

it.each([
  "%resource.item.where(linkId = 'a').answer.value.ordinal() * 2",
  "%resource.item.where(linkId = 'a').answer.value.ordinal() - %resource.item.where(linkId = 'b').answer.value.ordinal()",
  "(%resource.item.where(linkId = 'a').answer.value.ordinal() - 1).sum()",
  "%resource.item.where(linkId = 'nobody').answer.value.ordinal().sum()",
  "iif(%resource.item.where(linkId = 'a').exists(), 5, 0)",
  'today()',
  '%a + %a',
  '%endless',
  `${'('.repeat(200)}1${')'.repeat(200)}`,
])('the expression %.60s is no score, which is told', (text) => {
  const imported = importScore(text, { a: option('a'), endless: '%endless + %endless' })
  expect(errorsOf(imported)).toEqual([])
  expect(questionnaireOf(imported).scores).toEqual([])
  expect(findingsOf(imported)).toContainEqual(
    expect.stringMatching(/^warning total It is worked out by an expression/),
  )
})
