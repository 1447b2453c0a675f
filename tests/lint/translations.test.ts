import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lintPaths } from '../../src/lint/index.js'
import { folderWith } from '../graph/graph-folder.js'
import { lintOf, textOf } from './lint-folder.js'

const schema = `name: Lunch
version: "1.0"
language: en
intro: Welcome.
scales:
  often: [{ value: 0, label: Never }, { value: 1, label: Daily }]
fields:
  - { id: dish, label: Dish, short: D, hint: One., minLength: 2, messages: { minLength: More! } }
  - { id: soup, type: choice, scale: often, label: Soup }
  - { id: drink, type: choice, label: Drink, other: Other, options: [Water, { value: m, label: Milk, hint: Cold }] }
  - { id: note, type: display, label: Note, description: Enjoy. }
  - { id: guests, type: group, label: Guests, repeat: { item: "Guest {n}", add: Add }, fields: [{ id: who, label: Who }] }
  - { id: origin, hidden: true, label: Origin }
scores:
  - { id: total, label: Total, method: sum, of: [soup], bands: [{ from: 0, to: 1, id: low, label: Low }] }
alerts:
  - { id: no_soup, when: soup == 0, level: info, at: [check], title: No soup, body: Really? }
rules:
  - { when: dish == 'air', field: dish, message: Not air. }
completion:
  - { title: Thanks, body: Bye. }
`
const whole = `name: Lounas
intro: Tervetuloa.
scales: { often: [Ei koskaan, Joka päivä] }
fields:
  dish: { label: Ruoka, hint: Yksi., messages: { minLength: Lisää! } }
  soup: { label: Keitto }
  drink: { label: Juoma, other: Muu, options: { Water: Vesi, m: { label: Maito, hint: Kylmää } } }
  note: { label: Huomio, description: Nauti. }
  guests: { label: Vieraat, repeat: { item: "Vieras {n}", add: Lisää } }
  who: { label: Kuka }
scores: { total: { label: Yhteensä, bands: { low: Matala } } }
alerts: { no_soup: { title: Ei keittoa, body: Todellako? } }
rules: [{ message: Ei ilmaa. }]
completion: [{ title: Kiitos, body: Hei. }]
`
const files = (translation: string) => ({
  'lunch/schema.yaml': schema,
  'lunch/lunch.fi.yaml': translation,
})

test('a translation with every text that people read has nothing missing', () => {
  expect(lintOf(files(whole))).toEqual([])
})

test.each([
  ['name: Lounas\n', 'name'],
  ['intro: Tervetuloa.\n', 'intro'],
  ['scales: { often: [Ei koskaan, Joka päivä] }\n', 'scales.often.0, scales.often.1'],
  ['label: Ruoka, ', 'fields.dish.label'],
  ['hint: Yksi., ', 'fields.dish.hint'],
  [', messages: { minLength: Lisää! }', 'fields.dish.messages.minLength'],
  [', other: Muu', 'fields.drink.other'],
  ['Water: Vesi, ', 'fields.drink.options.Water'],
  [', hint: Kylmää', 'fields.drink.options.m.hint'],
  [', description: Nauti.', 'fields.note.description'],
  [', repeat: { item: "Vieras {n}", add: Lisää }', 'fields.guests.repeat.item, fields.guests.repeat.add'],
  ['  who: { label: Kuka }\n', 'fields.who.label'],
  [', bands: { low: Matala }', 'scores.total.bands.low'],
  [', body: Todellako?', 'alerts.no_soup.body'],
  ['rules: [{ message: Ei ilmaa. }]\n', 'rules.0.message'],
  [', body: Hei.', 'completion.0.body'],
])('without %j a translation is told to lack %s', (cut, missing) => {
  expect(whole).toContain(cut)
  const problems = lintOf(files(whole.replace(cut, '')))
  expect(problems).toEqual([
    `lunch/lunch.fi.yaml:1:1 warning missing-translation Not translated into "fi", so that people read it in "en": ${missing}.`,
  ])
})

test('of many texts that are missing ten are named', () => {
  const [problem] = lintOf(files('name: Lounas\n'))
  expect(problem).toMatch(/: intro, scales\.often\.0, .* and \d+ more\.$/)
})

test('texts that are missing from a translation in the schema are told at its language', () => {
  const text =
    'name: Lunch\nversion: "1"\nlanguage: en\nfields: [{ id: a, label: A }]\ntranslations:\n  fi: { name: L }\n'
  expect(lintOf({ 'lunch/schema.yaml': text })).toEqual([
    'lunch/schema.yaml:6:3 warning missing-translation Not translated into "fi", so that people read it in "en": fields.a.label.',
  ])
})

test('a translation that is named alone is checked with its schema, and only what is wrong in it is told', () => {
  const folder = folderWith({
    'lunch/schema.yaml': schema.replace('label: Dish', 'lable: Dish'),
    'lunch/lunch.fi.yaml': whole.replace('dish:', 'dihs:'),
  })
  const { files, problems } = lintPaths([join(folder, 'lunch', 'lunch.fi.yaml')])
  expect(files).toBe(1)
  expect(problems.map((problem) => textOf(problem, folder))).toEqual([
    'lunch/lunch.fi.yaml:5:3 error unknown-field There is no field "dihs". Did you mean "dish"?',
  ])
})

test('a translation without a schema beside it is told of', () => {
  expect(lintOf({ 'lunch/lunch.fi.yaml': whole })).toEqual([
    'lunch/lunch.fi.yaml:1:1 error missing-file There is no schema.yaml beside this file, which has the name of a translation. Put the two into one folder.',
  ])
})

test('the shipped questionnaires lack nothing in Finnish', () => {
  expect(lintPaths(['graphs']).problems).toEqual([])
})
