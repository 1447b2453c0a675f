import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Run } from '../run/run.js'
import type { ModelPrice } from '../settings.js'
import type { RunEvent } from '../stream/event.js'
import type { Ledger } from '../stream/ledger.js'

/** What is looked up when somebody reads the metrics. */
export interface CurrentNumbers {
  readonly executing: number
  readonly viewers: number
  /** `undefined` while the server behind the queue is away. */
  waiting(): Promise<number | undefined>
}

export interface Metrics {
  /** An attempt has ended here. */
  ended(run: Run, ledger: Ledger, startedAt: number): void
  /** So many events went out to one viewer. */
  delivered(events: number): void
  /** In the text format of Prometheus. */
  text(): Promise<string>
  readonly contentType: string
}

const SECONDS = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30]
const LONG_SECONDS = [0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300]
const MILLION = 1_000_000

/**
 * The numbers of one process. Runs are counted when they end, so that a token costs nothing but the sums of its
 * ledger. Names and labels hold nothing of what people have answered.
 */
export function createMetrics(prices: ReadonlyMap<string, ModelPrice>, current: CurrentNumbers): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const runs = new Counter({
    name: 'recapflow_runs_total',
    help: 'Attempts of runs that have ended, by how: done, or why not.',
    labelNames: ['graph', 'node', 'outcome'],
    registers,
  })
  const firstToken = new Histogram({
    name: 'recapflow_first_token_seconds',
    help: 'From the beginning of an attempt to its first text.',
    labelNames: ['model'],
    buckets: SECONDS,
    registers,
  })
  const duration = new Histogram({
    name: 'recapflow_run_seconds',
    help: 'From the beginning of an attempt to its end.',
    labelNames: ['model'],
    buckets: LONG_SECONDS,
    registers,
  })
  const pieces = new Counter({
    name: 'recapflow_pieces_produced_total',
    help: 'Pieces of text that models have sent.',
    registers,
  })
  const produced = new Counter({
    name: 'recapflow_characters_produced_total',
    help: 'Characters that models have sent.',
    registers,
  })
  const logged = new Counter({
    name: 'recapflow_characters_logged_total',
    help: 'Characters that logs hold at the end of their runs: as many as were produced, but for what was cut off.',
    registers,
  })
  const delivered = new Counter({
    name: 'recapflow_events_delivered_total',
    help: 'Events that were sent to viewers, once for each viewer.',
    registers,
  })
  const tokens = new Counter({
    name: 'recapflow_model_tokens_total',
    help: 'Tokens as models have counted them.',
    labelNames: ['model', 'direction'],
    registers,
  })
  const cost = new Counter({
    name: 'recapflow_model_cost_total',
    help: 'What these tokens cost at MODEL_PRICES; nothing for models without a price.',
    labelNames: ['model'],
    registers,
  })
  new Gauge({
    name: 'recapflow_runs_executing',
    help: 'Runs that this node executes now.',
    registers,
    collect() {
      this.set(current.executing)
    },
  })
  new Gauge({
    name: 'recapflow_runs_waiting',
    help: 'Runs in the queue, which all nodes share where there is Redis. NaN while it is away.',
    registers,
    async collect() {
      this.set((await current.waiting()) ?? Number.NaN)
    },
  })
  new Gauge({
    name: 'recapflow_viewers',
    help: 'Streams that are open on this node.',
    registers,
    collect() {
      this.set(current.viewers)
    },
  })

  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    delivered: (events) => delivered.inc(events),
    ended({ job, log, outcome, isContinued }, ledger, startedAt) {
      const model = job.model ?? job.provider
      const error = outcome?.error
      const how = isContinued ? 'continued' : error === undefined ? 'done' : (error.reason ?? error.type)
      runs.inc({ graph: job.graph, node: job.node ?? '', outcome: how })
      duration.observe({ model }, (Date.now() - startedAt) / 1000)
      if (ledger.firstAt !== undefined) firstToken.observe({ model }, (ledger.firstAt - startedAt) / 1000)
      pieces.inc(ledger.pieces)
      produced.inc(ledger.characters)
      logged.inc(charactersOf(log.events))
      tokens.inc({ model, direction: 'input' }, ledger.inputTokens)
      tokens.inc({ model, direction: 'output' }, ledger.outputTokens)
      const price = prices.get(model)
      if (price === undefined) return
      cost.inc({ model }, (ledger.inputTokens * price.input + ledger.outputTokens * price.output) / MILLION)
    },
  }
}

/** What a run has written itself: try 0 is what an earlier attempt wrote. */
function charactersOf(events: readonly RunEvent[]): number {
  let characters = 0
  for (const event of events) if (event.type === 'token' && event.try > 0) characters += event.content.length
  return characters
}
