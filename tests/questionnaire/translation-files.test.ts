import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { loadQuestionnaireFiles } from '../../src/questionnaire/load-questionnaire-files.js'
import { inLanguage } from '../../src/questionnaire/questionnaire.js'
import { formatProblem } from '../../src/yaml/problem.js'
import { folderWith } from '../graph/graph-folder.js'

const schema = `name: Lunch
version: "1.0"
language: en
fields:
  - { id: dish, label: What will you eat?, hint: One dish. }
  - { id: drink, type: choice, label: And to drink?, options: [Water, { value: 2, label: Milk }] }
`
const finnish = `name: Lounas
fields:
  dish: { label: Mitä syöt?, hint: Yksi ruoka. }
  drink: { label: Entä juoma?, options: { Water: Vettä, 2: Maitoa } }
`

function load(files: Readonly<Record<string, string>>) {
  const folder = folderWith(
    Object.fromEntries(
      Object.entries({ 'schema.yaml': schema, ...files }).map(([name, text]) => [`lunch/${name}`, text]),
    ),
  )
  const parsed = loadQuestionnaireFiles(join(folder, 'lunch', 'schema.yaml'), {
    shown: (file) => file.slice(folder.length + 1),
  })
  return { ...parsed, told: parsed.problems.map(formatProblem) }
}

describe('a translation in a file of its own', () => {
  it('is the questionnaire in that language', () => {
    const { questionnaire, told } = load({ 'lunch.fi.yaml': finnish })
    expect(told).toEqual([])
    expect(questionnaire && inLanguage(questionnaire, 'fi')).toMatchObject({
      name: 'Lounas',
      language: 'fi',
      fields: [{ label: 'Mitä syöt?' }, { options: [{ label: 'Vettä' }, { value: 2, label: 'Maitoa' }] }],
    })
  })

  it('can stand beside others, in the file and beside it', () => {
    const { questionnaire } = load({
      'schema.yaml': `${schema}translations: { sv: { name: Lunch på svenska } }\n`,
      'lunch.fi.yaml': finnish,
      'lunch.pt-br.yaml': 'name: Almoço\n',
    })
    expect([...(questionnaire?.translations ?? [])].map(([tag, { name }]) => [tag, name])).toEqual([
      ['sv', 'Lunch på svenska'],
      ['fi', 'Lounas'],
      ['pt-BR', 'Almoço'],
    ])
  })

  it('is in the text that sessions keep, from which the same questionnaire is read', () => {
    const { questionnaire, text } = load({ 'lunch.fi.yaml': finnish })
    const again = parseQuestionnaire(text, 'graphs/lunch/schema.yaml')
    expect(again.questionnaire).toEqual(questionnaire)
    expect(again.text).toBe(text)
    expect(load({}).text).toBe(schema)
    expect(load({ 'lunch.fi.yaml': finnish.replace('Maitoa', 'Piimää') }).text).not.toBe(text)
  })

  it('has its mistakes told with their places in that file, after those of the schema', () => {
    expect(
      load({
        'schema.yaml': schema.replace('hint: One dish.', 'hnt: One dish.'),
        'lunch.fi.yaml': 'name: Lounas\nfields:\n  dsh: { label: Mitä syöt? }\n',
      }).told,
    ).toEqual([
      'lunch/schema.yaml:5:44: Unknown key "hnt" in the field "dish". Did you mean "hint"?',
      'lunch/lunch.fi.yaml:3:3: There is no field "dsh". Did you mean "dish"?',
    ])
    expect(load({ 'lunch.fi.yaml': 'fields: [a\n' }).told[0]).toMatch(
      /^lunch\/lunch\.fi\.yaml:\d+:\d+: This is not valid YAML/,
    )
  })

  it.each([
    ['lunch.en.yaml', 'lunch/lunch.en.yaml:1:1: The file is in "en" already. Remove this translation.'],
    [
      'lunch.finnish_.yaml',
      'lunch/lunch.finnish_.yaml:1:1: "finnish_" is no language tag, such as fi or pt-BR.',
    ],
    [
      'luch.fi.yaml',
      'lunch/luch.fi.yaml:1:1: warning: This file is not read. A translation is called "lunch.fi.yaml": rename it.',
    ],
    [
      'lunch.fi.yml',
      'lunch/lunch.fi.yml:1:1: warning: This file is not read. A translation is called "lunch.fi.yaml": rename it.',
    ],
  ])('called %s is told of', (name, problem) => {
    expect(load({ [name]: finnish }).told).toEqual([problem])
  })

  it('is refused where the language is translated in the schema too', () => {
    expect(
      load({ 'schema.yaml': `${schema}translations: { fi: { name: Lounas } }\n`, 'lunch.fi.yaml': finnish })
        .told,
    ).toEqual([
      'lunch/lunch.fi.yaml:1:1: There is a translation "fi" in lunch/schema.yaml already. Keep one of the two.',
    ])
  })

  it('has its placeholders checked', () => {
    const completion = 'completion: [{ title: "Kiitos, {disch}" }]\n'
    expect(
      load({
        'schema.yaml': `${schema}completion: [{ title: Thanks }]\n`,
        'lunch.fi.yaml': finnish + completion,
      }).told,
    ).toEqual(['lunch/lunch.fi.yaml:5:23: There is no field or score "disch". Did you mean "dish"?'])
  })

  it('leaves other files of the folder alone', () => {
    expect(
      load({ 'prices.yaml': 'a: 1\n', 'prices.eu.yaml': 'a: 1\n', 'graph.yaml': 'a: 1\n' }).told,
    ).toEqual([])
  })
})
