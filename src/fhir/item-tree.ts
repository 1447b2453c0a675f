import type { Field, Repeat } from '../questionnaire/questionnaire.js'

/** A field where it stands in FHIR: questions may be inside questions there. */
export interface PlacedField {
  readonly field: Field
  /** How often it repeats: its own, or that of the group that stands for a question with several answers. */
  readonly repeat: Repeat | undefined
  /** The group that stands for it here, which is no item of its own. */
  readonly group?: Field
  /** The question that it is inside. */
  readonly holder?: Field
  readonly children: readonly PlacedField[]
}

/**
 * Whether a group that repeats is, in FHIR, its first question with several answers, and the others inside of these:
 * it has that question's linkId.
 */
export function isEntriesOfQuestion(field: Field): boolean {
  return field.type === 'group' && field.repeat !== undefined && field.fields[0]?.linkId === field.linkId
}

/** Fields of one place, those with `under` inside the question that it names. */
export function itemTree(fields: readonly Field[]): PlacedField[] {
  const place = (field: Field, holder?: Field): PlacedField => {
    const held = holder === undefined ? {} : { holder }
    const inside = fields
      .filter((other) => other.under === field.id)
      .map((other) => place(other, other.type === 'display' ? undefined : field))
    const [question, ...others] = field.fields
    if (question !== undefined && isEntriesOfQuestion(field)) {
      const within = itemTree([question, ...others])
      const [first, ...rest] = within
      const children = [...(first?.children ?? []), ...rest.map((item) => ({ ...item, holder: question }))]
      return {
        field: question,
        group: field,
        repeat: field.repeat,
        ...held,
        children: [...children, ...inside],
      }
    }
    const own = field.type === 'group' ? itemTree(field.fields) : []
    return { field, repeat: field.repeat, ...held, children: [...own, ...inside] }
  }
  const ids = new Set(fields.map(({ id }) => id))
  return fields.filter(({ under }) => under === undefined || !ids.has(under)).map((field) => place(field))
}
