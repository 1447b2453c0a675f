/** A parsed condition: plain data, evaluated by walking it, never run as code. */
export type Condition = Junction | Negation | Comparison | Answered

export interface Junction {
  readonly type: 'and' | 'or'
  readonly conditions: readonly Condition[]
}

export interface Negation {
  readonly type: 'not'
  readonly condition: Condition
}

export interface Comparison {
  readonly type: 'comparison'
  readonly left: PathTerm | CallTerm
  readonly operator: Operator
  readonly right: LiteralTerm | WordTerm
}

/** The call `answered(x)`, the only term that is true or false by itself. */
export interface Answered {
  readonly type: 'answered'
  readonly path: Path
  readonly offset: number
}

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>='

/** Segments of a dotted name, without a leading `state.`. */
export type Path = readonly string[]

export interface PathTerm {
  readonly type: 'path'
  readonly path: Path
  readonly offset: number
}

/** `count(x)` or `age(x)`: a number. */
export interface CallTerm {
  readonly type: 'call'
  readonly name: 'count' | 'age'
  readonly path: Path
  readonly offset: number
}

export interface LiteralTerm {
  readonly type: 'literal'
  readonly value: string | number | boolean | null
  readonly offset: number
}

/** Unquoted words on the right: a name where that has a value, otherwise (in graphs only) the text itself. */
export interface WordTerm {
  readonly type: 'word'
  readonly text: string
  /** Absent where the words cannot be a name, such as `very good`. */
  readonly path?: Path
  readonly offset: number
}

/** Every name that the condition reads, right sides included, each once, in order. */
export function pathsOf(condition: Condition): Path[] {
  const found = new Map<string, Path>()
  const add = (path: Path) => found.set(path.join('.'), path)
  for (const leaf of leavesOf(condition)) {
    if (leaf.type === 'answered') add(leaf.path)
    else {
      add(leaf.left.path)
      if (leaf.right.type === 'word' && leaf.right.path !== undefined) add(leaf.right.path)
    }
  }
  return [...found.values()]
}

/** The comparisons and `answered` calls of a condition, from left to right. */
export function leavesOf(condition: Condition): (Comparison | Answered)[] {
  if (condition.type === 'not') return leavesOf(condition.condition)
  if ('conditions' in condition) return condition.conditions.flatMap(leavesOf)
  return [condition]
}

/** Whether the condition holds, given which of its leaves do. Stops at the first leaf that decides. */
export function evaluateCondition(
  condition: Condition,
  holds: (leaf: Comparison | Answered) => boolean,
): boolean {
  if (condition.type === 'not') return !evaluateCondition(condition.condition, holds)
  if (!('conditions' in condition)) return holds(condition)
  const partHolds = (part: Condition) => evaluateCondition(part, holds)
  return condition.type === 'and'
    ? condition.conditions.every(partHolds)
    : condition.conditions.some(partHolds)
}
