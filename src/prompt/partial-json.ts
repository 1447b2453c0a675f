export interface PartialParser {
  /**
   * Takes the next piece of a JSON text and gives what the text says so far: open lists and mappings count as
   * closed, an open string ends where it is, other scalars count once they are complete. `undefined` before
   * the first list or mapping, and from where the text is no JSON any more.
   *
   * Results share what is complete, and none of them ever changes.
   */
  write(piece: string): unknown
}

type Container = unknown[] | Record<string, unknown>

interface Frame {
  readonly container: Container
  /** Of the entry that is being read, in a mapping. */
  key: string
}

/** What is expected next. */
type Mode = 'root' | 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'end' | 'broken'

/** Deeper nesting counts as broken. */
const MAX_DEPTH = 64
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)$/
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

/** A tolerant, incremental JSON parser: each character is looked at once. */
export function createPartialParser(): PartialParser {
  return new PartialJson()
}

class PartialJson implements PartialParser {
  readonly #frames: Frame[] = []
  #mode: Mode = 'root'
  #root: unknown
  /** An open string or scalar, and what of an escape has arrived. */
  #string: string | undefined
  /** The first half of a surrogate pair, which would be no text by itself. */
  #half = ''
  #scalar = ''
  #escape = ''

  write(piece: string): unknown {
    let index = 0
    while (index < piece.length && this.#mode !== 'broken' && this.#mode !== 'end') {
      index = this.#string === undefined ? this.#step(piece, index) : this.#readString(piece, index)
    }
    if (this.#mode === 'broken') return undefined
    return this.#mode === 'end' ? this.#root : this.#snapshot()
  }

  #step(piece: string, index: number): number {
    const character = piece[index] ?? ''
    if (this.#mode === 'root') {
      if (character === '{' || character === '[') this.#open(character)
      return index + 1
    }
    if (/[-+.\w]/.test(character)) {
      if (this.#mode === 'value' || this.#mode === 'first value') this.#scalar += character
      else this.#mode = 'broken'
      // A number is at most some hundred digits; anything longer is no JSON to wait for.
      if (this.#scalar.length > 400) this.#mode = 'broken'
      return index + 1
    }
    if (this.#scalar !== '' && !this.#endScalar()) return index
    this.#punctuation(character)
    return index + 1
  }

  #punctuation(character: string): void {
    const mode = this.#mode
    if (/\s/.test(character)) return
    const isValue = mode === 'value' || mode === 'first value'
    if (character === '"' && (isValue || mode === 'key' || mode === 'first key')) this.#string = ''
    else if ((character === '{' || character === '[') && isValue) this.#open(character)
    else if (character === ':' && mode === 'colon') this.#mode = 'value'
    else if (character === ',' && mode === 'comma') this.#mode = this.#isInList() ? 'value' : 'key'
    else if (character === ']' && this.#isInList() && (mode === 'comma' || mode === 'first value'))
      this.#close()
    else if (character === '}' && !this.#isInList() && (mode === 'comma' || mode === 'first key'))
      this.#close()
    else this.#mode = 'broken'
  }

  #open(bracket: string): void {
    if (this.#frames.length >= MAX_DEPTH) {
      this.#mode = 'broken'
      return
    }
    this.#frames.push({ container: bracket === '[' ? [] : {}, key: '' })
    this.#mode = bracket === '[' ? 'first value' : 'first key'
  }

  #close(): void {
    const closed = this.#frames.pop()?.container
    if (this.#frames.length > 0) this.#add(closed)
    else {
      this.#root = closed
      this.#mode = 'end'
    }
  }

  #add(value: unknown): void {
    const frame = this.#frames.at(-1)
    if (frame !== undefined) put(frame.container, frame.key, value)
    this.#mode = 'comma'
  }

  #isInList(): boolean {
    return Array.isArray(this.#frames.at(-1)?.container)
  }

  #endScalar(): boolean {
    if (!SCALAR.test(this.#scalar)) {
      this.#mode = 'broken'
      return false
    }
    const value: unknown = JSON.parse(this.#scalar)
    this.#scalar = ''
    this.#add(value)
    return true
  }

  #readString(piece: string, start: number): number {
    if (this.#escape !== '') return this.#readEscape(piece, start)
    let index = start
    while (index < piece.length && piece[index] !== '"' && piece[index] !== '\\') index++
    this.#append(piece.slice(start, index))
    if (index === piece.length) return index
    if (piece[index] === '\\') this.#escape = '\\'
    else this.#endString()
    return index + 1
  }

  #readEscape(piece: string, index: number): number {
    this.#escape += piece[index]
    if (this.#escape[1] === 'u') {
      if (this.#escape.length < 6) return index + 1
      const code = this.#escape.slice(2)
      if (!/^[\da-f]{4}$/i.test(code)) this.#mode = 'broken'
      else this.#append(String.fromCharCode(Number.parseInt(code, 16)))
    } else {
      const character = ESCAPES[this.#escape[1] ?? '']
      if (character === undefined) this.#mode = 'broken'
      else this.#append(character)
    }
    this.#escape = ''
    return index + 1
  }

  #append(text: string): void {
    const whole = this.#half + text
    const last = whole.charCodeAt(whole.length - 1)
    const isHalf = last >= 0xd800 && last <= 0xdbff
    this.#half = isHalf ? whole.slice(-1) : ''
    this.#string += isHalf ? whole.slice(0, -1) : whole
  }

  #endString(): void {
    const text = `${this.#string ?? ''}${this.#half}`
    this.#string = undefined
    this.#half = ''
    const frame = this.#frames.at(-1)
    if (frame !== undefined && (this.#mode === 'key' || this.#mode === 'first key')) {
      frame.key = text
      this.#mode = 'colon'
    } else this.#add(text)
  }

  /** Copies what is still open; what is complete is shared. */
  #snapshot(): unknown {
    const isOpenValue = this.#string !== undefined && (this.#mode === 'value' || this.#mode === 'first value')
    let inner: unknown = isOpenValue ? this.#string : undefined
    for (const { container, key } of this.#frames.toReversed()) {
      const copy: Container = Array.isArray(container) ? [...container] : { ...container }
      if (inner !== undefined) put(copy, key, inner)
      inner = copy
    }
    return inner
  }
}

/** A key that would set the prototype is left out. */
function put(container: Container, key: string, value: unknown): void {
  if (Array.isArray(container)) container.push(value)
  else if (key !== '__proto__') container[key] = value
}
