import { createChatModel } from '../../llm/create-chat-model.js'
import {
  type ModelAnswer,
  type StreamChatModelOptions,
  streamChatModel,
} from '../../llm/stream-chat-model.js'
import { modelOf, truncatedError } from '../../prompt/ask-prompt.js'
import { interpretAnswer } from '../../prompt/interpret-answer.js'
import type { Prompt, PromptModelOptions } from '../../prompt/prompt.js'
import { writePrompt } from '../../prompt/write-prompt.js'
import {
  type AgentMessage,
  fromPromptMessage,
  readMessages,
  textOf,
  toModelMessage,
} from '../agent-messages.js'
import { agentPrompt } from '../agent-prompt.js'
import { beginThread, withFormat } from '../agent-thread.js'
import { makeCalls, plainCall, type ToolResult } from '../agent-tool-calls.js'
import { plainJson, type Update } from '../channels.js'
import type { AgentNode } from '../node-definition.js'
import { errorRecord, type NodeResult, type NodeWork } from '../node-frame.js'
import { modelLayers, type NodeServices, otherModel } from '../node-services.js'
import { type NodeSink, signalOf, sinkOf, toRunError } from '../node-sink.js'
import { promptVariables } from '../prompt-variables.js'
import type { Tool } from '../tools/tool.js'
import { withTimeout } from '../with-timeout.js'
import { openAnswerStream } from './answer-stream.js'
import { afterFailure, nextTry } from './llm-node.js'

/** What came of a whole conversation. */
interface Conversation {
  readonly value: unknown
  /** Of the last turn that said something. */
  readonly text: string
  /** What is new in the thread. */
  readonly messages: readonly AgentMessage[]
  readonly results: readonly ToolResult[]
  /** Calls of the model. */
  readonly iterations: number
  readonly isLimitReached: boolean
  readonly answer: ModelAnswer
}

/**
 * Lets a model call tools until it answers. It goes on with the thread that the state's `messages` hold; a
 * thread without a system message is asked with the prompt's. A further try begins the whole conversation anew.
 */
