import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type LoadedGraph,
  type LoadGraphOptions,
  loadGraph,
  type RunGraphOptions,
} from '../../../src/graph/index.js'
import type { ChatModelOptions } from '../../../src/llm/chat-model-options.js'
import { type ScriptedAnswer, ScriptedModel } from '../../../src/llm/index.js'
import { settings } from '../graph-folder.js'

export const graphsFolder = join(dirname(fileURLToPath(import.meta.url)), 'graphs')

/** Loads one of the graphs in `graphs/`, from anywhere: none of them depends on the working directory. */
export function compatible(name: string, options: LoadGraphOptions = {}): LoadedGraph {
  return loadGraph(join(graphsFolder, name, 'graph.yaml'), { baseDirectory: '/nowhere', ...options })
}

/** One call of a model: who was asked, and with what. */
export interface Call {
  /** `provider/model` as far as the files name them. */
  readonly model?: string
  readonly system?: string
  readonly user?: string
}

export interface ScriptedRun {
  /** For `runGraph` and `resumeGraph`. */
  readonly options: RunGraphOptions
  /** In the order in which they were asked. */
  readonly calls: Call[]
  /** What each call asked of its model beside the texts, as `temperature` and `maxTokens`. */
  readonly settings: Pick<ChatModelOptions, 'temperature' | 'maxTokens'>[]
}

/** Models that answer in order, or by what they are asked. */
export function scriptedRun(
  answers: readonly ScriptedAnswer[] | ((call: Call) => ScriptedAnswer),
  thread?: string,
): ScriptedRun {
  const calls: Call[] = []
  const asked: ScriptedRun['settings'] = []
  const createModel = ({ provider, model, temperature, maxTokens }: ChatModelOptions) => {
    asked.push({
      ...(temperature === undefined ? {} : { temperature }),
      ...(maxTokens === undefined ? {} : { maxTokens }),
    })
    return new ScriptedModel((messages) => {
      const textOf = (type: string) =>
        messages
          .filter((message) => message.getType() === type)
          .map(({ content }) => content as string)
          .at(-1)
      const system = textOf('system')
      const user = textOf('human')
      const named = provider === settings.provider ? undefined : [provider, model].filter(Boolean).join('/')
      const call: Call = {
        ...(named === undefined ? {} : { model: named }),
        ...(system === undefined ? {} : { system }),
        ...(user === undefined ? {} : { user }),
      }
      calls.push(call)
      if (typeof answers === 'function') return answers(call)
      return answers[calls.length - 1] ?? new Error(`No answer is left for ${JSON.stringify(call)}.`)
    })
  }
  const config = thread === undefined ? {} : { config: { thread_id: thread } }
  return { options: { settings, createModel, ...config }, calls, settings: asked }
}

/** What a graph's author sees of its state: without the runner's own keys, and without empty ones. */
export function ownState(state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const runnersOwn = ['thread_id', 'current_step', 'messages', 'errors']
  return Object.fromEntries(
    Object.entries(state).filter(
      ([key, value]) => value !== undefined && !key.startsWith('_') && !runnersOwn.includes(key),
    ),
  )
}
