import type { Condition } from '../expression/condition.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'
import { type ConditionNames, importCondition } from './import-condition.js'
import { holderOf, type ImportItem } from './import-item.js'
import type { LinkCondition } from './link-condition.js'
import { readEnableWhen } from './read-enable-when.js'
import { readFhirPathCondition } from './read-fhirpath-condition.js'

/** Under which condition each item is asked; `undefined` for one that always is. */
export function createItemConditions(
  names: ConditionNames,
  findings: Findings,
): (item: ImportItem) => Condition | undefined {
  /** Its own condition, and that the question around it is answered; a text only needs that it is asked. */
  function conditionOf(item: ImportItem): Condition | undefined {
    const own = ownCondition(item)
    const holder = holderOf(item)
    if (holder === undefined) return own
    const isInEntry = holder.repetition === 'entries'
    const around: Condition | undefined =
      item.type !== 'display'
        ? { type: 'answered', path: [holder.id], offset: 0 }
        : isInEntry
          ? undefined
          : conditionOf(holder)
    if (around === undefined || own === undefined) return around ?? own
    if (around.type === 'answered' && needsAnswer(own, holder.id)) return own
    return { type: 'and', conditions: [around, own] }
  }

  function ownCondition(item: ImportItem): Condition | undefined {
    const read = linkConditionOf(item)
    if (read === undefined) return undefined
    return importCondition(read, item, names, findings)
  }

  function linkConditionOf({ element, linkId }: ImportItem): LinkCondition | undefined {
    const expression = element.extension(extensionUrl.enableWhenExpression)?.element('valueExpression')
    if (expression === undefined) return readEnableWhen(element, linkId, findings)
    const text = expression.text('expression') ?? ''
    const read = expression.text('language') === 'text/fhirpath' ? readFhirPathCondition(text) : undefined
    if (read === undefined)
      findings.error(
        linkId,
        `When it is shown is an expression that conditions cannot say. Write the "when" by hand. The expression: ${text}`,
      )
    return read
  }

  return conditionOf
}

/** Whether a condition can only hold once the question is answered. */
function needsAnswer(condition: Condition, id: string): boolean {
  switch (condition.type) {
    case 'and':
      return condition.conditions.some((part) => needsAnswer(part, id))
    case 'or':
      return condition.conditions.every((part) => needsAnswer(part, id))
    case 'answered':
      return condition.path[0] === id
    case 'comparison':
      return condition.operator !== '!=' && condition.left.type === 'path' && condition.left.path[0] === id
    default:
      return false
  }
}
