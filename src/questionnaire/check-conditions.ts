import { type Answered, type Comparison, leavesOf, type Path, pathsOf } from '../expression/condition.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { isRealDate, isRealTime } from './date-text.js'
import { type FileNames, mistakeInName } from './file-names.js'
import type { Field } from './questionnaire.js'
import type { FoundCondition } from './read-condition.js'

/** A mistake in a condition; `offset` counts characters inside its text. */
export interface ConditionMistake {
  readonly message: string
  readonly offset: number
}

/** Every mistake in a condition's names and values. */
export function mistakesInCondition(found: FoundCondition, names: FileNames): ConditionMistake[] {
  if (found.mistake !== undefined) return [found.mistake]
  if (found.condition === undefined) return []
  return leavesOf(found.condition).flatMap((leaf) => mistakesInLeaf(leaf, found, names))
}

function mistakesInLeaf(
  leaf: Comparison | Answered,
  found: FoundCondition,
  names: FileNames,
): ConditionMistake[] {
  const left = leaf.type === 'answered' ? leaf : leaf.left
  const inName = mistakeInName(names, left.path) ?? mistakeInDirection(left.path, found.fieldId, names)
  if (inName !== undefined) return [{ message: inName, offset: left.offset }]
  if (leaf.type === 'answered') return []
  const leftField = names.fields.get(left.path[0] ?? '')
  if (leaf.left.type === 'call' && leaf.left.name === 'age' && leftField?.type !== 'date') {
    return [{ message: `age( ) needs a date, and "${left.path[0]}" is none.`, offset: left.offset }]
  }
  if (leftField?.type === 'group' && leaf.left.type === 'path') {
    const message = `"${left.path[0]}" is a group that repeats. Write count(${left.path[0]}) or answered(${left.path[0]}).`
    return [{ message, offset: left.offset }]
  }
  const ofFile = mistakeInFile(leaf, names)
  if (ofFile !== undefined) return [ofFile]
  const inRight =
    leaf.right.type === 'word' ? mistakeInWord(leaf, found, names) : mistakeInLiteral(leaf, names)
  return inRight === undefined ? [] : [{ message: inRight, offset: leaf.right.offset }]
}

/** Whether there is a file, and how many, can be asked; what it is cannot. */
function mistakeInFile({ left, right }: Comparison, names: FileNames): ConditionMistake | undefined {
  const sides = [...(left.type === 'path' ? [left] : []), ...(right.type === 'word' ? [right] : [])]
  const side = sides.find(({ path }) => names.fields.get(path?.[0] ?? '')?.type === 'file')
  if (side === undefined) return undefined
  const name = side.path?.[0]
  const message = `"${name}" is a file, and files cannot be compared. Write answered(${name}) or count(${name}) > 0.`
  return { message, offset: side.offset }
}

/** A field may look at earlier fields, at scores of earlier fields, and at hidden fields. */
function mistakeInDirection(path: Path, fieldId: string | undefined, names: FileNames): string | undefined {
  const own = fieldId === undefined ? undefined : names.order.get(fieldId)
  const id = path[0] ?? ''
  if (own === undefined || fieldId === undefined) return undefined
  if (id === fieldId) return `The field "${fieldId}" looks at itself. Look at earlier fields only.`
  const isLater = (other: string) => (names.order.get(other) ?? -1) >= own && !names.fields.get(other)?.hidden
  if (isLater(id)) return `"${id}" comes later in the file. Look at earlier fields only, or move it up.`
  const later = names.scores.get(id)?.of.find(isLater)
  return later === undefined
    ? undefined
    : `The score "${id}" counts "${later}", which is not asked before "${fieldId}". Look at earlier fields only.`
}

function mistakeInWord(comparison: Comparison, found: FoundCondition, names: FileNames): string | undefined {
  const { left, right } = comparison
  if (right.type !== 'word') return undefined
  const id = right.path?.[0]
  if (right.path === undefined || id === undefined || !(names.fields.has(id) || names.scores.has(id))) {
    const field = names.fields.get(left.path[0] ?? '')
    const candidates = [
      ...(field?.options.map((option) => String(option.value)) ?? []),
      ...names.fields.keys(),
      ...names.scores.keys(),
    ]
    const nearest = candidates.includes(right.text) ? '' : didYouMean(right.text, candidates)
    return `"${right.text}" is no field or score. Put text in quotes: '${right.text}'.${nearest}`
  }
  return mistakeInName(names, right.path) ?? mistakeInDirection(right.path, found.fieldId, names)
}

