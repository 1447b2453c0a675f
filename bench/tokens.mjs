// @ts-check
/** The tokens of one stream: numbered, so that a lost, doubled or swapped one shows in the text. @param {number} count */
export function numberedTokens(count) {
  return Array.from({ length: count }, (_, index) => ` w${index}`)
}
