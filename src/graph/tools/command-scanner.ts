import { type CommandWord, codeMistakes, HOLE, OPAQUE } from './code-words.js'
import type { Placeholder, Unit } from './command-units.js'

/** The environment variable that holds a value. */
export function variableOf(name: string): string {
  return `RECAPFLOW_${name}`
}

/** Follows the shell's quoting, after the token rules of the POSIX shell: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html */
export class CommandScanner {
  script = ''
  readonly names = new Set<string>()
  readonly notOptions = new Set<string>()
  readonly errors: string[] = []

  #position = 0
  #words: CommandWord[] = []
  /** The word that is being read; `undefined` between two. */
  #word: { text: string; placeholders: string[] } | undefined
  /** Whether the next word is where a redirection leads, and no word of the command. */
  #isTarget = false
  readonly #documents: { readonly end: string; readonly isIndented: boolean }[] = []

  constructor(private readonly units: readonly Unit[]) {}

  scan(): void {
    while (this.#position < this.units.length) this.#bare(this.#next())
    this.#endCommand()
  }

  #next(): Unit {
    return this.units[this.#position++] ?? ''
  }

  #peek(ahead = 0): Unit {
    return this.units[this.#position + ahead] ?? ''
  }

  /** Copies to the script, and to the word that is being read. */
  #copy(text: string, inWord = text): void {
    this.script += text
    this.#word ??= { text: '', placeholders: [] }
    this.#word.text += inWord
  }

