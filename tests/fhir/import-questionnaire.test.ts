import { describe, expect, it } from 'vitest'
import { exportQuestionnaire } from '../../src/fhir/export-questionnaire.js'
import { readTerminology } from '../../src/fhir/read-resource.js'
import { enabledAnswers } from '../../src/questionnaire/enabled-answers.js'
import { findPage } from '../../src/questionnaire/pages.js'
import { fieldById } from '../../src/questionnaire/questionnaire.js'
import { plainText } from '../../src/questionnaire/rich-text.js'
import { context } from '../questionnaire/questionnaire-from.js'
import {
  errorsOf,
  fieldsOf,
  findingsOf,
  fixture,
  importItems,
  importResource,
  questionnaireOf,
} from './import.js'

const CORE = 'http://hl7.org/fhir/StructureDefinition'
const SDC = 'http://hl7.org/fhir/uv/sdc/StructureDefinition'

const control = (code: string) => ({
  url: `${CORE}/questionnaire-itemControl`,
  valueCodeableConcept: { coding: [{ code }] },
})
const coding = (code: string, display = code) => ({ valueCoding: { system: 'urn:x', code, display } })

/** The only field that an item becomes. */
function field(item: Record<string, unknown>): Record<string, unknown> {
  const imported = importItems({ linkId: 'q', text: 'Question', ...item })
  expect(errorsOf(imported)).toEqual([])
  return fieldsOf(imported)[0] ?? {}
}

describe('A whole questionnaire', () => {
  const imported = importResource(fixture('allotment.json'))
  const questionnaire = questionnaireOf(imported)

  it('takes its id from the end of the url, and keeps what describes it', () => {
    expect(errorsOf(imported)).toEqual([])
    expect(questionnaire).toMatchObject({
      id: 'allotment-visit',
      url: 'https://example.org/fhir/Questionnaire/allotment-visit',
      name: 'Before the allotment visit',
      version: '2',
      language: 'en',
      copyright: 'Free to use.',
      code: { system: 'https://example.org/codes', code: 'visit' },
    })
  })

  it('shares the answers of a contained value set as a scale, by id and by url', () => {
    const beans = fieldById(questionnaire, 'q_1_2')
    expect(beans).toMatchObject({ scale: 'harvest', linkId: '1.2' })
    expect(beans?.options.map(({ value, label, score }) => [value, label, score])).toEqual([
      ['none', 'Nothing', 0],
      ['some', 'A basket', 1],
      ['much', 'A barrow', 2],
    ])
    expect(fieldById(questionnaire, 'q_1_3')?.scale).toBe('harvest')
  })

  it('has what is inside a question behind it, for when it is answered', () => {
    const inside = fieldsOf(imported).filter(({ under }) => under === 'q_3')
    expect(inside.map(({ linkId, when }) => [linkId, when])).toEqual([
      ['3.1', 'answered(q_3)'],
      ['3.2', 'q_3 == true'],
    ])
  })

  it('turns a question that repeats, with what is inside it, into a group that repeats', () => {
    const group = fieldsOf(imported).find(({ type, linkId }) => type === 'group' && linkId === '4')
    expect(group).toMatchObject({ repeat: {}, label: "A neighbour's name" })
    const inside = group?.fields as { linkId: string; under?: string }[]
    expect(inside.map(({ linkId, under }) => [linkId, under])).toEqual([
      ['4', undefined],
      ['4.1', 'q_4'],
    ])
  })

  it('reads a sum of ordinals as a score, which conditions can name', () => {
    expect(questionnaire.scores).toMatchObject([
      { linkId: '1.sum', method: 'sum', of: ['q_1_2', 'q_1_3'], under: 'q_1', missing: 'incomplete' },
    ])
    const answers = { q_1_2: 'some', q_1_3: 'none', q_5: 'Lettuce' }
    expect(enabledAnswers(questionnaire, answers, context)).toHaveProperty('q_5')
    expect(enabledAnswers(questionnaire, { ...answers, q_1_3: 'much' }, context)).not.toHaveProperty('q_5')
  })

  it('has its translations as an overlay, prefixes in front', () => {
    const finnish = questionnaire.translations.get('fi')
    expect(finnish?.name).toBe('Ennen palstakäyntiä')
    expect(finnish && fieldById(finnish, 'q_1_1')?.label).toBe('1) Mikä sen nimi on?')
    expect(finnish && fieldById(finnish, 'q_1_2')?.options[0]?.label).toBe('Ei mitään')
  })

  it('can be filled in: its pages are there', () => {
    expect(findPage(questionnaire, 'q_1', {}, context)?.questions.map(({ id }) => id)).toEqual([
      'q_1_1',
      'q_1_2',
      'q_1_3',
    ])
  })
})

