import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** A program that is told what happens. Answers as it is told, one after the other, then 204. */
export async function startReceiver(answers: Answer[] = []) {
  const received: Received[] = []
  const listeners = new Set<() => void>()
  let connections = 0
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const piece of request) body += piece
    const { status = 204, headers = {} } = answers[received.length] ?? {}
    received.push({ headers: request.headers, body })
    response.writeHead(status, headers).end()
    for (const listener of listeners) listener()
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    get connections() {
      return connections
    },
    async until(count: number): Promise<readonly Received[]> {
      while (received.length < count) {
        await new Promise<void>((resolve) => {
          const listen = () => {
            listeners.delete(listen)
            resolve()
          }
          listeners.add(listen)
        })
      }
      return received
    },
  }
}
