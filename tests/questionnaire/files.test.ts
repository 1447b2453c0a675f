import { describe, expect, it } from 'vitest'
import type { FileAnswer } from '../../src/questionnaire/answer.js'
import { answerText } from '../../src/questionnaire/answer-text.js'
import { errorSentence } from '../../src/questionnaire/error-sentences.js'
import { createEvaluation } from '../../src/questionnaire/evaluation.js'
import { fileHint, sizeText } from '../../src/questionnaire/file-words.js'
import type { Mistake } from '../../src/questionnaire/mistake.js'
import { gaps } from '../../src/questionnaire/pages.js'
import type { Field } from '../../src/questionnaire/questionnaire.js'
import { readForm } from '../../src/questionnaire/read-form.js'
import { recapInput } from '../../src/questionnaire/recap-input.js'
import { context, pageOf, problemsIn, questionnaireFrom } from './questionnaire-from.js'

const MB = 1024 * 1024
/** A file field `a` with more lines; those begin at line 7. */
const field = (lines = '') =>
  `fields:\n  - id: a\n    type: file\n${lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `    ${line}\n`)
    .join('')}`
const only = (lines = '', language = 'en') => questionnaireFrom(field(lines), language).fields[0] as Field

const scan: FileAnswer = { file: '0'.repeat(32), name: 'scan.png', type: 'image/png', size: 1_258_291 }
const letter: FileAnswer = { file: '1'.repeat(32), name: 'letter.pdf', type: 'application/pdf', size: 900 }

describe('a field of type file', () => {
  it('takes PNG, JPEG and PDF of 5 MB where it does not say', () => {
    expect(only()).toMatchObject({
      accept: ['image/png', 'image/jpeg', 'application/pdf'],
      maxSize: 5 * MB,
    })
    expect(only('repeat: {}').repeat).toMatchObject({ min: 0, max: 10 })
  })

  it.each([
    ['5MB', 5 * MB],
    ['1.5 MB', 1.5 * MB],
    ['500 KB', 500 * 1024],
    ['20 mb', 20 * MB],
    ['0.5kb', 512],
  ])('takes files of %s', (size, bytes) => {
    expect(only(`maxSize: ${size}`).maxSize).toBe(bytes)
  })

  it.each([
    ['maxSize: 5', '7:14 "maxSize" has to be a size such as 5MB or 500 KB, found the number 5.'],
    ['maxSize: big', '7:14 "maxSize" has to be a size such as 5MB or 500 KB, found "big".'],
    ['maxSize: 5 GB', '7:14 "maxSize" has to be a size such as 5MB or 500 KB, found "5 GB".'],
    ['maxSize: -5MB', '7:14 "maxSize" has to be a size such as 5MB or 500 KB, found "-5MB".'],
    ['maxSize: 21MB', '7:14 "maxSize" may be at most 20MB and has to be more than nothing, found 21MB.'],
    ['maxSize: 0KB', '7:14 "maxSize" may be at most 20MB and has to be more than nothing, found 0KB.'],
    ['accept: image/png', '7:13 "accept" has to be a list, found "image/png".'],
    ['accept: []', '7:13 "accept" is empty. Name at least one kind, such as image/png.'],
    [
      'accept: [image/png, image/jpg]',
      '7:25 "accept" has to name kinds of files that can be told by their content, or plain text, found "image/jpg". Did you mean "image/jpeg"?',
    ],
    ['accept: [image/png, image/png]', '7:25 "accept" has "image/png" twice. Remove one.'],
    ['accept: [3]', '7:14 "accept" has to be a list of names, found the number 3.'],
    ['repeat: { max: 11 }', '7:20 There may be at most 10 files, found 11.'],
    ['default: x', '7:5 "default" does not belong to a field of type "file", only to'],
    ['prefill: query.a', '7:5 "prefill" does not belong to a field of type "file", only to'],
    ['readonly: true', '7:5 "readonly" does not belong to a field of type "file", only to'],
    ['maxLength: 3', '7:5 "maxLength" does not belong to a field of type "file", only to'],
  ])('%s is a mistake', (line, problem) => {
    const problems = problemsIn(field(line))
    expect(problems).toHaveLength(1)
    expect(problems[0]?.startsWith(problem), problems[0]).toBe(true)
  })

  it('refuses kinds that a browser would run', () => {
    for (const kind of ['image/svg+xml', 'text/html', 'application/javascript', 'image/*']) {
      expect(problemsIn(field(`accept: ["${kind}"]`))[0]).toContain(`found "${kind}".`)
    }
  })
})

