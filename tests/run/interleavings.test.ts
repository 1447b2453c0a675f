import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeHtml } from '../../src/run/escape-html.js'
import { encodeFrame } from '../../src/run/frame.js'
import { jsonShape } from '../../src/run/json-shape.js'
import { Run } from '../../src/run/run.js'
import type { StreamShape } from '../../src/run/stream-shape.js'
import { plainShape, STARTED_AGAIN } from '../../src/run/text-shapes.js'
import { viewRun } from '../../src/run/view-run.js'
import { textOf } from '../../src/stream/run-text.js'
import { ManualClock } from '../stream/manual-clock.js'
import { createEventParser, type ReadEvent } from './sse-reader.js'

const job = {
  id: 'session-node-0',
  sessionId: 'session',
  graph: 'interview',
  node: 'node',
  input: {},
  provider: 'demo',
  model: undefined,
}

/** As the panel is: the whole text first, and again after it was too slow. */
const snapshotShape: StreamShape = {
  open: () => '',
  ping: ': ping\n\n',
  snapshot: ({ run }) => encodeFrame({ event: 'snapshot', data: JSON.stringify(textOf(run.log.events)) }),
  encode: (events, { run }) =>
    events.some(({ type }) => type === 'reset')
      ? encodeFrame({
          event: 'snapshot',
          data: JSON.stringify(textOf(run.log.events.slice(0, events.at(-1)?.seq))),
        })
      : events
          .map((event) =>
            event.type === 'token' ? encodeFrame({ event: 'more', data: JSON.stringify(event.content) }) : '',
          )
          .join(''),
  end: (terminal) => encodeFrame({ event: terminal.type, data: '1' }),
}

const explain = () => 'It did not work.'
const normal = (text: string) => text.replaceAll(/\r\n?/g, '\n')

/** A shape with what a reader makes of its events. `shown` is what a reader of this whole text has. */
const kinds = [
  {
    shape: snapshotShape,
    take: (text: string, { event, data }: ReadEvent) =>
      event === 'snapshot' ? JSON.parse(data) : event === 'more' ? text + JSON.parse(data) : text,
    shown: (text: string) => text,
  },
  {
    shape: jsonShape(explain),
    take: (text: string, { event, data }: ReadEvent) =>
      event === 'reset' ? '' : event === 'token' ? text + JSON.parse(data).content : text,
    shown: (text: string) => text,
  },
  {
    shape: plainShape(explain),
    take: (text: string, { event, data }: ReadEvent) =>
      event === 'message' && data !== `\n\n[${explain()}]`
        ? ((text + data).split(STARTED_AGAIN).at(-1) ?? '')
        : text,
    shown: (text: string) => escapeHtml(normal(text)),
  },
] as const

const isEnd = ({ event }: ReadEvent) => ['done', 'error', 'interrupt', 'failed'].includes(event)

const command = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      op: fc.constant('append' as const),
      text: fc.oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 5 }),
        fc.constantFrom('\r', '\n', '\r\n', 'a\r', '<b>', ' 🙂', '\n\n'),
        fc.constant('x'.repeat(20_000)),
      ),
    }),
  },
  { weight: 4, arbitrary: fc.record({ op: fc.constant('attach' as const), kind: fc.nat(2) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constantFrom('leave' as const, 'connect' as const, 'stall' as const, 'read' as const),
      viewer: fc.nat(5),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      op: fc.constant('advance' as const),
      by: fc.constantFrom(1, 20, 50, 100, 16_000, 31_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constantFrom(
        'retry' as const,
        'stop' as const,
        'finish' as const,
        'settle' as const,
        'supersede' as const,
      ),
    }),
  },
)

async function turns(): Promise<void> {
  for (let count = 0; count < 4; count++) await new Promise((resolve) => setImmediate(resolve))
}

