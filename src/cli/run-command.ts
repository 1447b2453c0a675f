import { RunError } from '../errors.js'
import type { ExecuteResult } from '../graph/compile-graph.js'
import { writeExports } from '../graph/write-exports.js'
import type { PendingInterrupt, RunEvent } from '../stream/event.js'
import { createAnswerSource, questionText, readAnswer } from './answer.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { createGraphRunner, type GraphRunner, type RunStart } from './graph-runner.js'
import { listenForInterruption } from './interruption.js'
import { errorLine, isRecord, publicError, publicState } from './run-error-text.js'
import { type RunOptions, readRunOptions, runHelp } from './run-options.js'
import { quoted } from './shell-word.js'
import { createStreamPrinter, type StreamPrinter } from './stream-printer.js'
import { say, type Terminal, writeJson } from './terminal.js'
import { valueText } from './value-text.js'

export const runCommand: Command = {
  help: runHelp,
  run: (args, terminal) => run(readRunOptions(args), terminal),
}

async function run(options: RunOptions, terminal: Terminal): Promise<number> {
  let listener = (_event: RunEvent): void => {}
  const runner = createGraphRunner(options, terminal, (event) => listener(event))
  const printer = printerFor(options, runner, terminal)
  if (printer !== undefined) listener = (event) => printer.print(event)
  else if (options.isStreaming) listener = (event) => writeJson(terminal, publicEvent(event))
  const interruption = listenForInterruption()
  const source = createAnswerSource(terminal, {
    prepared: options.answers,
    isSilent: options.isJson,
    hasJustSaid: (text) => printer?.hasJustSaid(text) ?? false,
  })
  try {
    let start: RunStart =
      options.resume === undefined ? { state: options.state } : { resume: readAnswer(options.resume) }
    for (;;) {
      const result = await runner.run(start, interruption.signal)
      if (result.interrupts.length === 0) return finish(result, { options, runner, terminal })
      const answers = await source.answer(result.interrupts, interruption.signal)
      if (interruption.code() !== undefined) return interruption.code() ?? exitCode.interrupted
      if (Object.keys(answers).length === 0) return pause(result, { options, runner, terminal })
      start = { resume: answers }
    }
  } catch (error) {
    if (!(error instanceof RunError)) throw error
    const code = interruption.code()
    if (code !== undefined) return code
    say(terminal, `recapflow: The run failed ${errorLine(error.details)}`)
    return exitCode.failed
  } finally {
    source.close()
    interruption.close()
  }
}

interface Ending {
  readonly options: RunOptions
  readonly runner: GraphRunner
  readonly terminal: Terminal
}

/** For text that is streamed to people. */
function printerFor(
  { isStreaming, isJson }: RunOptions,
  { hasSeveralVoices }: GraphRunner,
  terminal: Terminal,
): StreamPrinter | undefined {
  if (!isStreaming || isJson) return undefined
  return createStreamPrinter(terminal, { isNamed: hasSeveralVoices || terminal.messages.isTTY === true })
}

function publicEvent(event: RunEvent): RunEvent {
  if (event.type === 'error') return { ...event, error: publicError(event.error) }
  return event.type === 'done' ? { ...event, state: publicState(event.state) } : event
}

function finish(result: ExecuteResult, ending: Ending): number {
  const { options, runner, terminal } = ending
  printResult(result, ending)
  tellErrors(result.state, terminal)
  if (result.truncated !== undefined) {
    say(terminal, `recapflow: The run is incomplete ${errorLine(result.truncated.details)}`)
    return exitCode.failed
  }
  if (options.exportFolder !== undefined) {
    const paths = writeExports(runner.graph, result.state, options.exportFolder)
    if (paths.length === 0)
      say(terminal, 'The graph exports nothing: it has no "exports", or its keys are empty.')
    for (const path of paths) say(terminal, `Wrote ${path}`)
  }
  return exitCode.finished
}

function printResult({ state, interrupts }: ExecuteResult, { options, runner, terminal }: Ending): void {
  if (options.isStreaming) return
  if (options.isJson) {
    writeJson(terminal, { state: publicState(state), interrupts, thread: runner.thread ?? null })
  } else if (interrupts.length === 0) terminal.output.write(stateText(state))
}

/** Nodes that failed although the run went on. */
function tellErrors(state: ExecuteResult['state'], terminal: Terminal): void {
  const errors = Array.isArray(state.errors) ? state.errors.filter(isRecord) : []
  for (const error of errors) say(terminal, `warning: The run went on after an error ${errorLine(error)}`)
}

/** Keys that every run has, for its own use. */
const OWN_KEYS = new Set([
  'thread_id',
  'current_step',
  'errors',
  'error',
  'messages',
  'started_at',
  'completed_at',
])

function stateText(state: ExecuteResult['state']): string {
  const shown = Object.entries(state).filter(
    ([key, value]) => !key.startsWith('_') && !OWN_KEYS.has(key) && value !== undefined && value !== null,
  )
  return shown.length === 0 ? '' : `${valueText(Object.fromEntries(shown))}\n`
}

function pause(result: ExecuteResult, ending: Ending): number {
  const { options, runner, terminal } = ending
  printResult(result, ending)
  if (!options.isJson) for (const line of questionLines(result.interrupts)) terminal.output.write(`${line}\n`)
  tellErrors(result.state, terminal)
  say(
    terminal,
    `The run waits for ${result.interrupts.length === 1 ? 'an answer' : `${result.interrupts.length} answers`}. ${howToGoOn(result.interrupts, options, runner)}`,
  )
  return exitCode.paused
}

function questionLines(interrupts: readonly PendingInterrupt[]): string[] {
  const isAmongSeveral = interrupts.length > 1
  return interrupts.map((interrupt) => {
    const text = questionText(interrupt)
    return isAmongSeveral ? `[${interrupt.node}] ${interrupt.id}\n${text}` : `[${interrupt.node}] ${text}`
  })
}

function howToGoOn(
  interrupts: readonly PendingInterrupt[],
  options: RunOptions,
  { thread, isKept }: GraphRunner,
): string {
  if (!isKept || thread === undefined) {
    return 'Its state was kept in memory only. Answer it in the same command, by a line of standard input or --answer VALUE; or give the graph a checkpointer that stays: checkpointer: {type: sqlite, path: ./data/threads.db}'
  }
  const answer =
    interrupts.length === 1
      ? 'ANSWER'
      : quoted(JSON.stringify(Object.fromEntries(interrupts.map(({ id }) => [id, '…']))))
  const base = options.baseDirectory === undefined ? '' : ` --base ${quoted(options.baseDirectory)}`
  return `Go on with: recapflow run ${quoted(options.file)}${base} --thread ${quoted(thread)} --resume ${answer}`
}
