import { messagesFor } from './messages/index.js'
import { WordsForm } from './words-form.js'

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
  const { url, typed = '', error, notice, isUsedUp } = reply
  if (isUsedUp) return <p class="rf-notice rf-sans">{words.replyUsedUp}</p>
  return (
    <>
      {notice !== undefined && <p class="rf-notice rf-sans">{notice}</p>}
      <details class="rf-wrong rf-sans" open={error !== undefined || notice !== undefined}>
        <summary>{words.replyTitle}</summary>
        <WordsForm
          prefix={prefix}
          language={language}
          url={url}
          name={REPLY_FIELD}
          label={words.replyLabel}
          hint={words.replyHint}
          typed={typed}
          error={error}
          submit={words.replySend}
          isQuiet={true}
        />
      </details>
    </>
  )
}
