import { Hono } from 'hono'
import {
  type ChartBarView,
  type ChartFigureProps,
  type ChartView,
  messagesFor,
  ResponseChartsPage,
} from '../../views/index.js'
import type { Histogram } from '../responses/question-chart.js'
import { type ChartedQuestion, type ResponseCharts, responseCharts } from '../responses/response-charts.js'
import { type ResponseQuery, readResponseQuery, writeResponseQuery } from '../responses/response-query.js'
import type { TimeColumns } from '../responses/time-columns.js'
import type { RouteOptions } from './app-services.js'
import { asOwner, type OwnerRequest, ownerPage, type SignedInRequest } from './owner-request.js'
import { PREFIX } from './page.js'
import { choicesOf, nameOf, responseWords } from './response-words.js'

/** Columns that can have a word below each of them on a telephone. */
const MOST_TICKS = 6

/** How each question was answered, drawn. Only what was sent counts. */
export function responsesChartsRoutes(options: RouteOptions): Hono {
  return new Hono().get('/responses/charts', (c) => asOwner(c, options, showCharts))
}

async function showCharts(request: SignedInRequest) {
  const { c, services, owner, links, language } = request
  const words = messagesFor(language).owner
  const { from, to, questionnaire } = readResponseQuery(c.req.query())
  const choices = choicesOf(request, await services.sessions.questionnaires())
  const slug = questionnaire ?? choices[0]?.slug
  const query: ResponseQuery = {
    ...(slug === undefined ? {} : { questionnaire: slug }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    page: 1,
  }
  const charts = responseCharts(slug === undefined ? [] : await owner.tallies.of(slug), {
    from,
    to,
    language,
    presentHash: slug === undefined ? undefined : services.entries.get(slug)?.hash,
  })
  const name = slug === undefined ? undefined : nameOf(request, slug)
  return ownerPage(request, {
    title: name === undefined ? words.chartsTitle : `${words.chartsTitle} – ${name}`,
    current: 'charts',
    content: (
      <ResponseChartsPage
        prefix={PREFIX}
        language={language}
        questionnaire={name}
        filter={{
          url: links.responsesPart('charts'),
          clearUrl: links.responsesPart(
            'charts',
            writeResponseQuery(slug === undefined ? {} : { questionnaire: slug }),
          ),
          questionnaires: choices,
          values: query,
        }}
        lead={leadOf(request, charts)}
        sections={sectionsOf(request, charts)}
        listUrl={links.responses(writeResponseQuery(query))}
      />
    ),
  })
}

function leadOf(request: OwnerRequest, { sent, firstDay, lastDay }: ResponseCharts): string {
  const words = messagesFor(request.language).owner
  const { number, day } = responseWords(request)
  if (firstDay === undefined || lastDay === undefined) return words.chartsNone
  const count = sent === 1 ? words.oneSentIn : words.countSentIn(number(sent))
  return `${count} ${firstDay === lastDay ? day(firstDay) : `${day(firstDay)} – ${day(lastDay)}`}.`
}

type Figure = Omit<ChartFigureProps, 'language' | 'headingLevel'>

function sectionsOf(request: OwnerRequest, { time, scores, questions }: ResponseCharts) {
  const words = messagesFor(request.language).owner
  const first = [
    ...(time === undefined ? [] : [timeFigure(request, time)]),
    ...scores.map((score) => figureOf(request, score)),
  ]
  return [
    { title: undefined, figures: first },
    { title: words.answersHeading, figures: questions.map((question) => figureOf(request, question)) },
  ].filter(({ figures }) => figures.length > 0)
}

function figureOf(request: OwnerRequest, question: ChartedQuestion): Figure {
  const { id, title, label, isSensitive, isPerEntry, asked, answered, chart, former, group } = question
  const words = messagesFor(request.language).owner
  const { number, share, day } = responseWords(request)
  const part = asked === 0 ? '' : ` (${share(answered / asked)})`
  const charts: ChartView[] =
    chart.kind === 'bars'
      ? [{ kind: 'bars', bars: chart.bars.map((bar) => barOf(request, bar, answered)) }]
      : chart.kind === 'numbers'
        ? chart.histograms.map((histogram) => histogramOf(request, histogram))
        : []
  return {
    id,
    title,
    mark: isSensitive ? words.sensitive : undefined,
    notes: [
      ...(label === undefined ? [] : [label]),
      ...(group === undefined || group === title ? [] : [words.group(group)]),
      `${words.answeredOf(`${number(answered)} / ${number(asked)}`)}${part}`,
      ...(isPerEntry ? [words.perEntry] : []),
      ...(chart.kind === 'bars' && chart.isMultiple ? [words.severalAnswers] : []),
      ...(chart.kind === 'none' && answered > 0 ? [words.notDrawn] : []),
      ...(former === undefined
        ? []
        : [`${words.former(former.versions.join(', '))}, ${words.formerUntil(day(former.lastDay))}`]),
    ],
    charts,
  }
}

function barOf(
  request: OwnerRequest,
  { label, count }: { readonly label: string; readonly count: number },
  answered: number,
): ChartBarView {
  const { number, share } = responseWords(request)
  const part = answered === 0 ? 0 : count / answered
  return { label, value: `${number(count)} (${share(part)})`, share: Math.min(1, part) }
}

function histogramOf(request: OwnerRequest, { unit, columns, summary }: Histogram): ChartView {
  const words = messagesFor(request.language).owner
  const { number } = responseWords(request)
  const tallest = Math.max(1, ...columns.map(({ count }) => count))
  const every = Math.ceil(columns.length / MOST_TICKS)
  return {
    kind: 'columns',
    of: words.answer,
    ...(unit === undefined ? {} : { title: words.unit(unit) }),
    facts: [
      { name: words.lowest, text: number(summary.lowest) },
      { name: words.middle, text: number(summary.middle) },
      { name: words.highest, text: number(summary.highest) },
    ],
    columns: columns.map(({ from, until, count }, index) => ({
      label: from === until ? number(from) : `${number(from)} ${words.under(number(until))}`,
      tick: index % every === 0 ? number(from) : '',
      count,
      height: count / tallest,
    })),
  }
}

function timeFigure(request: OwnerRequest, { unit, columns }: TimeColumns): Figure {
  const words = messagesFor(request.language).owner
  const { day } = responseWords(request)
  const tallest = Math.max(1, ...columns.map(({ count }) => count))
  const every = Math.ceil(columns.length / MOST_TICKS)
  return {
    id: 'time',
    title: words.sentPer[unit],
    notes: [],
    charts: [
      {
        kind: 'columns',
        of: words.time,
        facts: [],
        columns: columns.map(({ from, to, count }, index) => ({
          label: from === to ? day(from) : `${day(from)} – ${day(to)}`,
          tick: index % every === 0 ? tickOf(request, unit, from) : '',
          count,
          height: count / tallest,
        })),
      },
    ],
  }
}

/** A stretch of time in a few letters. */
function tickOf({ language }: OwnerRequest, unit: TimeColumns['unit'], day: string): string {
  const [year = '', month = '', date = ''] = day.split('-')
  if (unit === 'year') return year
  if (unit === 'month') return `${Number(month)}/${year.slice(2)}`
  return language === 'fi' ? `${Number(date)}.${Number(month)}.` : `${Number(date)}/${Number(month)}`
}
