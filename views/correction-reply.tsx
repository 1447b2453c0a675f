import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'

export interface CorrectionReplyView {
  /** POST takes the person's words. */
  readonly url: string
  /** What was typed before. */
  readonly typed?: string | undefined
  readonly error?: string | undefined
  /** What came of the last reply, in a sentence. */
  readonly notice?: string | undefined
  /** No more replies are taken: answers are changed on their pages. */
  readonly isUsedUp: boolean
}

/** The name of the one field. */
export const REPLY_FIELD = 'reply'

/** "Something is wrong", in the person's own words. Closed until it is wanted. */
export function CorrectionReply({
  prefix,
  language,
  reply,
}: {
  readonly prefix: string
  readonly language: string
  readonly reply: CorrectionReplyView
}) {
  const words = messagesFor(language)
  const ids = domIds(prefix)
  const { url, typed = '', error, notice, isUsedUp } = reply
  if (isUsedUp) return <p class="rf-notice rf-sans">{words.replyUsedUp}</p>
  const described = [ids.hint(REPLY_FIELD), ...(error === undefined ? [] : [ids.error(REPLY_FIELD)])].join(
    ' ',
  )
  return (
    <>
      {notice !== undefined && <p class="rf-notice rf-sans">{notice}</p>}
      <details class="rf-wrong rf-sans" open={error !== undefined || notice !== undefined}>
        <summary>{words.replyTitle}</summary>
        <form method="post" action={url} hx-post={url} {...swapPage(prefix)} novalidate>
          <label class="rf-label" for={ids.field(REPLY_FIELD)}>
            {words.replyLabel}
          </label>
          <p class="rf-hint" id={ids.hint(REPLY_FIELD)}>
            {words.replyHint}
          </p>
          {error !== undefined && (
            <p class="rf-error" id={ids.error(REPLY_FIELD)}>
              <span class="rf-vh">{words.errorPrefix}</span>
              {error}
            </p>
          )}
          <textarea
            class="rf-input"
            id={ids.field(REPLY_FIELD)}
            name={REPLY_FIELD}
            rows={4}
            aria-describedby={described}
            {...(error === undefined ? {} : { 'aria-invalid': 'true' })}
          >
            {typed}
          </textarea>
          <div class="rf-actions">
            <button type="submit" class="rf-button rf-quiet">
              {words.replySend}
            </button>
          </div>
        </form>
      </details>
    </>
  )
}
