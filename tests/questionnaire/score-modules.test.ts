import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Answers } from '../../src/questionnaire/answer.js'
import { loadQuestionnaireFiles } from '../../src/questionnaire/load-questionnaire-files.js'
import { createScoreFunctionLoader } from '../../src/questionnaire/load-score-functions.js'
import { completion, scores } from '../../src/questionnaire/outcome.js'
import { folderWith } from '../graph/graph-folder.js'
import { context, problemsIn } from './questionnaire-from.js'

const schema = (module = './risk.mjs#risk') => `name: Fall
version: "1.0"
language: en
fields:
  - { id: born, type: date, required: true }
  - { id: falls, type: integer, required: true }
  - { id: dizzy, type: boolean, when: falls > 0 }
  - { id: aids, type: choice, multiple: true, options: [stick, frame] }
  - { id: other_one }
scores:
  - id: risk
    label: Risk
    method: module
    module: ${module}
    of: [born, falls, dizzy, aids]
    bands: [{ from: 0, to: 2, id: low, label: Low }, { from: 3, to: 9, id: high, label: High }]
completion:
  - { when: risk.band == 'high', title: High }
  - { title: Low }
`
const risk = `export function risk({ answers }) {
  if (answers.falls === undefined) return undefined
  return answers.falls + (answers.dizzy ? 1 : 0) + (answers.aids?.length ?? 0)
}
`

interface Setting {
  readonly folder: string
  readonly errors: string[]
  worked(answers: Answers): Promise<ReturnType<typeof scores>>
  title(answers: Answers): Promise<string | undefined>
}

function setting(
  module: string,
  { text = schema(), allowTools = ['risk'] }: { text?: string; allowTools?: string[] } = {},
): Setting {
  const folder = folderWith({ 'fall/schema.yaml': text, 'fall/risk.mjs': module })
  const errors: string[] = []
  const { questionnaire, problems } = loadQuestionnaireFiles(join(folder, 'fall', 'schema.yaml'), {
    shown: (file) => file,
  })
  if (questionnaire === undefined) throw new Error(problems.map(({ message }) => message).join('\n'))
  const load = createScoreFunctionLoader({
    folder,
    allowTools,
    revision: () => 1,
    onError: (error) => errors.push(String(error)),
  })
  const known = async () => ({ ...context, scoreFunctions: await load(questionnaire) })
  return {
    folder,
    errors,
    worked: async (answers) => scores(questionnaire, answers, await known()),
    title: async (answers) => completion(questionnaire, answers, await known())?.title,
  }
}

describe('31: a score with a function of its own', () => {
  it.each([
    [{ falls: 0 }, 0, 'low'],
    [{ falls: 2 }, 2, 'low'],
    [{ falls: 2, dizzy: true }, 3, 'high'],
    [{ falls: 2, dizzy: true, aids: ['stick', 'frame'] }, 5, 'high'],
    [{ falls: 0, dizzy: true }, 0, 'low'],
    [{ falls: 12 }, 12, undefined],
  ])(
    'is worked out from the answers that count and are asked: %o gives %i, %s',
    async (answers, value, band) => {
      const { worked, errors } = setting(risk)
      const [score] = await worked(answers)
      expect([score?.value, score?.band?.id, errors]).toEqual([value, band, []])
    },
  )

  it('is incomplete while the function gives undefined, never zero', async () => {
    const { worked, title, errors } = setting(risk)
    expect((await worked({}))[0]).toEqual({ id: 'risk', label: 'Risk', value: undefined, show: 'never' })
    expect(await title({})).toBe('Low')
    expect(await title({ falls: 3 })).toBe('High')
    expect(errors).toEqual([])
  })

  it('is incomplete where no functions are known', () => {
    const { questionnaire } = loadQuestionnaireFiles(
      join(folderWith({ 'fall/schema.yaml': schema(), 'fall/risk.mjs': risk }), 'fall', 'schema.yaml'),
      { shown: (file) => file },
    )
    expect(questionnaire && scores(questionnaire, { falls: 2 }, context)[0]?.value).toBeUndefined()
  })

  it('gets nothing but those answers, and cannot change them', async () => {
    const spy = `export function risk(input) {
  globalThis.recapflowSpy = JSON.stringify(input)
  input.answers.aids.push('wheels')
  return 1
}`
    const { worked } = setting(spy)
    const answers = { falls: 0, dizzy: true, aids: ['stick'], other_one: 'secret' }
    await worked(answers)
    expect(JSON.parse((globalThis as { recapflowSpy?: string }).recapflowSpy ?? '')).toEqual({
      answers: { falls: 0, aids: ['stick'] },
    })
    expect(answers.aids).toEqual(['stick'])
  })
})

