import { didYouMean } from '../yaml/nearest-name.js'
import { allFields, type Field, isRepeatingGroup, type Questionnaire, type Score } from './questionnaire.js'

/** Everything in a file that a condition or a placeholder can name. */
export interface FileNames {
  readonly fields: ReadonlyMap<string, Field>
  readonly scores: ReadonlyMap<string, Score>
  /** Place of a question in the file, counted from 0. */
  readonly order: ReadonlyMap<string, number>
}

export function fileNames(questionnaire: Pick<Questionnaire, 'fields' | 'scores'>): FileNames {
  const fields = new Map<string, Field>()
  const order = new Map<string, number>()
  for (const field of allFields(questionnaire.fields)) {
    if (fields.has(field.id)) continue
    order.set(field.id, fields.size)
    fields.set(field.id, field)
  }
  return { fields, order, scores: new Map(questionnaire.scores.map((score) => [score.id, score])) }
}

/** What is wrong with the name of a question or score (`score.band` included), if anything. */
export function mistakeInName(names: FileNames, path: readonly string[]): string | undefined {
  const [id = '', part] = path
  const score = names.scores.get(id)
  if (score === undefined && !names.fields.has(id)) {
    return `There is no field or score "${id}".${didYouMean(id, [...names.fields.keys(), ...names.scores.keys()])}`
  }
  const group = names.fields.get(id)
  if (group?.type === 'group' && !isRepeatingGroup(group))
    return `"${id}" is a group. Name one of its questions.`
  if (names.fields.get(id)?.type === 'display') return `"${id}" is a text and has no answer. Name a question.`
  if (part === undefined) return undefined
  if (score === undefined) return `"${id}" is a field and has no parts. Write "${id}" alone.`
  if (part !== 'band' || path.length > 2) {
    return `A score has one part, "${id}.band". Found "${path.join('.')}".`
  }
  return score.bands.length === 0 ? `The score "${id}" has no bands.` : undefined
}
