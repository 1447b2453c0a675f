import { type Field, fieldById, type Questionnaire } from './questionnaire.js'

/** Whether an answer never reaches a model: `sensitive`, `hidden` and `recap.exclude`, of the field or a group around it. */
export function isKeptBack(questionnaire: Questionnaire, field: Field): boolean {
  const excluded = questionnaire.recap === false ? [] : questionnaire.recap.exclude
  if (field.hidden || field.sensitive || excluded.includes(field.id)) return true
  const parent = field.parent === undefined ? undefined : fieldById(questionnaire, field.parent)
  return parent !== undefined && isKeptBack(questionnaire, parent)
}
