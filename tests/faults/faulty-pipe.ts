import type { Socket } from 'node:net'

/** How bytes get from one end to the other. Without any of these they go at once. */
export interface PipeManner {
  /** Milliseconds by which each piece comes later. */
  readonly delay?: number
  readonly bytesPerSecond?: number
  /** Bytes that are gathered before any is forwarded. */
  readonly gather?: number
}

/** Bytes that may wait here before the source is read no further. */
const MOST_WAITING = 1024 * 1024
/** Milliseconds between two pieces of a throttled connection. */
const STEP = 20

interface Piece {
  readonly bytes: Buffer
  /** On the clock of `performance.now()`. */
  readonly due: number
}

/** Forwards what a source sends to a sink, in order and whole, as slowly as it is told. */
export class FaultyPipe {
  readonly #source: Socket
  readonly #sink: Socket
  #pieces: Piece[] = []
  #waiting = 0
  /** Bytes that have been gathered and may go. */
  #released = 0
  #manner: PipeManner = {}
  #timer: NodeJS.Timeout | undefined
  #hasEnded = false
  #isStopped = false
  forwarded = 0

  constructor(source: Socket, sink: Socket) {
    this.#source = source
    this.#sink = sink
    source.on('data', (bytes) => this.#take(bytes))
    source.on('end', () => {
      this.#hasEnded = true
      this.#pump()
    })
    source.on('close', () => {
      this.#hasEnded = true
      this.#pump()
    })
    sink.on('drain', () => this.#pump())
  }

  behave(manner: PipeManner): void {
    this.#manner = manner
    // What waits for less than it did must not wait for the old time.
    if (manner.delay === undefined) this.#pieces = this.#pieces.map(({ bytes }) => ({ bytes, due: 0 }))
    this.#pump()
  }

  /** Forwards nothing more, not even what waits. */
  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#pieces = []
  }

  #take(bytes: Buffer): void {
    if (this.#isStopped) return
    this.#pieces.push({ bytes, due: performance.now() + (this.#manner.delay ?? 0) })
    this.#waiting += bytes.length
    if (this.#waiting > MOST_WAITING) this.#source.pause()
    this.#pump()
  }

  #pump(): void {
    clearTimeout(this.#timer)
    if (this.#isStopped) return
    const { gather = 0, bytesPerSecond } = this.#manner
    if (this.#waiting >= gather || this.#hasEnded) this.#released = this.#waiting
    while (this.#pieces.length > 0 && !this.#sink.writableNeedDrain) {
      if (this.#released <= 0) return
      const [piece] = this.#pieces as [Piece]
      const wait = piece.due - performance.now()
      if (wait > 0) {
        this.#timer = setTimeout(() => this.#pump(), wait)
        return
      }
      if (bytesPerSecond === undefined) {
        this.#forward(piece.bytes.length)
        continue
      }
      this.#forward(Math.max(1, Math.round((bytesPerSecond * STEP) / 1000)))
      this.#timer = setTimeout(() => this.#pump(), STEP)
      return
    }
    if (this.#pieces.length === 0 && this.#hasEnded) this.#sink.end()
  }

  /** So many bytes of the first piece. */
  #forward(count: number): void {
    const [piece] = this.#pieces as [Piece]
    const now = piece.bytes.subarray(0, count)
    const later = piece.bytes.subarray(count)
    if (later.length > 0) this.#pieces[0] = { bytes: later, due: piece.due }
    else this.#pieces.shift()
    this.#waiting -= now.length
    this.#released -= now.length
    this.forwarded += now.length
    this.#sink.write(now)
    if (this.#waiting <= MOST_WAITING && this.#source.isPaused()) this.#source.resume()
  }
}
