import { booleanLabel } from '../questionnaire/answer-text.js'
import type { Field, Score } from '../questionnaire/questionnaire.js'
import { OWN_WORDS, type QuestionTally } from './answer-tally.js'
import { type NumberColumn, type NumberSummary, numberColumns, numberSummary } from './number-columns.js'

/** One answer that can be chosen, and how often it was. */
export interface ChartBar {
  readonly label: string
  readonly count: number
}

/** How the answers to a question are drawn. */
export type QuestionChart =
  /** @param isMultiple one answer may be several bars. */
  | { readonly kind: 'bars'; readonly bars: readonly ChartBar[]; readonly isMultiple: boolean }
  /** A histogram for each unit: milligrams and millilitres are never added up. */
  | { readonly kind: 'numbers'; readonly histograms: readonly Histogram[] }
  /** Texts, dates and times: only how many there are. */
  | { readonly kind: 'none' }

export interface Histogram {
  readonly unit: string | undefined
  readonly columns: readonly NumberColumn[]
  readonly summary: NumberSummary
}

/** @param language of the words for yes and no. */
export function chartOfQuestion(field: Field, { counts }: QuestionTally, language: string): QuestionChart {
  switch (field.type) {
    case 'choice':
      return {
        kind: 'bars',
        isMultiple: field.multiple || field.repeat !== undefined,
        bars: [
          ...field.options.map(({ value, label }) => ({
            label,
            count: counts.get(JSON.stringify(value)) ?? 0,
          })),
          ...(field.other === undefined ? [] : [{ label: field.other, count: counts.get(OWN_WORDS) ?? 0 }]),
        ],
      }
    case 'boolean': {
      const values = field.must ? [true] : [true, false]
      return {
        kind: 'bars',
        isMultiple: false,
        bars: values.map((value) => ({
          label: booleanLabel(value, language),
          count: counts.get(JSON.stringify(value)) ?? 0,
        })),
      }
    }
    case 'integer':
    case 'decimal':
    case 'group':
      return numbers([[undefined, parsed(counts)]])
    case 'quantity':
      return numbers(byUnit(counts))
    default:
      return { kind: 'none' }
  }
}

export function chartOfScore({ bands }: Score, { counts }: QuestionTally): QuestionChart {
  if (bands.length === 0) return numbers([[undefined, parsed(counts)]])
  return {
    kind: 'bars',
    isMultiple: false,
    bars: bands.map(({ id, label, from, to }) => ({
      label: `${label} (${from}–${to})`,
      count: counts.get(id) ?? 0,
    })),
  }
}

function numbers(
  all: readonly (readonly [string | undefined, ReadonlyMap<number, number>])[],
): QuestionChart {
  const histograms = all.flatMap(([unit, counts]) => {
    const summary = numberSummary(counts)
    return summary === undefined ? [] : [{ unit, columns: numberColumns(counts), summary }]
  })
  return histograms.length === 0 ? { kind: 'none' } : { kind: 'numbers', histograms }
}

function parsed(counts: ReadonlyMap<string, number>): Map<number, number> {
  return new Map([...counts].map(([key, count]) => [Number(key), count]))
}

function byUnit(counts: ReadonlyMap<string, number>): [string, Map<number, number>][] {
  const units = new Map<string, Map<number, number>>()
  for (const [key, count] of counts) {
    const [unit, value] = JSON.parse(key) as [string, number]
    const numbers = units.get(unit) ?? new Map<number, number>()
    units.set(unit, numbers.set(value, (numbers.get(value) ?? 0) + count))
  }
  return [...units].sort(([a], [b]) => (a < b ? -1 : 1))
}
