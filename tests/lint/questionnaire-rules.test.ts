import { expect, test } from 'vitest'
import { lintOf } from './lint-folder.js'

function rulesIn(fields: string, further = ''): (string | undefined)[] {
  const text = `name: Lunch\nversion: "1"\nlanguage: en\nfields:\n${fields}${further}`
  return lintOf({ 'lunch/schema.yaml': text }).map(
    (finding) => / (?:error|warning) (\S+) /.exec(finding)?.[1],
  )
}

test.each([
  ['  - {id: dish, requird: true}\n', 'unknown-key'],
  ['  - {id: dish, widget: scale}\n', 'unknown-key'],
  ['  - {label: Dish}\n', 'missing-key'],
  ['  - {id: dish, type: choice}\n', 'missing-key'],
  ['  - {id: dish, label: 7}\n', 'wrong-type'],
  ['  - {id: dish, type: strng}\n', 'wrong-value'],
  ['  - {id: Dish}\n', 'invalid-name'],
  ['  - {id: dish}\n  - {id: dish}\n', 'repeated-name'],
  ['  - {id: dish, type: choice, options: [soup, soup]}\n', 'repeated-name'],
  ['  - {id: dish, type: choice, scale: often}\n', 'unknown-field'],
  ['  - {id: dish}\n  - {id: size, when: dish = 1}\n', 'invalid-condition'],
  ['  - {id: dish}\n  - {id: size, when: "answered(dsh)"}\n', 'invalid-condition'],
  ['  - {id: dish}\nrecap: {exclude: [dsh]}\n', 'unknown-field'],
])('in a questionnaire, %j is %s', (fields, rule) => {
  expect(rulesIn(fields)).toEqual([rule])
})
