import type { ToolCall } from '../llm/model-tool.js'
import { didYouMean } from '../yaml/nearest-name.js'
import { plainJson } from './channels.js'
import { throwIfAborted } from './node-sink.js'
import type { Tool, ToolCallContext } from './tools/tool.js'
import { withTimeout } from './with-timeout.js'

/** Most that a model is told of one result, in UTF-16 units; the rest is cut. */
const MAX_RESULT = 64 * 1024

/** An entry of `tool_results_key`. */
export interface ToolResult {
  readonly tool: string
  readonly args: Readonly<Record<string, unknown>>
  /** What the tool gave, as plain JSON; the text that the model is told when it failed or was cut. */
  readonly output: unknown
  readonly success: boolean
}

export interface MadeCall {
  readonly result: ToolResult
  /** For the model. */
  readonly text: string
}

export interface ToolCallServices {
  /** Those that the agent may use, by name. */
  readonly tools: ReadonlyMap<string, Tool>
  readonly context: ToolCallContext
}

/** Arguments that must not enter the state count as unreadable. */
export function plainCall(call: ToolCall): ToolCall {
  try {
    return { ...call, args: plainJson(call.args, 'The object of arguments') as ToolCall['args'] }
  } catch (error) {
    return { ...call, args: {}, problem: messageOf(error) }
  }
}

/**
 * Makes the calls of one turn at the same time; the results are in their order. What goes wrong with a call is
 * its result.
 *
 * @throws RunError only when the context's signal aborts.
 */
export async function makeCalls(calls: readonly ToolCall[], services: ToolCallServices): Promise<MadeCall[]> {
  const made = await Promise.all(calls.map((call) => makeCall(call, services)))
  throwIfAborted(services.context.signal)
  return made
}

async function makeCall(call: ToolCall, { tools, context }: ToolCallServices): Promise<MadeCall> {
  const { name, args, problem } = call
  const tool = tools.get(name)
  const failed = (message: string): MadeCall => {
    const text = cut(`Error: ${message}`)
    return { result: { tool: name, args, output: text, success: false }, text }
  }
  if (tool === undefined) {
    const names = [...tools.keys()]
    return failed(
      `There is no tool ${JSON.stringify(name)}.${didYouMean(name, names)} Known: ${names.join(', ')}.`,
    )
  }
  if (problem !== undefined) return failed(problem)
  try {
    const what = `tool "${name}"`
    const given = await withTimeout({ signal: context.signal, milliseconds: undefined, what }, (signal) =>
      tool.call(args, { ...context, signal }),
    )
    const output = plainJson(given, `The result of the ${what}`)
    const whole = typeof output === 'string' ? output : JSON.stringify(output)
    const text = cut(whole)
    return { result: { tool: name, args, output: text === whole ? output : text, success: true }, text }
  } catch (error) {
    return failed(messageOf(error))
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function cut(text: string): string {
  if (text.length <= MAX_RESULT) return text
  const kept = text.slice(0, MAX_RESULT).replace(/[\uD800-\uDBFF]$/, '')
  return `${kept}\n[cut: ${text.length - kept.length} more characters]`
}
