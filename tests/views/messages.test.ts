import { describe, expect, it } from 'vitest'
import { messagesFor } from '../../views/index.js'
import { en } from '../../views/messages/en.js'
import { fi } from '../../views/messages/fi.js'

/** Every sentence by its key, functions called with a number that can be seen in the result. */
function sentences(words: object, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...Object.entries(words).map(([key, value]) => {
      const name = `${path}${key}`
      if (typeof value === 'function') return { [name]: value(7) }
      return typeof value === 'string' ? { [name]: value } : sentences(value, `${name}.`)
    }),
  )
}

const english = sentences(en)
const finnish = sentences(fi)
const languages = { english, finnish }

describe.each(Object.entries(languages))('the %s words', (_name, words) => {
  it('are all there, without white space around them', () => {
    for (const [key, text] of Object.entries(words))
      expect([key, text]).toEqual([key, expect.stringMatching(/^\S(.*\S)?\s?$/s)])
  })

  it('hold no markup and no placeholder of a template', () => {
    for (const [key, text] of Object.entries(words)) {
      if (key !== 'homeEmptyHint')
        expect([key, text]).toEqual([key, expect.not.stringMatching(/[<>{}]|undefined|NaN/)])
    }
  })

  it('say the number that they are given', () => {
    for (const key of ['questionNumber', 'questions', 'minutes', 'stoppedAt', 'charactersLeft']) {
      expect(words[key]).toContain('7')
    }
    for (const key of ['charactersRemaining', 'charactersOver'])
      expect(words[key]?.split('#')).toHaveLength(2)
  })
})

describe('the Finnish words', () => {
  it('stand under keys that the English ones have', () => {
    expect(Object.keys(finnish).filter((key) => !(key in english))).toEqual([])
  })

  it('cover everything that a person meets inside a questionnaire', () => {
    const site = /^(home|demo|notFound|forbidden|tooLarge|tooMany|wrongType|toHome)/
    expect(Object.keys(english).filter((key) => !(key in finnish) && !site.test(key))).toEqual([])
  })

  it('are not the English ones', () => {
    expect(Object.keys(finnish).filter((key) => finnish[key] === english[key])).toEqual([])
  })

  it('say one as one', () => {
    expect([messagesFor('fi').questions(1), messagesFor('en').questions(1)]).toEqual([
      '1 kysymys',
      '1 question',
    ])
  })
})

it('a language that has no words, or whose name every object knows, is spoken to in English', () => {
  for (const language of ['de', '', 'xx-YY', '__proto__', 'constructor']) {
    expect(sentences(messagesFor(language))).toEqual(english)
  }
})
