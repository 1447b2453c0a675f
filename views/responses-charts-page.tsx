import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'
import { ChartFigure, type ChartFigureProps } from './responses-chart.js'
import { ResponsesFilter, type ResponsesFilterProps } from './responses-filter.js'

export interface ResponseChartsPageProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** What the charts are of; absent: none is chosen yet. */
  readonly questionnaire: string | undefined
  readonly filter: Pick<ResponsesFilterProps, 'url' | 'clearUrl' | 'questionnaires' | 'values'>
  /** How many responses are in it and since when, in a sentence or two. */
  readonly lead: string
  /** In parts, the first without a title. */
  readonly sections: readonly {
    readonly title?: string | undefined
    readonly figures: readonly Omit<ChartFigureProps, 'language' | 'headingLevel'>[]
  }[]
  readonly listUrl: string
}

/** Every question of a questionnaire, and how it was answered. */
export function ResponseChartsPage(props: ResponseChartsPageProps) {
  const { prefix, language, headingLevel, questionnaire, filter, lead, sections, listUrl } = props
  const words = messagesFor(language).owner
  const field = domIds(prefix).field
  return (
    <>
      <Heading level={headingLevel} rank={1}>
        {questionnaire ?? words.chartsTitle}
      </Heading>
      <p class="rf-lead">{lead}</p>
      {filter.questionnaires.length > 0 && (
        <ResponsesFilter
          prefix={prefix}
          language={language}
          headingLevel={headingLevel}
          of="charts"
          {...filter}
        />
      )}
      {sections.map(({ title, figures }, index) => (
        <section aria-labelledby={field(`part-${index}`)}>
          <Heading
            level={headingLevel}
            rank={2}
            id={field(`part-${index}`)}
            {...(title === undefined ? { class: 'rf-vh' } : {})}
          >
            {title ?? words.chartsTitle}
          </Heading>
          <div class="rf-charts">
            {figures.map((figure) => (
              <ChartFigure
                {...figure}
                id={field(`chart-${figure.id}`)}
                language={language}
                headingLevel={headingLevel}
              />
            ))}
          </div>
        </section>
      ))}
      <p class="rf-sans">
        <a href={listUrl}>{words.responses}</a>
      </p>
    </>
  )
}
