import { inLanguage, isRepeatingGroup, type Questionnaire } from '../questionnaire/questionnaire.js'
import {
  type AnswerTally,
  emptyQuestion,
  mergeQuestion,
  mergeTally,
  type QuestionTally,
  scoreKey,
} from './answer-tally.js'
import { askedQuestions, scoreIdentity } from './asked-question.js'
import { chartOfQuestion, chartOfScore, type QuestionChart } from './question-chart.js'
import type { SpanTally, VersionTally } from './tally-cache.js'
import { type TimeColumns, timeColumns } from './time-columns.js'

/** A question or a score with everything that was answered to it. */
export interface ChartedQuestion {
  readonly id: string
  readonly title: string
  /** The whole question, where the title is a shorter name. */
  readonly label: string | undefined
  /** The group that it stands in. */
  readonly group: string | undefined
  readonly isSensitive: boolean
  /** It is asked in entries: counts are entries, not responses. */
  readonly isPerEntry: boolean
  /** How often it was asked and answered. */
  readonly asked: number
  readonly answered: number
  readonly chart: QuestionChart
  /** Versions of the file that ask it, where a newer one asks otherwise. */
  readonly former: { readonly versions: readonly string[]; readonly lastDay: string } | undefined
}

export interface ResponseCharts {
  readonly sent: number
  readonly firstDay: string | undefined
  readonly lastDay: string | undefined
  readonly time: TimeColumns | undefined
  readonly questions: readonly ChartedQuestion[]
  readonly scores: readonly ChartedQuestion[]
}

export interface ChartedRange {
  /** Days, both inside. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** Of labels, where the questionnaire has it. */
  readonly language: string
  /** Of the file as it is now. */
  readonly presentHash?: string | undefined
}

interface Summed {
  readonly hash: string
  readonly questionnaire: Questionnaire
  readonly lastDay: string
  readonly sent: number
  readonly tally: AnswerTally
}

/** Draws what was counted, of all days or of some. */
export function responseCharts(
  tallies: readonly VersionTally[],
  { from = '', to = '9999', language, presentHash }: ChartedRange,
): ResponseCharts {
  const sent = new Map<string, number>()
  const versions = tallies
    .flatMap((version) => {
      const days = [...version.days.keys()].filter((day) => from <= day && day <= to)
      for (const day of days) sent.set(day, (sent.get(day) ?? 0) + (version.days.get(day)?.sent ?? 0))
      return days.length === 0 ? [] : [summed(version, days, language)]
    })
    .sort((a, b) => rank(b, presentHash).localeCompare(rank(a, presentHash), 'en'))
  const days = [...sent.keys()].sort()
  return {
    sent: versions.reduce((sum, version) => sum + version.sent, 0),
    firstDay: days[0],
    lastDay: days.at(-1),
    time: timeColumns(sent),
    questions: questionsIn(versions),
    scores: scoresIn(versions),
  }
}

function rank({ hash, lastDay }: Summed, presentHash: string | undefined): string {
  return hash === presentHash ? '9999' : lastDay
}

function summed(version: VersionTally, days: readonly string[], language: string): Summed {
  const { hash, questionnaire } = version
  const lastDay = days.reduce((last, day) => (day > last ? day : last), '')
  const common = { hash, lastDay, questionnaire: inLanguage(questionnaire, language) }
  if (days.length === version.days.size) {
    return { ...common, sent: version.whole.sent, tally: version.whole.answers }
  }
  const tally: AnswerTally = new Map()
  const spans = spansOf(version, days)
  for (const { answers } of spans) mergeTally(tally, answers)
  return { ...common, tally, sent: spans.reduce((sum, span) => sum + span.sent, 0) }
}

/** Whole months where all of their days are wanted, else the days. */
function spansOf(version: VersionTally, days: readonly string[]): SpanTally[] {
  const byMonth = new Map<string, SpanTally[]>()
  for (const day of days) {
    const month = day.slice(0, 7)
    const tally = version.days.get(day)
    if (tally !== undefined) byMonth.set(month, [...(byMonth.get(month) ?? []), tally])
  }
  return [...byMonth].flatMap(([month, found]) => {
    const whole = version.months.get(month)
    const sent = found.reduce((sum, span) => sum + span.sent, 0)
    return whole?.sent === sent ? [whole] : found
  })
}

function questionsIn(versions: readonly Summed[]): ChartedQuestion[] {
  return askedQuestions(versions).flatMap((question) => {
    const { field, questionnaire } = question
    const asking = versions.filter(({ hash }) => question.hashes.includes(hash))
    const of = together(asking, question.key)
    if (of.asked === 0) return []
    return [
      {
        id: question.isFormer ? `${field.id}-${question.hashes[0]?.slice(0, 8)}` : field.id,
        title: field.short ?? field.label,
        label: field.short === undefined ? undefined : field.label,
        group: question.group?.short ?? question.group?.label,
        isSensitive: question.isSensitive,
        isPerEntry: field.entryOf !== undefined && !isRepeatingGroup(field),
        asked: of.asked,
        answered: of.answered,
        chart: chartOfQuestion(field, of, questionnaire.language),
        former: question.isFormer ? formerly(asking) : undefined,
      },
    ]
  })
}

function scoresIn(versions: readonly Summed[]): ChartedQuestion[] {
  const rules = new Map<string, { readonly id: string; readonly asking: Summed[] }>()
  for (const version of versions) {
    for (const { id } of version.questionnaire.scores) {
      const identity = JSON.stringify(scoreIdentity(version.questionnaire, id))
      const rule = rules.get(identity) ?? { id, asking: [] }
      rules.set(identity, rule)
      rule.asking.push(version)
    }
  }
  return [...rules.values()].flatMap(({ id, asking }) => {
    const [newest] = asking
    const score = newest?.questionnaire.scores.find((candidate) => candidate.id === id)
    if (newest === undefined || score === undefined) return []
    const of = together(asking, scoreKey(id))
    const isFormer = newest !== versions[0]
    return [
      {
        id: isFormer ? `score-${id}-${newest.hash.slice(0, 8)}` : `score-${id}`,
        title: score.label,
        label: undefined,
        group: undefined,
        isSensitive: false,
        isPerEntry: false,
        asked: of.asked,
        answered: of.answered,
        chart: chartOfScore(score, of),
        former: isFormer ? formerly(asking) : undefined,
      },
    ]
  })
}

function together(versions: readonly Summed[], key: string): QuestionTally {
  const all = emptyQuestion()
  for (const { tally } of versions) {
    const own = tally.get(key)
    if (own !== undefined) mergeQuestion(all, own)
  }
  return all
}

function formerly(asking: readonly Summed[]): ChartedQuestion['former'] {
  return {
    versions: [...new Set(asking.map(({ questionnaire }) => questionnaire.version))],
    lastDay:
      asking
        .map(({ lastDay }) => lastDay)
        .sort()
        .at(-1) ?? '',
  }
}
