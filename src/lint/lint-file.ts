import { isTranslationPath } from '../questionnaire/load-questionnaire-files.js'
import { isMapping } from '../yaml/describe.js'
import type { Problem } from '../yaml/problem.js'
import type { YamlFile } from '../yaml/read-yaml.js'

/** A file to check, as it was read. */
export interface LintFile {
  /** Absolute. */
  readonly path: string
  /** As problems name it. */
  readonly shown: string
  readonly text: string
  /** Whether it was named itself, not found in a folder. */
  readonly isNamed: boolean
  readonly yaml: YamlFile
}

export type FileKind = 'graph' | 'prompt' | 'questionnaire' | 'translation' | 'contacts'

/** What a file is for, by its name and what it holds; `undefined` where it is none of ours. */
export function kindOf({ path, yaml }: LintFile): FileKind | undefined {
  const folders = path.split(/[\\/]/)
  const name = folders.pop()
  const holds = (...keys: string[]) =>
    isMapping(yaml.value) && keys.some((key) => Object.hasOwn(yaml.value as object, key))
  if (name === 'contacts.yaml') return 'contacts'
  if (holds('nodes', 'edges')) return 'graph'
  if (isTranslationPath(path)) return 'translation'
  if (name === 'schema.yaml' || holds('fields')) return 'questionnaire'
  if (folders.includes('prompts') || holds('system', 'system_segments', 'user', 'template')) return 'prompt'
  return undefined
}

/** Whoever names a file expects it to be checked. */
export function unknownKind({ yaml }: LintFile): Problem {
  const expected =
    'a graph has "nodes", a prompt "system", "user" or "template", a questionnaire "fields", and contacts are in contacts.yaml'
  return yaml.problem(
    [],
    `There is nothing to check this file by: ${expected}. Add the key, or leave the file out.`,
    {
      rule: 'unknown-kind',
    },
  )
}
