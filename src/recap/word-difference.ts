import { diffWordsWithSpace } from 'diff'

/** A piece of two texts: in both, only in the old one, or only in the new one. */
export interface DifferencePiece {
  readonly kind: 'same' | 'old' | 'new'
  readonly text: string
}

/** Changes beyond which two texts are shown one after the other: nobody reads so many marks. */
const MAX_CHANGES = 200

/** What differs between two texts, word by word; `undefined` where too much does. */
export function wordDifference(before: string, after: string): DifferencePiece[] | undefined {
  const pieces = diffWordsWithSpace(before, after, { maxEditLength: MAX_CHANGES, timeout: 100 })
  return pieces?.map(({ added, removed, value }) => ({
    kind: added ? 'new' : removed ? 'old' : 'same',
    text: value,
  }))
}
