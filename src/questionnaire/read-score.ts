import { isMapping } from '../yaml/describe.js'
import { optional } from './optional.js'
import type { Band, Score, ScoreModule } from './questionnaire.js'
import { idOf } from './read-identity.js'
import type { SchemaMapping } from './schema-mapping.js'

/** Reads one score; what it counts is checked once all fields are known. */
export function readScore(mapping: SchemaMapping): Score | undefined {
  const own = mapping.value.method === 'module' ? ['module'] : ['skipped', 'missing']
  mapping.allow(['id', 'label', 'method', 'of', 'show', 'bands', 'linkId', 'under', ...own], {}, MISPLACED)
  const id = idOf(mapping)
  const label = mapping.requiredText('label')
  if (!mapping.has('method'))
    mapping.report(`The ${mapping.what} has no "method". Add one, such as sum.`, undefined, {
      rule: 'missing-key',
    })
  const method = mapping.oneOf('method', ['sum', 'mean', 'max', 'count', 'module'])
  const module = method === 'module' ? readModule(mapping) : undefined
  if (!mapping.has('of'))
    mapping.report(`The ${mapping.what} has no "of". List the fields that count.`, undefined, {
      rule: 'missing-key',
    })
  const of = mapping.texts('of')
  if (of?.length === 0)
    mapping.report('"of" is empty. List the fields that count.', 'of', { rule: 'missing-key' })
  const bands = readBands(mapping)
  const score: Omit<Score, 'id' | 'label' | 'method' | 'of' | 'module'> = {
    skipped: mapping.oneOf('skipped', ['zero', 'ignore']) ?? 'ignore',
    missing: readMissing(mapping),
    show: mapping.oneOf('show', ['never', 'completion', 'always']) ?? 'never',
    bands,
    linkId: mapping.text('linkId') ?? id ?? '',
    ...optional('under', mapping.text('under')),
  }
  if (id === undefined || label === undefined || method === undefined || of === undefined) return undefined
  return { id, label, method, of, ...score, ...optional('module', module) }
}

const ITSELF =
  'A function says itself what an open question counts: it gives no number for an incomplete score.'
const MISPLACED = {
  module: 'Only a score with "method: module" has a "module". Remove the key, or change the method.',
  skipped: ITSELF,
  missing: ITSELF,
}

/** A file, a `#`, and the name of what it exports. */
function readModule(mapping: SchemaMapping): ScoreModule | undefined {
  const module = mapping.requiredText('module', 'module: ./risk.mjs#risk')
  if (module === undefined) return undefined
  const [, path = '', name = ''] = /^(.+\.m?js)#([A-Za-z_$][\w$]*)$/.exec(module) ?? []
  if (path !== '') return { path, name }
  mapping.report(
    `"module" has to be a file and the name of a function in it, such as ./risk.mjs#risk, found "${module}".`,
    'module',
  )
  return undefined
}

function readMissing(mapping: SchemaMapping): Score['missing'] {
  if (isMapping(mapping.value.missing)) {
    const rule = mapping.mapping('missing', `"missing" of the ${mapping.what}`)
    rule?.allow(['prorate'])
    const share = rule?.number('prorate')
    if (share !== undefined && share > 0 && share <= 1) return { prorate: share }
    if (share !== undefined || rule?.has('prorate') === false)
      mapping.report('"prorate" has to be a share above 0 and up to 1, such as 0.8.', 'missing')
    return 'incomplete'
  }
  return mapping.oneOf<'incomplete' | 'zero'>('missing', ['incomplete', 'zero']) ?? 'incomplete'
}

function readBands(mapping: SchemaMapping): Band[] {
  const list = mapping.list('bands') ?? []
  const bands: Band[] = []
  const ids = new Set<string>()
  for (const [index, value] of list.entries()) {
    const item = mapping.item('bands', index, value, `${index + 1}. band of the ${mapping.what}`)
    const band = readBand(item)
    if (band === undefined) continue
    const last = bands.at(-1)
    if (band.from > band.to) {
      item.report(`The band "${band.id}" goes from ${band.from} down to ${band.to}. Swap them.`, 'from')
    } else if (last !== undefined && band.from <= last.to) {
      item.report(`The band "${band.id}" has to begin above ${last.to}, where "${last.id}" ends.`, 'from')
    }
    if (ids.has(band.id))
      item.report(`The band "${band.id}" stands twice in the ${mapping.what}.`, 'id', {
        rule: 'repeated-name',
      })
    ids.add(band.id)
    bands.push(band)
  }
  return bands
}

function readBand(mapping: SchemaMapping): Band | undefined {
  mapping.allow(['from', 'to', 'id', 'label'])
  const id = idOf(mapping)
  const label = mapping.requiredText('label')
  for (const key of ['from', 'to']) {
    if (!mapping.has(key))
      mapping.report(`The ${mapping.what} has no "${key}". Add a number.`, undefined, { rule: 'missing-key' })
  }
  const from = mapping.number('from')
  const to = mapping.number('to')
  if (id === undefined || label === undefined || from === undefined || to === undefined) return undefined
  return { from, to, id, label }
}
