import { expect, test } from 'vitest'
import { exportCsv } from '../../src/export/export-csv.js'
import { exportFhir } from '../../src/export/export-fhir.js'
import { exportJson } from '../../src/export/export-json.js'
import { exportMarkdown } from '../../src/export/export-markdown.js'
import type { ExportedSession } from '../../src/export/exported-session.js'
import type { Answers } from '../../src/questionnaire/answer.js'
import { answerList } from '../../src/questionnaire/answer-list.js'
import { enabledAnswers } from '../../src/questionnaire/enabled-answers.js'
import { scores } from '../../src/questionnaire/outcome.js'
import { messagesFor } from '../../views/index.js'
import { context, questionnaireFrom } from '../questionnaire/questionnaire-from.js'

const questionnaire = questionnaireFrom(`fields:
  - { id: note, type: text, label: "Note *one*" }
  - { id: mood, type: choice, label: Mood, options: [{ value: 2, label: Good }, { value: 0, label: Bad }] }
  - { id: likes, type: choice, multiple: true, label: Likes, options: [Tea, Coffee], other: Another }
  - { id: weight, type: quantity, label: Weight, units: [kg, lb] }
  - { id: tags, label: Tags, repeat: {} }
  - id: pets
    type: group
    label: Pets
    repeat: { item: "Pet {n}" }
    fields:
      - { id: name, label: Name }
      - { id: age, type: integer, label: Age }
  - { id: closed, label: Closed, when: mood == 0 }
  - { id: ref, hidden: true }
scores:
  - { id: total, label: Total, method: sum, of: [mood], show: completion, bands: [{ from: 2, to: 9, id: high, label: High }] }
`)

function exported(answers: Answers, more: Partial<ExportedSession> = {}): ExportedSession {
  return {
    questionnaire,
    reference: '4K7-2M9-QX8',
    language: 'en',
    startedAt: '2026-03-14T09:00:00.000Z',
    updatedAt: '2026-03-14T09:05:00.000Z',
    confirmedAt: '2026-03-14T09:06:00.000Z',
    answers: enabledAnswers(questionnaire, answers, context),
    probes: {},
    sections: answerList(questionnaire, answers, context),
    scores: scores(questionnaire, answers, context),
    timeZone: 'Europe/Helsinki',
    ...more,
  }
}

const answers: Answers = {
  note: 'Two\nlines, "quoted"; =1+1',
  mood: 2,
  likes: ['Tea', { other: '=HYPERLINK("http://x")' }],
  weight: { value: -2.5, unit: 'kg' },
  tags: ['a', '-b'],
  pets: [
    { _id: 'p1', name: '@cmd', age: 3 },
    { _id: 'p2', name: ' +1' },
  ],
  closed: 'what was closed again',
  ref: 'mail',
}

/** Rows of cells, as RFC 4180 has them. */
function parsed(csv: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare, end] of csv.slice(1).matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare ?? '')
    if (end === '\r\n') rows.push([])
    if (end === '') break
  }
  return rows.slice(0, -1)
}

test('a CSV has one row for a session, and nothing that a spreadsheet would calculate', () => {
  const csv = exportCsv(questionnaire, [exported(answers), exported({}, { confirmedAt: undefined })])
  expect(csv.startsWith('\uFEFF')).toBe(true)
  const [names = [], first = [], second = []] = parsed(csv)
  const cell = (name: string) => first[names.indexOf(name)]
  expect(names).toEqual([
    ...['reference', 'status', 'language', 'started_at', 'confirmed_at'],
    ...['note', 'mood', 'likes', 'likes_other', 'weight', 'weight_unit', 'tags'],
    ...['pets_1_name', 'pets_1_age', 'pets_2_name', 'pets_2_age', 'closed', 'ref'],
    ...['score_total', 'score_total_band'],
  ])
  expect(cell('note')).toBe(answers.note)
  expect(cell('mood')).toBe('2')
  expect(cell('likes')).toBe('Tea')
  expect(cell('likes_other')).toBe(`'=HYPERLINK("http://x")`)
  // A number is a number, also below zero.
  expect([cell('weight'), cell('weight_unit')]).toEqual(['-2.5', 'kg'])
  expect(cell('tags')).toBe('a; -b')
  expect([cell('pets_1_name'), cell('pets_1_age'), cell('pets_2_name'), cell('pets_2_age')]).toEqual([
    "'@cmd",
    '3',
    "' +1",
    '',
  ])
  expect([cell('closed'), cell('ref'), cell('score_total'), cell('score_total_band')]).toEqual([
    '',
    'mail',
    '2',
    'high',
  ])
  expect(second.slice(0, 2)).toEqual(['4K7-2M9-QX8', 'draft'])
  expect(second.slice(5).every((text) => text === '')).toBe(true)
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '  =1', '\u200B=1', '＝1', '＠x'])(
  'the formula %j is text in a CSV',
  (formula) => {
    const [names = [], row = []] = parsed(exportCsv(questionnaire, [exported({ note: formula })]))
    expect(row[names.indexOf('note')]).toBe(`'${formula}`)
  },
)

test('a JSON document holds what is stored, and the same as people read it', () => {
  const document = JSON.parse(
    exportJson(exported(answers, { recap: { text: 'You wrote.', provider: 'demo', model: undefined } })),
  )
  const { closed: _closed, ...enabled } = answers
  expect(document).toMatchObject({
    questionnaire: { id: 'sample', version: '1' },
    reference: '4K7-2M9-QX8',
    status: 'sent',
    answers: enabled,
    scores: [{ id: 'total', value: 2, band: { id: 'high', label: 'High' } }],
    recap: { written_by: { provider: 'demo', model: null }, text: 'You wrote.' },
  })
  expect(document.answers_as_read[0].rows[1]).toEqual({ field: 'mood', label: 'Mood', text: 'Good' })
})

test('28: what was closed again is in no document', () => {
  const documents = {
    csv: exportCsv(questionnaire, [exported(answers)]),
    fhir: exportFhir(exported(answers)),
    json: exportJson(exported(answers)),
    markdown: exportMarkdown(exported(answers), messagesFor('en').export),
  }
  const open = { ...answers, mood: 0 }
  for (const [kind, document] of Object.entries(documents)) {
    expect(document, kind).not.toContain('what was closed again')
    expect(document, kind).toContain('cmd')
  }
  expect(exportFhir(exported(open))).toContain('what was closed again')
})

test('in Markdown what was typed is text, whatever marks are in it', () => {
  const hostile = '# not a heading\n<script>alert(1)</script> [a](javascript:b) **c** `d`\n\n---'
  const text = exportMarkdown(exported({ note: hostile }), messagesFor('en').export)
  expect(text).toContain('**Note \\*one\\***')
  expect(text).toContain(
    '> \\# not a heading  \n> \\<script\\>alert\\(1\\)\\</script\\> \\[a\\]\\(javascript:b\\) \\*\\*c\\*\\* \\`d\\`  \n>\n> \\-\\-\\-  ',
  )
  expect(text).toContain('**Mood**\n\n> Not provided')
  expect(text).toContain('**Total**: not complete')
})
