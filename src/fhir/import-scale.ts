import { folderName } from './field-ids.js'
import type { Findings } from './finding.js'
import { optionKeys } from './import-field.js'
import type { ImportItem } from './import-item.js'

/** Names of the lists of answers that several questions share, by value set. */
export function sharedScales(items: readonly ImportItem[]): Map<string, string> {
  const counts = new Map<string, number>()
  for (const { choice } of items) {
    if (choice?.valueSet !== undefined) counts.set(choice.valueSet, (counts.get(choice.valueSet) ?? 0) + 1)
  }
  const names = new Map<string, string>()
  for (const [valueSet, count] of counts) {
    const name = (folderName(valueSet) ?? 'answers').replaceAll('-', '_')
    if (count > 1)
      names.set(valueSet, [...names.values()].includes(name) ? `${name}_${names.size + 1}` : name)
  }
  return names
}

/** These lists by name, as the file has them; `undefined` where there are none. */
export function scalesOf(
  items: readonly ImportItem[],
  names: ReadonlyMap<string, string>,
  findings: Findings,
): unknown {
  const scales = [...names].flatMap(([valueSet, name]): [string, unknown][] => {
    const item = items.find(({ choice }) => choice?.valueSet === valueSet)
    const options = item?.choice?.options.map((option) => optionKeys(option, item, findings))
    return options === undefined ? [] : [[name, options]]
  })
  return scales.length === 0 ? undefined : Object.fromEntries(scales)
}
