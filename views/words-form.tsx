import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'

export interface WordsFormProps {
  readonly prefix: string
  readonly language: string
  /** The form's own id. */
  readonly id?: string | undefined
  /** POST takes the words. */
  readonly url: string
  /** The name of the one field. */
  readonly name: string
  readonly label: string
  /** A model has written the label: it is shown as text, and large. */
  readonly isAsked?: boolean
  readonly hint: string
  /** What was typed before. */
  readonly typed: string
  readonly error?: string | undefined
  /** On the button. */
  readonly submit: string
  readonly isQuiet?: boolean
}

/** A question that is answered in a person's own words. */
export function WordsForm(props: WordsFormProps) {
  const { prefix, language, id, url, name, label, isAsked, hint, typed, error, submit, isQuiet } = props
  const ids = domIds(prefix)
  const described = [ids.hint(name), ...(error === undefined ? [] : [ids.error(name)])].join(' ')
  return (
    <form id={id} method="post" action={url} hx-post={url} {...swapPage(prefix)} novalidate>
      <label
        class={isAsked ? 'rf-asked' : 'rf-label'}
        for={ids.field(name)}
        {...(isAsked ? { 'hx-disable': '' } : {})}
      >
        {label}
      </label>
      <p class="rf-hint" id={ids.hint(name)}>
        {hint}
      </p>
      {error !== undefined && (
        <p class="rf-error" id={ids.error(name)}>
          <span class="rf-vh">{messagesFor(language).errorPrefix}</span>
          {error}
        </p>
      )}
      <textarea
        class="rf-input"
        id={ids.field(name)}
        name={name}
        rows={4}
        aria-describedby={described}
        {...(error === undefined ? {} : { 'aria-invalid': 'true' })}
      >
        {typed}
      </textarea>
      <div class="rf-actions">
        <button type="submit" class={isQuiet ? 'rf-button rf-quiet' : 'rf-button'}>
          {submit}
        </button>
      </div>
    </form>
  )
}
