// @ts-check

/**
 * Lets tokens through one by one, at a test's word.
 *
 * @typedef {object} Gate
 * @property {(count?: number) => void} release Lets `count` (default 1) more tokens pass.
 * @property {() => void} open Lets everything pass from now on.
 * @property {() => Promise<void>} pass Used by the server: resolves when the next token may go.
 */

/** @returns {Gate} */
export function createGate() {
  let allowed = 0
  /** @type {(() => void)[]} */
  const waiting = []

  function drain() {
    while (allowed > 0 && waiting.length > 0) {
      allowed--
      waiting.shift()?.()
    }
  }

  return {
    release(count = 1) {
      allowed += count
      drain()
    },
    open() {
      allowed = Number.POSITIVE_INFINITY
      drain()
    },
    pass() {
      return new Promise((resolve) => {
        waiting.push(resolve)
        drain()
      })
    },
  }
}
