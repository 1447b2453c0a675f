import type { ModelSettings } from '../settings.js'
import { DEFAULT_TEMPERATURE, type PromptModelOptions } from './prompt.js'

/** Which model is asked, with everything settled. */
export interface ModelChoice extends PromptModelOptions {
  readonly provider: string
  readonly temperature: number
}

/**
 * Settles each option by the first layer that has it: node, defaults of the graph, prompt file, then the
 * environment, then what is built in. `MODEL` counts only for the provider that the environment names.
 */
export function chooseModel(layers: readonly PromptModelOptions[], settings: ModelSettings): ModelChoice {
  const merged: PromptModelOptions = Object.assign({}, ...[...layers].reverse())
  const provider = merged.provider ?? settings.provider
  const model = merged.model ?? (provider === settings.provider ? settings.model : undefined)
  return {
    ...merged,
    provider,
    temperature: merged.temperature ?? DEFAULT_TEMPERATURE,
    ...(model === undefined ? {} : { model }),
  }
}
