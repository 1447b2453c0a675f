import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { RichText, type RichTextBlock } from './rich-text.js'

/** One thing that was said, by one side or the other. */
export type TurnView =
  /** Written by a model. `isFresh`: its ink has still to dry. */
  | { readonly kind: 'written'; readonly blocks: readonly RichTextBlock[]; readonly isFresh?: boolean }
  | { readonly kind: 'asked'; readonly asked: AskedView }
  /** By the person. `turn` counts their replies from 1. */
  | { readonly kind: 'said'; readonly text: string; readonly turn: number }

/** A question as its author or a model put it, and what came with it. */
export interface AskedView {
  readonly text: string | undefined
  readonly details: readonly { readonly label: string; readonly text: string }[]
}

export interface TurnItemProps {
  readonly prefix: string
  readonly language: string
  /** Who asks and writes. */
  readonly speaker: string
  readonly turn: TurnView
}

/** Turns of a correspondence, between hairlines; the person's words carry a thin rule. */
export function TurnItem({ prefix, language, speaker, turn }: TurnItemProps) {
  switch (turn.kind) {
    case 'written':
      return (
        <li class="rf-turn">
          <p class="rf-who">{speaker}</p>
          <div class={turn.isFresh ? 'rf-letter-text rf-dry' : 'rf-letter-text'} hx-disable="">
            <RichText blocks={turn.blocks} />
          </div>
        </li>
      )
    case 'asked':
      return (
        <li class="rf-turn">
          <p class="rf-who">{speaker}</p>
          <AskedText asked={turn.asked} />
        </li>
      )
    case 'said':
      return (
        <li class="rf-turn rf-mine" id={domIds(prefix).said(turn.turn)}>
          <p class="rf-who">{messagesFor(language).talkYou}</p>
          <div class="rf-letter-text rf-plain" hx-disable="">
            {turn.text}
          </div>
        </li>
      )
  }
}

export interface AskedTextProps {
  readonly asked: AskedView
  /** Where a form refers to it. */
  readonly id?: string
}

export function AskedText({ asked, id }: AskedTextProps) {
  return (
    <div class="rf-letter-text" hx-disable="" {...(id === undefined ? {} : { id })}>
      {asked.text !== undefined && <p class="rf-plain">{asked.text}</p>}
      {asked.details.length > 0 && (
        <dl class="rf-facts">
          {asked.details.map(({ label, text }) => (
            <div>
              <dt>{label}</dt>
              <dd class="rf-plain">{text}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
