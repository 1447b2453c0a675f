import type {
  ConversationNow,
  ConversationProps,
  PendingQuestion,
  RecapWriter,
  TurnView,
} from '../../views/index.js'
import { parseRichText } from '../questionnaire/rich-text.js'
import { type Asked, askedOf, optionName, replyText } from '../session/asked.js'
import type { Turn } from '../session/conversation.js'
import type { OpenConversation } from '../session/conversations.js'
import type { PendingInterrupt } from '../stream/event.js'
import { textOf } from '../stream/run-text.js'
import type { ConversationGraph } from './app-services.js'
import { PREFIX } from './prefix.js'
import { failureOf } from './recap-view.js'
import type { AppRequest } from './request.js'

/** A reply that was not taken, kept in the box that it was typed into. */
export interface KeptReply {
  readonly interrupt: string
  readonly typed: string
  readonly error?: string | undefined
}

/** The whole conversation. */
export function conversationView(
  request: AppRequest,
  open: OpenConversation,
  kept?: KeptReply,
): ConversationProps {
  return { ...frameOf(request, open), turns: turnsFrom(open, 0), now: nowOf(request, open, kept) }
}

/** What stands in the place of the last item once it was answered: from the reply with this number on. */
export function conversationFrom(
  request: AppRequest,
  open: OpenConversation,
  turn: number,
): ConversationProps {
  return { ...conversationView(request, open), turns: turnsFrom(open, turn) }
}

/** What stands in the place of a panel once its run has ended: from what the run wrote on. */
export function conversationAfter(
  request: AppRequest,
  open: OpenConversation,
  runId: string,
): ConversationProps {
  const turn = open.turns.find((candidate) => candidate.runId === runId)
  const number = turn?.number ?? open.turns.length - 1
  const turns = turnsFrom(open, number, { isFresh: true })
  return { ...conversationView(request, open), turns }
}

/** The present item alone, for instance with what is wrong with a reply. */
export function conversationNow(
  request: AppRequest,
  open: OpenConversation,
  kept?: KeptReply,
): ConversationProps {
  return { ...frameOf(request, open), turns: [], now: nowOf(request, open, kept) }
}

export function writerView({ writer }: ConversationGraph): RecapWriter {
  return writer.provider === 'demo' ? { kind: 'demo' } : { kind: 'model', name: writer.model }
}

function frameOf({ c, options, links }: AppRequest, { conversation, turns }: OpenConversation) {
  const { id, graph, language } = conversation
  return {
    prefix: PREFIX,
    language,
    speaker: options.siteName,
    nextTurn: turns.length,
    url: links.conversation(graph, id),
    lookUrl: links.conversationLook(graph, id, c.req.query('look')),
    stopUrl: links.conversationStop(graph, id),
    againUrl: links.conversationAgain(graph, id),
    startUrl: links.conversationStart(graph),
  }
}

/** What was said from a turn on; with `isFresh` from what that turn's run wrote, which has just dried. */
function turnsFrom(open: OpenConversation, number: number, { isFresh = false } = {}): TurnView[] {
  return open.turns.slice(number).flatMap((turn, index) => {
    const isOnlyWritten = isFresh && index === 0
    const said = isOnlyWritten ? [] : saidIn(open.turns, turn)
    const text = writtenIn(open, turn)
    if (text === undefined) return said
    return [...said, { kind: 'written', blocks: parseRichText(text), isFresh: isOnlyWritten } as const]
  })
}

/** The question that a reply answers, unless the text before has asked it, and the reply. */
function saidIn(turns: readonly Turn[], { reply, number }: Turn): TurnView[] {
  if (reply === undefined) return []
  const interrupt = turns
    .slice(0, number)
    .flatMap(({ record }) => record?.outcome?.interrupts ?? [])
    .find(({ id }) => id === reply.interrupt)
  const asked = interrupt === undefined ? undefined : askedOf(interrupt.value)
  const before = turns[number - 1]?.record?.outcome?.text ?? ''
  const said: TurnView = { kind: 'said', text: replyText(asked, reply.value), turn: number }
  return asked === undefined || !isWorthShowing(asked, before) ? [said] : [{ kind: 'asked', asked }, said]
}

/** What a turn's run wrote, where it has ended well. */
function writtenIn({ turns, run }: OpenConversation, turn: Turn): string | undefined {
  const isLast = turn === turns.at(-1)
  const outcome = isLast ? run?.outcome : turn.record?.outcome
  if (outcome === undefined || outcome.text.trim() === '') return undefined
  return isLast && outcome.status === 'failed' ? undefined : outcome.text
}

function nowOf(
  { links }: AppRequest,
  { conversation, run, place, pending }: OpenConversation,
  kept: KeptReply | undefined,
): ConversationNow {
  if (run === undefined) return { kind: 'failed', text: '', failure: 'shutdown' }
  const { outcome } = run
  if (outcome === undefined) {
    const text = textOf(run.log.events)
    return { kind: 'writing', text, place, streamUrl: links.stream(conversation.id, run.id, 'panel') }
  }
  if (outcome.error !== undefined) {
    return { kind: 'failed', text: outcome.text, failure: failureOf(outcome.error, outcome.text) }
  }
  if (pending.length === 0) return { kind: 'ended' }
  return { kind: 'asking', questions: pending.map((interrupt) => questionOf(interrupt, outcome.text, kept)) }
}

function questionOf(
  { id, value }: PendingInterrupt,
  before: string,
  kept: KeptReply | undefined,
): PendingQuestion {
  const asked = askedOf(value)
  const own = kept?.interrupt === id ? kept : undefined
  return {
    asked: isWorthShowing(asked, before) ? asked : undefined,
    reply: {
      interrupt: id,
      options: asked.options.map(({ label }, index) => ({ name: optionName(index), label })),
      typed: own?.typed,
      error: own?.error,
    },
  }
}

/** A question that says what has just been written, and nothing more, is shown once. */
function isWorthShowing({ text, details }: Asked, before: string): boolean {
  if (details.length > 0) return true
  const plain = (words: string) => words.replaceAll(/\s+/g, ' ').trim()
  return text !== undefined && plain(text) !== '' && plain(text) !== plain(before)
}
