import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { checkpointerTypes, refusedCheckpointerTypes } from './format-keys.js'
import type { CheckpointerDefinition } from './graph-definition.js'

/** Reads `checkpointer`. */
export function readCheckpointer(graph: YamlMapping): CheckpointerDefinition | undefined {
  const mapping = graph.mapping('checkpointer', 'checkpointer')
  if (mapping === undefined) return undefined
  if (!mapping.has('type')) mapping.error('The checkpointer has no "type". Use memory or sqlite.')
  const type = mapping.oneOf('type', checkpointerTypes, refusedCheckpointerTypes)
  for (const key of ['url', 'ttl', 'key_prefix']) {
    if (mapping.has(key) && type !== undefined) {
      mapping.warn(`"${key}" has no effect on a ${type} checkpointer.`, key)
    }
  }
  mapping.expectKeys(['type', 'path', 'url', 'ttl', 'key_prefix'])
  if (type === 'memory' && mapping.has('path')) {
    mapping.warn('"path" has no effect on a memory checkpointer.', 'path')
  }
  if (type !== 'sqlite') return type === undefined ? undefined : { type }
  const path = mapping.requiredText('path', 'path: data/threads.db')
  if (path?.includes('${')) {
    mapping.error(
      'An environment variable in "path" is known, but not built yet: write the path, or give compileGraph a checkpointer.',
      'path',
    )
  }
  return path === undefined ? undefined : { type, path }
}
