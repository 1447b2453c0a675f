/*
 * What the format has and this version does not build yet. A file that uses it is refused by name: a key that
 * did nothing would be worse than one that is missing.
 */

export const FIELD_KEYS_TO_COME = refusals(['probe', 'accept', 'maxSize'])

export const FIELD_TYPES_TO_COME = refusals(
  ['file'],
  (name) => `The type "${name}" is known, but not built yet.`,
)

export const SCORE_KEYS_TO_COME = refusals(['module'])

export const SCORE_METHODS_TO_COME = refusals(
  ['module'],
  (name) => `The method "${name}" is known, but not built yet.`,
)

export const ALERT_KEYS_TO_COME = refusals(['notify'])

export const RECAP_KEYS_TO_COME = refusals(['stream'])

function refusals(
  names: readonly string[],
  sentence = (name: string) => `"${name}" is known, but not built yet. Remove the key.`,
): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, sentence(name)]))
}
