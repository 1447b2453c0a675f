import { domIds } from './dom-contract.js'
import { FileLink } from './file-field.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import type { GivenFile } from './question.js'

export interface AnswerRowView {
  readonly label: string
  /** `undefined` where there is no answer. */
  readonly text: string | undefined
  readonly isMissing: boolean
  /** A question that was asked about the row before, and its answer. */
  readonly isFollowUp?: boolean | undefined
  /** In place of the text, which names them too. */
  readonly files?: readonly Omit<GivenFile, 'id'>[] | undefined
  /** Stands beside the label, such as "sensitive". */
  readonly mark?: string | undefined
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
      <AnswerSections language={language} headingLevel={headingLevel} sections={sections} />
    </>
  )
}

/** The same without its heading. */
export function AnswerSections({
  language,
  answersLanguage,
  headingLevel,
  sections,
}: Omit<AnswerListProps, 'prefix'> & {
  /** Of labels and answers, where it is another than the page's. */
  readonly answersLanguage?: string
}) {
  const lang = answersLanguage === undefined || answersLanguage === language ? {} : { lang: answersLanguage }
  return (
    <>
      {sections.map((section) => (
        <>
          {section.heading !== undefined && (
            <Heading level={headingLevel} rank={3} {...lang}>
              {section.heading}
            </Heading>
          )}
          <dl {...lang}>
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
    <div class={row.isMissing ? 'rf-row rf-gap' : row.isFollowUp ? 'rf-row rf-follow-up' : 'rf-row'}>
      <dt>
        {row.label}
        {row.mark !== undefined && (
          <>
            {' '}
            <em class="rf-row-mark">({row.mark})</em>
          </>
        )}
      </dt>
      {row.text === undefined ? (
        <dd class={row.isMissing ? 'rf-missing' : 'rf-none'}>
          {row.isMissing ? words.missing : words.notProvided}
        </dd>
      ) : (
        <dd class="rf-answer" hx-disable="">
          {row.files === undefined ? row.text : <Files files={row.files} />}
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

function Files({ files }: { readonly files: NonNullable<AnswerRowView['files']> }) {
  return (
    <ul class="rf-files">
      {files.map((file) => (
        <li>
          <FileLink file={file} />
        </li>
      ))}
    </ul>
  )
}
