import {
  BYTE_ORDER_MARK,
  CSV_FACTS,
  type CsvNames,
  csvCells,
  csvColumns,
  csvRow,
} from '../export/export-csv.js'
import { enabledAnswers } from '../questionnaire/enabled-answers.js'
import { scores } from '../questionnaire/outcome.js'
import { allFields, isRepeatingGroup } from '../questionnaire/questionnaire.js'
import { referenceOf } from '../session/session.js'
import type { OpenSession } from '../session/sessions.js'
import { identityOf, scoreIdentity } from './asked-question.js'
import type { VersionTally } from './tally-cache.js'

/** Letters of a file's hash that name it in columns. */
const SHORT_HASH = 8

/** Writes the responses to one questionnaire as a table, line by line. See `exportCsv` for what is in a cell. */
export interface ResponsesTable {
  /** The first line, with the mark that the file begins with. */
  readonly head: string
  /** @throws Error where a session has more entries than the head has columns for: nothing may be left out. */
  row(open: OpenSession): string
}

/**
 * One table for all versions of a questionnaire. Every line names its version, and the hash of the file. Versions
 * share a column where they ask the same question (see `AskedQuestion`); where an older one asks something else
 * under the same id, that has a column of its own, `<id>__<hash>`.
 *
 * @param versions those that the responses can be of, the newest first.
 */
export function createResponsesTable(versions: readonly VersionTally[]): ResponsesTable {
  const most = mostEntries(versions)
  /** By what columns are called: what is asked in them. */
  const taken = new Map<string, string>()
  const named = versions.map((version) => ({ ...version, names: namesOf(version, taken) }))
  const columns = [
    ...new Set([
      ...CSV_FACTS,
      'version',
      'schema',
      ...named.flatMap(({ questionnaire, names }) => csvColumns(questionnaire, { most, names })),
    ]),
  ]
  const known = new Set(columns)

  return {
    head: `${BYTE_ORDER_MARK}${csvRow(columns)}`,
    row({ session, questionnaire, answers, context }) {
      const own = named.find(({ hash }) => hash === session.schemaHash)?.names
      if (own === undefined) throw new Error(`The version of response ${referenceOf(session.id)} is new.`)
      const cells = csvCells(
        questionnaire,
        {
          questionnaire,
          reference: referenceOf(session.id),
          language: session.language,
          startedAt: session.createdAt,
          confirmedAt: session.confirmedAt,
          answers: enabledAnswers(questionnaire, answers, context),
          probes: session.probes,
          scores: scores(questionnaire, answers, context),
        },
        own,
      )
      cells.set('version', questionnaire.version)
      cells.set('schema', session.schemaHash.slice(0, SHORT_HASH))
      for (const [name, cell] of cells) {
        if (cell === undefined || known.has(name)) continue
        throw new Error(
          `Response ${referenceOf(session.id)} has a "${name}", which came after the first line.`,
        )
      }
      return csvRow(columns, cells)
    },
  }
}

/** Calls everything by its id, unless a newer version calls something else so. */
function namesOf(
  { hash, questionnaire }: Pick<VersionTally, 'hash' | 'questionnaire'>,
  taken: Map<string, string>,
): CsvNames {
  const named = (name: string, identity: unknown): string => {
    const text = JSON.stringify(identity)
    const other = taken.get(name)
    if (other === undefined) taken.set(name, text)
    return other === undefined || other === text ? name : `${name}__${hash.slice(0, SHORT_HASH)}`
  }
  const fields = new Map(
    allFields(questionnaire.fields).map((field) => [field.id, named(field.id, identityOf(field))]),
  )
  const rules = new Map(
    questionnaire.scores.map((score) => [
      score.id,
      named(`score ${score.id}`, scoreIdentity(questionnaire, score.id)),
    ]),
  )
  return {
    field: ({ id }) => fields.get(id) ?? id,
    score: (id) => (rules.get(id) ?? id).replace(/^score /, ''),
  }
}

/** From the counts of all that was sent: the table need not be read twice. */
function mostEntries(versions: readonly VersionTally[]): ReadonlyMap<string, number> {
  const most = new Map<string, number>()
  for (const { questionnaire, whole } of versions) {
    for (const { id } of allFields(questionnaire.fields).filter(isRepeatingGroup)) {
      for (const count of whole.answers.get(id)?.counts.keys() ?? []) {
        most.set(id, Math.max(most.get(id) ?? 0, Number(count)))
      }
    }
  }
  return most
}
