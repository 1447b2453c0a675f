import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exportQuestionnaire } from '../../src/fhir/export-questionnaire.js'
import { allFields, type Questionnaire } from '../../src/questionnaire/questionnaire.js'
import { context, questionnaireFrom, shippedQuestionnaire } from '../questionnaire/questionnaire-from.js'
import { arbitraryAnswers, enabledItems, translatedAnswers } from './arbitrary-answers.js'
import { errorsOf, fixture, importResource, questionnaireOf } from './import.js'

/** Exported and imported again, in the form that another program would get it in. */
function roundTrip(questionnaire: Questionnaire): Questionnaire {
  const { resource, findings } = exportQuestionnaire(questionnaire)
  expect(errorsOf({ findings })).toEqual([])
  const imported = importResource(JSON.stringify(resource), { id: questionnaire.id })
  expect(errorsOf(imported)).toEqual([])
  return questionnaireOf(imported)
}

/** What every program that reads it goes by; other fields are named by their linkId. */
function outline({ fields }: Questionnaire) {
  const all = allFields(fields)
  const linkIds = new Map(all.map(({ id, linkId }) => [id, linkId]))
  return all.map((field) => {
    const { linkId, type, label, hint, short, code, widget } = field
    const { required, hidden, readonly, multiple, other, units, options, repeat } = field
    const { min, max, minLength, maxLength, pattern, accept, maxSize } = field
    const initial = options.findIndex(({ value }) => value === field.default)
    return {
      ...{ linkId, type, label, hint, short, code, widget },
      ...{ required, hidden, readonly, multiple, other, units },
      ...{ min, max, minLength, maxLength, pattern, accept, maxSize },
      ...{ parent: linkIds.get(field.parent ?? ''), under: linkIds.get(field.under ?? '') },
      default: initial < 0 ? field.default : initial,
      repeat: repeat && { min: repeat.min, max: repeat.max },
      options: options.map(({ label: text, score, exclusive }) => ({ text, score, exclusive })),
    }
  })
}

function scoreOutline({ scores }: Questionnaire, fields: Questionnaire) {
  const linkIds = new Map(allFields(fields.fields).map(({ id, linkId }) => [id, linkId]))
  return scores
    .map(({ id: _id, of, under, ...score }) => ({
      ...score,
      of: of.map((id) => linkIds.get(id)),
      under: linkIds.get(under ?? ''),
    }))
    .sort((first, second) => first.linkId.localeCompare(second.linkId))
}

const everyType = questionnaireFrom(fixture('every-type.yaml').replace(/^[\s\S]*?(?=scales:)/, ''))

const questionnaires: readonly (readonly [string, Questionnaire])[] = [
  ...['mood-check', 'clinic-intake', 'feature-request'].map((name): [string, Questionnaire] => [
    name,
    shippedQuestionnaire(name),
  ]),
  ['every-type', everyType],
  ['allotment', questionnaireOf(importResource(fixture('allotment.json')))],
]

/** The same sets in every run; a failure prints the set, the seed and the way to it. */
const runs = { seed: 20260314, numRuns: 200 }

describe.each(questionnaires)('%s, exported to FHIR and imported again', (_name, questionnaire) => {
  const again = roundTrip(questionnaire)

  it('has the same items with the same types, rules and answers', () => {
    expect(outline(again)).toEqual(outline(questionnaire))
  })

  it('has the same scores', () => {
    expect(scoreOutline(again, again)).toEqual(scoreOutline(questionnaire, questionnaire))
  })

  it('asks the same under 200 random sets of answers', () => {
    fc.assert(
      fc.property(arbitraryAnswers(questionnaire.fields), (answers) => {
        const others = translatedAnswers(answers, questionnaire.fields, again.fields)
        expect(enabledItems(again, others, context)).toEqual(enabledItems(questionnaire, answers, context))
      }),
      runs,
    )
  })
})

/** Conditions about the fields of `every-type.yaml`, from inside an entry of its group, or from outside. */
const leaf = fc.constantFrom(
  ...['answered(name)', 'answered(scan)', 'count(photos) > 1', 'not answered(photos)'],
  ...["name == 'a'", "name != 'a'", `note == "it's"`, "note > 'b'", 'answered(tags)'],
  ...["tags == 'a'", "tags != 'b'", 'count(tags) >= 2', 'count(tags) != 1', 'number > 5', 'number <= 2.5'],
  ...['number != 3', 'amount >= 2.5', 'amount == -1', 'amount < number', 'number == amount', 'ok == true'],
  ...['ok != true', "born >= '2013-03-14'", "born == '2008-02-29'", 'age(born) >= 12', 'age(born) == 12'],
  ...['age(born) != 12', 'age(born) < 12.5', 'age(born) <= 13', 'age(born) > -1', "at >= '2025-01-31T09:00'"],
  ...["at < '2025-01-31'", "clock > '09:29'", "clock != '09:30'", 'weight > 4', 'weight == 5', "link != 'x'"],
  ...[
    'often >= 2',
    'often == 0',
    'often != 1',
    'often < 0',
    'often == last',
    "kind == 'dog'",
    "kind != 'cat'",
  ],
  ...["kind == 'a'", 'answered(kind)', "signs == 'fever'", "signs != 'fever'", 'count(signs) > 1'],
  ...[
    'answered(total)',
    'total >= 3',
    'total == 0',
    'total != 2',
    "total.band == 'low'",
    "total.band != 'high'",
  ],
)
const inside = fc.constantFrom(
  'dose > 3',
  'dose != 2',
  "unit_name == 'mg'",
  'answered(dose)',
  'answered(leaflet)',
  "unit_name != 'ml'",
)
const outside = fc.constantFrom(
  'answered(pills)',
  'count(pills) >= 2',
  'count(pills) == 1',
  'dose > 3',
  'dose != 2',
  'answered(brand)',
  'answered(leaflet)',
)

function conditions(leaves: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.letrec<{ any: string; pair: string }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaves,
      tie('pair'),
      tie('any').map((text) => `not (${text})`),
    ),
    pair: fc
      .tuple(tie('any'), fc.constantFrom('and', 'or'), tie('any'))
      .map(([first, word, second]) => `(${first}) ${word} (${second})`),
  })).any
}

const file = fixture('every-type.yaml').replace(/^[\s\S]*?(?=scales:)/, '')

function withConditions(inner: string, outer: string): Questionnaire {
  return questionnaireFrom(
    file
      .replace(/when: answered\(dose\) or .*? \}/, () => `when: ${JSON.stringify(inner)} }`)
      .replace("when: name == 'nobody'", () => `when: ${JSON.stringify(outer)}`),
  )
}

it('every condition of the grammar holds for the same answers after an export and an import', () => {
  fc.assert(
    fc.property(
      conditions(fc.oneof(leaf, inside)),
      conditions(fc.oneof(leaf, outside)),
      fc.array(arbitraryAnswers(everyType.fields), { minLength: 8, maxLength: 8 }),
      (inner, outer, sets) => {
        const questionnaire = withConditions(inner, outer)
        const again = roundTrip(questionnaire)
        for (const answers of sets) {
          const others = translatedAnswers(answers, questionnaire.fields, again.fields)
          expect(enabledItems(again, others, context)).toEqual(enabledItems(questionnaire, answers, context))
        }
      },
    ),
    { ...runs, numRuns: 60 },
  )
})
