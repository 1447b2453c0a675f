import { readPath } from '../../expression/value-expression.js'
import type { Prompt } from '../../prompt/prompt.js'
import { ROUTES, type Update } from '../channels.js'
import type { RouterNode } from '../node-definition.js'
import type { NodeWork } from '../node-frame.js'
import type { NodeServices } from '../node-services.js'
import { llmWork } from './llm-node.js'

/** Asks a model and notes which node its answer leads to. The answer itself is kept whole. */
export function routerWork(node: RouterNode, prompt: Prompt, services: NodeServices): NodeWork {
  const work = llmWork(node, prompt, services)
  return async (state, config) => {
    const result = await work(state, config)
    return { ...result, update: { ...result.update, ...routeUpdate(node, result.output) } }
  }
}

/** The way from an answer, also one of an earlier run. What fits no route takes the default one. */
export function routeUpdate(node: RouterNode, answer: unknown): Update {
  const key = routeKey(node, answer)
  const [firstRoute = ''] = node.routes.values()
  const target = (key === undefined ? undefined : node.routes.get(key)) ?? node.defaultRoute ?? firstRoute
  return { _route: target, [ROUTES]: { [node.name]: target } }
}

function routeKey({ routeField }: RouterNode, answer: unknown): string | undefined {
  const fields = routeField === undefined ? ['tone', 'intent'] : [routeField]
  const values = fields.map((field) => readPath(answer, field.split('.')))
  const value = values.find((candidate) => candidate !== undefined && candidate !== null && candidate !== '')
  return value === undefined || typeof value === 'object' ? undefined : String(value)
}
