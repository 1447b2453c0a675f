import { AlertNotices, type AlertView } from './alert-notice.js'
import { domIds } from './dom-contract.js'
import { ErrorSummary, errorsOf } from './error-summary.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { asksForFiles, type QuestionItem, questionsIn } from './question.js'
import { QuestionField } from './question-field.js'
import { RichText } from './rich-text.js'

export interface QuestionPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** Place among the pages, from 1. */
  readonly number: number
  /** What the page belongs to, beside its number: a group, or an entry such as "Medicine 2". */
  readonly caption?: string | undefined
  /** The heading where there are several questions. */
  readonly title: string
  readonly hint?: string | undefined
  /** Several questions under one heading; otherwise the only question's label is the heading. */
  readonly isGroup: boolean
  readonly questions: readonly QuestionItem[]
  /** Alerts that the answers before have raised. */
  readonly alerts: readonly AlertView[]
  /** What the answers of this page were when it was shown: comes back with them. */
  readonly seen?: string | undefined
  /** POST takes the answers: with a redirect to what comes next, or with this page again (422). */
  readonly url: string
  /** What the button does. */
  readonly next: 'continue' | 'check' | 'save'
}

export function QuestionPage(props: QuestionPageProps) {
  const { prefix, language, headingLevel, isGroup, url } = props
  const words = messagesFor(language)
  const wrong = questionsIn(props.questions).filter((question) => question.error !== undefined)
  const hasFiles = asksForFiles(props.questions)
  const button = { continue: words.continue, check: words.checkAnswers, save: words.save }[props.next]
  return (
    <>
      {wrong.length > 0 && (
        <ErrorSummary
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          errors={errorsOf(prefix, wrong)}
        />
      )}
      {wrong.length === 0 && props.alerts.length > 0 && (
        <div class="rf-alerts">
          <AlertNotices alerts={props.alerts} isNew={true} headingLevel={headingLevel} />
        </div>
      )}
      <Folio language={language} number={props.number} caption={props.caption} />
      <div class="rf-text">
        <form
          id={domIds(prefix).form}
          method="post"
          action={url}
          hx-post={url}
          {...swapPage(prefix)}
          novalidate
          {...(hasFiles ? { enctype: 'multipart/form-data', 'hx-encoding': 'multipart/form-data' } : {})}
        >
          {(hasFiles || questionsIn(props.questions).some(({ list }) => list !== undefined)) && (
            // Enter in a text presses the first button of a form: that has to be the one that goes on.
            <button type="submit" hidden={true} />
          )}
          {props.seen !== undefined && <input type="hidden" name="_seen" value={props.seen} />}
          {isGroup && (
            <Heading level={headingLevel} rank={1}>
              {props.title}
            </Heading>
          )}
          {isGroup && props.hint !== undefined && <p class="rf-hint">{props.hint}</p>}
          <Items {...props} items={props.questions} />
          <div class="rf-actions">
            <button type="submit" class="rf-button">
              {button}
            </button>
          </div>
        </form>
      </div>
    </>
  )
}

/** Where in the questionnaire a page is, in words. */
export function Folio({
  language,
  number,
  caption,
}: Pick<QuestionPageProps, 'language' | 'number' | 'caption'>) {
  return (
    <p class="rf-folio">
      {messagesFor(language).questionNumber(number)}
      {caption !== undefined && ` · ${caption}`}
    </p>
  )
}

function Items(props: QuestionPageProps & { readonly items: readonly QuestionItem[] }) {
  const { prefix, language, headingLevel, isGroup, items } = props
  return (
    <>
      {items.map((item) => {
        if (item.kind === 'display') {
          return (
            <div class="rf-field rf-text">
              {item.label !== undefined && <p class="rf-label">{item.label}</p>}
              <RichText blocks={item.blocks} />
            </div>
          )
        }
        if (item.kind === 'group') {
          return (
            <fieldset class="rf-field">
              <legend class="rf-h2">{item.label}</legend>
              {item.hint !== undefined && <p class="rf-hint">{item.hint}</p>}
              <Items {...props} items={item.items} />
            </fieldset>
          )
        }
        return (
          <QuestionField
            prefix={prefix}
            language={language}
            headingLevel={headingLevel}
            question={item}
            isHeading={!isGroup}
          />
        )
      })}
    </>
  )
}
