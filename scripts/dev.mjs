/**
 * Builds, starts `recapflow serve --dev`, and after each change of the sources builds again and starts anew. Graphs
 * and prompts are watched by the server itself. What stands behind `npm run dev --` goes to the server.
 */
import { spawn, spawnSync } from 'node:child_process'
import { watch } from 'node:fs'
import { fileURLToPath } from 'node:url'

const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
const node = (...args) => spawnSync(process.execPath, args.map(String), { stdio: 'inherit' }).status === 0

/** Compiles over what is there: a server that runs may still load parts of it. */
function build() {
  return (
    node(inRoot('scripts/build.mjs'), '--assets-only') &&
    node(inRoot('node_modules/typescript/bin/tsc'), '-p', inRoot('tsconfig.json'))
  )
}

let server
function start() {
  const args = [inRoot('dist/src/cli/main.js'), 'serve', '--dev', ...process.argv.slice(2)]
  server = spawn(process.execPath, args, { stdio: 'inherit' })
}

/** Ends the server, and begins the next one once its port is free. */
function restart() {
  if (server === undefined || server.exitCode !== null || server.signalCode !== null) return start()
  server.once('exit', start)
  server.kill('SIGTERM')
}

let timer
function rebuild() {
  clearTimeout(timer)
  timer = setTimeout(() => {
    console.log('The sources have changed: building.')
    if (build()) restart()
    else console.log('The build failed; the server goes on as it is.')
  }, 200)
}

if (!build()) process.exit(1)
start()
for (const folder of ['src', 'views', 'public']) {
  watch(inRoot(folder), { recursive: true }, (_event, name) => {
    // Written by the build itself.
    if (name !== null && !name.startsWith('generated')) rebuild()
  })
}
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    server?.once('exit', () => process.exit(0))
    server?.kill(signal)
    if (server === undefined || server.exitCode !== null) process.exit(0)
  })
}
