import {
  AIMessage,
  type BaseMessage,
  HumanMessage,
  SystemMessage,
  ToolMessage,
} from '@langchain/core/messages'
import { RunError } from '../errors.js'

/** A message as the state's `messages` holds it: plain JSON, whichever provider it came from. */
export type AgentMessage =
  | { readonly role: 'system' | 'user'; readonly content: MessageContent }
  | { readonly role: 'assistant'; readonly content: string; readonly tool_calls?: readonly MessageToolCall[] }
  | {
      readonly role: 'tool'
      readonly content: string
      readonly tool_call_id: string
      readonly name?: string
    }

/** A text, or what a provider takes as parts of a message, such as texts and images. */
export type MessageContent = string | readonly Readonly<Record<string, unknown>>[]

export interface MessageToolCall {
  readonly id: string
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** What a message may call its speaker, in `role` or `type`. */
const roles: Readonly<Record<string, AgentMessage['role']>> = {
  system: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  ai: 'assistant',
  tool: 'tool',
}

/**
 * Reads the state's `messages`: those of agents, `{type: human | ai | …}` as LangChain writes them, `{type, data}`,
 * tool calls in OpenAI's form, and plain texts, which are the user's.
 *
 * @throws RunError `state_error` for what is no message.
 */
export function readMessages(value: unknown): AgentMessage[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) {
    throw stateError(`The state key "messages" has to be a list of messages, and is: ${shown(value)}`)
  }
  return value.map(readMessage)
}

function readMessage(value: unknown, index: number): AgentMessage {
  if (typeof value === 'string') return { role: 'user', content: value }
  const outer = recordOf(value) ?? {}
  const kind = outer.role ?? outer.type
  const role = typeof kind === 'string' && Object.hasOwn(roles, kind) ? roles[kind] : undefined
  const message = recordOf(outer.data) ?? outer
  const content = contentOf(message.content)
  if (role === undefined || content === undefined) {
    throw stateError(
      `messages[${index}] of the state has to be {role, content} with the role system, user, assistant or tool, and is: ${shown(value)}`,
    )
  }
  if (role === 'system' || role === 'user') return { role, content }
  const text = textOf(content)
  if (role === 'tool') {
    const { tool_call_id: id, name } = message
    if (typeof id !== 'string') {
      throw stateError(
        `messages[${index}] of the state is a tool's, which needs the tool_call_id that it answers: ${shown(value)}`,
      )
    }
    return { role, content: text, tool_call_id: id, ...(typeof name === 'string' ? { name } : {}) }
  }
  const calls = Array.isArray(message.tool_calls)
    ? message.tool_calls.map((call) => readCall(call, index))
    : []
  return { role, content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) }
}

function readCall(value: unknown, index: number): MessageToolCall {
  const call = recordOf(value) ?? {}
  const named = recordOf(call.function)
  const name = named?.name ?? call.name
  const args = recordOf(named === undefined ? (call.args ?? {}) : parsed(named.arguments))
  if (typeof call.id !== 'string' || typeof name !== 'string' || args === undefined) {
    throw stateError(
      `A tool call in messages[${index}] of the state has to be {id, name, args}, and is: ${shown(value)}`,
    )
  }
  return { id: call.id, name, args }
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}

function contentOf(value: unknown): MessageContent | undefined {
  if (value === null) return ''
  if (typeof value === 'string') return value
  return Array.isArray(value) && value.every((part) => recordOf(part) !== undefined) ? value : undefined
}

/** The texts of a message, with an empty line between the parts of one. */
export function textOf(content: MessageContent): string {
  if (typeof content === 'string') return content
  return content.flatMap(({ text }) => (typeof text === 'string' ? [text] : [])).join('\n\n')
}

const MAX_SHOWN = 100

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

function stateError(message: string): RunError {
  return new RunError({ type: 'state_error', message, retryable: false })
}

/** What a model is asked with. */
export function toModelMessage(message: AgentMessage): BaseMessage {
  switch (message.role) {
    case 'system':
      return new SystemMessage({ content: modelContent(message.content) })
    case 'user':
      return new HumanMessage({ content: modelContent(message.content) })
    case 'assistant':
      return new AIMessage({
        content: message.content,
        tool_calls: (message.tool_calls ?? []).map(({ id, name, args }) => ({
          type: 'tool_call',
          id,
          name,
          args: { ...args },
        })),
      })
    case 'tool':
      return new ToolMessage({
        content: message.content,
        tool_call_id: message.tool_call_id,
        ...(message.name === undefined ? {} : { name: message.name }),
      })
  }
}

function modelContent(content: MessageContent) {
  return typeof content === 'string' ? content : content.map((part) => ({ ...part, type: String(part.type) }))
}

/** A message of a written prompt. */
export function fromPromptMessage(message: BaseMessage): AgentMessage {
  const content = message.content as MessageContent
  return { role: message.getType() === 'system' ? 'system' : 'user', content }
}
