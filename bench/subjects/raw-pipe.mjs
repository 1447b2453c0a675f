// @ts-check
/** The limit: the model's bytes, unread, on to the viewer. */
import { Agent, request } from 'node:http'
import { headers, question } from './ask-model.mjs'

export const title = 'raw pipe'
export const format = 'openai'

/** @param {string} modelUrl @returns {Promise<import('node:http').RequestListener>} */
export async function start(modelUrl) {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const body = JSON.stringify(question)
  return (_request, response) => {
    const upstream = request(`${modelUrl}/chat/completions`, { method: 'POST', headers, agent }, (answer) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      answer.pipe(response)
    })
    upstream.end(body)
  }
}
