import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

export interface AnswerRowView {
  readonly label: string
  /** `undefined` where there is no answer. */
  readonly text: string | undefined
  readonly isMissing: boolean
  /** Absent where nothing can be changed any more. */
  readonly changeUrl?: string | undefined
}

export interface AnswerSectionView {
  readonly heading?: string | undefined
  readonly rows: readonly AnswerRowView[]
}

export interface AnswerListProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly sections: readonly AnswerSectionView[]
}

/** Every answer, as the person gave it: the record that is confirmed. */
export function AnswerList({ prefix, language, headingLevel, sections }: AnswerListProps) {
  return (
    <>
      <Heading level={headingLevel} rank={2} id={domIds(prefix).answersHeading}>
        {messagesFor(language).answersHeading}
      </Heading>
      {sections.map((section) => (
        <>
          {section.heading !== undefined && (
            <Heading level={headingLevel} rank={3}>
              {section.heading}
            </Heading>
          )}
          <dl>
            {section.rows.map((row) => (
              <AnswerRow language={language} row={row} />
            ))}
          </dl>
        </>
      ))}
    </>
  )
}

function AnswerRow({ language, row }: { readonly language: string; readonly row: AnswerRowView }) {
  const words = messagesFor(language)
  return (
    <div class={row.isMissing ? 'rf-row rf-gap' : 'rf-row'}>
      <dt>{row.label}</dt>
      {row.text === undefined ? (
        <dd class={row.isMissing ? 'rf-missing' : 'rf-none'}>
          {row.isMissing ? words.missing : words.notProvided}
        </dd>
      ) : (
        <dd class="rf-answer" hx-disable="">
          {row.text}
        </dd>
      )}
      {row.changeUrl !== undefined && (
        <dd class="rf-change">
          <a href={row.changeUrl}>
            {row.isMissing ? words.answer : words.change}
            <span class="rf-vh"> {row.label}</span>
          </a>
        </dd>
      )}
    </div>
  )
}