describe('An item', () => {
  it.each([
    ['boolean', { type: 'boolean' }],
    ['decimal', { type: 'decimal' }],
    ['integer', { type: 'integer' }],
    ['date', { type: 'date' }],
    ['dateTime', { type: 'datetime' }],
    ['time', { type: 'time' }],
    ['string', { type: 'string' }],
    ['text', { type: 'text' }],
    ['url', { type: 'url' }],
  ])('of the type %s becomes a field of %j', (type, expected) => {
    expect(field({ type, required: true, readOnly: true })).toMatchObject({
      ...expected,
      id: 'q',
      label: 'Question',
      required: true,
      readonly: true,
    })
  })

  it('gets an id that is valid, not reserved and its own, and keeps its linkId', () => {
    const linkIds = ['/54114-4/54139-1', 'check', 'and', 'A b', 'a_b', 'Ängström', '???', 'x'.repeat(100)]
    const fields = fieldsOf(importItems(...linkIds.map((linkId) => ({ linkId, type: 'string', text: 'x' }))))
    expect(fields.map(({ id }) => id)).toEqual([
      ...['q_54114_4_54139_1', 'check_item', 'and_item', 'a_b', 'a_b_2', 'angstrom', 'q', 'x'.repeat(56)],
    ])
    expect(fields.map(({ linkId, id }) => linkId ?? id)).toEqual(linkIds)
  })

  it('keeps its limits, and has its regular expression match the whole answer', () => {
    const extension = [
      { url: `${CORE}/minLength`, valueInteger: 2 },
      { url: `${CORE}/regex`, valueString: '^(?:[a-z]+)$' },
    ]
    expect(field({ type: 'string', maxLength: 5, extension })).toMatchObject({
      minLength: 2,
      maxLength: 5,
      pattern: '[a-z]+',
    })
    const range = [
      { url: `${CORE}/minValue`, valueInteger: 1 },
      { url: `${CORE}/maxValue`, valueInteger: 5 },
      control('slider'),
    ]
    expect(field({ type: 'integer', extension: range })).toMatchObject({ min: 1, max: 5, widget: 'scale' })
    const worked = {
      url: `${CORE}/maxValue`,
      _valueDate: {
        extension: [{ url: `${CORE}/cqf-calculatedValue`, valueExpression: { expression: 'today()' } }],
      },
    }
    expect(field({ type: 'date', extension: [worked] })).toMatchObject({ max: 'today' })
  })

  it('with a regular expression that would take for ever, or cannot be read, loses it with a warning', () => {
    const imported = importItems({
      linkId: 'q',
      text: 'Q',
      type: 'string',
      extension: [{ url: `${CORE}/regex`, valueString: '(?=a)b' }],
    })
    expect(fieldsOf(imported)[0]).not.toHaveProperty('pattern')
    expect(findingsOf(imported)[0]).toMatch(/^warning q Its regular expression \(\?=a\)b was left out/)
  })

  it('that repeats is a list, a choice of several, or entries', () => {
    const many = { repeats: true, extension: [{ url: `${CORE}/questionnaire-maxOccurs`, valueInteger: 3 }] }
    expect(field({ type: 'string', ...many })).toMatchObject({ repeat: { max: 3 } })
    expect(field({ type: 'choice', answerOption: [coding('a')], ...many })).toMatchObject({ multiple: true })
    expect(field({ type: 'date', required: true, ...many })).toMatchObject({
      type: 'group',
      repeat: { min: 1, max: 3 },
      fields: [{ type: 'date', required: true }],
    })
    const item = [{ linkId: 'q.1', type: 'string', text: 'Inside' }]
    expect(field({ type: 'group', ...many, item })).toMatchObject({ type: 'group', repeat: { max: 3 } })
  })

  it('with answers of every kind is a choice that keeps the kind of its values', () => {
    const options = (answerOption: unknown[], type = 'choice') => field({ type, answerOption }).options
    expect(options([coding('LA1', 'One'), coding('2')])).toEqual([
      { value: 'LA1', label: 'One', code: { system: 'urn:x', code: 'LA1' } },
      { value: '2', label: '2', code: { system: 'urn:x', code: '2' } },
    ])
    expect(options([{ valueInteger: 3 }, { valueInteger: 5 }], 'integer')).toEqual([
      { value: 3 },
      { value: 5 },
    ])
    expect(options([{ valueString: 'Red' }], 'string')).toEqual(['Red'])
    expect(options([{ valueDate: '2025-01-31' }])).toEqual(['2025-01-31'])
    expect(options([{ valueTime: '09:30:00' }])).toEqual(['09:30'])
    const scored = (code: string, score: number) => ({
      valueCoding: { code, display: `Grade ${code}` },
      extension: [{ url: `${CORE}/ordinalValue`, valueDecimal: score }],
    })
    expect(options([scored('1', 1), scored('x', 4)])).toEqual([
      { value: 1, label: 'Grade 1' },
      { value: 'x', label: 'Grade x', score: 4 },
    ])
  })

  it('of an open choice takes other words, under the label that it has for them', () => {
    const openLabel = { url: `${SDC}/sdc-questionnaire-openLabel`, valueString: 'Something else' }
    const item = { type: 'open-choice', answerOption: [coding('a')] }
    expect(field(item)).toMatchObject({ type: 'choice', other: 'Other' })
    expect(field({ ...item, extension: [openLabel] })).toMatchObject({ other: 'Something else' })
  })

  it('begins with what it says', () => {
    expect(field({ type: 'integer', initial: [{ valueInteger: 4 }] })).toMatchObject({ default: 4 })
    expect(field({ type: 'time', initial: [{ valueTime: '09:30:00' }] })).toMatchObject({ default: '09:30' })
    const answerOption = [coding('a'), { ...coding('b'), initialSelected: true }]
    expect(field({ type: 'choice', answerOption })).toMatchObject({ default: 'b' })
  })

  it('takes what stands about it as hint and unit', () => {
    const display = (code: string, text: string) => ({
      linkId: `q.${code}`,
      type: 'display',
      text,
      extension: [control(code)],
    })
    const help = [display('help', 'Without shoes'), display('unit', 'cm')]
    expect(field({ type: 'quantity', item: help })).toMatchObject({ hint: 'Without shoes', unit: 'cm' })
    expect(field({ type: 'decimal', item: help })).toMatchObject({ hint: 'Without shoes cm' })
    const unit = (display: string) => ({ url: `${CORE}/questionnaire-unitOption`, valueCoding: { display } })
    expect(field({ type: 'quantity', extension: [unit('kg'), unit('lb')] })).toMatchObject({
      units: ['kg', 'lb'],
    })
  })

  const filesOf = (types: readonly string[], size?: number) =>
    importItems({
      linkId: 'q',
      text: 'Photo',
      type: 'attachment',
      extension: [
        ...types.map((type) => ({ url: `${CORE}/mimeType`, valueCode: type })),
        ...(size === undefined ? [] : [{ url: `${CORE}/maxSize`, valueDecimal: size }]),
      ],
    })

  it.each([
    [['image/png'], 2.5, { accept: ['image/png'], maxSize: '2560KB' }],
    [
      ['application/pdf', 'text/plain; charset=utf-8'],
      20,
      { accept: ['application/pdf', 'text/plain'], maxSize: '20MB' },
    ],
    [['audio/*'], undefined, { accept: ['audio/mpeg', 'audio/wav', 'audio/ogg'] }],
  ])('that takes files %j of %d megabytes says which, and how large', (types, size, expected) => {
    const imported = filesOf(types, size)
    expect(findingsOf(imported)).toEqual([])
    expect(fieldsOf(imported)).toEqual([{ id: 'q', type: 'file', label: 'Photo', ...expected }])
  })

  it.each([
    [['image/svg+xml'], undefined, /^warning q It takes files of the kind image\/svg\+xml, which cannot/, {}],
    [[], 21, /^warning q It takes files of 21 megabytes\. Here a file has at most 20/, { maxSize: '20MB' }],
    [[], 0, /^warning q It takes files of 0 megabytes/, {}],
  ])(
    'that takes files %j of %d megabytes loses what cannot be taken, with a warning',
    (types, size, finding, expected) => {
      const imported = filesOf(types, size)
      expect(findingsOf(imported)).toEqual([expect.stringMatching(finding)])
      expect(fieldsOf(imported)).toEqual([{ id: 'q', type: 'file', label: 'Photo', ...expected }])
    },
  )

  it.each(['4. Address', 'A *small* note_', '# 1', '+ 5\n= 3', 'C:\\temp > D:', 'Plain, (really) - yes.'])(
    'that is the text %j is shown as it stands, and comes back so',
    (text) => {
      const imported = importItems({ linkId: 'd', text, type: 'display' })
      const questionnaire = questionnaireOf(imported)
      expect(findingsOf(imported)).toEqual([])
      expect(plainText(questionnaire.fields[0]?.text ?? [])).toBe(text)
      expect(exportQuestionnaire(questionnaire).resource.item).toMatchObject([{ linkId: 'd', text }])
    },
  )

  it('in a hidden group is hidden too, so that what it begins with is its answer', () => {
    const hidden = [{ url: `${CORE}/questionnaire-hidden`, valueBoolean: true }]
    const inside = { linkId: 'q', text: 'Source', type: 'string', initial: [{ valueString: 'mail' }] }
    const imported = importItems({
      linkId: 'g',
      text: 'About',
      type: 'group',
      extension: hidden,
      item: [inside],
    })
    expect(findingsOf(imported)).toEqual([])
    expect(fieldsOf(imported)).toMatchObject([{ hidden: true, fields: [{ hidden: true, default: 'mail' }] }])
  })

  it('that is worked out in a language that is not known here is told', () => {
    const url = `${SDC}/sdc-questionnaire-calculatedExpression`
    const valueExpression = { language: 'text/cql', expression: 'Today()' }
    expect(
      findingsOf(
        importItems({ linkId: 'q', text: 'Sum', type: 'decimal', extension: [{ url, valueExpression }] }),
      ),
    ).toEqual([expect.stringMatching(/^warning q It is worked out by an expression, .*Today\(\)$/)])
  })

  it('of which several can be chosen, but not any number, loses how many, with a warning', () => {
    const extension = [{ url: `${CORE}/questionnaire-maxOccurs`, valueInteger: 2 }]
    const answerOption = [{ valueString: 'a' }, { valueString: 'b' }]
    const item = { linkId: 'q', text: 'Q', type: 'choice', repeats: true, extension, answerOption }
    expect(findingsOf(importItems(item))).toEqual([expect.stringMatching(/^warning q How many answers/)])
  })

  it('that asks for a reference is a text that nobody is asked, with a warning', () => {
    const imported = importItems({ linkId: 'q', text: 'Doctor', type: 'reference' })
    expect(fieldsOf(imported)[0]).toMatchObject({ type: 'string', readonly: true })
    expect(findingsOf(imported)).toEqual([expect.stringMatching(/^warning q It asks for a reference/)])
  })
})

