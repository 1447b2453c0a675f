import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'

/** A text in other languages, by language tag. */
export type Translated = ReadonlyMap<string, string>

/** What stands at `_text` for `text`: its translations. */
export function translationsOf(element: FhirElement, key: string): Translated {
  const found = new Map<string, string>()
  for (const extension of element.element(`_${key}`)?.extensions(extensionUrl.translation) ?? []) {
    const parts = extension.elements('extension')
    const part = (url: string) => parts.find((candidate) => candidate.text('url') === url)
    const language = part('lang')?.text('valueCode')
    const content = part('content')?.text('valueString') ?? part('content')?.text('valueMarkdown')
    if (language !== undefined && content !== undefined) found.set(language, content)
  }
  return found
}

/** A text with its translations, as the keys `text` and `_text`. */
export function withTranslations(key: string, text: string, translated: Translated): Record<string, unknown> {
  if (translated.size === 0) return { [key]: text }
  const extension = [...translated].map(([language, content]) => ({
    url: extensionUrl.translation,
    extension: [
      { url: 'lang', valueCode: language },
      { url: 'content', valueString: content },
    ],
  }))
  return { [key]: text, [`_${key}`]: { extension } }
}
