import type { ExportedSession } from './exported-session.js'

/** The words of the document around the answers, in the session's language. */
export interface MarkdownWords {
  readonly reference: string
  readonly sent: string
  readonly notSent: string
  readonly notProvided: string
  readonly scores: string
  readonly incomplete: string
  readonly recap: string
  readonly writtenByComputer: string
}

/** For people. What was typed stands as text, whatever marks are in it. */
export function exportMarkdown(exported: ExportedSession, words: MarkdownWords): string {
  const { questionnaire, reference, confirmedAt, sections, scores, recap } = exported
  const shownScores = scores.filter(({ show }) => show !== 'never')
  const parts = [
    `# ${plain(questionnaire.name)}`,
    `${words.reference}: ${reference}  \n${confirmedAt === undefined ? words.notSent : `${words.sent}: ${confirmedAt}`}`,
    ...sections.flatMap(({ heading, rows }) => [
      ...(heading === undefined ? [] : [`## ${plain(heading)}`]),
      ...rows.map(({ label, text }) => `**${plain(label)}**\n\n${quoted(text ?? words.notProvided)}`),
    ]),
    ...(shownScores.length === 0 ? [] : [`## ${words.scores}`]),
    ...shownScores.map(
      ({ label, value, band }) =>
        `**${plain(label)}**: ${value ?? words.incomplete}${band === undefined ? '' : `, ${plain(band.label)}`}`,
    ),
    ...(recap === undefined ? [] : [`## ${words.recap}`, `*${words.writtenByComputer}*`, quoted(recap.text)]),
  ]
  return `${parts.join('\n\n')}\n`
}

/** Text in which Markdown and HTML find no mark. */
function plain(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>()#+\-.!|~&]/g, '\\$&')
    .replace(/\r\n?|\n/g, ' ')
    .replace(/^(\s+)/, '')
}

/** Each line of its own, as a quotation. */
function quoted(text: string): string {
  return text
    .split(/\r\n?|\n/)
    .map((line) => (line.trim() === '' ? '>' : `> ${plain(line)}  `))
    .join('\n')
}
