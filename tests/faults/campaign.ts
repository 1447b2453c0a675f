import type { FaultProxy } from './fault-proxy.js'
import type { Ledger } from './ledger.js'
import { type NumberedModel, titleOf } from './numbered-model.js'
import { damageOf } from './numbered-text.js'
import type { Random } from './random.js'
import type { ReadShape } from './received-text.js'
import type { StoredRun } from './stored-texts.js'
import { type ReconnectManner, type StreamClient, startStreamClient } from './stream-client.js'
import { type AskedRecap, Visitor } from './visitor.js'

export interface ViewerKind {
  readonly shape: ReadShape
  readonly manner: ReconnectManner
}

/** Every shape with every way to connect again that it survives; the plain one knows its place by the id alone. */
export const everyViewer: readonly ViewerKind[] = [
  { shape: 'plain', manner: 'by_id' },
  ...(['panel', 'json', 'text'] as const).flatMap((shape) =>
    (['by_id', 'anew'] as const).map((manner) => ({ shape, manner })),
  ),
]

export interface CampaignOptions {
  readonly model: NumberedModel
  /** What viewers connect through. */
  readonly proxy: FaultProxy
  /** Where sessions are made, without faults. */
  readonly home: () => string
  readonly ledger: Ledger
  readonly random: Random
  /** Sessions in all, and at a time. */
  readonly sessions: number
  readonly atATime: number
  /** The number of the first. Default 1. */
  readonly firstSession?: number
  /** Milliseconds that a session may take in all. */
  readonly patience: number
  /** Milliseconds of silence after which a client gives a connection up. Default 1500. */
  readonly silence?: number
  /** Whether a run may be begun again by a fault. Default false: one model call, and no text is taken away. */
  readonly mayBeginAgain?: boolean
  /** Stops the whole campaign from beginning more sessions. */
  readonly isOver?: () => boolean
}

export interface PlayedSession {
  readonly number: number
  readonly asked: AskedRecap
  readonly clients: readonly StreamClient[]
}

/**
 * Plays sessions, each with its recap and a viewer of every shape and manner, and enters in the ledger what came
 * of them. Answers the sessions, whose stored texts are checked when the nodes are at rest.
 */
export async function playCampaign(options: CampaignOptions): Promise<PlayedSession[]> {
  const { sessions, atATime, firstSession = 1 } = options
  const played: PlayedSession[] = []
  let next = firstSession
  async function playOneAfterAnother(): Promise<void> {
    while (next < firstSession + sessions && !options.isOver?.())
      played.push(await playSession(next++, options))
  }
  await Promise.all(Array.from({ length: atATime }, playOneAfterAnother))
  return played
}

async function playSession(number: number, options: CampaignOptions): Promise<PlayedSession> {
  const { home, ledger } = options
  const visitor = new Visitor(home, options.mayBeginAgain ? options.patience : 0)
  const session = await visitor.answerAll(titleOf(number))
  const asked = await visitor.askForRecap(session)
  const clients = await watchToItsEnd(asked, number, options)
  ledger.add({ sessions: 1 })
  for (const client of clients) enterClient(client, number, options)
  return { number, asked, clients }
}

export type WatchOptions = Pick<CampaignOptions, 'model' | 'proxy' | 'random' | 'patience' | 'silence'> & {
  /** Default: one of every kind. */
  readonly viewers?: readonly ViewerKind[]
}

function streamPath({ session, panelPath }: AskedRecap, shape: ReadShape): string {
  if (shape === 'panel') return panelPath
  return shape === 'plain' ? `/stream/${session}` : `/stream/${session}?as=${shape}`
}

