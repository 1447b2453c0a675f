import {
  allFields,
  type Field,
  isQuestion,
  isRepeatingGroup,
  type Questionnaire,
} from '../questionnaire/questionnaire.js'

/**
 * A question as it was asked in one or several versions of a questionnaire. Versions share a question only where
 * nothing that people read, and nothing that an answer means, is different: id, wording, type, options, unit, and
 * for a score its rule. Anything else would add up answers to different questions.
 */
export interface AskedQuestion {
  /** Of the field in a tally. */
  readonly key: string
  readonly field: Field
  /** The newest of `hashes`. */
  readonly questionnaire: Questionnaire
  /** The versions that ask it, the newest first. */
  readonly hashes: readonly string[]
  /** A newer version asks it otherwise, or no more. */
  readonly isFormer: boolean
  readonly isSensitive: boolean
  /** The group that it stands in, if that has a heading. */
  readonly group: Field | undefined
}

export interface AskedVersion {
  readonly hash: string
  readonly questionnaire: Questionnaire
}

/** Every question that people answered, those of the newest version first. @param versions the newest first. */
export function askedQuestions(versions: readonly AskedVersion[]): AskedQuestion[] {
  const found = new Map<string, AskedQuestion & { readonly hashes: string[] }>()
  for (const [index, { hash, questionnaire }] of versions.entries()) {
    const fields = allFields(questionnaire.fields)
    const byId = new Map(fields.map((field) => [field.id, field]))
    for (const field of fields) {
      if ((!isQuestion(field) && !isRepeatingGroup(field)) || field.hidden) continue
      const identity = JSON.stringify(identityOf(field))
      const known = found.get(identity)
      if (known !== undefined) {
        known.hashes.push(hash)
        continue
      }
      found.set(identity, {
        key: field.id,
        field,
        questionnaire,
        hashes: [hash],
        isFormer: index > 0,
        isSensitive: field.sensitive,
        group: field.parent === undefined ? undefined : byId.get(field.parent),
      })
    }
  }
  return [...found.values()]
}

/** Everything that makes an answer to one question no answer to another. */
export function identityOf(field: Field): readonly unknown[] {
  const { id, type, label, hint, multiple, other, units, options, min, max, repeat, entryOf } = field
  return [
    ...[id, type, label, hint ?? null, multiple, other ?? null, units, repeat !== undefined, entryOf ?? null],
    options.map(({ value, label: words }) => [value, words]),
    // A scale from 0 to 10 and one from 0 to 100 are two questions.
    type === 'integer' || type === 'decimal' ? [min ?? null, max ?? null] : [],
  ]
}

/** A score is the same where its rule is, and every question that counts, with what each answer counts. */
export function scoreIdentity({ scores, fields }: Questionnaire, id: string): readonly unknown[] {
  const score = scores.find((candidate) => candidate.id === id)
  const counting: unknown[] = []
  const look = (field: Field): void => {
    if (score?.of.includes(field.id))
      counting.push(
        identityOf(field),
        field.options.map((option) => option.score),
      )
    field.fields.forEach(look)
  }
  fields.forEach(look)
  return [score, counting]
}
