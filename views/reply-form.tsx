import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { describedBy, invalid } from './question.js'

export interface ReplyFormView {
  /** The interrupt that is answered. */
  readonly interrupt: string
  /** The replies that are offered; where there are none, any text is taken. */
  readonly options: readonly { readonly name: string; readonly label: string }[]
  /** What was typed before. */
  readonly typed?: string | undefined
  readonly error?: string | undefined
}

export interface ReplyFormProps {
  readonly prefix: string
  readonly language: string
  readonly reply: ReplyFormView
  /** Counts the forms of a page from 1. */
  readonly number: number
  /** Of the person's next words. */
  readonly turn: number
  /** The question stands above, and describes the form. */
  readonly hasQuestion: boolean
  /** POST answers. */
  readonly url: string
}

export function ReplyForm(props: ReplyFormProps) {
  const { prefix, url, reply, turn } = props
  const ids = domIds(prefix)
  return (
    <form
      class="rf-reply"
      method="post"
      action={url}
      hx-post={url}
      hx-target={`#${ids.talkNow}`}
      hx-swap={`outerHTML settle:0ms show:#${ids.said(turn)}:top`}
      hx-sync="this:drop"
    >
      <input type="hidden" name="interrupt" value={reply.interrupt} />
      {reply.options.length > 0 ? <OfferedReplies {...props} /> : <WrittenReply {...props} />}
    </form>
  )
}

function descriptionOf({ prefix, reply, number, hasQuestion }: ReplyFormProps) {
  const ids = domIds(prefix)
  return describedBy([
    hasQuestion && ids.question(number),
    reply.error !== undefined && ids.error(`reply-${number}`),
  ])
}

function WrittenReply(props: ReplyFormProps) {
  const { prefix, language, reply, number } = props
  const words = messagesFor(language)
  const id = domIds(prefix).field(`reply-${number}`)
  return (
    <>
      <div class="rf-field">
        <label class="rf-label" for={id}>
          {words.talkReply}
        </label>
        <ReplyError {...props} />
        <textarea
          class="rf-input"
          id={id}
          name="reply"
          rows={3}
          {...invalid(reply.error !== undefined)}
          {...descriptionOf(props)}
        >
          {(reply.typed ?? '').replace(/^\n/, '\n\n')}
        </textarea>
      </div>
      <div class="rf-actions">
        <button type="submit" class="rf-button">
          {words.talkSend}
        </button>
      </div>
    </>
  )
}

/** Each reply is a button: to press it is to send it. */
function OfferedReplies(props: ReplyFormProps) {
  return (
    <fieldset {...descriptionOf(props)}>
      <legend class="rf-label">{messagesFor(props.language).talkChoose}</legend>
      <ReplyError {...props} />
      <div class="rf-actions rf-offers">
        {props.reply.options.map(({ name, label }) => (
          <button type="submit" class="rf-button rf-quiet" name="reply" value={name}>
            <span hx-disable="">{label}</span>
          </button>
        ))}
      </div>
    </fieldset>
  )
}

function ReplyError({ prefix, language, reply, number }: ReplyFormProps) {
  if (reply.error === undefined) return null
  return (
    <p class="rf-error" id={domIds(prefix).error(`reply-${number}`)}>
      <span class="rf-vh">{messagesFor(language).errorPrefix}</span>
      {reply.error}
    </p>
  )
}
