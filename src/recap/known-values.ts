import type { RecapInput } from '../questionnaire/recap-input.js'
import { type DateInText, datesIn } from './dates-in-text.js'
import { numbersIn } from './numbers-in-text.js'

/** What a recap may say: everything that the answers and the questionnaire's own words hold. */
export interface KnownValues {
  /** Each text as `plainWords` makes it, with a space at both ends. */
  readonly texts: readonly string[]
  readonly numbers: ReadonlySet<number>
  readonly dates: readonly DateInText[]
  /** In lower case. */
  readonly words: ReadonlySet<string>
}

/** @param said further texts that are as good as an answer. */
export function knownValues(
  { answers, schema, language }: RecapInput,
  said: readonly string[] = [],
): KnownValues {
  const texts = [
    schema.name,
    schema.description,
    ...answers.flatMap(({ label, text, value }) => [label, text, ...isoDates(value)]),
    ...questionsOf(schema.fields, new Set(answers.map(({ id }) => id.split('.').at(-1) ?? ''))),
    ...said,
  ]
  const numbers = new Set(texts.flatMap((text) => numbersIn(text, language).flatMap(({ values }) => values)))
  // How many there are is no invention.
  numbers.add(answers.length)
  for (const { value } of answers) {
    if (Array.isArray(value)) numbers.add(value.length)
    if (typeof value === 'number') numbers.add(Math.abs(value))
  }
  const plain = texts.map(plainWords)
  return {
    texts: plain.map((text) => ` ${text} `),
    numbers,
    dates: texts.flatMap((text) => datesIn(text, language)),
    words: new Set(plain.flatMap((text) => text.split(' '))),
  }
}

/** Letters and digits alone, in lower case, one space between words. */
export function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}

function isoDates(value: unknown): string[] {
  if (typeof value === 'string') return /^\d{4}-\d{2}-\d{2}/.test(value) ? [value] : []
  return Array.isArray(value) ? value.flatMap(isoDates) : []
}

/** The words of the questions that were answered, in full. */
function questionsOf(fields: RecapInput['schema']['fields'], answered: ReadonlySet<string>): string[] {
  return fields.flatMap((field) => [
    ...(answered.has(field.id) || field.fields.length > 0 ? [field.label] : []),
    ...questionsOf(field.fields, answered),
  ])
}
