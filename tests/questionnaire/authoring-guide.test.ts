import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { formatProblem } from '../../src/yaml/problem.js'

const guide = readFileSync('docs/authoring.md', 'utf8')
const examples = [...guide.matchAll(/^## (.+)$|```yaml\n([\s\S]*?)```/gm)]
let heading = ''
const files = examples.flatMap(([, title, yaml]) => {
  heading = title ?? heading
  return yaml === undefined ? [] : [[heading, yaml] as const]
})

describe('the authoring guide', () => {
  it.each(files)('has an example under "%s" that is right', (_, yaml) => {
    const { problems } = parseQuestionnaire(yaml, 'graphs/example/schema.yaml')
    expect(problems.map(formatProblem)).toEqual([])
  })

  it('has one for every feature', () => {
    expect(files.map(([title]) => title)).toEqual([
      'The smallest one',
      'Pages',
      'Groups in groups',
      'Lists',
      'Types and rules',
      'Choices',
      'Conditions',
      'Rules between questions',
      'What is known already',
      'Scores',
      'Alerts',
      'The recap',
      'Other languages',
      'How long answers are kept',
    ])
  })
})
