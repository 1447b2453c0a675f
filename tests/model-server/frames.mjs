// @ts-check

/**
 * The frames of one streamed answer in the provider's format
 * (https://platform.openai.com/docs/api-reference/chat-streaming).
 *
 * @param {{ id: string, model: string }} answer
 */
export function createFrames({ id, model }) {
  const created = Math.floor(Date.now() / 1000)
  const head = { id, object: 'chat.completion.chunk', created, model, system_fingerprint: 'fp_test' }

  /** @param {object} delta @param {string | null} [finish_reason] */
  function chunk(delta, finish_reason = null) {
    return frame({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason }] })
  }

  return {
    role: () => chunk({ role: 'assistant', content: '', refusal: null }),
    /** @param {string} content */
    text: (content) => chunk({ content }),
    /** @param {string} reasoning_content */
    reasoning: (reasoning_content) => chunk({ reasoning_content }),
    empty: () => chunk({ content: '' }),
    /** @param {number} index @param {{ id?: string, name?: string, arguments: string }} call */
    toolCall: (index, { id, name, arguments: piece }) =>
      chunk({
        tool_calls: [
          {
            index,
            ...(name === undefined ? {} : { id, type: 'function' }),
            function: { ...(name === undefined ? {} : { name }), arguments: piece },
          },
        ],
      }),
    /** @param {string} reason */
    finish: (reason) => chunk({}, reason),
    /** @param {number} tokens */
    usage: (tokens) => frame({ ...head, choices: [], usage: usageOf(tokens) }),
    malformed: () => 'data: {"id": "chatcmpl-cut", "choices": [{"ind\n\n',
    /** @param {object} error */
    error: (error) => frame({ error }),
    done: () => 'data: [DONE]\n\n',
  }
}

/** @param {number} tokens */
export function usageOf(tokens) {
  return { prompt_tokens: 12, completion_tokens: tokens, total_tokens: 12 + tokens }
}

/** @param {object} value */
function frame(value) {
  return `data: ${JSON.stringify(value)}\n\n`
}
