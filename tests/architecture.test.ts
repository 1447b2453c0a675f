import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '..')

function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name)
    return statSync(join(root, path)).isDirectory() ? filesUnder(path) : /\.tsx?$/.test(name) ? [path] : []
  })
}

interface Import {
  readonly from: string
  /** A path from the root, or a package. */
  readonly to: string
  readonly isTypeOnly: boolean
}

const files = [...filesUnder('src'), ...filesUnder('views')].filter(
  (file) => !file.startsWith('src/generated'),
)

const imports: Import[] = files.flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s+)?([^'"]*?)\bfrom\s+'([^']+)'|\bimport\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
  )
  return [...found].map((match) => {
    const target = match[4] ?? match[5] ?? match[6] ?? ''
    const names = match[3] ?? ''
    const areAllTypes =
      /^\{[^}]*\}\s*$/.test(names) &&
      names
        .replace(/[{}]/g, '')
        .split(',')
        .filter((name) => name.trim() !== '')
        .every((name) => name.trim().startsWith('type '))
    return {
      from: file,
      to: target.startsWith('.')
        ? relative(root, resolve(root, dirname(file), target)).replace(/\.js$/, '')
        : target,
      isTypeOnly: match[2] !== undefined || areAllTypes,
    }
  })
})

/** The first folder below src, `views`, or the file itself. */
function layerOf(path: string): string {
  const [first, second, third] = path.split('/')
  if (first !== 'src') return first ?? ''
  return third === undefined ? `src/${second?.replace(/\.tsx?$/, '')}` : (second ?? '')
}

/** Requests go down this line; a folder may import what stands below it and the leaves. */
const line = ['routes', 'session', 'questionnaire', 'run', 'graph', 'prompt', 'llm', 'stream']
const leaves = ['src/errors', 'src/settings', 'src/sha256', 'yaml', 'expression']

const show = (found: readonly Import[]) => found.map(({ from, to }) => `${from} imports ${to}`)
const isOurs = (to: string) => to.startsWith('src/') || to.startsWith('views/')

test('there is something to check', () => {
  expect(imports.length).toBeGreaterThan(100)
})

test('no folder imports upward along the request line', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [above, below] = [line.indexOf(layerOf(from)), line.indexOf(layerOf(to))]
    return above >= 0 && below >= 0 && below < above
  })
  expect(show(wrong)).toEqual([])
})

test('the bottom of the line imports nothing of ours', () => {
  const wrong = imports.filter(
    ({ from, to }) => layerOf(from) === 'stream' && isOurs(to) && layerOf(to) !== 'stream',
  )
  expect(show(wrong)).toEqual([])
})

test('the leaves import leaves only', () => {
  const wrong = imports.filter(
    ({ from, to }) => leaves.includes(layerOf(from)) && isOurs(to) && !leaves.includes(layerOf(to)),
  )
  expect(show(wrong)).toEqual([])
})

test('only the app and the server open stores', () => {
  const wrong = imports.filter(
    ({ from, to, isTypeOnly }) =>
      layerOf(to) === 'store' &&
      !isTypeOnly &&
      !['store', 'src/open-services', 'src/server', 'src/index'].includes(layerOf(from)),
  )
  expect(show(wrong)).toEqual([])
})

test('only routes import views', () => {
  const wrong = imports.filter(
    ({ from, to, isTypeOnly }) =>
      to.startsWith('views') && !from.startsWith('views') && layerOf(from) !== 'routes' && !isTypeOnly,
  )
  expect(show(wrong)).toEqual([])
})

test('views take types only from src', () => {
  const wrong = imports.filter(
    ({ from, to, isTypeOnly }) => from.startsWith('views') && to.startsWith('src') && !isTypeOnly,
  )
  expect(show(wrong)).toEqual([])
})

test('only routes, the app and the server import hono in src', () => {
  const wrong = imports.filter(
    ({ from, to, isTypeOnly }) =>
      (to === 'hono' || to.startsWith('hono/') || to.startsWith('@hono/')) &&
      from.startsWith('src') &&
      !isTypeOnly &&
      !['routes', 'src/app', 'src/server'].includes(layerOf(from)),
  )
  expect(show(wrong)).toEqual([])
})

test('only graph, prompt, llm and store import LangChain', () => {
  const wrong = imports.filter(
    ({ from, to, isTypeOnly }) =>
      to.startsWith('@langchain/') &&
      !['graph', 'prompt', 'llm', 'store'].includes(layerOf(from)) &&
      !(isTypeOnly && layerOf(from) === 'src/app'),
  )
  expect(show(wrong)).toEqual([])
})

test('only the server, the command line, the stores, the loaders, the watcher, the exports, the webhook, the password hash and the shell tool import node modules', () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      to.startsWith('node:') &&
      !['src/server', 'store', 'cli'].includes(layerOf(from)) &&
      ![
        'src/graph/write-exports.ts',
        'src/graph/tools/shell-tool.ts',
        'src/webhook/post-message.ts',
        'src/owner/password-hash.ts',
        'src/watch-folders.ts',
      ].includes(from) &&
      !/\/load-[a-z-]+\.ts$/.test(from),
  )
  expect(show(wrong)).toEqual([])
})

test('only the settings read the environment', () => {
  const wrong = files.filter(
    (file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')) && file !== 'src/settings.ts',
  )
  expect(wrong).toEqual([])
})

test('only the loaders parse YAML', () => {
  const wrong = imports.filter(({ from, to }) => to === 'yaml' && layerOf(from) !== 'yaml')
  expect(show(wrong)).toEqual([])
})

test('views read no clock and fetch nothing', () => {
  const wrong = files.filter(
    (file) =>
      file.startsWith('views') &&
      /\bDate\.now\b|new Date\(\)|\bfetch\(|setTimeout|process\./.test(
        readFileSync(join(root, file), 'utf8'),
      ),
  )
  expect(wrong).toEqual([])
})

test('no folder of src imports in a circle', () => {
  const edges = new Map<string, Set<string>>()
  for (const { from, to, isTypeOnly } of imports) {
    if (isTypeOnly || !isOurs(to) || layerOf(from) === layerOf(to)) continue
    edges.set(layerOf(from), (edges.get(layerOf(from)) ?? new Set()).add(layerOf(to)))
  }
  const circles: string[] = []
  const visit = (layer: string, path: readonly string[]): void => {
    if (path.includes(layer)) circles.push([...path.slice(path.indexOf(layer)), layer].join(' > '))
    else for (const next of edges.get(layer) ?? []) visit(next, [...path, layer])
  }
  for (const layer of edges.keys()) visit(layer, [])
  expect([...new Set(circles)]).toEqual([])
})

test('no file is named for nothing', () => {
  const wrong = files.filter((file) => /(^|[/-])(utils?|helpers?|misc|common|types)\.tsx?$/.test(file))
  expect(wrong).toEqual([])
})