describe('The answers of a value set that is not in the file', () => {
  const item = { linkId: 'q', text: 'Colour', type: 'choice', answerValueSet: 'https://example.org/colours' }

  it('are asked for as free text, with a warning', () => {
    const imported = importItems(item)
    expect(fieldsOf(imported)[0]).toMatchObject({ type: 'string' })
    expect(findingsOf(imported)[0]).toMatch(/^warning q .*--value-set FILE/)
  })

  it('are there when it is given', () => {
    const valueSet = {
      resourceType: 'ValueSet',
      url: 'https://example.org/colours',
      expansion: { contains: [{ system: 'urn:x', code: 'r', display: 'Red' }] },
    }
    const resource = { resourceType: 'Questionnaire', id: 'x', title: 'X', language: 'en', item: [item] }
    const imported = importResource(resource, {
      terminology: readTerminology(JSON.stringify(valueSet), 'v.json'),
    })
    expect(fieldsOf(imported)[0]).toMatchObject({ type: 'choice', options: [{ value: 'r', label: 'Red' }] })
  })

  it('cannot be compared with a code', () => {
    const when = { question: 'q', operator: '=', answerCoding: { code: 'r' } }
    const imported = importItems(item, { linkId: 'z', text: 'Z', type: 'string', enableWhen: [when] })
    expect(errorsOf(imported)).toEqual([
      expect.stringMatching(/^error z .*value set of "q" is not in the file/),
    ])
  })
})

