import { type AgentMessage, textOf } from './agent-messages.js'

/** The messages that are there, and those that the prompt adds: its question, unless that still waits for an answer. */
export function beginThread(
  thread: readonly AgentMessage[],
  prompt: readonly AgentMessage[],
): { before: readonly AgentMessage[]; said: AgentMessage[] } {
  if (thread.length === 0) return { before: [], said: [...prompt] }
  const hasSystem = thread.some(({ role }) => role === 'system')
  const system = hasSystem ? [] : prompt.filter(({ role }) => role === 'system')
  const last = thread.at(-1)
  const said = prompt.filter(
    ({ role, content }) =>
      role === 'user' && !(last?.role === 'user' && textOf(last.content) === textOf(content)),
  )
  return { before: [...system, ...thread], said }
}

/** Providers take a schema beside tools in ways that differ, and some not at all; every model reads. */
export function withFormat(
  thread: readonly AgentMessage[],
  jsonSchema: object | undefined,
): readonly AgentMessage[] {
  if (jsonSchema === undefined) return thread
  const rule = `Give your final answer as JSON of this schema, without any other text:\n${JSON.stringify(jsonSchema)}`
  const [first, ...rest] = thread
  if (first?.role !== 'system') return [{ role: 'system', content: rule }, ...thread]
  const { content } = first
  return [
    {
      role: 'system',
      content:
        typeof content === 'string' ? `${content}\n\n${rule}` : [...content, { type: 'text', text: rule }],
    },
    ...rest,
  ]
}