describe('in conditions a file', () => {
  const conditional = (when: string) => `${field('repeat: {}')}  - id: b\n    when: ${when}\n`

  it('can be asked for and counted', () => {
    const isShown = (when: string, files: readonly FileAnswer[]) => {
      const questionnaire = questionnaireFrom(conditional(when))
      return createEvaluation(questionnaire, { a: files }, context).isEnabled(
        questionnaire.fields[1] as Field,
      )
    }
    expect(isShown('answered(a)', [scan])).toBe(true)
    expect(isShown('count(a) == 2', [scan, letter])).toBe(true)
    expect(isShown('count(a) > 1', [scan])).toBe(false)
    const one = questionnaireFrom(`${field()}  - { id: b, when: count(a) == 1 and answered(a) }\n`)
    const [, b] = one.fields
    expect(createEvaluation(one, { a: letter }, context).isEnabled(b as Field)).toBe(true)
    expect(createEvaluation(one, {}, context).isEnabled(b as Field)).toBe(false)
  })

  it.each(["a == 'scan.png'", 'a != 1', 'a > 2', 'age(a) > 2'])('cannot be compared: %s', (when) => {
    const [problem = ''] = problemsIn(conditional(`"${when}"`))
    expect(problem).toMatch(
      /^9:\d+ (?:"a" is a file, and files cannot be compared\. Write answered\(a\) or count\(a\) > 0\.|age\( \) needs a date)/,
    )
  })

  it('cannot be compared from the right either', () => {
    const file = `fields:\n  - { id: c, type: string }\n  - { id: a, type: file }\n  - { id: b, when: c == a }\n`
    expect(problemsIn(file)).toEqual([
      expect.stringContaining('"a" is a file, and files cannot be compared.'),
    ])
  })
})

describe('a page with a question for a file', () => {
  const questionnaire = questionnaireFrom(field('required: true\naccept: [image/png]\nmaxSize: 2MB'))
  const read = (ids: string[], kept: readonly FileAnswer[] = [scan, letter]) =>
    readForm(
      questionnaire,
      pageOf(questionnaire, 'a'),
      { a: ids },
      {},
      { ...context, files: { kept: new Map(kept.map((one) => [one.file, one])), mistakes: new Map() } },
    )

  it('answers with what the session keeps, and never with what a form makes up', () => {
    expect(read([scan.file]).answers).toEqual({ a: scan })
    expect(read(['x'.repeat(32)]).errors).toEqual([
      { field: 'a', message: 'A file for “A” is no longer kept. Choose it again.' },
    ])
    expect(read([]).errors).toEqual([{ field: 'a', message: 'Choose a file for “A”.' }])
    expect(read([scan.file, letter.file]).errors).toEqual([
      { field: 'a', message: 'Give only one file for “A”. Remove the others.' },
    ])
  })

  it('takes no file that was given to a question with other rules', () => {
    expect(read([letter.file]).errors[0]?.message).toContain('The file “letter.pdf” for “A” is not PNG.')
    const large = { ...scan, size: 2 * MB + 1 }
    expect(read([scan.file], [large]).errors[0]?.message).toContain('is larger than 2 MB.')
  })

  it('is a gap until there is one', () => {
    expect(gaps(questionnaire, {}, context)).toHaveLength(1)
    expect(gaps(questionnaire, { a: scan }, context)).toEqual([])
  })
})