describe('Conditions', () => {
  const questions = [
    { linkId: 'n', text: 'N', type: 'integer' },
    { linkId: 'c', text: 'C', type: 'choice', answerOption: [coding('a'), coding('b')] },
    { linkId: 'd', text: 'D', type: 'date' },
    { linkId: 'at', text: 'At', type: 'dateTime' },
    {
      linkId: 'w',
      text: 'W',
      type: 'quantity',
      extension: [{ url: `${CORE}/questionnaire-unit`, valueCoding: { display: 'kg' } }],
    },
  ]
  const whenOf = (item: Record<string, unknown>) => {
    const imported = importItems(...questions, { linkId: 'z', text: 'Z', type: 'string', ...item })
    expect(errorsOf(imported)).toEqual([])
    return fieldsOf(imported).at(-1)?.when
  }
  const test = (question: string, operator: string, answer: object) => ({ question, operator, ...answer })

  it.each([
    [test('n', '=', { answerInteger: 3 }), 'n == 3'],
    [test('n', '!=', { answerInteger: 3 }), 'n != 3'],
    [test('n', '>', { answerInteger: 3 }), 'n > 3'],
    [test('n', '<', { answerDecimal: 2.5 }), 'n < 2.5'],
    [test('n', '>=', { answerInteger: 3 }), 'n >= 3'],
    [test('n', '<=', { answerInteger: 3 }), 'n <= 3'],
    [test('n', 'exists', { answerBoolean: true }), 'answered(n)'],
    [test('n', 'exists', { answerBoolean: false }), 'not answered(n)'],
    [test('c', '=', { answerCoding: { system: 'urn:x', code: 'b' } }), "c == 'b'"],
    [test('c', '!=', { answerCoding: { code: 'a' } }), "c != 'a'"],
    [test('d', '>', { answerDate: '2025-01-31' }), "d > '2025-01-31'"],
    [test('at', '>', { answerDateTime: '2025-01-31T09:00:00+02:00' }), "at > '2025-01-31T09:00'"],
    [test('w', '>', { answerQuantity: { value: 80, unit: 'kg' } }), 'w > 80'],
  ])('%j becomes %s', (enableWhen, expected) => {
    expect(whenOf({ enableWhen: [enableWhen] })).toBe(expected)
  })

  it('are joined by "and" or "or"', () => {
    const enableWhen = [test('n', '>', { answerInteger: 3 }), test('d', 'exists', { answerBoolean: true })]
    expect(whenOf({ enableWhen, enableBehavior: 'all' })).toBe('n > 3 and answered(d)')
    expect(whenOf({ enableWhen, enableBehavior: 'any' })).toBe('n > 3 or answered(d)')
  })

  it('are read from FHIRPath where that asks no more than they can say', () => {
    const expression = (text: string) => ({
      extension: [
        {
          url: `${SDC}/sdc-questionnaire-enableWhenExpression`,
          valueExpression: { language: 'text/fhirpath', expression: text },
        },
      ],
    })
    expect(
      whenOf(
        expression(
          "%resource.item.where(linkId='n').answer.value > 3 and (%resource.item.where(linkId='c').answer.value.code = 'a' or %resource.item.where(linkId = 'd').answer.empty())",
        ),
      ),
    ).toBe("n > 3 and (c == 'a' or not answered(d))")
    expect(whenOf(expression("%resource.descendants().where(linkId='n').answer.value != 3"))).toBe(
      'answered(n) and n != 3',
    )
    const unknown = importItems(...questions, {
      linkId: 'z',
      text: 'Z',
      type: 'string',
      ...expression('%patient.birthDate < today() - 18 years'),
    })
    expect(errorsOf(unknown)).toEqual([
      expect.stringMatching(/^error z .*Write the "when" by hand.*%patient/),
    ])
  })

  it.each([
    [{ question: 'nobody', operator: 'exists', answerBoolean: true }, /names "nobody"/],
    [{ question: 'c', operator: '=', answerCoding: { code: 'x' } }, /none of its answers/],
    [{ question: 'z', operator: 'exists', answerBoolean: true }, /looks at itself/],
    [{ question: 'later', operator: 'exists', answerBoolean: true }, /asked later/],
    [{ question: 'n', hasAnswer: true }, /STU3/],
    [{ question: 'd', operator: '=', answerDate: '2025' }, /whole date/],
  ])('%j is an error', (enableWhen, expected) => {
    const later = { linkId: 'later', text: 'Later', type: 'string' }
    const imported = importItems(
      ...questions,
      { linkId: 'z', text: 'Z', type: 'string', enableWhen: [enableWhen] },
      later,
    )
    expect(errorsOf(imported)).toEqual([expect.stringMatching(expected)])
  })

  it('that lead back to themselves are refused, each by its linkId', () => {
    const ask = (linkId: string, question: string) => ({
      linkId,
      text: linkId,
      type: 'boolean',
      enableWhen: [{ question, operator: '!=', answerBoolean: true }],
    })
    expect(errorsOf(importItems(ask('one', 'two'), ask('two', 'one')))).toEqual([
      expect.stringMatching(/^error one .*asked later/),
    ])
  })
})

