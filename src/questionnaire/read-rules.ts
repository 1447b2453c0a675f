import { describe, oneOfList } from '../yaml/describe.js'
import { optional } from './optional.js'
import type { AlertPlace, AlertRule, CompletionRule, CrossRule, RecapRules } from './questionnaire.js'
import { type FoundCondition, readCondition } from './read-condition.js'
import { idOf } from './read-identity.js'
import { parseRichText } from './rich-text.js'
import type { SchemaMapping } from './schema-mapping.js'

const PLACES: readonly AlertPlace[] = ['answer', 'check', 'completion']

export function readAlert(mapping: SchemaMapping, conditions: FoundCondition[]): AlertRule | undefined {
  mapping.allow(['id', 'when', 'level', 'at', 'title', 'body', 'notify'])
  const id = idOf(mapping)
  const when = readCondition(mapping, conditions)
  if (!mapping.has('when'))
    mapping.report(`The ${mapping.what} has no "when". Say when it is shown.`, undefined, {
      rule: 'missing-key',
    })
  if (!mapping.has('level')) {
    mapping.report(`The ${mapping.what} has no "level". Add info, warning or crisis.`, undefined, {
      rule: 'missing-key',
    })
  }
  const level = mapping.oneOf('level', ['info', 'warning', 'crisis'])
  const at = readPlaces(mapping)
  const title = mapping.requiredText('title')
  const body = mapping.requiredText('body')
  const notify = mapping.text('notify')
  if (!id || !when || !level || title === undefined || body === undefined) return undefined
  return { id, when, level, at, title, body: parseRichText(body), ...optional('notify', notify) }
}

function readPlaces(mapping: SchemaMapping): AlertPlace[] {
  if (!mapping.has('at')) {
    mapping.report(`The ${mapping.what} has no "at". List the places: ${PLACES.join(', ')}.`, undefined, {
      rule: 'missing-key',
    })
  }
  const list = mapping.list('at')
  if (list?.length === 0)
    mapping.report(`"at" is empty. List the places: ${PLACES.join(', ')}.`, 'at', { rule: 'missing-key' })
  return (list ?? []).flatMap((item, index) => {
    const place = PLACES.find((name) => name === item)
    if (place === undefined) {
      mapping.reportAt(['at', index], `"at" may hold ${oneOfList(PLACES)}, found ${describe(item)}.`)
    }
    return place ?? []
  })
}

/** The texts of the done page. The first whose `when` holds is shown, so the last has none. */
export function readCompletion(mapping: SchemaMapping, conditions: FoundCondition[]): CompletionRule[] {
  const list = mapping.list('completion') ?? []
  return list.flatMap((value, index) => {
    const item = mapping.item('completion', index, value, `${index + 1}. completion text`)
    item.allow(['when', 'title', 'body'])
    const isLast = index === list.length - 1
    if (isLast && item.has('when')) {
      item.report('The last completion text may not have a "when": it is shown when no other is.', 'when', {
        rule: 'no-effect',
        part: 'key',
      })
    }
    if (!isLast && !item.has('when')) {
      item.report(
        'Only the last completion text may do without a "when": those after it are never shown.',
        undefined,
        { rule: 'missing-key' },
      )
    }
    const when = readCondition(item, conditions)
    const title = item.requiredText('title')
    const body = item.text('body')
    if (title === undefined) return []
    return [
      {
        title,
        ...(when === undefined ? {} : { when }),
        ...(body === undefined ? {} : { body: parseRichText(body) }),
      },
    ]
  })
}

export function readRecap(mapping: SchemaMapping): RecapRules | false {
  if (mapping.value.recap === false) return false
  const recap = mapping.mapping('recap', '"recap"')
  recap?.allow(['instructions', 'exclude', 'scores', 'stream'])
  const instructions = recap?.text('instructions')
  return {
    ...(instructions === undefined ? {} : { instructions }),
    exclude: recap?.texts('exclude') ?? [],
    scores: recap?.flag('scores') ?? false,
    stream: recap?.flag('stream') ?? true,
  }
}

/** A rule between questions: its sentence stands at `field` while its `when` holds. */
export function readCrossRule(mapping: SchemaMapping, conditions: FoundCondition[]): CrossRule | undefined {
  mapping.allow(['when', 'field', 'message'])
  const when = readCondition(mapping, conditions)
  if (!mapping.has('when'))
    mapping.report(`The ${mapping.what} has no "when". Say when the answers do not go together.`, undefined, {
      rule: 'missing-key',
    })
  const field = mapping.requiredText('field')
  const message = mapping.requiredText('message')
  return when === undefined || field === undefined || message === undefined
    ? undefined
    : { when, field, message }
}
