/** Names that pages, fragments, the stylesheet's script and tests agree on. Every id carries the prefix. */
export function domIds(prefix: string) {
  return {
    page: `${prefix}-page`,
    main: `${prefix}-main`,
    form: `${prefix}-form`,
    errorSummary: `${prefix}-errors`,
    errorSummaryHeading: `${prefix}-errors-heading`,
    recap: `${prefix}-recap`,
    recapHeading: `${prefix}-recap-heading`,
    recapStatus: `${prefix}-recap-status`,
    recapControls: `${prefix}-recap-controls`,
    waitedHeading: `${prefix}-waited-heading`,
    /** What a model is asked beside the recap: a probe, or corrections. */
    aside: `${prefix}-aside`,
    asideStatus: `${prefix}-aside-status`,
    answersHeading: `${prefix}-answers-heading`,
    talkHeading: `${prefix}-talk-heading`,
    talkNow: `${prefix}-now`,
    talkStatus: `${prefix}-talk-status`,
    talkControls: `${prefix}-talk-controls`,
    /** Of the person's words, by the number of the turn. */
    said: (turn: number) => `${prefix}-said-${turn}`,
    question: (number: number) => `${prefix}-question-${number}`,
    saved: `${prefix}-saved`,
    failure: `${prefix}-failure`,
    field: (name: string) => `${prefix}-${name}`,
    hint: (name: string) => `${prefix}-${name}-hint`,
    error: (name: string) => `${prefix}-${name}-error`,
    count: (name: string) => `${prefix}-${name}-count`,
  }
}

/** Event names of the stream in the shape `panel`. Never `error`: EventSource uses that itself. */
export const sseEvents = {
  ping: 'ping',
  snapshot: 'snapshot',
  delta: 'message',
  /** What the status region says, out of band. */
  status: 'status',
  final: 'final',
  done: 'done',
} as const
