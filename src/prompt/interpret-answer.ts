import { RunError } from '../errors.js'
import { extractJson, findJson } from './extract-json.js'
import type { Prompt } from './prompt.js'

/**
 * The value of an answer: the object that the prompt's schema describes, the JSON in the text (`parseJson`), or
 * the text.
 *
 * @throws RunError `validation_error` for an answer that is not what the schema describes.
 */
export function interpretAnswer(prompt: Prompt, text: string, parseJson: boolean): unknown {
  if (parseJson) return extractJson(text)
  if (prompt.answer === undefined) return text
  const found = findJson(text)
  if (found === undefined) throw validationError('it is not JSON')
  const result = prompt.answer.schema.safeParse(found.value)
  if (result.success) return result.data
  const issues = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  )
  throw validationError(issues.join('; '))
}

function validationError(reason: string): RunError {
  return new RunError({
    type: 'validation_error',
    message: `The model's answer does not fit its schema: ${reason}.`,
    retryable: true,
  })
}