/** One run with its attempts, and those who look at it. */
function createWorld() {
  const clock = new ManualClock()
  let attempt = 1
  let tryNumber = 1
  let run = newRun()
  const history = new Set([''])
  const viewers: ReturnType<typeof attach>[] = []

  function newRun(): Run {
    return new Run({
      ...{ job, attempt, clock },
      startedAt: '2026-01-01T00:00:00Z',
      abandonAfter: Number.POSITIVE_INFINITY,
    })
  }

  function attach(kindIndex: number) {
    const kind = kinds[kindIndex] ?? kinds[0]
    const viewer = { kind, text: '', lastId: '', ends: 0, isOpen: false, isReading: true, connect, leave }
    let reader: ReadableStreamDefaultReader<Uint8Array> | undefined
    let goOn = () => {}

    function connect(): void {
      if (viewer.isOpen || viewer.ends > 0) return
      viewer.isOpen = true
      const response = viewRun(run, kind.shape, {
        clock,
        lastEventId: viewer.lastId,
        next: async () => run,
      })
      reader = response.body?.getReader()
      void readAll(reader as ReadableStreamDefaultReader<Uint8Array>)
    }
    async function readAll(from: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
      const decoder = new TextDecoder()
      const parser = createEventParser()
      for (;;) {
        while (!viewer.isReading) {
          await new Promise<void>((resolve) => {
            goOn = resolve
          })
        }
        const { value, done } = await from.read()
        if (from !== reader) return
        if (done) break
        for (const event of parser.read(decoder.decode(value, { stream: true }))) {
          viewer.lastId = event.id || viewer.lastId
          viewer.text = kind.take(viewer.text, event)
          if (isEnd(event)) viewer.ends++
        }
      }
      viewer.isOpen = false
    }
    function leave(): void {
      const left = reader
      reader = undefined
      viewer.isOpen = false
      viewer.isReading = true
      goOn()
      left?.cancel().catch(() => {})
    }
    connect()
    return Object.assign(viewer, {
      stall() {
        viewer.isReading = false
      },
      read() {
        viewer.isReading = true
        goOn()
      },
    })
  }

  function append(text: string): void {
    if (!run.isRunning) return
    run.log.append({
      type: 'token',
      node: 'node',
      stream: 'node#1',
      key: 'k',
      try: tryNumber,
      content: text,
      format: 'text',
    })
    history.add(textOf(run.log.events))
  }

  function finish(): void {
    if (run.isRunning) run.log.append({ type: 'done', state: {} })
  }

  return {
    clock,
    viewers,
    history,
    get text() {
      return textOf(run.log.events)
    },
    attach: (kind: number) => void viewers.push(attach(kind)),
    append,
    finish,
    settle() {
      if (!run.isRunning) run.settle()
    },
    retry() {
      if (!run.isRunning) return
      run.log.append({ type: 'reset', node: 'node', stream: 'node#1', try: tryNumber++, reason: 'retry' })
    },
    stop() {
      run.abort('stop')
      if (!run.isRunning) return
      const error = { type: 'aborted', reason: 'stop', message: 'Stopped.', retryable: true } as const
      run.log.append({ type: 'error', error })
    },
    supersede() {
      if (!run.isRunning) return
      const old = run
      attempt++
      tryNumber = 1
      run = newRun()
      old.handOver('taken_over')
    },
    viewersOf: () => run.viewers,
  }
}

type World = ReturnType<typeof createWorld>
type Command = typeof command extends fc.Arbitrary<infer T> ? T : never

function obey(world: World, command: Command): void {
  if (command.op === 'append') world.append(command.text)
  else if (command.op === 'attach') world.attach(command.kind)
  else if (command.op === 'advance') world.clock.advance(command.by)
  else if ('viewer' in command) world.viewers[command.viewer]?.[command.op]()
  else world[command.op]()
}

test('in whatever order things happen, no viewer ever shows what the log never held, and all end with its text', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 1, maxLength: 40 }), async (commands) => {
      const world = createWorld()
      for (const command of commands) {
        obey(world, command)
        await turns()
        for (const { kind, text } of world.viewers) {
          const isBeginning = [...world.history].some((held) => kind.shown(held).startsWith(text))
          if (!isBeginning) throw new Error(`A viewer shows ${JSON.stringify(text.slice(0, 200))}.`)
        }
      }
      world.finish()
      world.settle()
      for (let round = 0; round < 8; round++) {
        for (const viewer of world.viewers) {
          viewer.read()
          viewer.connect()
        }
        await turns()
        world.clock.advance(200)
        await turns()
      }
      for (const { kind, text, ends, isOpen } of world.viewers) {
        expect({ text, ends, isOpen }).toEqual({ text: kind.shown(world.text), ends: 1, isOpen: false })
      }
      expect(world.viewersOf()).toBe(0)
    }),
    { numRuns: 1500 },
  )
})