  #refer({ name }: Placeholder, reference: string): void {
    this.#copy(reference, HOLE)
    this.#word?.placeholders.push(name)
    this.names.add(name)
  }

  #refuse({ name }: Placeholder, where: string): void {
    this.errors.push(
      `"{${name}}" stands inside ${where}, where its value would be taken apart or run. Give the value to the command itself, bare or in quotes.`,
    )
  }

  #bare(unit: Unit): void {
    if (typeof unit !== 'string') this.#refer(unit, `"$${variableOf(unit.name)}"`)
    else if (unit === "'") this.#singleQuoted()
    else if (unit === '"') this.#doubleQuoted()
    else if (unit === '\\') this.#escaped()
    else if (unit === '`') this.#backquoted()
    else if (unit === '$') this.#dollar(false)
    else if (unit === '\n') this.#lineEnd()
    else if (/[ \t]/.test(unit)) {
      this.#endWord()
      this.script += unit
    } else if (unit === '#' && this.#word === undefined) this.#comment()
    else if (unit === '<' || unit === '>') this.#redirection(unit)
    else if (unit === '(' && this.#peek() === '(' && this.#word === undefined) {
      this.#position--
      this.#copy('', OPAQUE)
      this.#nested('((…))', '(', ')')
    } else if (/[;&|()]/.test(unit)) {
      this.#endCommand()
      this.script += unit
    } else this.#copy(unit)
  }

  #escaped(): void {
    const unit = this.#next()
    if (typeof unit !== 'string') this.#copy(`\\{${unit.name}}`, `{${unit.name}}`)
    else if (unit === '\n') this.script += '\\\n'
    else this.#copy(`\\${unit}`, unit)
  }

  #singleQuoted(): void {
    this.#copy("'", '')
    for (;;) {
      if (this.#isOver('single quote')) return
      const unit = this.#next()
      if (typeof unit !== 'string') this.#refer(unit, `'"$${variableOf(unit.name)}"'`)
      else if (unit === "'") break
      else this.#copy(unit)
    }
    this.#copy("'", '')
  }

  #doubleQuoted(): void {
    this.#copy('"', '')
    for (;;) {
      if (this.#isOver('double quote')) return
      const unit = this.#next()
      if (typeof unit !== 'string') this.#refer(unit, `\${${variableOf(unit.name)}}`)
      else if (unit === '"') break
      else if (unit === '`') this.#backquoted()
      else if (unit === '$') this.#dollar(true)
      else if (unit === '\\') {
        // Before a reference, which begins with $, the backslash has to be escaped to stay one.
        const next = this.#peek()
        if (typeof next === 'string')
          this.#copy(`\\${this.#next()}`, /[$`"\\\n]/.test(next) ? next : `\\${next}`)
        else this.#copy('\\\\', '\\')
      } else this.#copy(unit)
    }
    this.#copy('"', '')
  }

  #backquoted(): void {
    this.#copy('`', OPAQUE)
    for (;;) {
      if (this.#isOver('backtick')) return
      const unit = this.#next()
      if (typeof unit !== 'string') this.#refuse(unit, '`…`')
      else if (unit === '\\') this.#copyOpaque(`\\${this.#nextText('`…`')}`)
      else {
        this.#copyOpaque(unit)
        if (unit === '`') return
      }
    }
  }

  #dollar(isQuoted: boolean): void {
    const next = this.#peek()
    this.#copy('$', OPAQUE)
    if (next === '(') this.#nested(this.#peek(1) === '(' ? '$((…))' : '$(…)', '(', ')')
    else if (next === '{') this.#nested('an expansion in braces', '{', '}', isQuoted)
    else if (next === '[') this.#nested('$[…]', '[', ']')
    else if (next === "'" && !isQuoted) {
      this.errors.push(`A command cannot hold $'…', which not every sh knows. Write '…' or "…".`)
    }
  }

  /** Goes from the opening character, which is next, past the closing one. Nothing inside takes a placeholder. */
  #nested(what: string, open: string, close: string, isQuoted = false): void {
    let depth = 0
    let quote = ''
    do {
      if (this.#isOver(what)) return
      const unit = this.#next()
      if (typeof unit !== 'string') {
        this.#refuse(unit, what)
        continue
      }
      this.#copyOpaque(unit)
      if (unit === '\\' && quote !== "'") this.#copyOpaque(this.#nextText(what))
      else if (quote !== '') quote = unit === quote ? '' : quote
      else if (unit === '"' || (unit === "'" && !isQuoted)) quote = unit
      else if (unit === open) depth++
      else if (unit === close) depth--
    } while (depth > 0 || quote !== '')
  }

  #copyOpaque(text: string): void {
    this.script += text
  }

  #nextText(what: string): string {
    const unit = this.#next()
    if (typeof unit === 'string') return unit
    this.#refuse(unit, what)
    return ''
  }

  /** Whether the command ends although something in it is still open. */
  #isOver(what: string): boolean {
    if (this.#position < this.units.length) return false
    this.errors.push(`The command ends inside a ${what} that is not closed. Close it.`)
    return true
  }

  #comment(): void {
    this.script += '#'
    while (this.#position < this.units.length && this.#peek() !== '\n') {
      const unit = this.#next()
      this.script += typeof unit === 'string' ? unit : `{${unit.name}}`
    }
  }

  #redirection(unit: string): void {
    if (this.#word !== undefined && /^\d+$/.test(this.#word.text)) this.#word = undefined
    this.#endWord()
    if (this.#peek() === '(') {
      this.#copy(unit, OPAQUE)
      this.#nested(`${unit}(…)`, '(', ')')
      return
    }
    this.script += unit
    if (unit === '<' && this.#peek() === '<' && this.#peek(1) !== '<') {
      this.#hereDocument()
      return
    }
    while (/^[<>&|]$/.test(textOf(this.#peek()))) this.script += textOf(this.#next())
    this.#isTarget = true
  }

  #hereDocument(): void {
    this.script += textOf(this.#next())
    const isIndented = this.#peek() === '-'
    if (isIndented) this.script += textOf(this.#next())
    while (/^[ \t]$/.test(textOf(this.#peek()))) this.script += textOf(this.#next())
    let end = ''
    let quote = ''
    while (this.#position < this.units.length) {
      const character = textOf(this.#peek())
      if (quote === '' && /^[\s;&|<>()]$/.test(character)) break
      const unit = this.#next()
      if (typeof unit !== 'string') this.#refuse(unit, 'the name of a here-document')
      this.script += character
      if (quote !== '' ? character === quote : /^["']$/.test(character)) quote = quote === '' ? character : ''
      else if (character !== '\\' || quote !== '') end += character
    }
    this.#documents.push({ end, isIndented })
  }

  #lineEnd(): void {
    this.#endCommand()
    this.script += '\n'
    for (const { end, isIndented } of this.#documents.splice(0)) {
      while (this.#position < this.units.length) {
        const line = this.#line()
        if ((isIndented ? line.replace(/^\t+/, '') : line) === end) break
      }
    }
  }

  /** A line of a here-document. */
  #line(): string {
    let line = ''
    while (this.#position < this.units.length) {
      const unit = this.#next()
      if (typeof unit !== 'string') this.#refuse(unit, 'a here-document')
      this.script += textOf(unit)
      if (unit === '\n') break
      line += textOf(unit)
    }
    return line
  }

  #endWord(): void {
    if (this.#word === undefined) return
    if (!this.#isTarget) this.#words.push(this.#word)
    this.#isTarget = false
    this.#word = undefined
  }

  #endCommand(): void {
    this.#endWord()
    this.#isTarget = false
    const { errors, notOptions } = codeMistakes(this.#words)
    this.errors.push(...errors)
    for (const name of notOptions) this.notOptions.add(name)
    this.#words = []
  }
}

function textOf(unit: Unit): string {
  return typeof unit === 'string' ? unit : ''
}
