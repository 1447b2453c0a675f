import type { Child } from 'hono/jsx'
import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { swapPage } from './page-body.js'
import { RecapPanel, type RecapView } from './recap-panel.js'
import { RichText, type RichTextBlock } from './rich-text.js'

/** Milliseconds since the start; `undefined` for what has not happened. */
export interface DemoFigures {
  readonly firstWord: number | undefined
  readonly words: number
  readonly whole: number | undefined
}

export interface DemoPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** POST writes the letter anew. */
  readonly url: string
  /** Name of the model; absent for the demo writer. */
  readonly model: string | undefined
  /** Absent before the first time. */
  readonly run: DemoRun | undefined
}

export interface DemoRun {
  readonly streamed: RecapView
  readonly stopUrl: string
  readonly recapUrl: string
  /** The same text; `undefined` until it is whole. */
  readonly waited: readonly RichTextBlock[] | undefined
  /** Answers with `DemoWaited` once the text is whole. */
  readonly waitUrl: string
  /** Milliseconds since the start, as the page is made. */
  readonly elapsed: number
  readonly figures: { readonly streamed: DemoFigures; readonly waited: DemoFigures }
}

export function DemoPage({ prefix, language, headingLevel, url, model, run }: DemoPageProps) {
  const words = messagesFor(language)
  const isRunning = run?.streamed.kind === 'streaming'
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {words.demoHeading}
      </Heading>
      <p class="rf-lead">{words.demoLead}</p>
      <form class="rf-actions" method="post" action={url} hx-post={url} {...swapPage(prefix)}>
        <button type="submit" class={isRunning ? 'rf-button rf-quiet' : 'rf-button'}>
          {run === undefined ? words.demoBegin : words.writeAgain}
        </button>
      </form>
      {run !== undefined && (
        <div
          class="rf-pair rf-even"
          {...(isRunning
            ? { 'data-rf-elapsed': String(run.elapsed), 'data-rf-seconds': words.demoSeconds('#') }
            : {})}
        >
          <Side language={language} figures={run.figures.streamed}>
            <RecapPanel
              prefix={prefix}
              language={language}
              headingLevel={headingLevel}
              recap={run.streamed}
              recapUrl={run.recapUrl}
              stopUrl={run.stopUrl}
              heading={words.demoStreamed}
            />
          </Side>
          <Side language={language} figures={run.figures.waited}>
            <DemoWaited
              prefix={prefix}
              language={language}
              headingLevel={headingLevel}
              blocks={run.waited}
              waitUrl={run.waitUrl}
            />
          </Side>
        </div>
      )}
      <p class="rf-sans rf-lead">{model === undefined ? words.demoNote : words.demoNoteModel(model)}</p>
    </>
  )
}

export interface DemoWaitedProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  readonly blocks: readonly RichTextBlock[] | undefined
  readonly waitUrl: string
}

/** The sheet that stays empty until the text is whole. */
export function DemoWaited({ prefix, language, headingLevel, blocks, waitUrl }: DemoWaitedProps) {
  const words = messagesFor(language)
  const heading = domIds(prefix).waitedHeading
  const waiting = { 'hx-get': waitUrl, 'hx-trigger': 'load', 'hx-target': 'this', 'hx-swap': 'outerHTML' }
  return (
    <section class="rf-letter" aria-labelledby={heading} {...(blocks === undefined ? waiting : {})}>
      <div class="rf-letter-head">
        <Heading level={headingLevel} rank={2} id={heading}>
          {words.demoWaiting}
        </Heading>
      </div>
      {blocks === undefined ? (
        <p class="rf-letter-text rf-blank">{words.demoNothing}</p>
      ) : (
        <div class="rf-letter-text rf-dry" hx-disable="">
          <RichText blocks={blocks} />
        </div>
      )}
    </section>
  )
}

interface SideProps {
  readonly language: string
  readonly figures: DemoFigures
  readonly children: Child
}

function Side({ language, figures, children }: SideProps) {
  const words = messagesFor(language)
  const seconds = (milliseconds: number | undefined) =>
    milliseconds === undefined ? words.demoNotYet : words.demoSeconds((milliseconds / 1000).toFixed(1))
  return (
    <div class="rf-side" data-rf-clock="">
      <dl class="rf-figures">
        <div>
          <dt>{words.demoFirstWord}</dt>
          {/* What the server has timed is not timed again by a browser that came later. */}
          <dd {...(figures.firstWord === undefined ? { 'data-rf-figure': 'first' } : {})}>
            {seconds(figures.firstWord)}
          </dd>
        </div>
        <div>
          <dt>{words.demoWords}</dt>
          <dd data-rf-figure="words">{figures.words}</dd>
        </div>
        <div>
          <dt>{words.demoWhole}</dt>
          <dd data-rf-figure="whole">{seconds(figures.whole)}</dd>
        </div>
      </dl>
      {children}
    </div>
  )
}
