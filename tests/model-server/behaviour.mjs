// @ts-check

/**
 * @typedef {object} ScriptedCall
 * @property {string} name Sent with the id in the first frame of the call, before any argument.
 * @property {readonly string[]} arguments A frame for each piece.
 * @property {string} [id] Default `call_1`, counted within the answer.
 */

/**
 * How the model server answers one request. Counts of tokens are of the answer's own; times are milliseconds.
 * Without any of these it streams a short sentence and ends as a provider does.
 *
 * @typedef {object} Behaviour
 * @property {string | readonly string[]} [text] The answer. A string is split before each word.
 * @property {unknown} [json] The answer as JSON, split every four characters; instead of `text`.
 * @property {boolean} [withoutRole] Leaves out the opening chunk that names the role, as some servers do.
 * @property {readonly string[]} [reasoning] Sent as `reasoning_content` before the answer.
 * @property {ScriptedCall} [toolCall] Sent after the text, argument by piece.
 * @property {readonly ScriptedCall[]} [toolCalls] Several tool calls, numbered in their order, after that one.
 * @property {number} [delay] Before the status line. Default 0.
 * @property {number} [pace] Between two tokens. Default 0: one token per turn of the event loop.
 * @property {number} [burst] Tokens between two pauses. Default 1.
 * @property {number} [stallAfter] After so many tokens nothing more comes and the connection stays open; 0 is
 *   a stall before the first token.
 * @property {boolean} [stallBeforeHeaders] Takes the request and never answers.
 * @property {number} [emptyChunksAfter] After so many tokens only chunks without text follow, one every `pace`
 *   (at least 1) milliseconds, for ever.
 * @property {boolean} [splitBytes] Cuts every write inside its first character of several bytes, in two TCP
 *   writes.
 * @property {boolean} [resetBeforeHeaders] Resets the connection instead of answering.
 * @property {number} [breakAfter] Resets the connection after so many tokens.
 * @property {number} [endAfter] Ends the body in good order after so many tokens, without a finish reason and
 *   without `[DONE]`.
 * @property {number} [malformedAfter] Sends a frame that is not JSON after so many tokens.
 * @property {number} [errorFrameAfter] Sends the provider's `{"error": …}` as a frame after so many tokens.
 * @property {string | null} [finishReason] Default `stop`, or `tool_calls` with a tool call.
 * @property {boolean} [openAfterDone] Keeps the body open after `[DONE]`.
 * @property {number} [status] Answers with this status and an error body instead of a stream.
 * @property {string | number} [retryAfter] `Retry-After` of that answer: seconds, or a date.
 * @property {{ message?: string, type?: string, code?: string }} [error] What that body, or the error frame, says.
 * @property {boolean} [stallInError] Sends the status line and half of the error body, then nothing.
 * @property {import('./gate.mjs').Gate} [gate] Holds every token until the test releases it.
 */

const SENTENCE = 'You said that the mornings are hard and that walking helps.'

/** @param {Behaviour} behaviour @returns {readonly string[]} */
export function tokensOf(behaviour) {
  if (behaviour.json !== undefined) return JSON.stringify(behaviour.json).match(/.{1,4}/gsu) ?? []
  if (typeof behaviour.text === 'object') return behaviour.text
  if (behaviour.text === undefined && toolCallsOf(behaviour).length > 0) return []
  return splitWords(behaviour.text ?? SENTENCE)
}

/** Every tool call of an answer. @param {Behaviour} behaviour @returns {readonly ScriptedCall[]} */
export function toolCallsOf({ toolCall, toolCalls = [] }) {
  return toolCall === undefined ? toolCalls : [toolCall, ...toolCalls]
}

/** Splits before each word, so that the tokens joined are the text. @param {string} text */
export function splitWords(text) {
  return text.match(/\s*\S+|\s+$/gu) ?? []
}

/** The whole text that a behaviour stands for. @param {Behaviour} behaviour */
export function textOfBehaviour(behaviour) {
  return tokensOf(behaviour).join('')
}
