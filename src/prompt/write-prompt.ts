import { type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages'
import type { Prompt } from './prompt.js'
import { promptError, renderAll, type Template, type Variables } from './template.js'

export interface WrittenPrompt {
  readonly messages: BaseMessage[]
  /** What the `demo` provider answers. */
  readonly demo?: string
}

/**
 * Fills in a prompt's texts. There is never an empty message.
 *
 * @throws RunError `prompt_error` with every missing name, or for a prompt that says nothing.
 */
export function writePrompt(
  prompt: Prompt,
  variables: Variables,
  options: {
    readonly provider: string
    readonly state?: Variables
    /** Whether the `demo` provider has nothing else to say. */
    readonly needsDemo?: boolean
  },
): WrittenPrompt {
  const isDemo = options.provider === 'demo'
  if (isDemo && prompt.demo === undefined && (options.needsDemo ?? true)) {
    throw promptError(
      prompt.name,
      `no language model is configured, and ${prompt.file} has no "demo" text to show instead. Add "demo", or set OPENAI_API_KEY or OPENAI_BASE_URL`,
    )
  }
  const templates: Record<string, Template> = {}
  for (const [index, { content }] of prompt.system.entries()) templates[`system ${index}`] = content
  if (prompt.user !== undefined) templates.user = prompt.user
  if (isDemo && prompt.demo !== undefined) templates.demo = prompt.demo

  const texts = renderAll(prompt.name, templates, variables, options.state)
  const system = prompt.system
    .map(({ cache }, index) => ({ text: texts[`system ${index}`] ?? '', cache }))
    .filter(({ text }) => text.trim() !== '')
  const user = texts.user ?? ''
  const messages: BaseMessage[] = []
  if (system.length > 0) messages.push(systemMessage(system, options.provider))
  if (user.trim() !== '') messages.push(new HumanMessage(user))
  if (messages.length === 0) throw promptError(prompt.name, 'it is empty once it is filled in')
  return { messages, ...(texts.demo === undefined ? {} : { demo: texts.demo }) }
}

/** Anthropic is the provider that wants to be told what to cache; others take one text. */
function systemMessage(
  segments: readonly { text: string; cache: boolean }[],
  provider: string,
): SystemMessage {
  if (provider !== 'anthropic' || !segments.some(({ cache }) => cache)) {
    return new SystemMessage(segments.map(({ text }) => text).join('\n\n'))
  }
  return new SystemMessage({
    content: segments.map(({ text, cache }) => ({
      type: 'text' as const,
      text,
      ...(cache ? { cache_control: { type: 'ephemeral' } } : {}),
    })),
  })
}