describe('Nothing is dropped in silence:', () => {
  it.each([
    [{ modifierExtension: [{ url: 'urn:m' }] }, /^error q The modifier extension urn:m/],
    [{ extension: [{ url: 'urn:odd', valueString: 'x' }] }, /^warning q The extension urn:odd was left out/],
    [{ definition: 'http://x' }, /^note q "definition" was left out/],
    [{ extension: [control('tab-container')] }, /^note q How it is shown \("tab-container"\)/],
    [{ repeats: true, initial: [{ valueString: 'a' }] }, /^warning q What it begins with was left out/],
    [{ code: [{ code: 'a' }, { code: 'b' }] }, /^note q It has 2 codes/],
    [
      { extension: [{ url: `${SDC}/sdc-questionnaire-initialExpression`, valueExpression: {} }] },
      /^warning q .*prefill/,
    ],
    [
      {
        extension: [
          {
            url: `${SDC}/sdc-questionnaire-calculatedExpression`,
            valueExpression: { language: 'text/fhirpath', expression: 'today()' },
          },
        ],
      },
      /^warning q It is worked out by an expression/,
    ],
  ])('%j is told', (more, expected) => {
    expect(findingsOf(importItems({ linkId: 'q', text: 'Q', type: 'string', ...more }))).toContainEqual(
      expect.stringMatching(expected),
    )
  })

  it.each([
    [{ linkId: 'q', type: 'coding', text: 'Q' }, /^error q .*That is R5/],
    [{ type: 'string', text: 'Q' }, /^error - An item \("Q"\) has no linkId/],
    [{ linkId: 'q', text: 'Q' }, /^error q It has no type/],
  ])('the item %j is an error', (item, expected) => {
    expect(errorsOf(importItems(item))).toContainEqual(expect.stringMatching(expected))
  })

  it('two items with one linkId are an error, since nobody could tell their answers apart', () => {
    const item = { linkId: 'q', type: 'string', text: 'Q' }
    expect(errorsOf(importItems(item, item))).toEqual([expect.stringMatching(/^error q Two items/)])
  })
})

