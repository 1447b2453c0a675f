import { UsageError } from '../errors.js'
import { onlyArgument, positiveNumber, readArguments } from './arguments.js'
import { readVariables } from './variable.js'

export const runHelp = `Usage: recapflow run GRAPH [OPTIONS]

Runs a graph file and prints its final state. What the run asks is asked on the terminal; the answers are lines
of standard input.

Input
  --var KEY=TEXT           a state key to begin with; repeat it for more
  --var KEY:=JSON          the same with a number, a list or any other JSON value
  --base DIR               where prompts/ and checkpointer files are looked for (default: the working directory)
  --provider NAME          the provider of every model, whatever the files say
  --model NAME             the model, whatever the files say
  --node NAME              run this node alone

Output
  --stream                 print the text of the nodes as it is written, instead of the state
  --json                   print {state, interrupts, thread} as one JSON document, and ask nothing
  --stream --json          print each event of the run as a line of JSON
  --export DIR             write the graph's "exports" into this folder when the run has finished

Threads and answers
  --thread ID              the thread whose state the graph's checkpointer keeps (default: a new one)
  --resume VALUE           answer a paused thread: text, or a JSON object by interrupt id for several
  --answer VALUE           the answer to the next question of this run; repeat it for more

Limits
  --timeout SECONDS        for the whole run
  --recursion-limit STEPS  instead of the file's config.recursion_limit

Exit codes: 0 finished, 1 the run failed, 2 wrong arguments or files, 3 waits for an answer, 130 interrupted.
`

const definitions = {
  var: { type: 'string', multiple: true },
  base: { type: 'string' },
  provider: { type: 'string' },
  model: { type: 'string' },
  node: { type: 'string' },
  stream: { type: 'boolean' },
  json: { type: 'boolean' },
  export: { type: 'string' },
  thread: { type: 'string' },
  resume: { type: 'string' },
  answer: { type: 'string', multiple: true },
  timeout: { type: 'string' },
  'recursion-limit': { type: 'string' },
} as const

/** The arguments of `recapflow run`, checked. */
export interface RunOptions {
  /** As it was given. */
  readonly file: string
  readonly state: Readonly<Record<string, unknown>>
  readonly baseDirectory: string | undefined
  readonly provider: string | undefined
  readonly model: string | undefined
  readonly node: string | undefined
  readonly isStreaming: boolean
  readonly isJson: boolean
  /** The folder of the exports. */
  readonly exportFolder: string | undefined
  readonly thread: string | undefined
  readonly resume: string | undefined
  readonly answers: readonly string[]
  /** Milliseconds. */
  readonly timeout: number | undefined
  readonly recursionLimit: number | undefined
}

/** @throws UsageError for what is missing, unknown, or cannot go together. */
export function readRunOptions(args: readonly string[]): RunOptions {
  const { values, positionals } = readArguments(args, definitions, 'run')
  const file = onlyArgument(positionals, 'GRAPH', 'run')
  const seconds = positiveNumber(values.timeout, 'timeout', 'seconds')
  if (seconds !== undefined && seconds > 86_400) {
    throw new UsageError(`--timeout is "${seconds}", expected seconds, at most 86400.`)
  }
  const limit = positiveNumber(values['recursion-limit'], 'recursion-limit', 'a whole number of steps')
  if (limit !== undefined && !Number.isInteger(limit)) {
    throw new UsageError(`--recursion-limit is "${limit}", expected a whole number of steps.`)
  }
  for (const [name, value] of Object.entries({
    thread: values.thread,
    model: values.model,
    node: values.node,
  })) {
    if (value === '') throw new UsageError(`--${name} is empty. Give it a value, or leave it out.`)
  }
  if (values.resume !== undefined && values.thread === undefined) {
    throw new UsageError('--resume answers a paused thread. Say which one: --thread ID --resume VALUE.')
  }
  if (values.resume !== undefined && values.var !== undefined) {
    throw new UsageError('--resume goes on with the state of its thread, so --var has no place beside it.')
  }
  if (values.resume !== undefined && values.node !== undefined) {
    throw new UsageError('--resume goes on with the whole graph, so --node has no place beside it.')
  }
  return {
    file,
    state: readVariables(values.var ?? []),
    baseDirectory: values.base,
    provider: values.provider,
    model: values.model,
    node: values.node,
    isStreaming: values.stream ?? false,
    isJson: values.json ?? false,
    exportFolder: values.export,
    thread: values.thread,
    resume: values.resume,
    answers: values.answer ?? [],
    timeout: seconds === undefined ? undefined : seconds * 1000,
    recursionLimit: limit,
  }
}
