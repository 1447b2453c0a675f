import { type Condition, parseCondition } from '../expression/condition.js'
import type { YamlPath } from '../yaml/read-yaml.js'
import type { SchemaMapping } from './schema-mapping.js'

/** A condition of the file; its names are checked once all of them are known. */
export interface FoundCondition {
  readonly text: string
  readonly path: YamlPath
  /** Id of the field whose `when` this is: it may only look back. Absent for alerts and completion texts. */
  readonly fieldId?: string
  /** Absent where the grammar is broken; then `mistake` says how. */
  readonly condition?: Condition
  readonly mistake?: { readonly message: string; readonly offset: number }
}

export function readCondition(
  mapping: SchemaMapping,
  found: FoundCondition[],
  fieldId?: string,
): Condition | undefined {
  const text = mapping.text('when')
  if (text === undefined) return undefined
  const parsed = parseCondition(text)
  found.push({
    text,
    path: [...mapping.path, 'when'],
    ...(fieldId === undefined ? {} : { fieldId }),
    ...(parsed.condition === undefined
      ? { mistake: { message: parsed.error, offset: parsed.offset } }
      : { condition: parsed.condition }),
  })
  return parsed.condition
}