/** A viewer of every shape and manner, until each has come to the end of the run or patience is over. */
export async function watchToItsEnd(
  asked: AskedRecap,
  number: number,
  { model, proxy, random, patience, silence = 1500, viewers = everyViewer }: WatchOptions,
): Promise<StreamClient[]> {
  const ending = new AbortController()
  const clients = viewers.map(({ shape, manner }) =>
    startStreamClient({
      shape,
      manner,
      url: () => new URL(streamPath(asked, shape), proxy.url).href,
      cookie: asked.cookie,
      texts: model.textsOf(number),
      random,
      silence,
      signal: ending.signal,
    }),
  )
  const timer = setTimeout(() => ending.abort(), patience)
  await Promise.all(clients.map((client) => client.ended))
  clearTimeout(timer)
  return clients
}

function enterClient(
  client: StreamClient,
  number: number,
  { ledger, model, mayBeginAgain = false }: CampaignOptions,
) {
  const { received } = client
  const calls = model.callsOf(number)
  ledger.add({
    viewers: 1,
    connections: client.connections,
    refusals: client.refusals,
    checks: client.checks,
    received: client.wordsReceived,
  })
  ledger.addWrongs(client.wrongs.map((wrong) => `session ${number}: ${wrong}`))
  if (!received.isComplete || received.ending !== 'done') {
    ledger.add({ wrongEndings: 1 })
    const state = received.isComplete ? `was told ${received.ending}` : 'has not come to an end'
    ledger.addWrongs([`session ${number}: ${client.shape}, ${client.manner}: ${state}`])
  }
  // What a viewer has at the end is one call's text and nothing else.
  const call = calls.find(({ text }) => received.expected(text) === received.text)
  const damage = damageOf(received.text, (call ?? calls.at(-1))?.tokens.length ?? 0)
  ledger.addDamage(damage)
  ledger.add({ delivered: (call?.tokens.length ?? 0) - (call === undefined ? 0 : damage.lost) })
  if (call === undefined) {
    ledger.addWrongs([
      `session ${number}: ${client.shape}, ${client.manner}: ended with no whole text of the provider`,
    ])
  }
  if (client.shape === 'panel' && received.finished !== undefined) {
    ledger.addDamage(damageOf(received.finished, call?.tokens.length ?? 0))
  }
  const isByItself = client.manner === 'by_id' || client.shape === 'panel'
  if (!mayBeginAgain && isByItself && received.restarts > 0) {
    ledger.addWrongs([`session ${number}: ${client.shape}, ${client.manner}: ${received.restarts} restarts`])
  }
}

/** Enters what the model has sent and what is stored, once nothing goes on any more. */
export function enterProvider(
  played: readonly PlayedSession[],
  stored: readonly StoredRun[],
  { ledger, model, mayBeginAgain = false }: Pick<CampaignOptions, 'ledger' | 'model' | 'mayBeginAgain'>,
): void {
  const byId = new Map(stored.map((run) => [run.sessionId, run]))
  for (const { number, asked, clients } of played) {
    const calls = model.callsOf(number)
    ledger.add({ modelCalls: calls.length })
    ledger.add({ produced: calls.reduce((sum, { request }) => sum + request.tokensSent, 0) })
    const run = byId.get(asked.session)
    const call = calls.find(({ text }) => text === run?.text)
    if (run === undefined || call === undefined || run.status !== 'done') {
      ledger.addWrongs([`session ${number}: what is stored (${run?.status ?? 'nothing'}) is no whole text`])
      ledger.addDamage(damageOf(run?.text ?? '', calls.at(-1)?.tokens.length ?? 0))
      continue
    }
    ledger.add({ logged: call.tokens.length })
    if (!mayBeginAgain && calls.length > 1) ledger.add({ needlessCalls: calls.length - 1 })
    // One model call for each attempt.
    if (calls.length > run.attempt) {
      ledger.addWrongs([`session ${number}: ${calls.length} model calls in ${run.attempt} attempts`])
    }
    for (const { shape, manner, received } of clients) {
      if (received.text === received.expected(call.text)) continue
      ledger.addWrongs([`session ${number}: ${shape}, ${manner}: ended with another text than is stored`])
    }
  }
}
