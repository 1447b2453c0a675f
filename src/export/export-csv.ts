import {
  type Answers,
  type AnswerValue,
  entriesIn,
  isOtherText,
  isQuantity,
  listOf,
  type SingleAnswer,
  storedAnswer,
} from '../questionnaire/answer.js'
import {
  type Field,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
} from '../questionnaire/questionnaire.js'
import type { ExportedSession } from './exported-session.js'

type Cell = string | number | boolean | undefined

/**
 * One row for each session, after a row of names (RFC 4180, UTF-8 with a byte order mark, CRLF).
 *
 * - A question is a column named by its id; a choice is the option's value, several answers are joined by `; `.
 * - The person's own words of a choice are in `<id>_other`, the unit of a quantity in `<id>_unit`.
 * - The n-th entry of a group that repeats has the columns `<group>_<n>_<id>`; as many as the longest session has.
 * - A score is `score_<id>`, empty where it is incomplete; its band `score_<id>_band`.
 * - Text that a spreadsheet would calculate gets an apostrophe in front.
 */
export function exportCsv(questionnaire: Questionnaire, sessions: readonly ExportedSession[]): string {
  const columns = [
    'reference',
    'status',
    'language',
    'started_at',
    'confirmed_at',
    ...columnsOf(
      questionnaire.fields,
      sessions.map(({ answers }) => answers),
      '',
    ),
    ...questionnaire.scores.flatMap(({ id, bands }) => [
      `score_${id}`,
      ...(bands.length > 0 ? [`score_${id}_band`] : []),
    ]),
  ]
  const rows = sessions.map((session) => {
    const cells = cellsOf(questionnaire, session)
    return columns.map((name) => cells.get(name))
  })
  return `\uFEFF${[columns, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join('')}`
}

function columnsOf(fields: readonly Field[], places: readonly Answers[], prefix: string): string[] {
  return fields.flatMap((field) => {
    if (isRepeatingGroup(field)) {
      const lists = places.map((answers) => entriesIn(storedAnswer(answers, field.id)))
      const most = Math.max(0, ...lists.map((entries) => entries.length))
      return Array.from({ length: most }, (_, index) =>
        columnsOf(
          field.fields,
          lists.flatMap((entries) => entries[index] ?? []),
          `${prefix}${field.id}_${index + 1}_`,
        ),
      ).flat()
    }
    if (field.type === 'group') return columnsOf(field.fields, places, prefix)
    if (!isQuestion(field)) return []
    const name = `${prefix}${field.id}`
    if (field.other !== undefined) return [name, `${name}_other`]
    return field.type === 'quantity' ? [name, `${name}_unit`] : [name]
  })
}

function cellsOf(questionnaire: Questionnaire, session: ExportedSession): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>([
    ['reference', session.reference],
    ['status', session.confirmedAt === undefined ? 'draft' : 'sent'],
    ['language', session.language],
    ['started_at', session.startedAt],
    ['confirmed_at', session.confirmedAt],
  ])
  fill(cells, questionnaire.fields, session.answers, '')
  for (const { id, value, band } of session.scores) {
    cells.set(`score_${id}`, value)
    cells.set(`score_${id}_band`, band?.id)
  }
  return cells
}

function fill(cells: Map<string, Cell>, fields: readonly Field[], answers: Answers, prefix: string): void {
  for (const field of fields) {
    const answer = storedAnswer(answers, field.id)
    if (isRepeatingGroup(field)) {
      for (const [index, entry] of entriesIn(answer).entries()) {
        fill(cells, field.fields, entry, `${prefix}${field.id}_${index + 1}_`)
      }
    } else if (field.type === 'group') {
      fill(cells, field.fields, answers, prefix)
    } else if (answer !== undefined) {
      fillAnswer(cells, `${prefix}${field.id}`, answer)
    }
  }
}

function fillAnswer(cells: Map<string, Cell>, name: string, answer: AnswerValue): void {
  if (isQuantity(answer)) {
    cells.set(name, answer.value)
    cells.set(`${name}_unit`, answer.unit)
    return
  }
  const all = listOf(answer)
  const plain = all.filter((value): value is Exclude<SingleAnswer, object> => typeof value !== 'object')
  cells.set(name, Array.isArray(answer) ? plain.join('; ') : plain[0])
  const own = all.find(isOtherText)
  if (own !== undefined) cells.set(`${name}_other`, own.other)
}

/** @see https://owasp.org/www-community/attacks/CSV_Injection */
function written(cell: Cell): string {
  if (cell === undefined) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = /^[\s\u200B-\u200F\uFEFF]*[=+\-@＝＋－＠\t\r]/u.test(cell) ? `'${cell}` : cell
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
