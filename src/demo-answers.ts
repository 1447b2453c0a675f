import type { RecapInput } from './questionnaire/recap-input.js'

/** The answers that the demo page reads back: nobody's, and good for a letter. */
export const demoAnswers: RecapInput = {
  language: 'en',
  schema: {
    name: 'Before your first appointment',
    version: '1.0',
    language: 'en',
    description: 'What hurts, since when, and what you hope for.',
    fields: [],
    scores: [],
    recap: { instructions: 'Three or four short paragraphs, in a calm and friendly tone.' },
  },
  ...fromRows([
    [
      'reason',
      'What brings you to us',
      'I slipped on the cellar stairs and my left knee has hurt ever since',
    ],
    ['since', 'When it began', '9 February 2026'],
    ['worst', 'When it is worst', 'Walking downhill, and in the evening after a long day on my feet'],
    ['pain', 'Pain today, from 0 to 10', '6'],
    ['sleep', 'Sleep in the last seven nights', 'I wake once or twice'],
    ['medicine', 'What you take for it', 'One ibuprofen, 400 mg, in the evening'],
    ['tried', 'What you have tried', 'Ice, a knee support and a week of rest'],
    ['goal', 'What you would like to be able to do', 'Walk down from a mountain without stopping'],
    ['contact', 'How we may reach you', 'By email'],
  ]),
}

function fromRows(rows: readonly (readonly [id: string, label: string, text: string])[]) {
  return {
    extracted_data: Object.fromEntries(rows.map(([id, , text]) => [id, text])),
    answers: rows.map(([id, label, text]) => ({ id, label, value: text, text })),
  }
}
