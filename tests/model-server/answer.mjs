// @ts-check
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { tokensOf, toolCallsOf } from './behaviour.mjs'
import { createFrames, usageOf } from './frames.mjs'

/** @typedef {import('./behaviour.mjs').Behaviour} Behaviour */
/** @typedef {import('node:http').ServerResponse} ServerResponse */

/** The client went away, or the behaviour said to stop here; nothing more is written. */
class Stopped extends Error {}

/**
 * Answers one request as the behaviour says.
 *
 * @param {import('./model-server.mjs').RecordedRequest} request
 * @param {ServerResponse} response
 * @param {AbortSignal} closed Aborts when the connection is gone.
 */
export async function answer(request, response, closed) {
  try {
    await run(request, response, closed)
  } catch (error) {
    if (!(error instanceof Stopped) && !closed.aborted) throw error
  }
}

/** @type {typeof answer} */
async function run(request, response, closed) {
  const { behaviour, body } = request
  await wait(behaviour.delay ?? 0, closed)
  if (behaviour.stallBeforeHeaders) throw new Stopped()
  if (behaviour.resetBeforeHeaders) reset(request, response)
  if (behaviour.status !== undefined) return answerError(behaviour, behaviour.status, response)
  if (body.stream !== true) return answerWhole(request, response)
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' })
  response.flushHeaders()
  await stream(request, response, closed)
}

/** @type {typeof answer} */
async function stream(request, response, closed) {
  const { behaviour, body } = request
  const frames = createFrames({ id: request.id, model: body.model })
  /** @param {string} frame */
  const write = (frame) => writeFrame(response, frame, behaviour.splitBytes === true)

  if (!behaviour.withoutRole) await write(frames.role())
  for (const thought of behaviour.reasoning ?? []) {
    await wait(behaviour.pace ?? 0, closed)
    await write(frames.reasoning(thought))
  }
  for (const token of tokensOf(behaviour)) {
    await faults()
    await behaviour.gate?.pass()
    if (request.tokensSent % (behaviour.burst ?? 1) === 0) await pause(behaviour.pace, closed)
    await write(frames.text(token))
    request.tokensSent++
  }
  await faults()
  for (const [index, { id, name, arguments: pieces }] of toolCallsOf(behaviour).entries()) {
    await pause(behaviour.pace, closed)
    await write(frames.toolCall(index, { id: id ?? `call_${index + 1}`, name, arguments: '' }))
    for (const piece of pieces) {
      await pause(behaviour.pace, closed)
      await write(frames.toolCall(index, { arguments: piece }))
    }
  }
  const reason = behaviour.finishReason === undefined ? defaultFinish(behaviour) : behaviour.finishReason
  if (reason !== null) await write(frames.finish(reason))
  if (body.stream_options?.include_usage) await write(frames.usage(request.tokensSent))
  await write(frames.done())
  request.isComplete = true
  if (!behaviour.openAfterDone) response.end()

  async function faults() {
    const sent = request.tokensSent
    if (closed.aborted) throw new Stopped()
    if (behaviour.stallAfter === sent) throw new Stopped()
    if (behaviour.breakAfter === sent) {
      // What was written must be read before the reset, which would otherwise overtake it.
      await wait(20, closed)
      reset(request, response)
    }
    if (behaviour.endAfter === sent) {
      response.end()
      throw new Stopped()
    }
    if (behaviour.malformedAfter === sent) await write(frames.malformed())
    if (behaviour.errorFrameAfter === sent) {
      await write(frames.error(errorOf(behaviour)))
      response.end()
      throw new Stopped()
    }
    while (behaviour.emptyChunksAfter === sent) {
      await wait(Math.max(1, behaviour.pace ?? 0), closed)
      await write(frames.empty())
    }
  }
}

/** @param {Behaviour} behaviour @param {number} status @param {ServerResponse} response */
function answerError(behaviour, status, response) {
  const body = JSON.stringify({ error: errorOf(behaviour) })
  response.writeHead(status, {
    'content-type': 'application/json',
    ...(behaviour.retryAfter === undefined ? {} : { 'retry-after': String(behaviour.retryAfter) }),
  })
  if (behaviour.stallInError) response.write(body.slice(0, 10))
  else response.end(body)
}

/** @param {import('./model-server.mjs').RecordedRequest} request @param {ServerResponse} response */
function answerWhole(request, response) {
  const { behaviour, body } = request
  const tokens = tokensOf(behaviour)
  request.tokensSent = tokens.length
  request.isComplete = true
  const calls = toolCallsOf(behaviour).map(({ id, name, arguments: pieces }, index) => ({
    id: id ?? `call_${index + 1}`,
    type: 'function',
    function: { name, arguments: pieces.join('') },
  }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(
    JSON.stringify({
      id: request.id,
      object: 'chat.completion',
      created: Math.floor(Date.now() / 1000),
      model: body.model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: tokens.join(''),
            ...(calls.length > 0 ? { tool_calls: calls } : {}),
          },
          finish_reason: behaviour.finishReason ?? defaultFinish(behaviour),
        },
      ],
      usage: usageOf(tokens.length),
    }),
  )
}

/** @param {Behaviour} behaviour */
function defaultFinish(behaviour) {
  return toolCallsOf(behaviour).length === 0 ? 'stop' : 'tool_calls'
}

/** @param {Behaviour} behaviour */
function errorOf(behaviour) {
  return {
    message: 'The model server was told to fail.',
    type: 'server_error',
    param: null,
    code: null,
    ...behaviour.error,
  }
}

/** @param {import('./model-server.mjs').RecordedRequest} request @param {ServerResponse} response @returns {never} */
function reset(request, response) {
  request.brokenOff = true
  response.socket?.resetAndDestroy()
  throw new Stopped()
}

/**
 * Waits for room when the client reads slowly.
 *
 * @param {ServerResponse} response @param {string} frame @param {boolean} splitBytes
 */
async function writeFrame(response, frame, splitBytes) {
  const cut = splitBytes ? firstCutInside(frame) : 0
  if (cut === 0) {
    if (!response.write(frame)) await drained(response)
    return
  }
  const bytes = Buffer.from(frame)
  response.write(bytes.subarray(0, cut))
  await sleep(2)
  response.write(bytes.subarray(cut))
  await sleep(2)
}

/** The byte position inside the first character of several bytes, or 0. @param {string} frame */
function firstCutInside(frame) {
  const index = frame.search(/[\u0080-\uffff]/)
  return index === -1 ? 0 : Buffer.byteLength(frame.slice(0, index)) + 1
}

/** @param {ServerResponse} response @returns {Promise<void>} */
function drained(response) {
  return new Promise((resolve) => {
    const finish = () => {
      response.off('drain', finish).off('close', finish)
      resolve()
    }
    response.on('drain', finish).on('close', finish)
  })
}

/** @param {number | undefined} pace @param {AbortSignal} closed */
async function pause(pace, closed) {
  if (pace === undefined || pace === 0) await nextTurn()
  else await wait(pace, closed)
}

/** @param {number} milliseconds @param {AbortSignal} closed */
async function wait(milliseconds, closed) {
  if (milliseconds > 0) await sleep(milliseconds, undefined, { signal: closed }).catch(() => undefined)
  if (closed.aborted) throw new Stopped()
}
