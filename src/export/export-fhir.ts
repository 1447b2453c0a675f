import { questionnaireResponse } from '../fhir/questionnaire-response.js'
import type { ExportedSession } from './exported-session.js'

/** A FHIR R4 QuestionnaireResponse. The recap is not in it: it is prose of a model, not an answer. */
export function exportFhir(exported: ExportedSession): string {
  const { questionnaire, answers, probes, reference, language, confirmedAt, updatedAt, timeZone } = exported
  const scores = new Map(
    exported.scores.flatMap(({ id, value }): [string, number][] =>
      value === undefined ? [] : [[id, value]],
    ),
  )
  const response = questionnaireResponse({
    ...{ questionnaire, answers, probes, scores, reference, language, timeZone },
    status: confirmedAt === undefined ? 'in-progress' : 'completed',
    authored: confirmedAt ?? updatedAt,
  })
  return `${JSON.stringify(response, null, 2)}\n`
}
