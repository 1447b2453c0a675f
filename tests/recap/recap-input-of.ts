import type { RecapInput, RecapValue } from '../../src/questionnaire/recap-input.js'

/** The input of a recap from rows of id, label, text and, where it differs from the text, value. */
export function recapInputOf(
  rows: readonly (readonly [id: string, label: string, text: string, value?: RecapValue])[],
  language = 'en',
): RecapInput {
  const answers = rows.map(([id, label, text, value = text]) => ({ id, label, text, value }))
  return {
    language,
    schema: {
      name: 'Sample',
      version: '1',
      language,
      description: '',
      fields: [],
      scores: [],
      recap: { instructions: '' },
    },
    answers,
    extracted_data: Object.fromEntries(answers.map(({ id, value }) => [id, value])),
  }
}
