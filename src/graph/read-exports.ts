import { describe } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { exportFormats, exportKeys } from './format-keys.js'
import type { ExportDefinition } from './graph-definition.js'

const endings = { markdown: 'md', json: 'json', text: 'txt' }

/** Reads `exports`. */
export function readExports(graph: YamlMapping): Map<string, ExportDefinition> {
  const exports = new Map<string, ExportDefinition>()
  const mapping = graph.mapping('exports', 'exports')
  for (const key of Object.keys(mapping?.value ?? {})) {
    const entry = mapping?.mapping(key, `export "${key}"`)
    if (entry === undefined) {
      mapping?.error(`The export "${key}" is empty: found ${describe(mapping.get(key))}.`, key, {
        rule: 'missing-key',
      })
      continue
    }
    entry.expectKeys(exportKeys)
    const format = entry.oneOf('format', exportFormats) ?? 'text'
    const filename = entry.text('filename') ?? `${key}.${endings[format]}`
    if (!isInnerPath(filename)) {
      entry.error(
        `"${filename}" is not a file name: it has to be a path inside the folder of the exports.`,
        entry.has('filename') ? 'filename' : undefined,
        { rule: 'invalid-name' },
      )
    }
    exports.set(key, { format, filename })
  }
  return exports
}

function isInnerPath(path: string): boolean {
  return /^[^\\:\0]+$/.test(path) && path.split('/').every((part) => part !== '' && !/^\.+$/.test(part))
}