function mistakeInLiteral({ left, operator, right }: Comparison, names: FileNames): string | undefined {
  if (right.type !== 'literal') return undefined
  const { value } = right
  const name = left.path.join('.')
  if (value === null)
    return `Nothing can be compared with null. Write "answered(${name})" or "not answered(${name})".`
  if (left.type === 'call') {
    return typeof value === 'number' ? undefined : `${left.name}(${name}) is a number, found ${quote(value)}.`
  }
  const ordering = operator !== '==' && operator !== '!='
  const score = names.scores.get(left.path[0] ?? '')
  if (score !== undefined && left.path.length > 1) {
    return mistakeInChoice(
      `The score "${score.id}" has no band`,
      value,
      score.bands.map(({ id }) => id),
    )
  }
  const field = names.fields.get(left.path[0] ?? '')
  return mistakeInType(name, score === undefined ? field : undefined, value, ordering)
}

/** @param field absent for a score, which is a number. */
function mistakeInType(
  name: string,
  field: Field | undefined,
  value: string | number | boolean,
  ordering: boolean,
): string | undefined {
  switch (field?.type) {
    case 'choice': {
      if (field.other !== undefined && typeof value === 'string') return undefined
      const values = field.options.map((option) => option.value)
      return ordering && typeof value === 'number' && values.some((option) => typeof option === 'number')
        ? undefined
        : mistakeInChoice(`"${name}" has no answer`, value, values)
    }
    case 'boolean':
      if (ordering) return `"${name}" is true or false and has no order. Use == or !=.`
      return typeof value === 'boolean' ? undefined : `"${name}" is true or false, found ${quote(value)}.`
    case 'date':
      return typeof value === 'string' && isRealDate(value)
        ? undefined
        : `"${name}" is a date. Compare it with one in quotes, such as '2025-01-31', found ${quote(value)}.`
    case 'datetime':
      return typeof value === 'string' && isRealDate(value.slice(0, 10))
        ? undefined
        : `"${name}" is a date with a time. Compare it with '2025-01-31T09:00', found ${quote(value)}.`
    case 'time':
      return typeof value === 'string' && isRealTime(value)
        ? undefined
        : `"${name}" is a time. Compare it with one in quotes, such as '09:30', found ${quote(value)}.`
    case 'url':
    case 'string':
    case 'text':
      return typeof value === 'string' ? undefined : `"${name}" is text. Put the value in quotes: '${value}'.`
    default:
      return typeof value === 'number' ? undefined : `"${name}" is a number, found ${quote(value)}.`
  }
}

function mistakeInChoice(
  missing: string,
  value: string | number | boolean,
  values: readonly (string | number)[],
): string | undefined {
  if (values.some((candidate) => candidate === value)) return undefined
  const nearest = didYouMean(String(value), values.map(String))
  return `${missing} ${quote(value)}.${nearest || ` It has: ${values.map(quote).join(', ')}.`}`
}

function quote(value: string | number | boolean): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

/**
 * Fields whose conditions lead back to themselves, as a readable path each. Only hidden fields make this
 * possible, since they may be looked at from before.
 */
export function loopsIn(conditions: readonly FoundCondition[], names: FileNames): Map<string, string> {
  const targets = new Map<string, string[]>()
  for (const { fieldId, condition } of conditions) {
    if (fieldId === undefined || condition === undefined) continue
    const ids = pathsOf(condition).map((path) => path[0] ?? '')
    targets.set(fieldId, [...(targets.get(fieldId) ?? []), ...ids])
  }
  for (const score of names.scores.values()) targets.set(score.id, [...score.of])
  for (const field of names.fields.values()) {
    // A question also depends on the condition of the group that it is in.
    if (field.parent !== undefined) targets.set(field.id, [...(targets.get(field.id) ?? []), field.parent])
  }

  const loops = new Map<string, string>()
  const finished = new Set<string>()
  const visit = (id: string, trail: string[]): void => {
    const start = trail.indexOf(id)
    if (start >= 0) {
      const loop = trail.slice(start)
      const owner = loop.find((member) => conditions.some(({ fieldId }) => fieldId === member))
      if (owner !== undefined && loop.length > 1) loops.set(owner, [...loop, id].join(' → '))
      return
    }
    if (finished.has(id)) return
    for (const target of targets.get(id) ?? []) visit(target, [...trail, id])
    finished.add(id)
  }
  for (const id of targets.keys()) visit(id, [])
  return loops
}
