// @ts-check
/** The least that one who reads the tokens can do: fetch, parse every frame, write the text as a new one. */
import { headers, question } from './ask-model.mjs'

export const title = 'fetch, parse, re-emit'
export const format = 'text'

/** @param {string} modelUrl @returns {Promise<import('node:http').RequestListener>} */
export async function start(modelUrl) {
  const body = JSON.stringify(question)
  return async (_request, response) => {
    const answer = await fetch(`${modelUrl}/chat/completions`, { method: 'POST', headers, body })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const decoder = new TextDecoder()
    let rest = ''
    for await (const part of answer.body ?? []) {
      const frames = (rest + decoder.decode(part, { stream: true })).split('\n\n')
      rest = frames.pop() ?? ''
      let out = ''
      for (const frame of frames) {
        const data = frame.slice('data: '.length)
        if (data === '[DONE]') continue
        const text = JSON.parse(data).choices[0]?.delta.content
        if (text) out += `data: ${text}\n\n`
      }
      if (out !== '') response.write(out)
    }
    response.end('data: [DONE]\n\n')
  }
}
