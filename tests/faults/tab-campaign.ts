import type { Browser } from 'playwright-core'
import { expect } from 'vitest'
import { sightsOf } from '../browser/stream-witness.js'
import type { FaultProxy } from './fault-proxy.js'
import type { Ledger } from './ledger.js'
import type { NumberedModel } from './numbered-model.js'
import { damageOf } from './numbered-text.js'
import type { Random } from './random.js'
import type { StoredRun } from './stored-texts.js'
import { connectionsOf, openWatchedTab, untilFinal, wrongSightsOf } from './watched-tab.js'

export interface TabCampaignOptions {
  readonly browser: Browser
  readonly model: NumberedModel
  readonly proxy: FaultProxy
  readonly ledger: Ledger
  readonly random: Random
  /** Where the tabs are opened: behind the proxy. */
  readonly home: string
  readonly firstSession: number
  /** Each of them is a visitor and a session of its own. */
  readonly tabs: number
  /** Tokens of each recap. */
  readonly count: number
}

/**
 * Plays recaps in tabs, four at a time, while their streams are broken at random. Answers how often an EventSource
 * has connected again by itself, and how often a new one was made.
 */
export async function playTabs(
  options: TabCampaignOptions,
): Promise<{ readonly own: number; readonly anew: number }> {
  const { browser, model, proxy, ledger, random, home, firstSession, tabs, count } = options
  const before = new Map(proxy.injected)
  model.setManner({ count, behaviour: () => ({ pace: 30, burst: 2 }) })
  let own = 0
  let anew = 0

  const injecting = setInterval(() => {
    const streams = [...proxy.connections].filter(
      ({ target, isHalfOpen }) => target.startsWith('/stream/') && !isHalfOpen,
    )
    const connection = random.pick(streams)
    connection?.inject(
      random.pick([
        { kind: 'reset' },
        { kind: 'reset' },
        { kind: 'close' },
        { kind: 'bad_gateway' },
        { kind: 'bad_gateway' },
        { kind: 'delay', milliseconds: 300 },
        { kind: 'throttle', bytesPerSecond: 4000 },
        { kind: 'buffer' },
      ] as const) ?? { kind: 'reset' },
    )
    if (connection !== undefined) setTimeout(() => connection.heal(), random.between(200, 1500)).unref()
  }, 350)

  async function play(session: number): Promise<void> {
    const { page, check } = await openWatchedTab(browser, home, session)
    await page.goto(check)
    const final = await untilFinal(page, 120_000)
    const call = model.callsOf(session)[0]
    const produced = call?.tokens.length ?? 0
    const damage = damageOf(final, produced)
    const wrong = await wrongSightsOf(page, model.textsOf(session))
    const { made, opened } = await connectionsOf(page)
    own += opened - made
    anew += made - 1
    ledger.add({ sessions: 1, viewers: 1, seen: produced - damage.lost, connections: opened })
    ledger.add({ checks: (await sightsOf(page)).length, modelCalls: model.callsOf(session).length })
    ledger.add({ needlessCalls: model.callsOf(session).length - 1, produced: call?.request.tokensSent ?? 0 })
    ledger.addDamage(damage)
    if (wrong !== undefined) ledger.addWrongs([`session ${session}: ${wrong}`])
    await page.context().close()
  }

  let next = firstSession
  const playOneAfterAnother = async () => {
    while (next < firstSession + tabs) await play(next++)
  }
  try {
    await Promise.all(Array.from({ length: 4 }, playOneAfterAnother))
  } finally {
    clearInterval(injecting)
  }
  for (const [kind, times] of proxy.injected) ledger.faults.set(kind, times - (before.get(kind) ?? 0))
  return { own, anew }
}

/** Enters what the store holds of these recaps. */
export function enterLogged(
  stored: readonly StoredRun[],
  { model, ledger, firstSession, tabs }: TabCampaignOptions,
): void {
  const texts = new Set(stored.map(({ text }) => text))
  for (let session = firstSession; session < firstSession + tabs; session++) {
    const call = model.callsOf(session)[0]
    if (call !== undefined && texts.has(call.text)) ledger.add({ logged: call.tokens.length })
  }
}

/** Every tab has shown everything, once and in order, and the model was asked once for each. */
export function expectWholeTabs({ ledger, tabs, count }: TabCampaignOptions): void {
  expect(ledger.wrongs).toEqual([])
  expect(ledger.entries).toMatchObject({ lost: 0, doubled: 0, reordered: 0, needlessCalls: 0 })
  const { produced, logged, seen } = ledger.entries
  expect({ produced, logged, seen }).toEqual({
    produced: tabs * count,
    logged: tabs * count,
    seen: tabs * count,
  })
}
