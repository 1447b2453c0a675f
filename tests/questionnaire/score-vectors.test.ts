import { describe, expect, it } from 'vitest'
import { completion, scores } from '../../src/questionnaire/outcome.js'
import { gaps } from '../../src/questionnaire/pages.js'
import { context, questionnaireFrom, shippedQuestionnaire } from './questionnaire-from.js'

const MOOD = [
  'interest',
  'low_mood',
  'sleep',
  'energy',
  'appetite',
  'self_view',
  'focus',
  'pace',
  'self_harm',
]

/** An answer for each item, one digit each; `-` leaves it open. */
function answersFor(ids: readonly string[], digits: string): Record<string, number> {
  return Object.fromEntries(
    ids.flatMap((id, index) => (digits[index] === '-' ? [] : [[id, Number(digits[index])]])),
  )
}

describe('31: the mood check', () => {
  const mood = shippedQuestionnaire('mood-check')

  it.each([
    ['000000000', 0, 'minimal'],
    ['000000001', 1, 'minimal'],
    ['310000000', 4, 'minimal'],
    ['000000013', 4, 'minimal'],
    ['320000000', 5, 'mild'],
    ['111110000', 5, 'mild'],
    ['333000000', 9, 'mild'],
    ['000000333', 9, 'mild'],
    ['333100000', 10, 'moderate'],
    ['000033310', 10, 'moderate'],
    ['333320000', 14, 'moderate'],
    ['222222200', 14, 'moderate'],
    ['333330000', 15, 'marked'],
    ['000033333', 15, 'marked'],
    ['333333100', 19, 'marked'],
    ['222222223', 19, 'marked'],
    ['333333200', 20, 'severe'],
    ['222222233', 20, 'severe'],
    ['333333332', 26, 'severe'],
    ['333333333', 27, 'severe'],
  ])('31: %s scores %i, which is "%s"', (digits, value, band) => {
    expect(scores(mood, answersFor(MOOD, digits), context)).toMatchObject([{ value, band: { id: band } }])
  })

  it.each(MOOD.map((_, index) => [index + 1, `${'0'.repeat(index)}-${'0'.repeat(8 - index)}`] as const))(
    '31: is incomplete, never zero, while item %i is open: %s',
    (_, digits) => {
      const [score] = scores(mood, answersFor(MOOD, digits), context)
      expect([score?.value, score?.band]).toEqual([undefined, undefined])
    },
  )

  it('31: nothing at all is incomplete too, and no condition on the score holds then', () => {
    expect(scores(mood, {}, context)[0]?.value).toBeUndefined()
    expect(completion(mood, {}, context)?.title).toBe('Thank you')
    expect(completion(mood, answersFor(MOOD, '33333333-'), context)?.title).toBe('Thank you')
    expect(completion(mood, answersFor(MOOD, '333100000'), context)?.title).toBe(
      'Thank you for being so open',
    )
  })
})

/*
 * Ten items in the way in which AUDIT counts: 4 to 8 are not asked, and count zero, of those who answer "never" to
 * the first; 9 and 10 count 0, 2 or 4. The words are our own.
 */
const SCREEN = [
  'how_often',
  'how_much',
  'six_or_more',
  'no_stop',
  'failed',
  'morning',
  'guilt',
  'memory',
  'hurt',
  'worry',
]
const screen = questionnaireFrom(`scales:
  often:
    - { value: 0, label: Never }
    - { value: 1, label: Now and then }
    - { value: 2, label: Each month }
    - { value: 3, label: Each week }
    - { value: 4, label: Most days }
  ever:
    - { value: 0, label: "No" }
    - { value: 2, label: "Yes, but not of late" }
    - { value: 4, label: "Yes, of late" }
fields:
  - { id: how_often, type: choice, scale: often, required: true, label: How often do you drink? }
  - { id: how_much, type: choice, scale: often, required: true, label: How much at a time? }
  - { id: six_or_more, type: choice, scale: often, required: true, label: How often a lot? }
${['no_stop', 'failed', 'morning', 'guilt', 'memory']
  .map(
    (id) =>
      `  - { id: ${id}, type: choice, scale: often, required: true, when: how_often != 0, label: ${id} }`,
  )
  .join('\n')}
  - { id: hurt, type: choice, scale: ever, required: true, label: Was anybody hurt? }
  - { id: worry, type: choice, scale: ever, required: true, label: Does anybody worry? }
scores:
  - id: total
    label: Total
    method: sum
    of: [${SCREEN.join(', ')}]
    skipped: zero
    missing: incomplete
    bands:
      - { id: low, label: Low, from: 0, to: 7 }
      - { id: risky, label: Risky, from: 8, to: 15 }
      - { id: harmful, label: Harmful, from: 16, to: 19 }
      - { id: dependent, label: Possibly dependent, from: 20, to: 40 }
`)
const total = (digits: string) => scores(screen, answersFor(SCREEN, digits), context)[0]

describe('31: a screen with the rules of AUDIT', () => {
  it.each([
    // Never: items 4 to 8 are not asked.
    ['000-----00', 0, 'low'],
    ['000-----20', 2, 'low'],
    ['000-----44', 8, 'risky'],
    ['044-----44', 16, 'harmful'],
    ['000-----04', 4, 'low'],
    // What is stored in items that are not asked counts nothing.
    ['0004444400', 0, 'low'],
    ['0124444422', 7, 'low'],
    // All are asked.
    ['1000000000', 1, 'low'],
    ['1110000022', 7, 'low'],
    ['4300000000', 7, 'low'],
    ['4400000000', 8, 'risky'],
    ['1111111100', 8, 'risky'],
    ['4443000000', 15, 'risky'],
    ['1111111144', 16, 'harmful'],
    ['4444000000', 16, 'harmful'],
    ['4444300000', 19, 'harmful'],
    ['3222222022', 19, 'harmful'],
    ['4444400000', 20, 'dependent'],
    ['2222222222', 20, 'dependent'],
    ['4444444442', 38, 'dependent'],
    ['4444444444', 40, 'dependent'],
  ])('31: %s scores %i, which is "%s"', (digits, value, band) => {
    expect(total(digits)).toMatchObject({ value, band: { id: band } })
  })

  it.each([
    '-111111122',
    '1-11111122',
    '11-1111122',
    '111-111122',
    '1111-11122',
    '11111-1122',
    '111111-122',
    '1111111-22',
    '11111111-2',
    '111111112-',
    '0-0-----00',
    '00------00',
    '000------0',
    '000-----0-',
    '----------',
    '-00-----00',
  ])('31: %s is incomplete, never zero', (digits) => {
    expect([total(digits)?.value, total(digits)?.band]).toEqual([undefined, undefined])
  })

  it('31: an item that is not asked is no gap, and one that is asked is one', () => {
    const open = (digits: string) =>
      gaps(screen, answersFor(SCREEN, digits), context).map(({ field }) => field.id)
    expect(open('000-----00')).toEqual([])
    expect(open('100-----00')).toEqual(['no_stop', 'failed', 'morning', 'guilt', 'memory'])
  })
})
