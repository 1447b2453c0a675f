import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

/** One answer that can be chosen. `share` is of those who answered, from 0 to 1. */
export interface ChartBarView {
  readonly label: string
  /** As people read it, such as "14 (37 %)". */
  readonly value: string
  readonly share: number
}

/** Numbers, or times, side by side. `height` is of the tallest column, from 0 to 1. */
export interface ChartColumnView {
  /** Whole, for the table. */
  readonly label: string
  /** Below the column, where there is room for it; empty otherwise. */
  readonly tick: string
  readonly count: number
  readonly height: number
}

export type ChartView =
  | { readonly kind: 'bars'; readonly bars: readonly ChartBarView[] }
  | {
      readonly kind: 'columns'
      /** What is counted, such as "In mg"; absent where there is one kind. */
      readonly title?: string | undefined
      /** Heads the first column of the table. */
      readonly of: string
      readonly columns: readonly ChartColumnView[]
      readonly facts: readonly { readonly name: string; readonly text: string }[]
    }

export interface ChartFigureProps {
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** Of the figure, without the prefix of the page. */
  readonly id: string
  readonly title: string
  /** Language of the title and of the bars' labels. */
  readonly titleLanguage?: string | undefined
  /** Stands beside the title, such as "sensitive". */
  readonly mark?: string | undefined
  /** Sentences below the title. */
  readonly notes: readonly string[]
  readonly charts: readonly ChartView[]
}

/** A question and how it was answered. Everything that is drawn stands there as text, too. */
export function ChartFigure(props: ChartFigureProps) {
  const { language, headingLevel, id, title, titleLanguage, mark, notes, charts } = props
  const lang = titleLanguage === undefined || titleLanguage === language ? {} : { lang: titleLanguage }
  return (
    <section class="rf-chart" aria-labelledby={id}>
      <Heading level={headingLevel} rank={3} id={id} {...lang}>
        {title}
        {mark !== undefined && (
          <>
            {' '}
            <em class="rf-row-mark" lang={language}>
              ({mark})
            </em>
          </>
        )}
      </Heading>
      {notes.map((note) => (
        <p class="rf-small rf-sans">{note}</p>
      ))}
      {charts.map((chart) =>
        chart.kind === 'bars' ? (
          <Bars bars={chart.bars} lang={lang} />
        ) : (
          <Columns language={language} {...chart} />
        ),
      )}
    </section>
  )
}

/** A list that reads as text, with a bar under each line. */
function Bars({
  bars,
  lang,
}: {
  readonly bars: readonly ChartBarView[]
  readonly lang: { readonly lang?: string }
}) {
  return (
    <dl class="rf-bars" hx-disable="">
      {bars.map(({ label, value, share }) => (
        <div>
          <dt {...lang}>{label}</dt>
          <dd>{value}</dd>
          <dd class="rf-bar">
            <svg height="8" aria-hidden="true" focusable="false">
              <line x1="0" x2="100%" y1="4" y2="4" />
              <rect x="0" y="0" height="8" width={percent(share)} />
            </svg>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** Heights in pixels, widths in per cent: the text keeps its size whatever the width. */
const TOP = 20
const TALLEST = 140
const FOOT = TOP + TALLEST
/** Columns whose numbers do not fit beside one another on a narrow screen. */
const MANY = 8

function Columns({
  language,
  title,
  of,
  columns,
  facts,
}: Extract<ChartView, { kind: 'columns' }> & { language: string }) {
  const words = messagesFor(language).owner
  const step = 1 / Math.max(columns.length, 1)
  const width = Math.min(step * 0.62, 0.12)
  return (
    <div class={columns.length > MANY ? 'rf-columns rf-many' : 'rf-columns'}>
      {title !== undefined && <p class="rf-sans">{title}</p>}
      {facts.length > 0 && (
        <p class="rf-small rf-sans">{facts.map(({ name, text }) => `${name}: ${text}`).join(' · ')}</p>
      )}
      {/* Read out from the table below. */}
      <svg height={FOOT + 24} aria-hidden="true" focusable="false">
        {columns.map(({ tick, count, height }, index) => {
          const middle = (index + 0.5) * step
          const tall = Math.round(height * TALLEST)
          return (
            <>
              <rect x={percent(middle - width / 2)} y={FOOT - tall} width={percent(width)} height={tall} />
              {count > 0 && (
                <text class="rf-value" x={percent(middle)} y={FOOT - tall - 6} text-anchor="middle">
                  {count}
                </text>
              )}
              {tick !== '' && (
                <text x={percent(middle)} y={FOOT + 18} text-anchor="middle">
                  {tick}
                </text>
              )}
            </>
          )
        })}
        <line class="rf-axis" x1="0" x2="100%" y1={FOOT + 0.5} y2={FOOT + 0.5} />
      </svg>
      <details class="rf-details">
        <summary>{words.asTable}</summary>
        <table class="rf-table rf-numbers">
          <thead>
            <tr>
              <th scope="col">{of}</th>
              <th scope="col">{words.number}</th>
            </tr>
          </thead>
          <tbody>
            {columns.map(({ label, count }) => (
              <tr>
                <th scope="row">{label}</th>
                <td>{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  )
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100}%`
}
