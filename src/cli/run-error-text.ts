import type { RunErrorBody } from '../stream/event.js'

/** What a failed run is called on the output. The words of a provider may hold secrets: they go to the messages. */
const sentences: Readonly<Record<string, string>> = {
  llm_error: 'The language model could not be asked, or its answer could not be used.',
  validation_error: 'The answer of the language model does not have the shape that its prompt asks for.',
  timeout_error: 'It took too long.',
  aborted: 'The run was stopped.',
  truncated: 'The answer of the language model was cut short.',
  unknown_error: 'Something went wrong.',
}

/** The error as it may stand in a result. Mistakes in prompts and state are told in our own words already. */
export function publicError<Error extends Pick<RunErrorBody, 'type' | 'message'>>(error: Error): Error {
  const sentence = sentences[error.type]
  return sentence === undefined ? error : { ...error, message: `${sentence} The messages tell more.` }
}

/** The state of a run, with its error records as they may stand in a result. */
export function publicState(state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return {
    ...state,
    ...('error' in state ? { error: publicRecord(state.error) } : {}),
    ...(Array.isArray(state.errors) ? { errors: state.errors.map(publicRecord) } : {}),
  }
}

function publicRecord(value: unknown): unknown {
  return isRecord(value) ? publicError(value) : value
}

/** An entry of the state's `errors`. */
export function isRecord(value: unknown): value is RunErrorBody {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  )
}

/** For the messages: everything that is known. */
export function errorLine({ type, message, node }: Pick<RunErrorBody, 'type' | 'message' | 'node'>): string {
  return `${typeof node === 'string' ? `in node "${node}": ` : ''}${message} [${type}]`
}