describe('a function that fails', () => {
  it.each([
    [
      'throws',
      'throw new TypeError(JSON.stringify(answers))',
      /^Error: The score "risk" of "fall" stays incomplete: its function threw a TypeError at risk\.mjs:2:9\.$/,
    ],
    ['gives text', 'return "7"', /its function gave a string, expected a number/],
    ['gives no number', 'return Number.NaN', /its function gave NaN, expected a number/],
    ['gives null', 'return null', /its function gave null/],
    ['is asynchronous', 'return Promise.resolve(1)', /its function gave a promise/],
  ])(
    'because it %s leaves its score incomplete, and is reported once without an answer',
    async (_, body, report) => {
      const { worked, errors } = setting(`export function risk({ answers }) {\n  ${body}\n}\n`)
      for (const falls of [4711, 4711, 4712]) expect((await worked({ falls }))[0]?.value).toBeUndefined()
      expect(errors).toEqual([expect.stringMatching(report)])
      expect(errors.join()).not.toContain('4711')
    },
  )

  it.each([
    ['is not there', 'export const other = 1\n', 'there is no function "risk" in it. It exports: other.'],
    ['cannot be loaded', 'export function risk( {\n', 'has no function: '],
    ['throws while it is loaded', 'throw new Error("not today")\n', 'not today'],
  ])('because it %s leaves its score incomplete, and is reported', async (_, module, reason) => {
    const { worked, errors } = setting(module)
    expect((await worked({ falls: 1 }))[0]?.value).toBeUndefined()
    expect(errors).toEqual([expect.stringContaining(reason)])
  })

  it('because nobody allowed it is not even loaded', async () => {
    const { worked, errors } = setting('globalThis.recapflowRan = true\nexport const risk = () => 1\n', {
      allowTools: [],
    })
    expect((await worked({ falls: 1 }))[0]?.value).toBeUndefined()
    expect(errors).toEqual([expect.stringContaining('ALLOW_TOOLS=risk')])
    expect(globalThis).not.toHaveProperty('recapflowRan')
  })
})

describe('the file of a function', () => {
  const problemsOf = (module: string, allowTools?: string[], prepare?: (folder: string) => void) => {
    const folder = folderWith({
      'fall/schema.yaml': schema(module),
      'fall/risk.mjs': risk,
      'outside.mjs': risk,
    })
    prepare?.(folder)
    return loadQuestionnaireFiles(join(folder, 'fall', 'schema.yaml'), {
      shown: (file) => file.slice(folder.length + 1),
      ...(allowTools === undefined ? {} : { allowTools }),
    }).problems.map(({ line, column, message, rule }) => `${line}:${column} ${rule} ${message}`)
  }

  it('has to be in the folder of the questionnaire, links followed', () => {
    const outside = `14:13 missing-file "%" is outside the questionnaire's folder. Files have to lie inside it.`
    expect(problemsOf('risk.mjs#risk')).toEqual([])
    expect(problemsOf('../outside.mjs#risk')).toEqual([outside.replace('%', '../outside.mjs')])
    expect(problemsOf('/etc/risk.mjs#risk')).toEqual([outside.replace('%', '/etc/risk.mjs')])
    expect(
      problemsOf('link.mjs#risk', undefined, (folder) =>
        symlinkSync(join(folder, 'outside.mjs'), join(folder, 'fall', 'link.mjs')),
      ),
    ).toEqual([outside.replace('%', 'link.mjs')])
    expect(problemsOf('rsk.mjs#risk')).toEqual([
      `14:13 missing-file There is no "rsk.mjs" in the questionnaire's folder.`,
    ])
    expect(
      problemsOf('folder.mjs#risk', undefined, (folder) => mkdirSync(join(folder, 'fall', 'folder.mjs'))),
    ).toEqual(['14:13 missing-file "folder.mjs" is not a file.'])
  })

  it('is not run by looking at it, and is allowed by the name of its score', () => {
    const prepare = (folder: string) =>
      writeFileSync(join(folder, 'fall', 'risk.mjs'), 'throw new Error("ran")')
    expect(problemsOf('./risk.mjs#risk', ['risk'], prepare)).toEqual([])
    expect(problemsOf('./risk.mjs#risk', ['other'], prepare)).toEqual([
      `14:13 tool-not-allowed The function of the score "risk" is not allowed to run. Where you trust this file, allow it by the score's name: allowTools: ['risk'], or ALLOW_TOOLS=risk for the server.`,
    ])
  })

  it.each([
    ['method: module', '7:5 The score "s" has no "module". Add one, such as module: ./risk.mjs#risk.'],
    [
      'method: module, module: risk',
      '7:57 "module" has to be a file and the name of a function in it, such as ./risk.mjs#risk, found "risk".',
    ],
    [
      'method: sum, module: ./risk.mjs#risk',
      '7:46 Only a score with "method: module" has a "module". Remove the key, or change the method.',
    ],
    [
      'method: module, module: ./risk.mjs#risk, missing: zero',
      '7:74 A function says itself what an open question counts: it gives no number for an incomplete score.',
    ],
  ])('is named as it should be: { %s }', (keys, problem) => {
    expect(
      problemsIn(
        `fields:\n  - { id: a, type: integer }\nscores:\n  - { id: s, label: S, of: [a], ${keys} }\n`,
      ),
    ).toEqual([problem])
  })
})
