import type { Findings } from './finding.js'
import type { ImportItem } from './import-item.js'
import type { ImportedWords } from './import-words.js'
import { markdownOf } from './markdown.js'
import type { Translated } from './translation.js'

type Overlay = Record<string, unknown>

/** Gathers the translations that stand all over a resource into one overlay for each language. */
export function createOverlays(language: string, findings: Findings) {
  const overlays = new Map<string, Map<string, unknown>>()

  function part(tag: string, key: string): Map<string, unknown> | undefined {
    const name = canonical(tag)
    if (name === undefined) {
      findings.warning(undefined, `"${tag}" is no language tag. Its translations were left out.`)
      return undefined
    }
    if (name === canonical(language)) return undefined
    const overlay = overlays.get(name) ?? new Map<string, unknown>()
    overlays.set(name, overlay)
    if (key === '') return overlay
    const inner = (overlay.get(key) as Map<string, unknown> | undefined) ?? new Map<string, unknown>()
    overlay.set(key, inner)
    return inner
  }

  function addTo(key: 'fields' | 'scores', id: string, name: string, words: Translated): void {
    for (const [tag, text] of words) {
      const items = part(tag, key)
      items?.set(id, { ...((items.get(id) as Overlay | undefined) ?? {}), [name]: text })
    }
  }

  /** Labels in the order of the answers; what is not translated keeps its own. */
  function labelsOf(item: ImportItem, tag: string): string[] {
    return (item.choice?.options ?? []).map(({ label, translations }) => translations.get(tag) ?? label)
  }

  return {
    addText(key: string, words: Translated): void {
      for (const [tag, text] of words) part(tag, '')?.set(key, text)
    },
    addField(item: ImportItem, words: ImportedWords, scale: string | undefined): void {
      addTo('fields', item.id, 'label', words.labels)
      if (item.type === 'display' && markdownOf(words.label ?? '') !== undefined) {
        const texts = [...words.labels].map(([tag, text]): [string, string] => [
          tag,
          markdownOf(text) ?? text,
        ])
        addTo('fields', item.id, 'description', new Map(texts))
      }
      addTo('fields', item.id, 'hint', words.hints)
      const tags = new Set(
        (item.choice?.options ?? []).flatMap(({ translations }) => [...translations.keys()]),
      )
      for (const tag of tags) {
        const labels = labelsOf(item, tag)
        if (scale !== undefined) part(tag, 'scales')?.set(scale, labels)
        else {
          const fields = part(tag, 'fields')
          fields?.set(item.id, { ...((fields.get(item.id) as Overlay | undefined) ?? {}), options: labels })
        }
      }
    },
    addScore(id: string, labels: Translated): void {
      addTo('scores', id, 'label', labels)
    },
    /** `undefined` where nothing is translated. */
    result(): Overlay | undefined {
      if (overlays.size === 0) return undefined
      return Object.fromEntries(
        [...overlays].map(([name, overlay]) => [
          name,
          Object.fromEntries(
            [...overlay].map(([key, value]) => [
              key,
              value instanceof Map ? Object.fromEntries(value) : value,
            ]),
          ),
        ]),
      )
    },
  }
}

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
