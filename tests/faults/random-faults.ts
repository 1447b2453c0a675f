import type { Fault, FaultProxy } from './fault-proxy.js'
import type { Random } from './random.js'

export interface RandomFaultsOptions {
  readonly random: Random
  /** Milliseconds between two faults, on the average. */
  readonly interval: number
  /** Which requests are in danger, by their address. Default: streams. */
  readonly isInDanger?: (target: string) => boolean
}

/**
 * Does something to a connection that is open, again and again, until it is stopped. What slows a connection down
 * is over after at most a second.
 */
export function injectRandomFaults(
  proxy: FaultProxy,
  { random, interval, isInDanger = (target) => target.includes('/stream/') }: RandomFaultsOptions,
): () => void {
  let timer: NodeJS.Timeout
  const injectOne = () => {
    const open = [...proxy.connections].filter(({ target, isHalfOpen }) => !isHalfOpen && isInDanger(target))
    const connection = random.pick(open)
    if (connection !== undefined) {
      connection.inject(randomFault(random))
      setTimeout(() => connection.heal(), random.between(100, 1000)).unref()
    }
    later()
  }
  const later = () => {
    timer = setTimeout(injectOne, random.between(0, 2 * interval))
  }
  later()
  return () => clearTimeout(timer)
}

/** Half of them end the connection. */
export function randomFault(random: Random): Fault {
  const faults: readonly Fault[] = [
    { kind: 'reset' },
    { kind: 'reset' },
    { kind: 'close' },
    { kind: 'bad_gateway' },
    { kind: 'bad_gateway' },
    { kind: 'half_open' },
    { kind: 'delay', milliseconds: random.between(10, 500) },
    { kind: 'delay', milliseconds: random.between(10, 100) },
    { kind: 'throttle', bytesPerSecond: random.between(500, 5000) },
    { kind: 'buffer' },
  ]
  return random.pick(faults) as Fault
}
