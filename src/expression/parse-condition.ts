import { didYouMean } from '../yaml/nearest-name.js'
import type {
  Answered,
  CallTerm,
  Comparison,
  Condition,
  LiteralTerm,
  Operator,
  Path,
  WordTerm,
} from './condition-tree.js'

/** `offset` counts characters (UTF-16 units) from the start of the text. */
export type ParsedCondition =
  | { readonly condition: Condition; readonly error?: undefined }
  | { readonly condition?: undefined; readonly error: string; readonly offset: number }

const MAX_LENGTH = 2000
const MAX_DEPTH = 50

const CALLS = ['answered', 'count', 'age'] as const
const JOINING_WORD = /^(?:and|or)$/i
const PATH = /^[\p{L}_][\p{L}\p{N}_]*(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|\d+))*$/u
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i

/**
 * Reads `== != < <= > >= and or not ( )` and the calls `answered(x)`, `count(x)`, `age(x)`; `and` binds
 * tighter than `or`. Never throws: a mistake comes back as a sentence with its offset. The text may be at
 * most 2,000 characters long and 50 parentheses deep.
 */
export function parseCondition(text: string): ParsedCondition {
  if (text.length > MAX_LENGTH) {
    return { error: `This condition is longer than ${MAX_LENGTH} characters. Split it up.`, offset: 0 }
  }
  try {
    return { condition: new ConditionParser(text).parse() }
  } catch (error) {
    if (error instanceof ConditionMistake) return { error: error.message, offset: error.offset }
    throw error
  }
}

class ConditionMistake extends Error {
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message)
  }
}

class ConditionParser {
  private offset = 0
  private depth = 0

  constructor(private readonly text: string) {}

  parse(): Condition {
    this.skipSpace()
    if (this.atEnd()) throw new ConditionMistake('The condition is empty. Write one, such as age > 17.', 0)
    const condition = this.parseOr()
    if (!this.atEnd()) throw this.unexpected('Expected "and", "or" or the end of the condition')
    return condition
  }

  private parseOr(): Condition {
    return this.parseJunction('or', () => this.parseAnd())
  }

  private parseAnd(): Condition {
    return this.parseJunction('and', () => this.parseUnary())
  }

  private parseJunction(type: 'and' | 'or', parsePart: () => Condition): Condition {
    const conditions = [parsePart()]
    while (this.takeWord(type)) conditions.push(parsePart())
    const [first, ...others] = conditions
    return first !== undefined && others.length === 0 ? first : { type, conditions }
  }

  private parseUnary(): Condition {
    this.depth += 1
    if (this.depth > MAX_DEPTH) {
      throw new ConditionMistake(`This condition is nested more than ${MAX_DEPTH} levels deep.`, this.offset)
    }
    const condition = this.parseNegationOrGroup()
    this.depth -= 1
    return condition
  }

  private parseNegationOrGroup(): Condition {
    if (this.takeWord('not')) return { type: 'not', condition: this.parseUnary() }
    if (!this.take('(')) return this.parseLeaf()
    const condition = this.parseOr()
    if (!this.take(')')) throw this.unexpected('Expected a closing parenthesis')
    return condition
  }

  private parseLeaf(): Comparison | Answered {
    const offset = this.offset
    const left = this.parseLeft()
    if (left.type === 'answered') return left
    const operator = this.parseOperator(this.text.slice(offset, this.offset).trim())
    return { type: 'comparison', left, operator, right: this.parseRight() }
  }

  private parseLeft(): Comparison['left'] | Answered {
    const offset = this.offset
    const word = this.readWord()
    if (word === '') throw this.unexpected('Expected a name')
    if (JOINING_WORD.test(word)) throw new ConditionMistake(`Expected a name, found "${word}".`, offset)
    if (!PATH.test(word)) {
      throw new ConditionMistake(`The left side has to be a name, found "${word}". Swap the sides.`, offset)
    }
    this.skipSpace()
    if (!this.take('(')) return { type: 'path', path: toPath(word), offset }

    const name = CALLS.find((call) => call === word)
    if (name === undefined) {
      throw new ConditionMistake(
        `There is no call "${word}". The calls are answered(x), count(x) and age(x).${didYouMean(word, CALLS)}`,
        offset,
      )
    }
    const argumentOffset = this.offset
    const argument = this.readWord()
    this.skipSpace()
    if (!PATH.test(argument) || !this.take(')')) {
      throw new ConditionMistake(`Expected one name inside ${name}( ).`, argumentOffset)
    }
    const path = toPath(argument)
    return name === 'answered'
      ? { type: name, path, offset }
      : ({ type: 'call', name, path, offset } satisfies CallTerm)
  }

