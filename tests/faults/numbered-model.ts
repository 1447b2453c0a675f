import type { Behaviour } from '../model-server/behaviour.mjs'
import { type ModelServer, type RecordedRequest, startModelServer } from '../model-server/model-server.mjs'
import { numberedTokens } from './numbered-text.js'

/** The title of a request for a feature, by which the model knows whose text it writes. */
export function titleOf(session: number): string {
  return `Request S${String(session).padStart(6, '0')}`
}

export interface ModelCall {
  readonly session: number
  /** Counts from 1 within the session. */
  readonly call: number
  readonly tokens: readonly string[]
  readonly text: string
  readonly request: RecordedRequest
}

export interface NumberedModel {
  readonly url: string
  readonly server: ModelServer
  /** Every call of a session, in order; a list that grows. */
  callsOf(session: number): readonly ModelCall[]
  /** The texts of those calls; a list that grows. */
  textsOf(session: number): readonly string[]
  readonly calls: readonly ModelCall[]
  /** How the calls that come are answered, besides their text. */
  setManner(manner: NumberedManner): void
  close(): Promise<void>
}

export interface NumberedManner {
  /** Tokens of each text. Default 100. */
  readonly count?: number
  /** Everything else, for a call. Default: at once. */
  readonly behaviour?: (call: { readonly session: number; readonly call: number }) => Behaviour
}

/** A model that writes numbered words, of which each says to which session and call it belongs. */
export async function startNumberedModel(first: NumberedManner = {}): Promise<NumberedModel> {
  let manner = first
  const calls: ModelCall[] = []
  const bySession = new Map<number, { calls: ModelCall[]; texts: string[] }>()

  function of(session: number) {
    const known = bySession.get(session) ?? { calls: [], texts: [] }
    bySession.set(session, known)
    return known
  }

  const server = await startModelServer({
    behaviour(request) {
      const [, digits] = /Request S(\d{6})/.exec(JSON.stringify(request.body)) ?? []
      if (digits === undefined) throw new Error('The prompt does not have the title of a numbered session.')
      const session = Number(digits)
      const known = of(session)
      const call = known.calls.length + 1
      const tokens = numberedTokens(session, call, manner.count ?? 100)
      const modelCall: ModelCall = { session, call, tokens, text: tokens.join(''), request }
      known.calls.push(modelCall)
      known.texts.push(modelCall.text)
      calls.push(modelCall)
      return { ...manner.behaviour?.({ session, call }), text: tokens }
    },
  })

  return {
    url: server.url,
    server,
    calls,
    callsOf: (session) => of(session).calls,
    textsOf: (session) => of(session).texts,
    setManner(next) {
      manner = next
    },
    close: () => server.close(),
  }
}
