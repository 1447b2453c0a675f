import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

export interface HomeEntry {
  readonly url: string
  readonly name: string
  readonly language: string
  readonly description?: string | undefined
  readonly questions: number
  readonly minutes: number
  /** Where a visitor who has begun it goes on. */
  readonly open?: { readonly url: string; readonly questionNumber: number | undefined } | undefined
}

/** A conversation that can be begun. */
export interface HomeConversation {
  readonly url: string
  readonly name: string
  readonly description?: string | undefined
  /** Where a visitor who has begun it goes on. */
  readonly openUrl?: string | undefined
}

export interface HomePageProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly entries: readonly HomeEntry[]
  /** Below the questionnaires. Default none. */
  readonly conversations?: readonly HomeConversation[] | undefined
  readonly demoUrl?: string | undefined
}

/** The questionnaires and conversations, as a table of contents. */
export function HomePage({ language, headingLevel, entries, conversations = [], demoUrl }: HomePageProps) {
  const words = messagesFor(language)
  if (entries.length === 0 && conversations.length === 0) {
    return (
      <div class="rf-text">
        <Heading level={headingLevel} rank={1} class="rf-title">
          {words.homeEmpty}
        </Heading>
        <p class="rf-lead">{words.homeEmptyHint}</p>
      </div>
    )
  }
  return (
    <>
      <Heading level={headingLevel} rank={1} class="rf-title">
        {words.homeHeading}
      </Heading>
      <p class="rf-lead">{words.homeLead}</p>
      <ContentsList
        language={language}
        headingLevel={headingLevel}
        entries={entries}
        conversations={conversations}
      />
      {demoUrl !== undefined && (
        <p class="rf-sans">
          <a href={demoUrl}>{words.demoLink}</a>
        </p>
      )}
    </>
  )
}

export type ContentsListProps = Pick<HomePageProps, 'language' | 'headingLevel' | 'entries' | 'conversations'>

export function ContentsList({ language, headingLevel, entries, conversations = [] }: ContentsListProps) {
  return (
    <ul class="rf-contents">
      {entries.map((entry) => (
        <li>
          <ContentsEntry language={language} headingLevel={headingLevel} entry={entry} />
        </li>
      ))}
      {conversations.map((conversation) => (
        <li>
          <ConversationEntry language={language} headingLevel={headingLevel} conversation={conversation} />
        </li>
      ))}
    </ul>
  )
}

interface ContentsEntryProps {
  readonly language: string
  readonly headingLevel: HeadingLevel | undefined
  readonly entry: HomeEntry
}

function ContentsEntry({ language, headingLevel, entry }: ContentsEntryProps) {
  const words = messagesFor(language)
  const lang = entry.language === language ? {} : { lang: entry.language }
  return (
    <>
      <Heading level={headingLevel} rank={2} {...lang}>
        <a href={entry.open?.url ?? entry.url}>{entry.name}</a>
      </Heading>
      {entry.description !== undefined && <p {...lang}>{entry.description}</p>}
      <p class="rf-meta">
        {words.questions(entry.questions)}, {words.minutes(entry.minutes)}
        {entry.open !== undefined && (
          <>
            <br />
            <strong>
              {entry.open.questionNumber === undefined
                ? words.readyToSend
                : words.stoppedAt(entry.open.questionNumber)}
            </strong>
          </>
        )}
      </p>
    </>
  )
}

interface ConversationEntryProps {
  readonly language: string
  readonly headingLevel: HeadingLevel | undefined
  readonly conversation: HomeConversation
}

function ConversationEntry({ language, headingLevel, conversation }: ConversationEntryProps) {
  const words = messagesFor(language)
  const { url, name, description, openUrl } = conversation
  return (
    <>
      <Heading level={headingLevel} rank={2}>
        <a href={openUrl ?? url}>{name}</a>
      </Heading>
      {description !== undefined && <p>{description}</p>}
      <p class="rf-meta">
        {words.talkMeta}
        {openUrl !== undefined && (
          <>
            <br />
            <strong>{words.talkOpen}</strong>
          </>
        )}
      </p>
    </>
  )
}