  private parseOperator(left: string): Operator {
    this.skipSpace()
    const offset = this.offset
    const operator = /^(?:==|!=|<=|>=|<(?!>)|>)/.exec(this.text.slice(offset, offset + 2))?.[0]
    if (operator !== undefined) {
      this.offset += operator.length
      this.skipSpace()
      return operator as Operator
    }
    if (this.text[offset] === '=') throw new ConditionMistake('Write "==" to compare, not "=".', offset)
    if (this.text.startsWith('<>', offset)) throw new ConditionMistake('Write "!=", not "<>".', offset)
    throw this.unexpected(`Expected a comparison after "${left}", such as ${left} == 'yes'`)
  }

  private parseRight(): LiteralTerm | WordTerm {
    const offset = this.offset
    const quote = this.text[offset]
    if (quote === "'" || quote === '"') {
      const end = this.text.indexOf(quote, offset + 1)
      if (end < 0) throw new ConditionMistake(`This text has no closing ${quote}.`, offset)
      this.offset = end + 1
      this.skipSpace()
      return { type: 'literal', value: this.text.slice(offset + 1, end), offset }
    }
    const words: string[] = []
    while (!this.nextWordJoins()) {
      const word = this.readWord()
      if (word === '') break
      words.push(word)
      this.skipSpace()
    }
    if (words.length === 0) throw this.unexpected('Expected a value after the comparison')
    if (this.text[this.offset] === '(') {
      throw new ConditionMistake('A call may only stand on the left side. Swap the sides.', offset)
    }
    return toRightTerm(words.join(' '), offset)
  }

  /** A name, number or bare word at the present place; empty where something else stands there. */
  private readWord(): string {
    this.skipSpace()
    const word =
      /^[-+]?[\p{L}\p{N}_.](?:[\p{L}\p{N}_.]|-(?=[\p{L}\p{N}_])|(?<=\d[eE])\+(?=\d))*/u.exec(
        this.text.slice(this.offset),
      )?.[0] ?? ''
    this.offset += word.length
    return word
  }

  private nextWordJoins(): boolean {
    const offset = this.offset
    const joins = JOINING_WORD.test(this.readWord())
    this.offset = offset
    return joins
  }

  private takeWord(word: 'and' | 'or' | 'not'): boolean {
    this.skipSpace()
    const offset = this.offset
    if (this.readWord().toLowerCase() === word) {
      this.skipSpace()
      return true
    }
    this.offset = offset
    return false
  }

  private take(mark: string): boolean {
    if (this.text[this.offset] !== mark) return false
    this.offset += 1
    this.skipSpace()
    return true
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.offset] ?? '')) this.offset += 1
  }

  private atEnd(): boolean {
    return this.offset >= this.text.length
  }

  private unexpected(expected: string): ConditionMistake {
    this.skipSpace()
    const rest = this.text.slice(this.offset)
    const found = rest === '' ? 'found the end' : `found "${[...rest].slice(0, 12).join('')}"`
    return new ConditionMistake(`${expected}, ${found}.${hintFor(rest)}`, this.offset)
  }
}

function hintFor(rest: string): string {
  if (rest.startsWith('&&')) return ' Write "and".'
  if (rest.startsWith('||')) return ' Write "or".'
  if (rest.startsWith('!')) return ' Write "not".'
  if (/^[{}]/.test(rest)) return ' Write names without braces.'
  if (/^[-+*/%]/.test(rest)) return ' Arithmetic is not possible here.'
  return ''
}

function toPath(word: string): Path {
  const path = word.split('.')
  return path.length > 1 && path[0] === 'state' ? path.slice(1) : path
}

function toRightTerm(text: string, offset: number): LiteralTerm | WordTerm {
  const lower = text.toLowerCase()
  if (lower === 'true' || lower === 'false') return { type: 'literal', value: lower === 'true', offset }
  if (lower === 'null' || lower === 'none') return { type: 'literal', value: null, offset }
  if (NUMBER.test(text)) return { type: 'literal', value: Number(text), offset }
  return { type: 'word', text, ...(PATH.test(text) ? { path: toPath(text) } : {}), offset }
}
