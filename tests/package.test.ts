import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const readme = readFileSync(join(root, 'README.md'), 'utf8')

type Paths = { readonly types: string; readonly default: string }
const entries = Object.entries<Paths | string>(manifest.exports).filter(
  (entry): entry is [string, Paths] => typeof entry[1] === 'object',
)
const nameOf = (path: string) => `recapflow${path.slice(1)}`

/** Writes every module that is asked for to standard error. */
const hooks = `import { writeSync } from 'node:fs'
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context)
  writeSync(2, found.url + '\\n')
  return found
}`
const register = `import { register } from 'node:module'
register('data:text/javascript,' + ${JSON.stringify(encodeURIComponent(hooks))})`

/** Runs a program as a module in a process of its own, in the package's folder. */
function run(program: string): { readonly output: string; readonly modules: readonly string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-package-'))
  try {
    const log = join(folder, 'modules.txt')
    const withLog = `${JSON.stringify(process.execPath)} --import "data:text/javascript,${encodeURIComponent(register)}" --input-type=module -e ${quote(program)} 2>${log}`
    const output = execFileSync('sh', ['-c', withLog], { cwd: root, encoding: 'utf8' })
    return { output, modules: readFileSync(log, 'utf8').trim().split('\n') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

describe('package.json', () => {
  it('exports only what the build makes, with its types', () => {
    expect(entries.map(([path]) => path)).toContain('.')
    for (const [, paths] of entries) {
      for (const path of [paths.types, paths.default])
        expect([path, existsSync(join(root, path))]).toEqual([path, true])
      expect(paths.types.replace(/\.d\.ts$/, '')).toBe(paths.default.replace(/\.js$/, ''))
    }
  })

  it('packs everything that the exports need, and neither tests nor sources', () => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
    const files = packed.files.map(({ path }: { path: string }) => path)
    for (const [, paths] of entries)
      expect(files).toEqual(expect.arrayContaining([paths.types.slice(2), paths.default.slice(2)]))
    expect(files).toEqual(
      expect.arrayContaining([
        'README.md',
        'LICENSE',
        'graphs/interview.yaml',
        'prompts/recap/generate_summary.yaml',
      ]),
    )
    expect(files.filter((path: string) => /^(src|tests|views|bench|data|\.ci)\//.test(path))).toEqual([])
  })
})

describe('the README', () => {
  const imports = [...readme.matchAll(/import \{([^}]+)\} from '(recapflow[^']*)'/g)].map(
    ([, names = '', from = '']) => ({
      from,
      names: names.split(',').map((name) => name.trim()),
    }),
  )

  it('imports names that are exported', () => {
    expect(imports.length).toBeGreaterThan(2)
    const program = `${imports
      .map(
        ({ names, from }, index) =>
          `import { ${names.map((name) => `${name} as n${index}_${name}`).join(', ')} } from '${from}'`,
      )
      .join('\n')}
console.log(JSON.stringify([${imports.flatMap(({ names }, index) => names.map((name) => `typeof n${index}_${name}`)).join(', ')}]))`
    expect(new Set(JSON.parse(run(program).output))).toEqual(new Set(['function']))
  })

  it('names files and folders that are there', () => {
    const links = [...readme.matchAll(/\]\(([^):]+)\)/g)].map(([, path = '']) => path)
    expect(links.length).toBeGreaterThan(2)
    for (const path of links) expect([path, existsSync(join(root, path))]).toEqual([path, true])
    const folders = [...readme.matchAll(/^\| (.+) \| .+ \|$/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([\w/]+\/)`/g)].map(([, path = '']) => path),
    )
    expect(folders).toContain('src/routes/')
    for (const path of folders) expect([path, existsSync(join(root, path))]).toEqual([path, true])
  })
})

describe('importing', () => {
  it.each(entries.map(([path]) => nameOf(path)))('%s runs nothing and prints nothing', (name) => {
    expect(run(`await import('${name}')`).output).toBe('')
  })

  it.each(['recapflow/views', 'recapflow/graph', 'recapflow'])(
    '%s loads no model client, database or graph engine',
    (name) => {
      const { modules } = run(`await import('${name}')`)
      expect(modules.some((url) => url.includes('/dist/'))).toBe(true)
      const packages = new Set(modules.map((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]))
      const heavy = [
        'openai',
        '@langchain/openai',
        '@langchain/langgraph',
        '@langchain/langgraph-checkpoint-sqlite',
      ]
      expect([...heavy, 'better-sqlite3'].filter((name) => packages.has(name))).toEqual([])
    },
  )

  it('recapflow/views loads nothing but Hono and itself', () => {
    const { modules } = run(`await import('recapflow/views')`)
    expect(
      modules.filter((url) => !/\/dist\/views\/|\/node_modules\/hono\/|^node:|^data:/.test(url)),
    ).toEqual([])
  })
})

it('the built app answers in a folder of its own that has a questionnaire and nothing else', () => {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-package-'))
  try {
    mkdirSync(join(folder, 'graphs', 'knee'), { recursive: true })
    const fields = 'fields:\n  - {id: where, type: string, label: Where does it hurt?}\n'
    writeFileSync(
      join(folder, 'graphs', 'knee', 'schema.yaml'),
      `name: Knee\nversion: "1.0"\nlanguage: en\n${fields}`,
    )
    const program = `import { createQuestionnaireApp } from ${JSON.stringify(pathToFileURL(join(root, 'dist/src/index.js')).href)}
const app = createQuestionnaireApp()
const page = await app.request('http://localhost/q/knee')
console.log(page.status, (await page.text()).includes('<h1 class="rf-h1">Knee</h1>'))
await app.close()`
    const output = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: process.env.PATH },
    })
    expect(output).toBe('200 true\n')
    expect(existsSync(join(folder, 'data', 'recapflow.db'))).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
