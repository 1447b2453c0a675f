import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Answers } from '../../src/questionnaire/answer.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { loadQuestionnaireFiles } from '../../src/questionnaire/load-questionnaire-files.js'
import { createScoreFunctionLoader } from '../../src/questionnaire/load-score-functions.js'
import { completion } from '../../src/questionnaire/outcome.js'
import { formatProblem } from '../../src/yaml/problem.js'
import { folderWith } from '../graph/graph-folder.js'
import { context } from './questionnaire-from.js'

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
      'Files',
      'Conditions',
      'Rules between questions',
      'What is known already',
      'Scores',
      'Scores by a function of your own',
      'Alerts',
      'The recap',
      'Probing',
      'Other languages',
      'How long answers are kept',
    ])
  })

  it('has a function for a score that works as it stands', async () => {
    const [, schema = ''] = files.find(([title]) => title === 'Scores by a function of your own') ?? []
    const [, name = '', code = ''] = /```js\n\/\/ graphs\/steady\/(\S+)\n([\s\S]*?)```/.exec(guide) ?? []
    const folder = folderWith({ 'steady/schema.yaml': schema, [`steady/${name}`]: code })
    const { questionnaire } = loadQuestionnaireFiles(`${folder}/steady/schema.yaml`, {
      shown: (file) => file,
    })
    if (questionnaire === undefined) throw new Error('The example cannot be read.')
    const load = createScoreFunctionLoader({
      folder,
      allowTools: ['fall_risk'],
      revision: () => 1,
      onError: (error) => {
        throw error
      },
    })
    const known = { ...context, scoreFunctions: await load(questionnaire) }
    const title = (answers: Answers) => completion(questionnaire, answers, known)?.title
    expect(title({ falls: 1, dizzy: true })).toBe('Please talk to us')
    expect(title({ falls: 1, dizzy: false })).toBe('Thank you')
    expect(title({})).toBe('Thank you')
  })
})
