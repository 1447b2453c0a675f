/** Builds dist/: embeds the assets as a module, then compiles. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const inRoot = (path) => fileURLToPath(new URL(path, root))

/** Name in a URL -> file. */
const assets = {
  'recapflow.css': 'public/recapflow.css',
  'recapflow.js': 'public/recapflow.js',
  'icon.svg': 'public/icon.svg',
  'htmx.js': 'node_modules/htmx.org/dist/htmx.min.js',
  'htmx-ext-sse.js': 'node_modules/htmx-ext-sse/dist/sse.min.js',
}
const types = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

const entries = Object.entries(assets).map(([name, file]) => {
  const body = readFileSync(inRoot(file), 'utf8')
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  const [stem, extension] = [name.slice(0, name.lastIndexOf('.')), name.slice(name.lastIndexOf('.') + 1)]
  return { name, path: `${stem}.${hash}.${extension}`, type: types[extension], body }
})

mkdirSync(inRoot('src/generated'), { recursive: true })
writeFileSync(
  inRoot('src/generated/assets.ts'),
  `// Written by scripts/build.mjs. Not in version control.
export interface Asset {
  readonly name: string
  /** File name with the hash of its content. */
  readonly path: string
  readonly type: string
  readonly body: string
}
export const assets: readonly Asset[] = ${JSON.stringify(entries, null, 2)}
`,
)

if (process.argv.includes('--assets-only')) process.exit(0)

rmSync(inRoot('dist'), { recursive: true, force: true })
const compiler = spawnSync(
  process.execPath,
  [inRoot('node_modules/typescript/bin/tsc'), '-p', inRoot('tsconfig.json')],
  {
    stdio: 'inherit',
  },
)
if (compiler.status === 0) chmodSync(inRoot('dist/src/cli/main.js'), 0o755)
process.exit(compiler.status ?? 1)
