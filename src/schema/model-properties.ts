import { type JsonSchema, number, text, wholeNumber } from './json-schema.js'

/** Which model is asked, as prompts, nodes and the defaults of a graph say it. */
export const modelProperties: Readonly<Record<string, JsonSchema>> = {
  provider: text('Who runs the model, such as openai or demo. Default: what the environment says.'),
  model: text('The name of the model, as its provider has it.'),
  temperature: number('0 is almost the same each time, 2 is wild. Default 0.7.', { minimum: 0, maximum: 2 }),
  max_tokens: wholeNumber('Most tokens of an answer.', 1),
}
