import type { TokenDamage } from './numbered-text.js'

/** What a campaign has counted. Tokens are numbered words. */
export interface LedgerEntries {
  sessions: number
  modelCalls: number
  /** Attempts that were ended by no fault and had to be the only one, but were not. */
  needlessCalls: number
  /** Tokens that the model has sent. */
  produced: number
  /** Tokens in the stored texts. */
  logged: number
  /** Tokens in the texts that programs have put together, each once for each program. */
  delivered: number
  /** The same with what came more than once because of a new connection. */
  received: number
  /** Tokens in the texts that browsers have shown. */
  seen: number
  viewers: number
  connections: number
  refusals: number
  /** Steps at which a viewer's text was compared with the provider's. */
  checks: number
  lost: number
  doubled: number
  reordered: number
  /** Viewers that were told something else than exactly one end. */
  wrongEndings: number
}

export class Ledger {
  readonly entries: LedgerEntries = {
    sessions: 0,
    modelCalls: 0,
    needlessCalls: 0,
    produced: 0,
    logged: 0,
    delivered: 0,
    received: 0,
    seen: 0,
    viewers: 0,
    connections: 0,
    refusals: 0,
    checks: 0,
    lost: 0,
    doubled: 0,
    reordered: 0,
    wrongEndings: 0,
  }
  /** How often each fault was injected. */
  readonly faults = new Map<string, number>()
  /** What was wrong, in words. At most 50. */
  readonly wrongs: string[] = []

  add(entries: Partial<LedgerEntries>): void {
    for (const [name, value] of Object.entries(entries)) this.entries[name as keyof LedgerEntries] += value
  }

  addDamage(damage: TokenDamage): void {
    this.add({ ...damage })
  }

  addFaults(faults: ReadonlyMap<string, number>): void {
    for (const [kind, count] of faults) this.faults.set(kind, (this.faults.get(kind) ?? 0) + count)
  }

  addWrongs(wrongs: readonly string[]): void {
    this.wrongs.push(...wrongs.slice(0, Math.max(0, 50 - this.wrongs.length)))
  }

  get injected(): number {
    return [...this.faults.values()].reduce((sum, count) => sum + count, 0)
  }

  toString(): string {
    const faults = [...this.faults].sort().map(([kind, count]) => `  ${kind.padEnd(16)}${figure(count)}`)
    const counts = Object.entries(this.entries).map(
      ([name, count]) => `${named(name).padEnd(18)}${figure(count)}`,
    )
    return [...counts, `${'faults injected'.padEnd(18)}${figure(this.injected)}`, ...faults].join('\n')
  }
}

function figure(count: number): string {
  return count.toLocaleString('en-GB').padStart(12)
}

function named(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
