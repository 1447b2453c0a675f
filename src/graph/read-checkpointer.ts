import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { checkpointerKeys, checkpointerTypes } from './format-keys.js'
import type { CheckpointerDefinition } from './graph-definition.js'

const keysByType: Readonly<Record<CheckpointerDefinition['type'], readonly string[]>> = {
  memory: ['type'],
  sqlite: ['type', 'path'],
  postgres: ['type', 'url'],
  redis: ['type', 'url', 'ttl', 'key_prefix'],
  'redis-simple': ['type', 'url', 'ttl', 'key_prefix'],
}

/** Reads `checkpointer`. */
export function readCheckpointer(graph: YamlMapping): CheckpointerDefinition | undefined {
  const mapping = graph.mapping('checkpointer', 'checkpointer')
  if (mapping === undefined) return undefined
  if (!mapping.has('type')) {
    mapping.error('The checkpointer has no "type". Use memory, sqlite, postgres or redis.', undefined, {
      rule: 'missing-key',
    })
  }
  const type = mapping.oneOf('type', checkpointerTypes)
  mapping.expectKeys(checkpointerKeys)
  if (type === undefined) return undefined
  for (const key of checkpointerKeys) {
    if (!mapping.has(key) || keysByType[type].includes(key)) continue
    mapping.warn(`"${key}" has no effect on a ${type} checkpointer.`, key, 'no-effect')
  }
  switch (type) {
    case 'memory':
      return { type }
    case 'sqlite':
      return { type, path: mapping.requiredText('path', 'path: data/threads.db') ?? '' }
    case 'postgres':
      return { type, url: mapping.requiredText('url', "url: '${DATABASE_URL}'") ?? '' }
    default:
      return {
        type,
        url: mapping.text('url'),
        ttl: mapping.number('ttl', { above: 0 }),
        keyPrefix: mapping.text('key_prefix'),
      }
  }
}
