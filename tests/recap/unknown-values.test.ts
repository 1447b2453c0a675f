import { describe, expect, it } from 'vitest'
import type { RecapInput } from '../../src/questionnaire/recap-input.js'
import { knownValues } from '../../src/recap/known-values.js'
import { unknownValues } from '../../src/recap/unknown-values.js'
import { recapInputOf } from './recap-input-of.js'

const input = recapInputOf([
  ['reason', 'What brings you to us', 'I slipped on the cellar stairs and my left knee hurts'],
  ['since', 'When it began', '9 February 2026', '2026-02-09'],
  ['pain', 'Pain today, from 0 to 10', '6', 6],
  ['medicine', 'What you take for it', 'One ibuprofen, 400 mg, twice a day'],
  ['weight', 'Weight', '1,250.5 kg', 1250.5],
  ['doctor', 'Your doctor', 'Maija Virtanen'],
  ['code', 'Ticket', 'AB-12'],
  ['mail', 'Email', 'mv@example.org'],
  ['days', 'Days', 'Monday, Friday', ['mon', 'fri']],
])

function unknown(text: string, from: RecapInput = input): string[] {
  return unknownValues(text, knownValues(from), from.language).map(({ start, end }) => text.slice(start, end))
}

describe('a recap is searched for values that no answer holds', () => {
  it.each([
    'You slipped on the cellar stairs on 9 February 2026, and put the pain at six out of ten.',
    'On 9th February, and on February 9, 2026, and in February 2026, and on 2026-02-09 and 9/2/2026.',
    'You take 400mg of ibuprofen two times a day; that is 400 mg twice.',
    'You weigh 1,250.5 kg, which others write 1250.5 or 1.250,5.',
    'You see Maija Virtanen, and Maija’s room is on the left.',
    'It happened on a Monday; Friday was better. I’m sure, and I have said so.',
    'You wrote “I slipped on the cellar stairs” and “my left knee … hurts”.',
    'Write to mv@example.org about AB-12.',
    'These are all 9 answers, and two of the days.',
    '',
  ])('and leaves what they hold: %s', (text) => {
    expect(unknown(text)).toEqual([])
  })

  it.each([
    ['You take 500 mg of it.', ['500']],
    ['The pain is seven out of ten.', ['seven']],
    ['It began on 8 February 2026.', ['8 February 2026']],
    ['It began on 9 March, or on 9.2.2025, or in February 2024.', ['9 March', '9.2.2025', 'February 2024']],
    ['You see Doctor Anna Okafor on Tuesday.', ['Anna Okafor', 'Tuesday']],
    ['You wrote “my right knee hurts”.', ['“my right knee hurts”']],
    [
      'Write to eve@example.org or see https://example.org/AB.',
      ['eve@example.org', 'https://example.org/AB.'],
    ],
    ['The ticket is AB-13.', ['AB-13']],
    ['You weigh 1,250 kg.', ['1,250']],
  ])('and finds what they do not: %s', (text, found) => {
    expect(unknown(text)).toEqual(found)
  })

  it('in Finnish by its words for numbers, its months and its endings', () => {
    const finnish = recapInputOf(
      [
        ['paiva', 'Milloin', '9. helmikuuta 2026', '2026-02-09'],
        ['nimi', 'Nimi', 'Maija Virtanen'],
        ['maara', 'Montako', '3', 3],
      ],
      'fi',
    )
    expect(unknown('Maijan polvi kipeytyi 9. helmikuuta, kolmesti. Näin Virtanen kertoi.', finnish)).toEqual(
      [],
    )
    expect(unknown('Silloin Liisan polvi kipeytyi 8. helmikuuta, neljästi.', finnish)).toEqual([
      'Liisan',
      '8. helmikuuta',
      'neljästi',
    ])
  })

  it('and takes no noun for a name where every noun has a capital', () => {
    const german = recapInputOf([['grund', 'Grund', 'Das Knie schmerzt']], 'de')
    expect(unknown('Das Knie tut weh, seit dem Sturz auf der Treppe am 3. März.', german)).toEqual([
      '3. März',
    ])
  })
})
