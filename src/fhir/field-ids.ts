import { RESERVED_PAGES } from '../questionnaire/check-references.js'
import { MAX_ID_LENGTH, RESERVED_IDS } from '../questionnaire/read-identity.js'

const RESERVED: ReadonlySet<string> = new Set([...RESERVED_IDS, ...RESERVED_PAGES])
/** Room for `_2` and more. */
const MAX_STEM = MAX_ID_LENGTH - 8

/** Gives out ids of fields and scores: a slug of the linkId, valid, not reserved, each once. */
export function createFieldIds(): (linkId: string) => string {
  const taken = new Set<string>()
  return (linkId) => {
    const stem = stemOf(linkId)
    let id = RESERVED.has(stem) ? `${stem}_item` : stem
    for (let count = 2; taken.has(id); count++) id = `${stem}_${count}`
    taken.add(id)
    return id
  }
}

function stemOf(linkId: string): string {
  const words = plainLetters(linkId)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  const stem = /^[a-z]/.test(words) ? words : `q_${words}`
  return stem.slice(0, MAX_STEM).replace(/_+$/, '')
}

/** A slug for a folder: `Before your visit` as `before-your-visit`; `undefined` where nothing is left. */
export function folderName(text: string): string | undefined {
  const name = plainLetters(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '')
  return name === '' ? undefined : name
}

/** Letters without their marks: `é` as `e`. */
function plainLetters(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '')
}
