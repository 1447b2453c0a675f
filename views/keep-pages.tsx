import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

interface KeepProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
}

export interface SavePageProps extends KeepProps {
  /** The day until which the answers are kept, as people read it. */
  readonly keptUntil: string | undefined
  /** POST makes a link; absent where there are none. */
  readonly linkUrl: string | undefined
  /** The link that was just made, and the day until which it works. */
  readonly link: { readonly url: string; readonly until: string } | undefined
  readonly returnUrl: string
  readonly deleteUrl: string
}

/** How to come back, here or on another device, and how to have everything deleted. */
export function SavePage(props: SavePageProps) {
  const { language, headingLevel, keptUntil, linkUrl, link, returnUrl, deleteUrl } = props
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.keepTitle}
      </Heading>
      <p>{words.keepText}</p>
      {keptUntil !== undefined && <p>{words.keepUntil(keptUntil)}</p>}
      {link !== undefined && (
        <>
          <Heading level={headingLevel} rank={2}>
            {words.keepLink}
          </Heading>
          <p class="rf-copy">{link.url}</p>
          <p>{words.keepLinkText(link.until)}</p>
        </>
      )}
      {link === undefined && linkUrl !== undefined && (
        <form method="post" action={linkUrl}>
          <p>{words.keepElsewhere}</p>
          <p>
            <button type="submit" class="rf-button rf-quiet">
              {words.keepMake}
            </button>
          </p>
        </form>
      )}
      <div class="rf-actions">
        <a class="rf-button" href={returnUrl}>
          {words.keepReturn}
        </a>
      </div>
      <p class="rf-sans">
        <a href={deleteUrl}>{words.deleteTitle}</a>
      </p>
    </div>
  )
}

export interface DeletePageProps extends KeepProps {
  /** POST deletes. */
  readonly url: string
  readonly returnUrl: string
}

export function DeletePage({ language, headingLevel, url, returnUrl }: DeletePageProps) {
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.deleteTitle}
      </Heading>
      <p>{words.deleteText}</p>
      <form method="post" action={url}>
        <div class="rf-actions">
          <button type="submit" class="rf-button">
            {words.deleteButton}
          </button>
          <a href={returnUrl}>{words.keepReturn}</a>
        </div>
      </form>
    </div>
  )
}

export function DeletedPage({ language, headingLevel, homeUrl }: KeepProps & { readonly homeUrl: string }) {
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.deletedTitle}
      </Heading>
      <p class="rf-sans">
        <a href={homeUrl}>{words.toHome}</a>
      </p>
    </div>
  )
}

export interface ResumePageProps extends KeepProps {
  /** Of the questionnaire. */
  readonly name: string
  /** POST opens the session in this browser. */
  readonly url: string
}

/** Where a link leads: looking at it changes nothing, so that a preview of it does not either. */
export function ResumePage({ language, headingLevel, name, url }: ResumePageProps) {
  const words = messagesFor(language)
  return (
    <div class="rf-text">
      <Heading level={headingLevel} rank={1}>
        {words.resumeTitle}
      </Heading>
      <p class="rf-lead">{name}</p>
      <p>{words.resumeText}</p>
      <form method="post" action={url}>
        <div class="rf-actions">
          <button type="submit" class="rf-button">
            {words.continue}
          </button>
        </div>
      </form>
    </div>
  )
}
