// @ts-check
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Milliseconds. */
const LONGEST_ANSWER = 60_000

/**
 * A process of the benchmark's own, spoken to in pairs of question and answer. An answer that takes longer than
 * a minute is an error.
 *
 * @typedef {object} Child
 * @property {(question: unknown) => Promise<any>} ask
 * @property {() => void} stop
 */

/**
 * Starts a process and waits for its first message.
 *
 * @param {string} file Relative to this folder.
 * @param {string[]} parameters
 * @returns {Promise<{ child: Child, greeting: any }>}
 */
export async function startChild(file, parameters) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const process = fork(path, parameters, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })

  const gone = once(process, 'exit').then(([code]) => {
    throw new Error(`${file} ${parameters[0] ?? ''} ended with ${code}.`)
  })
  gone.catch(() => undefined)
  const nextMessage = () => Promise.race([nextOf(process, file), gone])

  const greeting = await nextMessage()
  return {
    greeting,
    child: {
      ask(question) {
        const answer = nextMessage()
        process.send(/** @type {import('node:child_process').Serializable} */ (question))
        return answer
      },
      stop: () => void process.kill(),
    },
  }
}

/** @param {import('node:child_process').ChildProcess} process @param {string} file @returns {Promise<any>} */
function nextOf(process, file) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${file} did not answer.`)), LONGEST_ANSWER)
    process.once('message', (message) => {
      clearTimeout(timer)
      resolve(message)
    })
  })
}
