import { readPath, textOf } from '../../expression/value-expression.js'
import { askPrompt, truncatedError } from '../../prompt/ask-prompt.js'
import type { Prompt } from '../../prompt/prompt.js'
import { parseTemplate } from '../../prompt/template.js'
import { plainJson, type State, type Update } from '../channels.js'
import type { InterruptNode } from '../node-definition.js'
import type { NodeResult } from '../node-frame.js'
import { modelLayers, type NodeServices } from '../node-services.js'
import { type NodeConfig, signalOf } from '../node-sink.js'
import { promptVariables } from '../prompt-variables.js'

/**
 * The first half of an interrupt: works out what is asked and commits it, so that it is in the state while the
 * run is paused, and a model that worded it is asked once.
 */
export function prepareWork(node: InterruptNode, prompt: Prompt | undefined, services: NodeServices) {
  return async (state: State, config: NodeConfig | undefined): Promise<NodeResult> => {
    const existing = state[node.stateKey] ?? null
    const isKept = existing !== null && (node.idempotent || !hasQuestion(node))
    const value = isKept ? existing : await question(node, prompt, services, state, signalOf(config))
    const payload = plainJson(value, `The question of "${node.name}"`)
    return { update: { [node.stateKey]: payload }, output: payload }
  }
}

/** The second half: pauses, and writes nothing but the answer. It runs again from its beginning on resume. */
export function pauseWork(node: InterruptNode, interrupt: (payload: unknown) => unknown) {
  return async (state: State): Promise<Update> => {
    const answer = interrupt(state[node.stateKey])
    return { [node.resumeKey]: plainJson(answer, `The answer to "${node.name}"`) }
  }
}

function hasQuestion(node: InterruptNode): boolean {
  return node.message !== undefined || node.prompt !== undefined
}

async function question(
  node: InterruptNode,
  prompt: Prompt | undefined,
  services: NodeServices,
  state: State,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (prompt !== undefined) {
    const answer = await askPrompt({
      prompt,
      variables: promptVariables(node.variables, state),
      state,
      layers: modelLayers(services, node.options),
      settings: services.settings(),
      ...(signal === undefined ? {} : { signal }),
      ...(services.createModel === undefined ? {} : { createModel: services.createModel }),
    })
    if (answer.truncated !== undefined) throw truncatedError(answer.truncated)
    return answer.value
  }
  return hasQuestion(node) ? fillIn(node.message, state) : { node: node.name }
}

/** Messages know `{key}`, `{state.path}` and Jinja; a whole `{…}` keeps the value's type. */
function fillIn(message: unknown, state: State): unknown {
  if (Array.isArray(message)) return message.map((item) => fillIn(item, state))
  if (typeof message === 'object' && message !== null) {
    return Object.fromEntries(Object.entries(message).map(([key, item]) => [key, fillIn(item, state)]))
  }
  if (typeof message !== 'string') return message
  if (/\{\{|\{%/.test(message)) {
    return parseTemplate(message).render(promptVariables({}, state), state)
  }
  const valueAt = (path: string) => readPath(state, path.replace(/^state\./, '').split('.'))
  const whole = /^\{([\p{L}_][\p{L}\p{N}_.]*)\}$/u.exec(message.trim())?.[1]
  if (whole !== undefined) return valueAt(whole) ?? null
  return message.replaceAll(/\{([\p{L}_][\p{L}\p{N}_.]*)\}/gu, (source, path: string) => {
    const value = valueAt(path) ?? null
    return value === null ? source : textOf(value)
  })
}
