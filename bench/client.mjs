// @ts-check
/**
 * The load: opens streams side by side, reads each to its end and checks that its text is what the model said,
 * to the letter. A message `{ url, streams, tokens, format }` is answered with `{ elapsed }` in milliseconds,
 * or `{ problem }`.
 */
import { Agent, get } from 'node:http'
import { numberedTokens } from './tokens.mjs'

const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })

/** How a subject's frames are read: a frame's data as the text it stands for. */
const readers = {
  /** @param {string} data */
  openai: (data) => JSON.parse(data).choices[0]?.delta.content ?? '',
  /** @param {string} data */
  text: (data) => data,
}

/** @typedef {{ url: string, streams: number, tokens: number, format: keyof typeof readers }} Load */

/** @param {Load} load */
async function run({ url, streams, tokens, format }) {
  const expected = numberedTokens(tokens).join('')
  const startedAt = performance.now()
  const texts = await Promise.all(Array.from({ length: streams }, () => readStream(url, readers[format])))
  const elapsed = performance.now() - startedAt
  const wrong = texts.find((text) => text !== expected)
  return wrong === undefined ? { elapsed } : { problem: explain(wrong, expected) }
}

/**
 * @param {string} url
 * @param {(data: string) => string} read
 * @returns {Promise<string>}
 */
function readStream(url, read) {
  return new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      let text = ''
      let rest = ''
      let isDone = false
      response.setEncoding('utf8')
      response.on('data', (/** @type {string} */ part) => {
        const frames = (rest + part).split('\n\n')
        rest = frames.pop() ?? ''
        for (const frame of frames) {
          const data = dataOf(frame)
          if (data === '[DONE]') isDone = true
          else if (data !== undefined) text += read(data)
        }
      })
      response.on('end', () =>
        isDone ? resolve(text) : reject(new Error(`No [DONE] after: ${text.slice(-40)}`)),
      )
      response.on('error', reject)
    }).on('error', reject)
  })
}

/** @param {string} frame */
function dataOf(frame) {
  const lines = frame.split('\n').filter((line) => line.startsWith('data: '))
  return lines.length === 0 ? undefined : lines.map((line) => line.slice('data: '.length)).join('\n')
}

/** @param {string} found @param {string} expected */
function explain(found, expected) {
  const words = found.split(' ')
  const index = expected.split(' ').findIndex((word, position) => word !== words[position])
  return `Token ${index} is ${JSON.stringify(words[index])} of ${words.length - 1} tokens.`
}

process.on('message', (/** @type {Load} */ load) => {
  run(load).then(
    (result) => process.send?.(result),
    (error) => process.send?.({ problem: String(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
