/** What a folder of a questionnaire may be called: it is a part of URLs and file names. */
export const QUESTIONNAIRE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/

/** What stands in `graphs` for something else, or has a meaning of its own in paths. */
export const RESERVED_NAMES: readonly string[] = [
  'contacts',
  'interview',
  'node_modules',
  'prompts',
  'schema',
]
