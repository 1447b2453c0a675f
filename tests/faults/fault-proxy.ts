import { connect, createServer, type Socket } from 'node:net'
import { FaultyPipe, type PipeManner } from './faulty-pipe.js'

/** What can be done to one connection. The ones with a manner last until the connection ends or is healed. */
export type Fault =
  /** An RST, in whatever the connection is doing. */
  | { readonly kind: 'reset' }
  /** A FIN after what was forwarded. */
  | { readonly kind: 'close' }
  /** Nothing is forwarded any more in either direction, and nobody is told. */
  | { readonly kind: 'half_open' }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  /** Held until 16 KiB are there, as a buffering proxy does; what is held goes when the node ends. */
  | { readonly kind: 'buffer' }
  /** The connection is reset and the next request for the same address is answered with 502. */
  | { readonly kind: 'bad_gateway' }

export type FaultKind = Fault['kind']

/** Bytes that a buffering proxy gathers. */
export const BUFFER_SIZE = 16 * 1024
/** Milliseconds for which the node is left in the belief that a half-open client is there, once it is gone. */
const LINGER = 3000

export interface ProxiedConnection {
  /** The path and the query of the latest request; empty before the first. */
  readonly target: string
  /** Bytes that the client has been sent, the answers' heads included. */
  readonly forwarded: number
  readonly isHalfOpen: boolean
  inject(fault: Fault): void
  /** Ends what lasts: everything is forwarded at once again. A half-open connection stays as it is. */
  heal(): void
}

export interface FaultProxyOptions {
  /** Ports on 127.0.0.1, taken in turn; one that refuses is passed over. Asked for every connection. */
  readonly targets: () => readonly number[]
}

export interface FaultProxy {
  readonly port: number
  readonly url: string
  /** Those that are open. */
  readonly connections: ReadonlySet<ProxiedConnection>
  /** How often each fault has been injected. */
  readonly injected: ReadonlyMap<FaultKind, number>
  /** Does this to every connection that comes from now on, or nothing. */
  setDefault(fault: Fault | undefined): void
  /** Answers the next requests for an address that contains `part` with 502. */
  answerBadGateway(count: number, part?: string): void
  close(): Promise<void>
}

