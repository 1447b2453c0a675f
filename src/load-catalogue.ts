import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FilesInvalidError, UsageError } from './errors.js'
import { type LoadedGraph, loadGraph } from './graph/load-graph.js'
import { loadConversations } from './load-conversations.js'
import { type Contacts, contactsOf, parseContacts } from './questionnaire/load-contacts.js'
import { loadQuestionnaireFiles } from './questionnaire/load-questionnaire-files.js'
import type { Questionnaire } from './questionnaire/questionnaire.js'
import { FLOW_NODES, RECAP_NODE } from './session/flow-run.js'
import { didYouMean } from './yaml/nearest-name.js'
import type { Problem } from './yaml/problem.js'

/** A questionnaire as its file stands now, with the flow that serves it. */
export interface CatalogueEntry {
  readonly slug: string
  readonly questionnaire: Questionnaire
  /** The file's text, translations beside it included, and its SHA-256: sessions are pinned to it. */
  readonly text: string
  readonly hash: string
  readonly flow: LoadedGraph
}

export interface Catalogue {
  /** The folder of the questionnaires, as an absolute path. */
  readonly folder: string
  readonly entries: ReadonlyMap<string, CatalogueEntry>
  /** The graphs that are published as conversations, by the name in their URL. */
  readonly conversations: ReadonlyMap<string, LoadedGraph>
  /** Serves every questionnaire without a graph of its own. */
  readonly defaultFlow: LoadedGraph
  readonly contacts: Contacts
  /** Sentences for whoever starts the app. */
  readonly warnings: readonly string[]
  /** Whether a text names a contact that is still the shipped stand-in. */
  readonly hasPlaceholderContacts: boolean
}

export interface CatalogueOptions {
  /** Folder of the questionnaires. Default `graphs` in the working directory. */
  readonly graphs?: string
  /** The folder that holds `prompts`. Default the folder that holds `graphs`. */
  readonly promptsBase?: string
  readonly contacts?: Contacts
  /** Stand-in contacts are a mistake, not a warning. */
  readonly requireContacts?: boolean
  /** Tools of the graphs that may run. Default none. */
  readonly allowTools?: readonly string[]
}

/**
 * Reads every questionnaire, flow and prompt, synchronously.
 *
 * @throws FilesInvalidError with all problems of all files. @throws UsageError where there is no such folder.
 */
export function loadCatalogue(options: CatalogueOptions = {}): Catalogue {
  const folder = resolve(options.graphs ?? 'graphs')
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new UsageError(`There is no folder ${folder}. Give the folder of your questionnaires as "graphs".`)
  }
  const problems: Problem[] = []
  const contacts = options.contacts ?? loadContacts(folder, problems)
  const defaultFlow = collect(problems, () => loadDefaultFlow(folder, options))
  if (defaultFlow !== undefined) checkFlow(defaultFlow, problems)
  const entries = new Map<string, CatalogueEntry>()
  for (const slug of readdirSync(folder).sort()) {
    const file = join(folder, slug, 'schema.yaml')
    if (!existsSync(file)) continue
    const parsed = loadQuestionnaireFiles(file, { shown, allowTools: options.allowTools ?? [] })
    const { text } = parsed
    problems.push(...parsed.problems)
    const ownFlow = join(folder, slug, 'graph.yaml')
    const flow = existsSync(ownFlow)
      ? collect(problems, () => loadFlow(ownFlow, folder, options))
      : defaultFlow
    if (flow !== undefined && flow !== defaultFlow) checkFlow(flow, problems)
    if (parsed.questionnaire === undefined || flow === undefined) continue
    const hash = createHash('sha256').update(text).digest('hex')
    entries.set(slug, { slug, questionnaire: parsed.questionnaire, text, hash, flow })
  }
  const conversations = loadConversations(folder, {
    load: (file) => collect(problems, () => load(file, folder, options)),
    shown,
    problems,
  })
  const errors = problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0 || defaultFlow === undefined) throw new FilesInvalidError(errors)
  return {
    folder,
    entries,
    conversations,
    defaultFlow,
    ...checkContacts(entries, contacts, problems, options),
  }
}

/**
 * A flow has to be able to write a recap; its other nodes that the app runs by name have to ask a model, too. What
 * else is odd about it is told.
 */
