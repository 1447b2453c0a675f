import type { Rule } from '../yaml/problem.js'
import type { Score } from './questionnaire.js'
import type { SchemaMapping } from './schema-mapping.js'

/** What is wrong with the function that a score names, if anything. */
export type MistakeInModule = (score: Score) => { readonly message: string; readonly rule: Rule } | undefined

/** Reports scores whose function is not there, or may not run. Nothing is loaded. */
export function checkModules(
  mapping: SchemaMapping,
  scores: readonly Score[],
  mistakeInModule: MistakeInModule,
): void {
  const list = Array.isArray(mapping.value.scores) ? mapping.value.scores : []
  for (const score of scores) {
    const mistake = score.module === undefined ? undefined : mistakeInModule(score)
    if (mistake === undefined) continue
    const index = list.findIndex((item) => item?.id === score.id)
    mapping.reportAt(['scores', index, 'module'], mistake.message, { rule: mistake.rule })
  }
}
