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
  | { readonly type: 'exclusive'; readonly option: string }

export type DatePart = 'day' | 'month' | 'year'

/** The first input that is wrong, where a question has several. */
export type FieldPart = DatePart | 'option'
