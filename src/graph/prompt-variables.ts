import { evaluateValue } from '../expression/value-expression.js'
import type { State } from './channels.js'

/**
 * What a prompt's texts can name: exactly the node's `variables` where it has any, otherwise all of the state
 * but nulls and what begins with `_`.
 */
export function promptVariables(
  variables: Readonly<Record<string, unknown>>,
  state: State,
): Record<string, unknown> {
  if (Object.keys(variables).length > 0) {
    return evaluateValue(variables, state) as Record<string, unknown>
  }
  return Object.fromEntries(
    Object.entries(state).filter(
      ([key, value]) => !key.startsWith('_') && value !== null && value !== undefined,
    ),
  )
}
