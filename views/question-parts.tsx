import type { Child } from 'hono/jsx'
import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { describedBy, type Question } from './question.js'

export interface QuestionProps {
  readonly prefix: string
  readonly language: string
  readonly question: Question
  /** The question is the page's only one: its label is the heading. */
  readonly isHeading: boolean
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
}

/** `(optional)`, with a space before it, for a question that may stay empty. */
export function OptionalMark({ question, language }: Pick<QuestionProps, 'question' | 'language'>) {
  if (!question.isOptional) return null
  return (
    <>
      {' '}
      <span class="rf-optional">{messagesFor(language).optional}</span>
    </>
  )
}

export function Hint({ prefix, question }: Pick<QuestionProps, 'prefix' | 'question'>) {
  if (question.hint === undefined) return null
  return (
    <p class="rf-hint" id={domIds(prefix).hint(question.name)}>
      {question.hint}
    </p>
  )
}

export function ErrorMessage({ prefix, language, question }: Omit<QuestionProps, 'isHeading'>) {
  if (question.error === undefined) return null
  return (
    <p class="rf-error" id={domIds(prefix).error(question.name)}>
      <span class="rf-vh">{messagesFor(language).errorPrefix}</span>
      {question.error}
    </p>
  )
}

/** Hint, error and count, in the order in which they stand. */
export function descriptionOf(prefix: string, question: Question) {
  const ids = domIds(prefix)
  return describedBy([
    question.hint !== undefined && ids.hint(question.name),
    question.error !== undefined && ids.error(question.name),
    question.kind === 'textarea' && question.limit !== undefined && ids.count(question.name),
  ])
}

/** A question with one input: the label belongs to it. */
export function LabelledQuestion(props: QuestionProps & { readonly children: Child }) {
  const { prefix, question, isHeading, children } = props
  const id = domIds(prefix).field(question.name)
  const label = (
    <>
      {question.label}
      <OptionalMark {...props} />
    </>
  )
  return (
    <div class="rf-field">
      {isHeading ? (
        <Heading level={props.headingLevel} rank={1}>
          <label for={id}>{label}</label>
        </Heading>
      ) : (
        <label class="rf-label" for={id}>
          {label}
        </label>
      )}
      <Hint {...props} />
      <ErrorMessage {...props} />
      {children}
    </div>
  )
}

/** A question with several inputs: the legend belongs to them all. */
export function GroupedQuestion(props: QuestionProps & { readonly children: Child }) {
  const { prefix, question, isHeading, children } = props
  const legend = (
    <>
      {question.label}
      <OptionalMark {...props} />
    </>
  )
  return (
    <div class="rf-field">
      <fieldset {...descriptionOf(prefix, question)}>
        {isHeading ? (
          <legend>
            <Heading level={props.headingLevel} rank={1}>
              {legend}
            </Heading>
          </legend>
        ) : (
          <legend class="rf-label">{legend}</legend>
        )}
        <Hint {...props} />
        <ErrorMessage {...props} />
        {children}
      </fieldset>
    </div>
  )
}