describe('A file', () => {
  const read = (text: string) => () => importResource(text)

  it.each([
    ['{', /no JSON/],
    ['<Questionnaire/>', /is XML/],
    ['{}', /no "resourceType"/],
    ['{"resourceType":"Patient"}', /of the type "Patient"/],
    ['{"resourceType":"Bundle","entry":[]}', /without a Questionnaire/],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, /levels/],
    [`"${'x'.repeat(5_000_001)}"`, /more than 5000000 characters/],
  ])('that begins with %.30s is refused', (text, expected) => {
    expect(read(text)).toThrow(expected)
  })

  it('that is a Bundle is read when it holds one Questionnaire, with the value sets beside it', () => {
    const resource = JSON.parse(fixture('allotment.json')) as Record<string, unknown>
    const { contained, ...bare } = resource
    const bundle = (...all: unknown[]) => ({
      resourceType: 'Bundle',
      entry: all.map((entry) => ({ resource: entry })),
    })
    const valueSets = contained as Record<string, unknown>[]
    expect(errorsOf(importResource(bundle(bare, ...valueSets)))).toEqual([])
    expect(() => importResource(bundle(bare, bare))).toThrow(/several Questionnaires/)
  })

  it('with names of the language in it is only text', () => {
    const imported = importResource(
      '{"resourceType":"Questionnaire","__proto__":{"title":"Bad"},"language":"en","title":"__proto__","item":[{"linkId":"__proto__","type":"string","text":"constructor","__proto__":{"required":true}}]}',
    )
    expect(errorsOf(imported)).toEqual([])
    expect(fieldsOf(imported)).toEqual([
      { id: 'proto', linkId: '__proto__', type: 'string', label: 'constructor' },
    ])
  })
})
