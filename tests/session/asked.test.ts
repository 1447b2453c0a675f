import { describe, expect, it } from 'vitest'
import { askedOf, optionName, readReply, replyText } from '../../src/session/asked.js'

describe('what an interrupt asks', () => {
  it('is its text', () => {
    expect(askedOf('How are you?\nReally?')).toEqual({
      text: 'How are you?\nReally?',
      details: [],
      options: [],
    })
  })

  it.each(['question', 'message', 'prompt'])('is the %s of a mapping, with the rest beside it', (key) => {
    expect(askedOf({ attempt: 2, [key]: 'Right?', found_so_far: ['a', { b: 1 }], note: null })).toEqual({
      text: 'Right?',
      details: [
        { label: 'Attempt', text: '2' },
        { label: 'Found so far', text: 'a, B: 1' },
        { label: 'Note', text: '' },
      ],
      options: [],
    })
  })

  it('is the first of several keys in the order question, message, prompt', () => {
    const { text, details } = askedOf({ prompt: 'third', message: 'second', question: 'first' })
    expect([text, details.map((detail) => detail.text)]).toEqual(['first', ['third', 'second']])
  })

  it('gives the value of an option as the file has it, null included', () => {
    expect(askedOf({ question: 'Sure?', options: [{ label: 'No', value: null }] }).options).toEqual([
      { label: 'No', value: null },
    ])
  })

  it('offers options as they are, or by their labels', () => {
    expect(
      askedOf({ question: 'Which?', options: ['red', 2, { label: 'Neither', value: 'none' }, { value: 7 }] })
        .options,
    ).toEqual([
      { label: 'red', value: 'red' },
      { label: '2', value: 2 },
      { label: 'Neither', value: 'none' },
      { label: '7', value: 7 },
    ])
  })

  it('is nothing where only a node is named, or where there is nothing', () => {
    expect(askedOf({ node: 'pause' })).toEqual({ text: undefined, details: [], options: [] })
    expect(askedOf(null)).toEqual({ text: undefined, details: [], options: [] })
  })

  it('takes any JSON', () => {
    for (const value of [0, true, [], {}, { options: 'none' }, { question: 4 }, [[1], { a: [] }]]) {
      expect(() => askedOf(value)).not.toThrow()
    }
  })
})

describe('a reply', () => {
  const free = askedOf('Yes?')
  const offered = askedOf({ question: 'Which?', options: ['red', 2, 'red'] })

  it('is the text without what surrounds it, with line breaks of one kind', () => {
    expect(readReply(free, ' a\r\nb\rc \n')).toEqual({ value: 'a\nb\nc' })
  })

  it('counts characters as people do', () => {
    expect(readReply(free, '🌊'.repeat(20_000))).toEqual({ value: '🌊'.repeat(20_000) })
    expect(readReply(free, '🌊'.repeat(20_001))).toMatchObject({ error: 'tooLong' })
  })

  it('to options is one of them, as the file has it', () => {
    expect(readReply(offered, optionName(1))).toEqual({ value: 2 })
    expect(readReply(offered, 'red')).toEqual({ value: 'red' })
    for (const wrong of ['', 'blue', '#0', '#4', '#-1', '#1e1', '__proto__']) {
      expect(readReply(offered, wrong)).toEqual({ error: 'notOffered', typed: wrong })
    }
  })

  it('reads as the label of its option', () => {
    const asked = askedOf({ options: [{ label: 'Yes, please', value: true }] })
    expect(replyText(asked, true)).toBe('Yes, please')
    expect(replyText(undefined, true)).toBe('true')
    expect(replyText(asked, 'typed')).toBe('typed')
  })
})
