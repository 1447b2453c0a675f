// @ts-check
/** One browser on one kept-alive connection, which times what it asks for. */
import { Agent, request } from 'node:http'

/**
 * @param {string} origin
 * @param {Readonly<Record<string, string>>} [given] cookies
 */
export function createBrowser(origin, given = {}) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const cookies = new Map(Object.entries(given))

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} path
   * @param {Readonly<Record<string, string>>} [form]
   * @returns {Promise<{ status: number, location: string | undefined, body: string, firstByte: number, whole: number }>}
   *   times in milliseconds since the request was sent
   */
  function send(method, path, form) {
    const body = form === undefined ? undefined : new URLSearchParams(form).toString()
    return new Promise((resolve, reject) => {
      const began = performance.now()
      const outgoing = request(
        new URL(path, origin),
        {
          method,
          agent,
          headers: {
            cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
            'accept-language': 'en',
            ...(method === 'POST' ? { origin, 'content-type': 'application/x-www-form-urlencoded' } : {}),
            ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
          },
        },
        (response) => {
          for (const cookie of response.headers['set-cookie'] ?? []) {
            const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=')
            cookies.set(name, value)
          }
          /** @type {Buffer[]} */
          const parts = []
          let firstByte = performance.now() - began
          response.on('data', (/** @type {Buffer} */ part) => {
            if (parts.length === 0) firstByte = performance.now() - began
            parts.push(part)
          })
          response.on('error', reject)
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              location: response.headers.location,
              body: Buffer.concat(parts).toString(),
              firstByte,
              whole: performance.now() - began,
            }),
          )
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }

  return {
    /** @param {string} path */
    get: (path) => send('GET', path),
    /** @param {string} path @param {Readonly<Record<string, string>>} [form] */
    post: (path, form = {}) => send('POST', path, form),
    close: () => agent.destroy(),
  }
}
