import type { ExportedSession } from './exported-session.js'

/** Values as they are stored: option values, ISO dates, `{other}`, `{value, unit}`, `{file, name, type, size}`, entries with their `_id`. */
export function exportJson(exported: ExportedSession): string {
  const { questionnaire, reference, language, startedAt, updatedAt, confirmedAt, answers, recap } = exported
  const { id, name, version, url } = questionnaire
  const document = {
    questionnaire: { id, name, version, ...(url === undefined ? {} : { url }) },
    reference,
    language,
    status: confirmedAt === undefined ? 'draft' : 'sent',
    started_at: startedAt,
    updated_at: updatedAt,
    ...(confirmedAt === undefined ? {} : { confirmed_at: confirmedAt }),
    answers,
    answers_as_read: exported.sections.map(({ heading, rows }) => ({
      ...(heading === undefined ? {} : { heading }),
      rows: rows.map(({ field, label, text, isFollowUp }) => ({
        field,
        ...(isFollowUp ? { is_follow_up: true } : {}),
        label,
        text: text ?? null,
      })),
    })),
    scores: exported.scores.map((score) => ({
      id: score.id,
      label: score.label,
      value: score.value ?? null,
      ...(score.band === undefined ? {} : { band: { id: score.band.id, label: score.band.label } }),
    })),
    recap:
      recap === undefined
        ? null
        : { written_by: { provider: recap.provider, model: recap.model ?? null }, text: recap.text },
  }
  return `${JSON.stringify(document, null, 2)}\n`
}
