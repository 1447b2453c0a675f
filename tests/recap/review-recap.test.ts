import { describe, expect, it } from 'vitest'
import type { Inline, RichText } from '../../src/questionnaire/rich-text.js'
import { recapSentences, reviewRecap } from '../../src/recap/review-recap.js'
import { recapInputOf } from './recap-input-of.js'

const input = recapInputOf([
  ['reason', 'What brings you to us', 'I slipped on the cellar stairs'],
  ['tired', 'Are you tired?', 'Yes', true],
  ['medicines.1.name', 'Medicine 1: Name', 'Ibuprofen'],
])
const text = [
  'Thank you for writing. You slipped on the **cellar stairs**. You take 400 mg of Ibuprofen.',
  '> You are *very* sad.',
  'Is that what you meant?',
].join('\n\n')

const trace = (answer: object) => reviewRecap(text, input, JSON.stringify(answer))

/** The words, with what is marked in brackets. */
function shown(blocks: RichText): string {
  const inlineText = (inline: Inline): string => {
    if ('inlines' in inline) return inline.inlines.map(inlineText).join('')
    if (inline.kind === 'break') return '\n'
    return inline.kind === 'mark' ? `[${inline.text}]` : inline.text
  }
  return blocks
    .map((block) => {
      if (block.kind === 'list') return block.items.map(shown).join(' ')
      return block.kind === 'quote' ? shown(block.blocks) : block.inlines.map(inlineText).join('')
    })
    .join(' | ')
}

describe('a finished recap', () => {
  it('is cut into sentences in order, whatever block they are in', () => {
    expect(recapSentences(text, 'en').map(({ number, text }) => [number, text])).toEqual([
      [1, 'Thank you for writing.'],
      [2, 'You slipped on the cellar stairs.'],
      [3, 'You take 400 mg of Ibuprofen.'],
      [4, 'You are very sad.'],
      [5, 'Is that what you meant?'],
    ])
    expect(recapSentences('You see Dr. Okafor at 5. Then you rest.', 'en')).toHaveLength(2)
  })

  it('has what no answer holds marked, before anything is traced', () => {
    const { blocks, doubtful, traced } = reviewRecap(text, input)
    expect(shown(blocks)).toBe(
      'Thank you for writing. You slipped on the cellar stairs. You take [400] mg of Ibuprofen. | You are very sad. | Is that what you meant?',
    )
    expect([doubtful, traced]).toEqual([['400'], undefined])
  })

  it('has the sentences marked that come from no answer', () => {
    const { blocks, doubtful, traced } = trace({
      sources: [
        { sentence: 2, answer: 'reason', words: 'slipped on the cellar stairs' },
        { sentence: 3, answer: 'medicines.1.name', words: 'ibuprofen' },
      ],
      courtesies: [1, 5],
    })
    expect(shown(blocks)).toBe(
      'Thank you for writing. You slipped on the cellar stairs. You take [400] mg of Ibuprofen. | [You are ][very][ sad.] | Is that what you meant?',
    )
    expect(doubtful).toEqual(['400', 'You are very sad.'])
    expect(
      traced?.map(({ sources, isCourtesy }) => [sources.map(({ answer }) => answer.id), isCourtesy]),
    ).toEqual([
      [[], true],
      [['reason'], false],
      [['medicines.1.name'], false],
      [[], false],
      [[], true],
    ])
  })

  it('believes no source that the answers do not bear out', () => {
    const { traced } = trace({
      sources: [
        { sentence: 2, answer: 'reason', words: 'slipped on the cellar stairs' },
        { sentence: 3, answer: 'reason', words: 'takes 400 mg' },
        { sentence: 4, answer: 'mood', words: 'very sad' },
        { sentence: 4, answer: 'tired', words: '' },
        { sentence: 4, answer: 'tired' },
        { sentence: 99, answer: 'tired', words: 'Yes' },
        'nonsense',
        null,
      ],
      courtesies: ['4', 2, {}],
    })
    expect(traced?.map(({ sources }) => sources.length)).toEqual([0, 1, 0, 0, 0])
    // What has a source is no courtesy, whatever is said of it.
    expect(traced?.map(({ isCourtesy }) => isCourtesy)).toEqual([false, false, false, true, false])
  })

  it.each([
    'no JSON at all',
    '{}',
    '{"sources": [], "courtesies": [1, 2, 3, 4, 5]}',
    '{"sources": "all", "courtesies": []}',
    '[]',
    'null',
  ])('is not marked by a trace that says nothing of use: %s', (answer) => {
    const reviewed = reviewRecap(text, input, answer)
    expect(reviewed.traced).toBeUndefined()
    expect(reviewed.doubtful).toEqual(['400'])
  })
})
