import { parseRichText, plainText } from '../questionnaire/rich-text.js'

/**
 * Markdown that says a text as it stands, such as `4\. Address` for `4. Address`; `undefined` where the text itself
 * does.
 */
export function markdownOf(text: string): string | undefined {
  if (isSaidBy(text, text)) return undefined
  const escaped = text.replace(/[\\*_#>]/g, '\\$&').replace(/^(\s*(?:\d+(?=[.)])|(?=[-+=])))/gm, '$1\\')
  return isSaidBy(escaped, text) ? escaped : undefined
}

function isSaidBy(markdown: string, text: string): boolean {
  return plainText(parseRichText(markdown)) === text
}
