import {
  type Answers,
  type AnswerValue,
  entriesIn,
  isFileAnswer,
  isOtherText,
  isQuantity,
  listOf,
  type SingleAnswer,
  storedAnswer,
} from '../questionnaire/answer.js'
import { followUpOf, type Probes } from '../questionnaire/probe.js'
import {
  type Field,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
} from '../questionnaire/questionnaire.js'
import type { ExportedSession } from './exported-session.js'

export type Cell = string | number | boolean | undefined

/**
 * One row for each session, after a row of names (RFC 4180, UTF-8 with a byte order mark, CRLF).
 *
 * - A question is a column named by its id; a choice is the option's value, several answers are joined by `; `.
 * - The person's own words of a choice are in `<id>_other`, the unit of a quantity in `<id>_unit`.
 * - The answer to a follow-up question is in `<id>_follow_up`.
 * - A file is its name; its size in bytes is in `<id>_size`.
 * - The n-th entry of a group that repeats has the columns `<group>_<n>_<id>`; as many as the longest session has.
 * - A score is `score_<id>`, empty where it is incomplete; its band `score_<id>_band`.
 * - Text that a spreadsheet would calculate gets an apostrophe in front.
 */
export function exportCsv(questionnaire: Questionnaire, sessions: readonly ExportedSession[]): string {
  const columns = [
    ...CSV_FACTS,
    ...csvColumns(questionnaire, { most: mostEntries(questionnaire, sessions), names: plainNames }),
  ]
  const rows = sessions.map((session) => csvRow(columns, csvCells(questionnaire, session, plainNames)))
  return `${BYTE_ORDER_MARK}${csvRow(columns)}${rows.join('')}`
}

/** Says that a file is UTF-8 to spreadsheets that ask. */
export const BYTE_ORDER_MARK = '\uFEFF'

/** The columns that every questionnaire has. */
export const CSV_FACTS = ['reference', 'status', 'language', 'started_at', 'confirmed_at']

/** What columns are called. */
export interface CsvNames {
  readonly field: (field: Field) => string
  readonly score: (id: string) => string
}

const plainNames: CsvNames = { field: ({ id }) => id, score: (id) => id }

interface CsvShape {
  /** How many entries a group that repeats has at most, by its id. */
  readonly most: ReadonlyMap<string, number>
  readonly names: CsvNames
}

/** The columns of the questions and scores. */
export function csvColumns({ fields, scores }: Questionnaire, shape: CsvShape): string[] {
  return [
    ...columnsOf(fields, shape, ''),
    ...scores.flatMap(({ id, bands }) => {
      const name = `score_${shape.names.score(id)}`
      return bands.length > 0 ? [name, `${name}_band`] : [name]
    }),
  ]
}

/** One line: the names of the columns, or the cells that a session has in them. */
export function csvRow(columns: readonly string[], cells?: ReadonlyMap<string, Cell>): string {
  const row = cells === undefined ? columns : columns.map((name) => cells.get(name))
  return `${row.map(written).join(',')}\r\n`
}

function mostEntries(
  questionnaire: Questionnaire,
  sessions: readonly ExportedSession[],
): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  const look = (fields: readonly Field[], answers: Answers): void => {
    for (const field of fields) {
      if (!isRepeatingGroup(field)) {
        look(field.fields, answers)
        continue
      }
      const entries = entriesIn(storedAnswer(answers, field.id))
      most.set(field.id, Math.max(entries.length, most.get(field.id) ?? 0))
      for (const entry of entries) look(field.fields, entry)
    }
  }
  for (const { answers } of sessions) look(questionnaire.fields, answers)
  return most
}

function columnsOf(fields: readonly Field[], shape: CsvShape, prefix: string): string[] {
  return fields.flatMap((field) => {
    const name = `${prefix}${shape.names.field(field)}`
    if (isRepeatingGroup(field)) {
      return Array.from({ length: shape.most.get(field.id) ?? 0 }, (_, index) =>
        columnsOf(field.fields, shape, `${name}_${index + 1}_`),
      ).flat()
    }
    if (field.type === 'group') return columnsOf(field.fields, shape, prefix)
    if (!isQuestion(field)) return []
    return [
      name,
      ...(field.other === undefined ? [] : [`${name}_other`]),
      ...(field.type === 'quantity' ? [`${name}_unit`] : []),
      ...(field.type === 'file' ? [`${name}_size`] : []),
      ...(field.probe === undefined ? [] : [`${name}_follow_up`]),
    ]
  })
}

/** What a session has, by column. */
export function csvCells(
  questionnaire: Questionnaire,
  session: Omit<ExportedSession, 'sections' | 'updatedAt' | 'timeZone' | 'recap'>,
  names: CsvNames,
): Map<string, Cell> {
  const cells = new Map<string, Cell>([
    ['reference', session.reference],
    ['status', session.confirmedAt === undefined ? 'draft' : 'sent'],
    ['language', session.language],
    ['started_at', session.startedAt],
    ['confirmed_at', session.confirmedAt],
  ])
  fill(cells, questionnaire.fields, session.answers, { name: '', path: '', probes: session.probes, names })
  for (const { id, value, band } of session.scores) {
    cells.set(`score_${names.score(id)}`, value)
    cells.set(`score_${names.score(id)}_band`, band?.id)
  }
  return cells
}

interface FillPlace {
  /** Of the names of its columns. */
  readonly name: string
  /** Of the paths of its answers. */
  readonly path: string
  readonly probes: Probes
  readonly names: CsvNames
}

function fill(cells: Map<string, Cell>, fields: readonly Field[], answers: Answers, place: FillPlace): void {
  for (const field of fields) {
    const answer = storedAnswer(answers, field.id)
    const name = `${place.name}${place.names.field(field)}`
    if (isRepeatingGroup(field)) {
      for (const [index, entry] of entriesIn(answer).entries()) {
        fill(cells, field.fields, entry, {
          ...place,
          name: `${name}_${index + 1}_`,
          path: `${place.path}${field.id}/${entry._id}/`,
        })
      }
    } else if (field.type === 'group') {
      fill(cells, field.fields, answers, place)
    } else if (answer !== undefined) {
      fillAnswer(cells, name, answer)
      if (field.probe === undefined) continue
      cells.set(`${name}_follow_up`, followUpOf(place.probes, `${place.path}${field.id}`)?.answer)
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
  const files = all.filter(isFileAnswer)
  if (files.length > 0) {
    cells.set(name, files.map((file) => file.name).join('; '))
    cells.set(`${name}_size`, isFileAnswer(answer) ? answer.size : files.map(({ size }) => size).join('; '))
    return
  }
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