export function agentWork(
  node: AgentNode,
  prompt: Prompt,
  services: NodeServices,
  findTool: (name: string) => Tool,
): NodeWork {
  const { createModel = createChatModel } = services
  const format = node.parseJson ? undefined : prompt.answer

  return async (state, config) => {
    const sink = sinkOf(config)
    const signal = signalOf(config)
    const settings = services.settings()
    const variables = promptVariables(node.variables, state)
    let own: readonly PromptModelOptions[] = [node.options]
    let messageId: string | undefined
    const opened = openAnswerStream(
      node,
      {
        isJson: format !== undefined,
        describe: () => {
          const { provider, model = '' } = choice()
          return { provider, model, ...(messageId === undefined ? {} : { message_id: messageId }) }
        },
      },
      state,
      config,
    )
    const writer = opened?.writer
    const thread = config?.configurable?.thread_id
    const context = { state, signal, ...(typeof thread === 'string' ? { thread } : {}) }

    function choice() {
      return modelOf({ prompt, layers: modelLayers(services, ...own), settings })
    }

    async function converse(): Promise<Conversation> {
      const chosen = choice()
      const tools = new Map(node.tools.map((name) => [name, findTool(name)]))
      const written = writePrompt(agentPrompt(prompt, variables, state), variables, {
        provider: chosen.provider,
        needsDemo: services.createModel === undefined,
        state,
      })
      const model = await createModel({
        ...chosen,
        ...(written.demo === undefined ? {} : { demo: written.demo }),
        settings,
      })
      const { before, said } = beginThread(
        readMessages(state.messages),
        written.messages.map(fromPromptMessage),
      )
      const results: ToolResult[] = []
      const options: StreamChatModelOptions = {
        firstTokenTimeout: settings.firstTokenTimeout,
        idleTimeout: sink?.idleTimeout ?? settings.idleTimeout,
        ...(writer === undefined ? {} : { onText: (text: string) => writer.write(text) }),
        ...(tools.size > 0 ? { tools: [...tools.values()] } : format === undefined ? {} : { schema: format }),
      }
      const ask = () => {
        const messages = [...before, ...said]
        const asked = tools.size === 0 ? messages : withFormat(messages, format?.jsonSchema)
        return withTimeout({ signal, milliseconds: node.timeout, what: `node "${node.name}"` }, (limited) =>
          streamChatModel(model, asked.map(toModelMessage), { ...options, signal: limited }),
        )
      }

      let text = ''
      for (let iterations = 1; ; iterations++) {
        const answer = await ask()
        const calls = (answer.toolCalls ?? []).map(plainCall)
        // What a call that was cut would do is anyone's guess.
        if (answer.truncated !== undefined && (answer.truncated !== 'length' || calls.length > 0)) {
          throw truncatedError(answer.truncated)
        }
        if (answer.text !== '' || calls.length === 0) text = answer.text
        if (calls.length === 0) {
          said.push({ role: 'assistant', content: text })
          const value = answerValue(prompt, node, answer)
          return { value, text, messages: said, results, iterations, isLimitReached: false, answer }
        }
        const isLimitReached = iterations >= node.maxIterations
        if (!isLimitReached && answer.text !== '') writer?.reset('tool_call')

        const made = await makeCalls(calls, { tools, context })
        const tool_calls = calls.map(({ id, name, args }) => ({ id, name, args }))
        said.push({ role: 'assistant', content: answer.text, tool_calls })
        for (const [index, { id, name }] of tool_calls.entries()) {
          said.push({ role: 'tool', content: made[index]?.text ?? '', tool_call_id: id, name })
        }
        results.push(...made.map(({ result }) => result))
        if (isLimitReached) {
          // The text of an earlier turn was withdrawn, and is the result all the same.
          if (answer.text === '' && text !== '') writer?.write(text)
          return { value: text, text, messages: said, results, iterations, isLimitReached, answer }
        }
      }
    }

    for (let count = 1; ; count++) {
      try {
        const conversation = await converse()
        const { answer } = conversation
        messageId = answer.messageId
        writer?.end(answer.usage)
        return succeed(node, conversation, sink, opened?.stream)
      } catch (thrown) {
        const error = toRunError(thrown, node.name)
        const next = signal?.aborted ? undefined : nextTry(node, error, count)
        if (next === undefined) {
          writer?.end()
          if (signal?.aborted) throw error
          return afterFailure(node, error, sink, opened?.stream)
        }
        writer?.reset(next)
        if (next === 'fallback') own = [otherModel(node.fallback ?? {}), node.options]
      }
    }
  }
}

function answerValue(prompt: Prompt, node: AgentNode, { text, truncated }: ModelAnswer): unknown {
  try {
    return plainJson(interpretAnswer(prompt, text, node.parseJson), 'The answer')
  } catch (error) {
    throw truncated === undefined ? error : truncatedError(truncated)
  }
}

function succeed(
  node: AgentNode,
  { value, text, messages, results, iterations, isLimitReached, answer }: Conversation,
  sink: NodeSink | undefined,
  stream: string | undefined,
): NodeResult {
  const update: Update = {
    [node.stateKey]: value,
    messages: messages.map((message) =>
      message.role === 'system' ? { ...message, content: textOf(message.content) } : message,
    ),
    _agent_iterations: iterations,
    _agent_limit_reached: isLimitReached,
    ...(node.toolResultsKey === undefined ? {} : { [node.toolResultsKey]: results }),
  }
  if (answer.truncated !== undefined) {
    const error = toRunError(truncatedError(answer.truncated), node.name)
    update.errors = [errorRecord(error)]
    sink?.onTruncated?.(error)
  }
  return { update, output: value, text, ...(stream === undefined ? {} : { stream }) }
}
