export type {
  PendingInterrupt,
  ResetReason,
  RunErrorBody,
  RunEvent,
  RunEventBody,
  TerminalEvent,
  TokenMeta,
} from '../stream/event.js'
export { isTerminal } from '../stream/event.js'
export type { Ledger } from '../stream/ledger.js'
export { MAX_LOG_SIZE, RunLog, type RunLogOptions, readRunLog } from '../stream/run-log.js'
export { createRunSink, type RunSink, type StreamTarget, type TokenWriter } from '../stream/sink.js'
export { escapeHtml } from './escape-html.js'
export { encodeFrame } from './frame.js'
export { jsonShape } from './json-shape.js'
export { createMemoryQueue } from './memory-queue.js'
export { Run, type RunOptions } from './run.js'
export { canonicalJson, type RunContent, runId } from './run-id.js'
export type { QueuedRun, RunQueue, WorkResult } from './run-queue.js'
export { createRunRegistry, type RunRegistry, type RunRegistryOptions } from './run-registry.js'
export type { KeptText, RunJob, RunOutcome, RunRecord, RunStore } from './run-store.js'
export type { ExecuteRun, RunSpent } from './run-worker.js'
export type { AppendResult, RunCommand, SharedEvents, SharedLogs } from './shared-logs.js'
export { type SseConnection, type SseHandlers, sse } from './sse.js'
export { eventId, eventsSeen, type RunView, type StreamShape } from './stream-shape.js'
export { type ExplainError, plainShape, STARTED_AGAIN, textShape } from './text-shapes.js'
export { type ViewOptions, viewRun } from './view-run.js'
