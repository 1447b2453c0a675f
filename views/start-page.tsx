import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { RichText, type RichTextBlock } from './rich-text.js'

export interface StartPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly name: string
  readonly intro: readonly RichTextBlock[]
  readonly description?: string | undefined
  readonly minutes: number
  readonly questions: number
  readonly hasRecap: boolean
  /** Who writes the recap and where the answers go; a text of the deployment. */
  readonly privacy?: string | undefined
  readonly copyright?: string | undefined
  readonly startUrl: string
  /** The same page in other languages. */
  readonly languages?: readonly { readonly tag: string; readonly name: string; readonly url: string }[]
  /** A session that this visitor has begun. */
  readonly resumeUrl?: string | undefined
}

export function StartPage(props: StartPageProps) {
  const { prefix, language, name, intro, description, minutes, hasRecap, startUrl, resumeUrl } = props
  const { languages = [] } = props
  const words = messagesFor(language)
  return (
    <>
      <p class="rf-folio">{words.questions(props.questions)}</p>
      <div class="rf-text">
        <Heading level={props.headingLevel} rank={1}>
          {name}
        </Heading>
        {intro.length > 0 ? <RichText blocks={intro} /> : description !== undefined && <p>{description}</p>}
        <dl class="rf-facts">
          <div>
            <dt>{words.startTime}</dt>
            <dd>{words.minutes(minutes)}</dd>
          </div>
          <div>
            <dt>{words.startKeep}</dt>
            <dd>{words.startKeepText}</dd>
          </div>
        </dl>
        {hasRecap && <p>{words.startRecap}</p>}
        {props.privacy !== undefined && <p>{props.privacy}</p>}
        {resumeUrl !== undefined && <p class="rf-resume">{words.startResume}</p>}
        {languages.length > 0 && (
          <p class="rf-languages">
            {languages.map(({ tag, name: own, url }) => (
              <a href={url} lang={tag} hreflang={tag}>
                {own}
              </a>
            ))}
          </p>
        )}
        <form method="post" action={startUrl} hx-post={startUrl} {...swapPage(prefix)}>
          {languages.length > 0 && <input type="hidden" name="language" value={language} />}
          <div class="rf-actions">
            {resumeUrl !== undefined && (
              <a class="rf-button" href={resumeUrl}>
                {words.startResumeLink}
              </a>
            )}
            <button type="submit" class={resumeUrl === undefined ? 'rf-button' : 'rf-button rf-quiet'}>
              {resumeUrl === undefined ? words.start : words.startAgain}
            </button>
          </div>
        </form>
        {props.copyright !== undefined && <p class="rf-small">{props.copyright}</p>}
      </div>
    </>
  )
}
