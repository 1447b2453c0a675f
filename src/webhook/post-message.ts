import { lookup as lookUpName } from 'node:dns'
import { type RequestOptions, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { isAllowed, mistakeInTarget, type TargetRules } from './check-target.js'
import type { PostMessage } from './create-webhooks.js'
import { isPublicAddress } from './public-address.js'

/** Milliseconds for the whole exchange. */
const TIMEOUT = 10_000
/** Bytes of an answer; nothing of it is kept. */
const MOST_ANSWER = 64 * 1024

/**
 * Posts to targets of the open internet, and to those that are named. Every address that a name leads to is
 * looked at, no redirect is followed, and no proxy of the environment is used.
 */
export function createPostMessage(rules: TargetRules): PostMessage {
  const onlyPublic: LookupFunction = (hostname, options, done) => {
    lookUpName(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, '', 0)
      const hidden = addresses.find(({ address }) => !isPublicAddress(address))
      const [first] = addresses
      if (hidden !== undefined || first === undefined) {
        return done(new Error(`${hostname} leads to an address that is not on the open internet`), '', 0)
      }
      if (options.all) (done as unknown as (error: null, all: typeof addresses) => void)(null, addresses)
      else done(null, first.address, first.family)
    })
  }

  return (address, { headers, body }) => {
    const mistake = mistakeInTarget(address, rules)
    if (mistake !== undefined) return Promise.reject(new Error(`The webhook's address ${mistake}.`))
    const url = new URL(address)
    const options: RequestOptions = {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      agent: false,
      signal: AbortSignal.timeout(TIMEOUT),
      ...(isAllowed(url, rules) ? {} : { lookup: onlyPublic }),
    }
    return new Promise((resolve, reject) => {
      const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options)
      request.on('error', reject)
      request.on('response', (response) => {
        let length = 0
        const end = () =>
          resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] })
        response.on('data', (piece: Buffer) => {
          length += piece.length
          if (length > MOST_ANSWER) response.destroy()
        })
        response.on('error', end)
        response.on('close', end)
      })
      request.end(body)
    })
  }
}
