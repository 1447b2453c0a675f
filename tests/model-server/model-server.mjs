// @ts-check
import { once } from 'node:events'
import { createServer } from 'node:http'
import { answer } from './answer.mjs'
import { asideOf, QUIET } from './asides.mjs'

/** @typedef {import('./behaviour.mjs').Behaviour} Behaviour */

/**
 * @typedef {object} RecordedRequest
 * @property {string} id `chatcmpl-1`, counted in the order of arrival.
 * @property {number} at Milliseconds on the clock of `performance.now()`, when the whole body had arrived.
 * @property {string} path
 * @property {import('node:http').IncomingHttpHeaders} headers
 * @property {any} body The parsed JSON.
 * @property {Behaviour} behaviour How it is answered.
 * @property {number} tokensSent Text tokens written so far.
 * @property {boolean} isComplete Everything up to `[DONE]`, or the whole body, was written.
 * @property {boolean} brokenOff The server reset the connection, as its behaviour says.
 * @property {boolean} closedEarly The client closed the connection before the server had ended the answer.
 * @property {Promise<void>} closed Resolves when the answer is over, whoever ended it.
 */

/**
 * @typedef {object} ModelServerOptions
 * @property {Behaviour | ((request: RecordedRequest) => Behaviour)} [behaviour] For every request for which
 *   nothing is enqueued. Default: a short sentence.
 * @property {number} [port] Default 0: a free one.
 */

/**
 * @typedef {object} ModelServer
 * @property {string} url For `OPENAI_BASE_URL`: ends in `/v1`.
 * @property {RecordedRequest[]} requests In the order of arrival.
 * @property {RecordedRequest[]} asides What was asked beside a recap: to trace it, to probe, to correct. None of it
 *   is among the requests, nor does it take what is enqueued.
 * @property {(kind: import('./asides.mjs').Aside, behaviour: Behaviour) => void} setAside How those are answered.
 *   Default: so that nothing comes of it.
 * @property {(...behaviours: Behaviour[]) => void} enqueue Answers to the next requests, in this order.
 * @property {(behaviour: ModelServerOptions['behaviour']) => void} setBehaviour Changes the default.
 * @property {(count: number, timeout?: number) => Promise<RecordedRequest>} waitForRequest The `count`th
 *   request (from 1) once it has arrived; fails after `timeout` (default 5000) milliseconds.
 * @property {number} openConnections Answers in progress.
 * @property {() => Promise<void>} close Drops whatever is open.
 */

/**
 * A small OpenAI-compatible model on 127.0.0.1, over real HTTP.
 *
 * @param {ModelServerOptions} [options]
 * @returns {Promise<ModelServer>}
 */
export async function startModelServer(options = {}) {
  let fallback = options.behaviour ?? {}
  /** @type {Behaviour[]} */
  const queue = []
  /** @type {RecordedRequest[]} */
  const requests = []
  /** @type {RecordedRequest[]} */
  const asides = []
  const quiet = { ...QUIET }
  /** @type {Set<() => void>} */
  const listeners = new Set()
  let openConnections = 0

  const server = createServer((incoming, response) => {
    response.socket?.setNoDelay(true)
    // A client that goes away shows up as a close; there is nobody to tell about the write that failed.
    response.on('error', () => undefined)
    handle(incoming, response).catch((error) => {
      console.error('model server:', error)
      response.destroy()
    })
  })

  /** @param {import('node:http').IncomingMessage} incoming @param {import('node:http').ServerResponse} response */
  async function handle(incoming, response) {
    const text = await readBody(incoming)
    const path = new URL(incoming.url ?? '/', 'http://model').pathname
    if (incoming.method !== 'POST' || !path.endsWith('/chat/completions')) {
      response.writeHead(404, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ error: { message: `No such route: ${incoming.method} ${path}` } }))
      return
    }
    const gone = new AbortController()
    /** @type {RecordedRequest} */
    const request = {
      id: `chatcmpl-${requests.length + 1}`,
      at: performance.now(),
      path,
      headers: incoming.headers,
      body: JSON.parse(text),
      behaviour: {},
      tokensSent: 0,
      isComplete: false,
      brokenOff: false,
      closedEarly: false,
      closed: new Promise((resolve) => {
        response.once('close', () => {
          openConnections--
          request.closedEarly = !response.writableEnded && !request.brokenOff
          gone.abort()
          resolve()
        })
      }),
    }
    openConnections++
    const aside = asideOf(request.body)
    if (aside !== undefined) {
      request.behaviour = quiet[aside]
      asides.push(request)
      await answer(request, response, gone.signal)
      return
    }
    request.behaviour = queue.shift() ?? (typeof fallback === 'function' ? fallback(request) : fallback)
    requests.push(request)
    for (const listener of listeners) listener()
    await answer(request, response, gone.signal)
  }

  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())

  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    asides,
    setAside(kind, behaviour) {
      quiet[kind] = behaviour
    },
    get openConnections() {
      return openConnections
    },
    enqueue: (...behaviours) => void queue.push(...behaviours),
    setBehaviour(behaviour) {
      fallback = behaviour ?? {}
    },
    waitForRequest(count, timeout = 5000) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(look)
          reject(
            new Error(`The model server got ${requests.length} requests, not ${count}, in ${timeout} ms.`),
          )
        }, timeout)
        const look = () => {
          const request = requests[count - 1]
          if (request === undefined) return
          clearTimeout(timer)
          listeners.delete(look)
          resolve(request)
        }
        listeners.add(look)
        look()
      })
    },
    async close() {
      const closing = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closing
    },
  }
}

/** @param {import('node:http').IncomingMessage} incoming */
async function readBody(incoming) {
  /** @type {Buffer[]} */
  const parts = []
  for await (const part of incoming) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}
