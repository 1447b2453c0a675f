/**
 * Told about every HTTP request of one call, so that time spent between two requests (waiting out a
 * `Retry-After`) can be left out of the time to the first token.
 */
export interface RequestObserver {
  /** The request is being sent. */
  onRequest(): void
  /** It failed before an answer began, its error body read to the end; another request may follow. */
  onFailure(): void
}

type Fetch = typeof fetch

/** Most of an error body that is kept, in bytes; the rest is not read. */
const MAX_ERROR_BODY = 64 * 1024

const observer = Symbol('recapflow.request-observer')
const observableModels = new WeakSet<object>()

/**
 * A `fetch` for a provider's client. It finds its observer in the request's own options, so that one client
 * can serve several calls at once.
 */
export const observableFetch: Fetch = async (input, init) => {
  const observed = (init as { [observer]?: RequestObserver } | undefined)?.[observer]
  observed?.onRequest()
  try {
    const response = await globalThis.fetch(input, init)
    if (response.ok) return response
    const answer = await readErrorBody(response)
    observed?.onFailure()
    return answer
  } catch (error) {
    observed?.onFailure()
    throw error
  }
}

/** Marks a model whose client uses `observableFetch`. */
export function markObservable<Model extends object>(model: Model): Model {
  observableModels.add(model)
  return model
}

/** The call options that bring `requestObserver` to a marked model's requests; `undefined` for any other. */
export function observeRequests(model: object, requestObserver: RequestObserver): object | undefined {
  return observableModels.has(model) ? { fetchOptions: { [observer]: requestObserver } } : undefined
}

/** The same response with its body read, as far as an error message may reach. */
async function readErrorBody(response: Response): Promise<Response> {
  const { status, statusText, headers } = response
  const parts: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  while (reader !== undefined && size < MAX_ERROR_BODY) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value)
    size += value.byteLength
  }
  if (size >= MAX_ERROR_BODY) await reader?.cancel()
  const plainHeaders = new Headers(headers)
  // The body has been decoded by now.
  plainHeaders.delete('content-encoding')
  plainHeaders.delete('content-length')
  return new Response(new Blob(parts as BlobPart[]), { status, statusText, headers: plainHeaders })
}