function checkFlow(flow: LoadedGraph, problems: Problem[]): void {
  problems.push(...flow.warnings)
  for (const name of FLOW_NODES) {
    const { type = 'llm' } = flow.nodes.get(name) ?? {}
    if (name === RECAP_NODE || type === 'llm') continue
    problems.push({
      file: shown(flow.file),
      line: 1,
      column: 1,
      message: `The node "${name}" has to be of type llm, found ${type}: the app runs it by name.`,
      severity: 'error',
      rule: 'wrong-type',
    })
  }
  if (flow.nodes.get(RECAP_NODE)?.type === 'llm') return
  const names = [...flow.nodes.keys()]
  problems.push({
    file: shown(flow.file),
    line: 1,
    column: 1,
    message: `A flow needs an llm node named "${RECAP_NODE}", which writes the recap.${didYouMean(RECAP_NODE, names)} Found: ${names.join(', ')}.`,
    severity: 'error',
    rule: 'missing-key',
  })
}

function loadContacts(folder: string, problems: Problem[]): Contacts {
  const file = join(folder, 'contacts.yaml')
  if (!existsSync(file)) return {}
  const parsed = parseContacts(readFileSync(file, 'utf8'), shown(file))
  problems.push(...parsed.problems)
  return parsed.contacts ?? {}
}

function loadDefaultFlow(folder: string, options: CatalogueOptions): LoadedGraph {
  const own = join(folder, 'interview.yaml')
  if (existsSync(own)) return loadFlow(own, folder, options)
  const shipped = shippedFolder()
  return asFlow(
    loadGraph(join(shipped, 'graphs', 'interview.yaml'), { baseDirectory: shipped, allowTools: [] }),
  )
}

function loadFlow(file: string, folder: string, options: CatalogueOptions): LoadedGraph {
  return asFlow(load(file, folder, options))
}

/** What the app reads of a run is what its node has streamed: so those that it runs by name do, whatever their file says. */
function asFlow(graph: LoadedGraph): LoadedGraph {
  const nodes = [...graph.nodes].map(([name, node]) => {
    const isRunByName = (FLOW_NODES as readonly string[]).includes(name)
    return [name, node.type === 'llm' && isRunByName ? { ...node, stream: true } : node] as const
  })
  return { ...graph, nodes: new Map(nodes) }
}

function load(file: string, folder: string, options: CatalogueOptions): LoadedGraph {
  return loadGraph(file, {
    baseDirectory: resolve(options.promptsBase ?? join(folder, '..')),
    allowTools: options.allowTools ?? [],
  })
}

/** The package's own folder: this module is in `src` or in `dist/src`. */
function shippedFolder(): string {
  const candidates = ['../..', '..'].map((path) => fileURLToPath(new URL(path, import.meta.url)))
  return candidates.find((path) => existsSync(join(path, 'graphs', 'interview.yaml'))) ?? process.cwd()
}

function collect<T>(problems: Problem[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof FilesInvalidError)) throw error
    problems.push(...error.problems)
    return undefined
  }
}

/** A person in need must never be told to call a number that does not exist. */
function checkContacts(
  entries: ReadonlyMap<string, CatalogueEntry>,
  contacts: Contacts,
  problems: readonly Problem[],
  options: CatalogueOptions,
): Pick<Catalogue, 'contacts' | 'warnings' | 'hasPlaceholderContacts'> {
  const used = [...entries.values()].flatMap(({ slug, questionnaire }) =>
    contactsOf(questionnaire, contacts).map((use) => ({ slug, ...use })),
  )
  const missing = used.filter(({ contact }) => contact === undefined)
  if (missing.length > 0) {
    const names = missing.map(({ slug, key }) => `"${key}" (in ${slug})`).join(', ')
    throw new UsageError(
      `Contacts are missing: ${names}. Add them to graphs/contacts.yaml with name and phone.`,
    )
  }
  const standIns = used.filter(({ contact }) => contact?.placeholder)
  const names = [...new Set(standIns.map(({ key }) => `"${key}"`))].join(', ')
  const sentence = `The contacts ${names} are stand-ins, not numbers that anybody answers. Put real ones in graphs/contacts.yaml and remove "placeholder: true".`
  if (standIns.length > 0 && options.requireContacts) throw new UsageError(sentence)
  const warnings = problems.map(
    (problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`,
  )
  return {
    contacts,
    warnings: standIns.length > 0 ? [...warnings, sentence] : warnings,
    hasPlaceholderContacts: standIns.length > 0,
  }
}

function shown(file: string): string {
  const path = relative(process.cwd(), file)
  return path.startsWith('..') ? file : path
}
