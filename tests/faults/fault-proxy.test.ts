import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { BUFFER_SIZE, type FaultProxy, startFaultProxy } from './fault-proxy.js'

type Answer = (request: IncomingMessage, response: ServerResponse) => void

const servers: Server[] = []
const proxies: FaultProxy[] = []
const clients: Socket[] = []

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  for (const proxy of proxies.splice(0)) await proxy.close()
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function origin(answer: Answer): Promise<number> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The origin has no port.')
  return address.port
}

async function proxyFor(...ports: number[]): Promise<FaultProxy> {
  const proxy = await startFaultProxy({ targets: () => ports })
  proxies.push(proxy)
  return proxy
}

/** A client that reads bytes and sends requests word for word. */
function open(proxy: FaultProxy) {
  const socket = connect(proxy.port, '127.0.0.1')
  clients.push(socket)
  const seen = { text: '', error: '', hasEnded: false, isClosed: false }
  socket.on('data', (chunk) => {
    seen.text += chunk.toString('latin1')
  })
  socket.on('error', (error: NodeJS.ErrnoException) => {
    seen.error = error.code ?? error.message
  })
  socket.on('end', () => {
    seen.hasEnded = true
  })
  socket.on('close', () => {
    seen.isClosed = true
  })
  return {
    seen,
    ask: (path = '/') => void socket.write(`GET ${path} HTTP/1.1\r\nhost: node\r\n\r\n`),
    leave: () => void socket.destroy(),
  }
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (let turn = 0; turn < 500; turn++) {
    if (isSo()) return
    await pause(10)
  }
  throw new Error(`This has not happened: ${what}.`)
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** An answer that is written on at the test's word. */
function livingAnswer() {
  let current: ServerResponse | undefined
  let isClosed = false
  return {
    answer: (_request: IncomingMessage, response: ServerResponse) => {
      current = response
      response.on('close', () => {
        isClosed = true
      })
      response.write('head ')
    },
    write: (text: string) => void current?.write(text),
    end: () => void current?.end(),
    isClosed: () => isClosed,
  }
}

/** A client that has read the beginning of a living answer, and its connection. */
async function openLiving() {
  const living = livingAnswer()
  const proxy = await proxyFor(await origin(living.answer))
  const client = open(proxy)
  client.ask('/stream/a?as=text')
  await until(() => client.seen.text.includes('head'), 'the answer has begun')
  const [connection] = proxy.connections
  if (connection === undefined) throw new Error('The proxy has no connection.')
  return { living, proxy, client, connection }
}

test('without a fault everything passes in both directions, and a request is known by its address', async () => {
  const { living, client, connection, proxy } = await openLiving()
  living.write('tail')
  living.end()
  await until(() => client.seen.text.includes('tail'), 'the tail has come')
  expect(connection.target).toBe('/stream/a?as=text')
  expect(connection.forwarded).toBe(client.seen.text.length)
  expect([...proxy.injected]).toEqual([])
})

test('a reset is an RST at the client, and the node hears that the client is gone', async () => {
  const { living, client, connection, proxy } = await openLiving()
  connection.inject({ kind: 'reset' })
  await until(() => client.seen.isClosed && living.isClosed(), 'both ends are closed')
  expect(client.seen).toMatchObject({ error: 'ECONNRESET', hasEnded: false })
  expect(proxy.injected.get('reset')).toBe(1)
  expect(proxy.connections.size).toBe(0)
})

test('a close is a FIN after what was forwarded', async () => {
  const { client, connection, living } = await openLiving()
  connection.inject({ kind: 'close' })
  await until(() => client.seen.hasEnded && living.isClosed(), 'both ends are closed')
  expect(client.seen).toMatchObject({ error: '', hasEnded: true })
})

test('a half-open connection forwards nothing more and says nothing, on either side', async () => {
  const { living, client, connection } = await openLiving()
  const before = client.seen.text
  connection.inject({ kind: 'half_open' })
  living.write('never seen')
  living.end()
  await pause(200)
  expect(client.seen).toEqual({ text: before, error: '', hasEnded: false, isClosed: false })
  expect(connection.isHalfOpen).toBe(true)
})

test('the node is left in the belief that the client of a half-open connection is there', async () => {
  const { living, client, connection, proxy } = await openLiving()
  connection.inject({ kind: 'half_open' })
  client.leave()
  await until(() => proxy.connections.size === 0, 'the client is gone')
  expect(living.isClosed()).toBe(false)
})

test('a delayed connection brings every piece later, in order and whole', async () => {
  const { living, client, connection } = await openLiving()
  connection.inject({ kind: 'delay', milliseconds: 250 })
  const began = performance.now()
  for (let count = 0; count < 20; count++) living.write(`${count},`)
  living.end()
  await until(() => client.seen.text.includes('\r\n0\r\n'), 'the end has come')
  expect(performance.now() - began).toBeGreaterThan(240)
  expect(client.seen.text.match(/\d+,/g)?.join('')).toBe('0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,')
})

test('a throttled connection brings no more bytes than its rate allows, and heals', async () => {
  const { living, client, connection } = await openLiving()
  connection.inject({ kind: 'throttle', bytesPerSecond: 20_000 })
  const began = performance.now()
  const before = client.seen.text.length
  living.write('x'.repeat(100_000))
  await pause(500)
  const seconds = (performance.now() - began) / 1000
  expect(client.seen.text.length - before).toBeGreaterThan(1000)
  expect(client.seen.text.length - before).toBeLessThan(20_000 * (seconds + 0.1))
  connection.heal()
  await until(() => client.seen.text.length - before > 100_000, 'everything has come')
})

test('a buffering connection holds 16 KiB back, and gives the rest at the end', async () => {
  const { living, client, connection } = await openLiving()
  connection.inject({ kind: 'buffer' })
  const before = client.seen.text
  living.write('y'.repeat(BUFFER_SIZE / 2))
  await pause(150)
  expect(client.seen.text).toBe(before)
  living.write('y'.repeat(BUFFER_SIZE / 2))
  await until(() => client.seen.text.length - before.length > BUFFER_SIZE, 'the buffer has come')
  living.write('tail')
  living.end()
  await pause(50)
  expect(client.seen.text).not.toContain('tail')
})

test('what a buffering connection holds comes when the node closes', async () => {
  const proxy = await proxyFor(
    await origin((_request, response) => {
      response.setHeader('connection', 'close')
      response.end('short')
    }),
  )
  proxy.setDefault({ kind: 'buffer' })
  const client = open(proxy)
  client.ask()
  await until(() => client.seen.hasEnded, 'the end has come')
  expect(client.seen.text).toMatch(/short/)
})

test('the next requests for an address are answered with 502, others are not', async () => {
  let asked = 0
  const proxy = await proxyFor(
    await origin((_request, response) => {
      asked++
      response.end('fine')
    }),
  )
  proxy.answerBadGateway(2, '/stream/')
  for (const path of ['/stream/a', '/other', '/stream/b', '/stream/c']) {
    const client = open(proxy)
    client.ask(path)
    const wanted =
      path === '/stream/a' || path === '/stream/b' ? 'HTTP/1.1 502 Bad Gateway' : 'HTTP/1.1 200 OK'
    await until(() => client.seen.text !== '', `an answer to ${path}`)
    expect(client.seen.text.split('\r\n')[0], path).toBe(wanted)
  }
  expect(asked).toBe(2)
})

test('a request on a connection that was used before gets its 502 as well', async () => {
  const proxy = await proxyFor(await origin((_request, response) => void response.end('fine')))
  const client = open(proxy)
  client.ask('/first')
  await until(() => client.seen.text.includes('fine'), 'the first answer')
  proxy.answerBadGateway(1)
  client.ask('/second')
  await until(() => client.seen.hasEnded, 'the connection has ended')
  expect(client.seen.text).toMatch(/200 OK[\s\S]*502 Bad Gateway/)
})

test('a connection with a bad gateway is reset and the next one for the same address gets 502', async () => {
  const { client, connection, proxy } = await openLiving()
  connection.inject({ kind: 'bad_gateway' })
  await until(() => client.seen.isClosed, 'the connection is closed')
  const second = open(proxy)
  second.ask('/stream/a?as=text')
  await until(() => second.seen.hasEnded, 'the second has ended')
  expect(second.seen.text).toMatch(/^HTTP\/1.1 502/)
  const third = open(proxy)
  third.ask('/stream/a?as=text')
  await until(() => third.seen.text.includes('head'), 'the third has an answer')
})

test('connections go to the nodes in turn, past one that refuses; without any the answer is 502', async () => {
  const nodes = await Promise.all(
    ['one', 'two'].map((name) => origin((_request, response) => void response.end(name))),
  )
  const [closed] = servers.splice(1, 1)
  const proxy = await proxyFor(...nodes)
  const ask = async () => {
    const client = open(proxy)
    client.ask()
    await until(() => /one|two|502/.test(client.seen.text), 'an answer')
    return /one|two|502/.exec(client.seen.text)?.[0]
  }
  expect([await ask(), await ask(), await ask(), await ask()]).toEqual(['one', 'two', 'one', 'two'])
  closed?.closeAllConnections()
  await new Promise((resolve) => closed?.close(resolve))
  expect([await ask(), await ask(), await ask()]).toEqual(['one', 'one', 'one'])
  servers[0]?.closeAllConnections()
  await new Promise((resolve) => servers.splice(0, 1)[0]?.close(resolve))
  expect(await ask()).toBe('502')
})