describe('24: what is wrong with a file', () => {
  const mistakes: readonly Mistake[] = [
    { type: 'required' },
    { type: 'fileTooLarge', file: 'x.png', limit: 5 * MB },
    { type: 'fileKind', file: 'x.png' },
    { type: 'fileEmpty', file: 'x.png' },
    { type: 'fileGone' },
    { type: 'severalAnswers' },
    { type: 'tooFew', limit: 1 },
    { type: 'tooMany', limit: 3 },
    { type: 'tooManyFiles', file: 'x.png', limit: 10 },
    { type: 'tooManyBytes', file: 'x.png', limit: 20 * MB },
  ]

  it.each(['en', 'fi'])('is said in a sentence of its own that names the question (%s)', (language) => {
    const sentences = mistakes.map((mistake) =>
      errorSentence(only('short: Receipt', language), mistake, language),
    )
    expect(new Set(sentences).size).toBe(mistakes.length)
    for (const [index, sentence] of sentences.entries()) {
      expect(sentence).toContain('Receipt')
      const mistake = mistakes[index]
      if (mistake && 'file' in mistake) expect(sentence).toContain('x.png')
      expect(sentence).not.toMatch(/undefined|\[object|answer|vastaus/)
    }
  })

  it('is said in the author’s words where there are some', () => {
    const own = only(
      'required: true\nmessages: { required: We need your scan., format: A scan is a picture. }',
    )
    expect(errorSentence(own, { type: 'required' }, 'en')).toBe('We need your scan.')
    expect(errorSentence(own, { type: 'fileKind', file: 'a' }, 'en')).toBe('A scan is a picture.')
    expect(errorSentence(own, { type: 'fileEmpty', file: 'a' }, 'en')).toContain('is empty')
  })
})

describe('for people', () => {
  it('a file is its name and its size', () => {
    expect(answerText(only(), scan, 'en')).toBe('scan.png (1.2 MB)')
    expect(answerText(only('repeat: {}'), [scan, letter], 'fi')).toBe('scan.png (1,2 Mt); letter.pdf (900 t)')
  })

  it.each([
    [1, '1 byte', '1 t'],
    [1023, '1023 bytes', '1023 t'],
    [1024, '1 KB', '1 kt'],
    [MB - 1, '1 MB', '1 Mt'],
    [5 * MB, '5 MB', '5 Mt'],
    [20 * MB, '20 MB', '20 Mt'],
  ])('%i bytes are %s', (bytes, english, finnish) => {
    expect([sizeText(bytes, 'en-GB'), sizeText(bytes, 'fi')]).toEqual([english, finnish])
  })

  it('the kinds, the size and the number are a sentence', () => {
    expect(fileHint(only(), 'en')).toBe('One file: PNG, JPEG or PDF, up to 5 MB.')
    expect(fileHint(only('accept: [text/plain]\nrepeat: { max: 3 }'), 'fi')).toBe(
      'Enintään 3 tiedostoa: teksti, kukin enintään 5 Mt.',
    )
  })
})

it('58: a model gets the name of a file and nothing else of it, and of a sensitive one not even that', () => {
  const questionnaire = questionnaireFrom(
    `${field('repeat: {}')}  - { id: b, type: file }\n  - { id: c, type: file, sensitive: true }\n`,
  )
  const input = recapInput(questionnaire, { a: [scan], b: letter, c: { ...scan, name: 'canary' } }, context)
  expect(input.extracted_data).toEqual({ a: ['scan.png'], b: 'letter.pdf' })
  expect(input.answers).toEqual([
    { id: 'a', label: 'A', value: ['scan.png'], text: 'scan.png' },
    { id: 'b', label: 'B', value: 'letter.pdf', text: 'letter.pdf' },
  ])
  expect(JSON.stringify(input)).not.toMatch(/canary|0000|1111|image\/png|1258291/)
})
