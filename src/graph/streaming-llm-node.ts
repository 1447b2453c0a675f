import { FilesInvalidError, UsageError } from '../errors.js'
import type { CreateModel } from '../llm/chat-model-options.js'
import { findPrompt } from '../prompt/load-prompt.js'
import type { PromptModelOptions } from '../prompt/prompt.js'
import { type ModelSettings, readModelSettings } from '../settings.js'
import type { Problem } from '../yaml/problem.js'
import type { ProblemAbout } from '../yaml/read-yaml.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { frameNode } from './node-frame.js'
import type { NodeFunction } from './node-sink.js'
import { llmWork } from './nodes/llm-node.js'
import { readNode } from './read-node.js'

export interface StreamingLlmNodeOptions {
  /** The folder of the prompt files. Default `prompts` in the working directory. */
  readonly prompts?: string
  /** Default `createChatModel` of `recapflow/llm`. */
  readonly createModel?: CreateModel
  /** Default: the environment's. */
  readonly settings?: ModelSettings
  readonly defaults?: PromptModelOptions
}

/**
 * The function of an `llm` node, for a graph that is built in code: an ordinary async function from the state
 * to an update. It writes its text into the `RunSink` that it finds as `config.configurable.__run`; without one
 * it says nothing and does the same.
 *
 * @param name what events and errors call the node.
 * @param node the keys of an `llm` node as a graph file has them, `prompt` first. `stream` is true.
 * @throws UsageError for keys that are wrong. @throws FilesInvalidError for a prompt that is.
 */
export function createStreamingLlmNode(
  name: string,
  node: Readonly<Record<string, unknown>>,
  options: StreamingLlmNodeOptions = {},
): NodeFunction {
  const problems: Problem[] = []
  const definition = readNode(mappingOf(name, node, problems), { name, isOnCycle: false })
  const messages = problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
  if (messages.length > 0) throw new UsageError(messages.join('\n'))
  if (definition?.type !== 'llm') throw new UsageError(`The node "${name}" has to be of type llm.`)

  const found = findPrompt(
    definition.prompt,
    options.prompts === undefined ? {} : { promptsDir: options.prompts },
  )
  if (found.missing !== undefined) throw new UsageError(found.missing)
  if (found.prompt === undefined) throw new FilesInvalidError(found.problems)
  return frameNode({
    node: definition,
    work: llmWork(definition, found.prompt, {
      defaults: options.defaults ?? {},
      createModel: options.createModel,
      settings: () => options.settings ?? readModelSettings(),
    }),
  })
}

/** Keys that come from code have no place in a file. */
function mappingOf(name: string, node: Readonly<Record<string, unknown>>, problems: Problem[]): YamlMapping {
  const place = { line: 1, column: 1 }
  const file = {
    file: name,
    value: node,
    problems: [],
    position: () => place,
    plainScalars: () => [],
    problem: (
      _path: unknown,
      message: string,
      { rule = 'wrong-value', severity = 'error' }: ProblemAbout = {},
    ): Problem => ({ file: name, ...place, message, severity, rule }),
  }
  return new YamlMapping(file, problems, [], { stream: true, ...node }, `node "${name}"`)
}
