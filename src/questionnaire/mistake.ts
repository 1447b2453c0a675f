/** Every way in which an answer can be wrong; `error-sentences.ts` has the words for each. */
export type Mistake =
  | { readonly type: 'required' | 'must' | 'pattern' | 'email' | 'tel' | 'postalCode' }
  | { readonly type: 'number' | 'wholeNumber' | 'tooManyDigits' | 'unknownOption' | 'severalAnswers' }
  /** Could be read in two ways, which are both given. */
  | { readonly type: 'ambiguousNumber'; readonly readings: readonly [string, string] }
  | { readonly type: 'min' | 'max'; readonly limit: number | string }
  /** Characters (Unicode code points). */
  | { readonly type: 'minLength' | 'maxLength'; readonly limit: number; readonly length: number }
  | { readonly type: 'datePartMissing' | 'datePartWrong'; readonly part: DatePart }
  | { readonly type: 'dateNotReal' }
  /** A time of day that cannot be read, or none beside a date. */
  | { readonly type: 'time' | 'timeMissing' }
  | { readonly type: 'url' | 'unitMissing' | 'otherMissing' }
  /** Values of a question that has several. */
  | { readonly type: 'tooFew' | 'tooMany'; readonly limit: number }
  /** A file that has to be chosen again, or another in its place. `limit` in bytes. */
  | { readonly type: 'fileTooLarge'; readonly file: string; readonly limit: number }
  | { readonly type: 'fileKind' | 'fileEmpty'; readonly file: string }
  | { readonly type: 'fileGone' }
  /** One more than a session keeps: so many files, or bytes of all together. */
  | { readonly type: 'tooManyFiles' | 'tooManyBytes'; readonly file: string; readonly limit: number }
  /** A rule of the file between several questions, with the author's own sentence. */
  | { readonly type: 'rule'; readonly message: string }
  | { readonly type: 'exclusive'; readonly option: string }

export type DatePart = 'day' | 'month' | 'year'

/** The first input that is wrong, where a question has several. */
export type FieldPart = DatePart | 'option' | 'time' | 'unit' | 'other' | `${number}`