/** A TCP proxy before HTTP servers on this machine, which does to connections what networks and proxies do. */
export async function startFaultProxy({ targets }: FaultProxyOptions): Promise<FaultProxy> {
  const connections = new Set<Connection>()
  const injected = new Map<FaultKind, number>()
  const lingering = new Set<Socket>()
  let badGateways: string[] = []
  let next = 0
  let byDefault: Fault | undefined

  function count(kind: FaultKind): void {
    injected.set(kind, (injected.get(kind) ?? 0) + 1)
  }

  /** Whether this request is to be answered with 502. */
  function takeBadGateway(target: string): boolean {
    const index = badGateways.findIndex((wanted) => target.includes(wanted))
    if (index === -1) return false
    badGateways.splice(index, 1)
    return true
  }

  class Connection implements ProxiedConnection {
    readonly #client: Socket
    #upstream: Socket | undefined
    #pipe: FaultyPipe | undefined
    #waiting: Buffer[] = []
    #manner: PipeManner = {}
    #isReading = true
    target = ''
    isHalfOpen = false

    constructor(client: Socket) {
      this.#client = client
      client.setNoDelay(true)
      client.on('error', () => undefined)
      client.on('data', (chunk) => this.#fromClient(chunk))
      client.on('end', () => (this.isHalfOpen ? client.destroy() : this.#upstream?.end()))
      client.on('close', () => this.#gone())
      if (byDefault !== undefined) this.inject(byDefault)
      const ports = targets()
      const first = next++
      this.#connect(ports.map((_, index) => ports[(first + index) % ports.length] as number))
    }

    get forwarded(): number {
      return this.#pipe?.forwarded ?? 0
    }

    inject(fault: Fault): void {
      count(fault.kind)
      switch (fault.kind) {
        case 'reset':
          this.#reset()
          break
        case 'close':
          this.#client.end()
          this.#upstream?.destroy()
          break
        case 'half_open':
          this.isHalfOpen = true
          this.#upstream?.pause()
          this.#pipe?.stop()
          break
        case 'delay':
          this.#behave({ delay: fault.milliseconds })
          break
        case 'throttle':
          this.#behave({ bytesPerSecond: fault.bytesPerSecond })
          break
        case 'buffer':
          this.#behave({ gather: BUFFER_SIZE })
          break
        case 'bad_gateway':
          badGateways.push(this.target)
          this.#reset()
          break
      }
    }

    heal(): void {
      this.#manner = {}
      this.#pipe?.behave({})
    }

    /** Without a word to anybody, when the proxy itself ends. */
    destroy(): void {
      this.#client.destroy()
      this.#upstream?.destroy()
    }

    #behave(manner: PipeManner): void {
      this.#manner = { ...this.#manner, ...manner }
      this.#pipe?.behave(this.#manner)
    }

    #reset(): void {
      this.#client.resetAndDestroy()
      this.#upstream?.destroy()
    }

    #connect([port, ...others]: readonly number[]): void {
      if (port === undefined) {
        this.#refuse()
        return
      }
      const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
      upstream.once('connect', () => {
        if (this.#client.destroyed) {
          upstream.destroy()
          return
        }
        upstream.removeAllListeners('error')
        this.#join(upstream)
      })
      upstream.once('error', () => this.#connect(others))
    }

    #join(upstream: Socket): void {
      this.#upstream = upstream
      this.#pipe = new FaultyPipe(upstream, this.#client)
      this.#pipe.behave(this.#manner)
      upstream.on('error', () => !this.isHalfOpen && this.#client.resetAndDestroy())
      if (this.isHalfOpen) {
        upstream.pause()
        this.#pipe.stop()
        return
      }
      for (const chunk of this.#waiting) upstream.write(chunk)
      this.#waiting = []
    }

    #fromClient(chunk: Buffer): void {
      const [, target] = /^(?:GET|POST) (\S+) HTTP\/1\.1\r\n/.exec(chunk.toString('latin1', 0, 4096)) ?? []
      if (target !== undefined) {
        this.target = target
        if (takeBadGateway(target)) {
          this.#isReading = false
          this.#refuse()
        }
      }
      if (!this.#isReading || this.isHalfOpen) return
      if (this.#upstream === undefined) this.#waiting.push(chunk)
      else if (!this.#upstream.write(chunk)) {
        this.#client.pause()
        this.#upstream.once('drain', () => !this.isHalfOpen && this.#client.resume())
      }
    }

    /** As a proxy answers that has nobody behind it. */
    #refuse(): void {
      const body = '<html><body><h1>502 Bad Gateway</h1></body></html>'
      this.#pipe?.stop()
      this.#upstream?.destroy()
      this.#client.end(
        `HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
      )
    }

    #gone(): void {
      connections.delete(this)
      const upstream = this.#upstream
      this.#pipe?.stop()
      if (upstream === undefined || !this.isHalfOpen) {
        upstream?.destroy()
        return
      }
      lingering.add(upstream)
      setTimeout(() => {
        lingering.delete(upstream)
        upstream.destroy()
      }, LINGER).unref()
    }
  }

  const server = createServer(
    { allowHalfOpen: true },
    (client) => void connections.add(new Connection(client)),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.')

  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    connections,
    injected,
    setDefault(fault) {
      byDefault = fault
    },
    answerBadGateway(times, part = '') {
      for (let index = 0; index < times; index++) count('bad_gateway')
      badGateways = [...badGateways, ...Array<string>(times).fill(part)]
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const connection of connections) connection.destroy()
      for (const upstream of lingering) upstream.destroy()
      await closed
    },
  }
}
