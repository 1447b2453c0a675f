import { expect, test } from 'vitest'
import { chooseModel } from '../../src/prompt/model-choice.js'
import { readModelSettings } from '../../src/settings.js'

const settings = readModelSettings({ PROVIDER: 'mistral', MODEL: 'of-environment' })

test('the first layer that has an option decides it, then the environment, then what is built in', () => {
  const node = { temperature: 0.1 }
  const defaults = { temperature: 0.2, model: 'of-defaults' }
  const prompt = { temperature: 0.3, model: 'of-prompt', maxTokens: 5 }
  expect(chooseModel([node, defaults, prompt], settings)).toEqual({
    provider: 'mistral',
    model: 'of-defaults',
    temperature: 0.1,
    maxTokens: 5,
  })
  expect(chooseModel([{}, {}, prompt], settings)).toMatchObject({ model: 'of-prompt', temperature: 0.3 })
  expect(chooseModel([{}], settings)).toEqual({
    provider: 'mistral',
    model: 'of-environment',
    temperature: 0.7,
  })
})

test('the model of the environment counts only for the provider of the environment', () => {
  expect(chooseModel([{ provider: 'anthropic' }], settings)).toEqual({
    provider: 'anthropic',
    temperature: 0.7,
  })
})
