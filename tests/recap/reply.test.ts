import { describe, expect, it } from 'vitest'
import { readReply } from '../../src/recap/reply.js'
import { wordDifference } from '../../src/recap/word-difference.js'

describe('56: a reply', () => {
  it.each(['yes', 'Yes.', ' OK ', 'Kyllä!', 'all correct'])('agrees by %j alone', (text) => {
    expect(readReply(text)).toEqual({ kind: 'agreement' })
  })

  it.each([
    'ok but change the date',
    'yes, except for the knee',
    'yes yes no',
    'okay?',
    'not correct',
    'correct the date',
    'y',
    'confirm',
    'send it',
  ])('never agrees by %j', (text) => {
    expect(readReply(text)).toEqual({ kind: 'message', message: text })
  })

  it('has to say something, in 4,000 characters', () => {
    expect(readReply(' \r\n ')).toEqual({ kind: 'empty' })
    expect(readReply('🙂'.repeat(4000)).kind).toBe('message')
    expect(readReply('🙂'.repeat(4001))).toEqual({ kind: 'tooLong', limit: 4000 })
  })
})

describe('what differs between two texts', () => {
  it('is shown word by word', () => {
    expect(wordDifference('my left knee', 'my right knee')).toEqual([
      { kind: 'same', text: 'my ' },
      { kind: 'old', text: 'left' },
      { kind: 'new', text: 'right' },
      { kind: 'same', text: ' knee' },
    ])
  })

  it('is given up where too much does', () => {
    const words = (from: number) => Array.from({ length: 300 }, (_, index) => `w${from + index}`).join(' ')
    expect(wordDifference(words(0), words(1000))).toBeUndefined()
  })
})
