import { statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findInFolder } from '../graph/load-inside-folder.js'
import type { ScoreFunction, ScoreFunctions } from './answer.js'
import type { Questionnaire, Score } from './questionnaire.js'

export interface ScoreFunctionLoaderOptions {
  /** The folder that the questionnaires' own folders are in. */
  readonly folder: string
  /** Ids of the scores whose functions may run. */
  readonly allowTools: readonly string[]
  /** Changes when files are to be looked at anew. */
  readonly revision: () => number
  /** Hears of a function that cannot be loaded, and of the first time that one fails. */
  readonly onError: (error: unknown) => void
}

/**
 * Loads the functions that the scores of a questionnaire name, each once. One that cannot be loaded, throws, or
 * gives anything but a number leaves its score incomplete and is reported; nothing else fails with it.
 */
export function createScoreFunctionLoader(options: ScoreFunctionLoaderOptions) {
  let loaded = new WeakMap<Questionnaire, Promise<ScoreFunctions>>()
  let revision = options.revision()

  async function load(questionnaire: Questionnaire): Promise<ScoreFunctions> {
    const functions = new Map<string, ScoreFunction>()
    for (const score of questionnaire.scores) {
      if (score.module === undefined) continue
      try {
        functions.set(score.id, guarded(await importFunction(questionnaire, score), questionnaire, score))
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error)
        options.onError(new Error(`${nameOf(questionnaire, score)} has no function: ${reason}`))
      }
    }
    return functions
  }

  async function importFunction({ id: slug }: Questionnaire, { id, module }: Score): Promise<ScoreFunction> {
    if (!options.allowTools.includes(id)) {
      throw new Error(`it is not allowed to run. Allow it by the score's name: ALLOW_TOOLS=${id}.`)
    }
    // Looked up again: a file that a begun session names may be gone, or a link may have changed.
    const found = findInFolder(join(options.folder, slug), module?.path ?? '', "the questionnaire's folder")
    if ('error' in found) throw new Error(found.error)
    // A changed file is another module to whoever asks after the change.
    const url = `${pathToFileURL(found.path).href}?${statSync(found.path).mtimeMs}`
    const exports = (await import(url)) as Record<string, unknown>
    const name = module?.name ?? ''
    const exported = Object.hasOwn(exports, name) ? exports[name] : undefined
    if (typeof exported === 'function') return exported as ScoreFunction
    throw new Error(
      `there is no function "${name}" in it. It exports: ${Object.keys(exports).sort().join(', ') || 'nothing'}.`,
    )
  }

  function guarded(own: ScoreFunction, questionnaire: Questionnaire, score: Score): ScoreFunction {
    let isReported = false
    const report = (what: string) => {
      if (!isReported) options.onError(new Error(`${nameOf(questionnaire, score)} stays incomplete: ${what}`))
      isReported = true
    }
    return (input) => {
      let value: unknown
      try {
        value = own(input)
      } catch (error) {
        report(placeOf(error))
        return undefined
      }
      if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
      report(
        `its function gave ${describeValue(value)}, expected a number, or undefined while it is incomplete.`,
      )
      return undefined
    }
  }

  return (questionnaire: Questionnaire): Promise<ScoreFunctions> => {
    if (revision !== options.revision()) loaded = new WeakMap()
    revision = options.revision()
    let functions = loaded.get(questionnaire)
    if (functions === undefined) {
      functions = load(questionnaire)
      loaded.set(questionnaire, functions)
    }
    return functions
  }
}

function nameOf({ id }: Questionnaire, score: Score): string {
  return `The score "${score.id}" of "${id}"`
}

/** Where it was thrown, without the message: that can quote an answer. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'its function threw something that is no Error.'
  const place = /([^\s(/\\]+?)(?:\?[\d.]+)?(:\d+:\d+)\)?$/m.exec(
    (error.stack ?? '').slice(`${error.name}: ${error.message}`.length),
  )
  return `its function threw a ${error.name}${place === null ? '' : ` at ${place[1]}${place[2]}`}.`
}

function describeValue(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return value instanceof Promise ? 'a promise' : value === null ? 'null' : `a ${typeof value}`
}
