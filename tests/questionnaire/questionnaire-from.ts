import { readFileSync } from 'node:fs'
import type { Answers, Context } from '../../src/questionnaire/answer.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { findPage, type Page } from '../../src/questionnaire/pages.js'
import type { Questionnaire } from '../../src/questionnaire/questionnaire.js'
import { type FormValues, type ReadForm, readForm } from '../../src/questionnaire/read-form.js'
import { formatProblem } from '../../src/yaml/problem.js'

export const context: Context = { today: '2026-03-14' }

const HEAD = 'name: Sample\nversion: "1"\nlanguage: en\n'

/** A questionnaire from the part of a file that follows name, version and language. */
export function questionnaireFrom(rest: string, language = 'en'): Questionnaire {
  const { questionnaire, problems } = parseQuestionnaire(
    HEAD.replace('language: en', `language: ${language}`) + rest,
    'graphs/sample/schema.yaml',
  )
  if (questionnaire === undefined) throw new Error(problems.map(formatProblem).join('\n'))
  return questionnaire
}

/** Problems as `line:column message`; line 4 is the first of `rest`. */
export function problemsIn(rest: string): string[] {
  const { problems } = parseQuestionnaire(HEAD + rest, 'graphs/sample/schema.yaml')
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

export function shippedQuestionnaire(slug: string): Questionnaire {
  const file = `graphs/${slug}/schema.yaml`
  const { questionnaire, problems } = parseQuestionnaire(readFileSync(file, 'utf8'), file)
  if (questionnaire === undefined) throw new Error(problems.map(formatProblem).join('\n'))
  return questionnaire
}

export function pageOf(questionnaire: Questionnaire, pageId: string, answers: Answers = {}): Page {
  const page = findPage(questionnaire, pageId, answers, context)
  if (page === undefined) throw new Error(`The page "${pageId}" is not enabled.`)
  return page
}

/** Posts a page; values may be single texts. */
export function post(
  questionnaire: Questionnaire,
  pageId: string,
  form: Record<string, string | string[]>,
  answers: Answers = {},
): ReadForm {
  const values: FormValues = Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
  )
  return readForm(questionnaire, pageOf(questionnaire, pageId, answers), values, answers, context)
}
