import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startNumberedModel, titleOf } from '../faults/numbered-model.js'
import { Visitor } from '../faults/visitor.js'
import { freePort } from '../free-port.js'
import { startServerProcess } from '../server-process.js'

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const guide = readFileSync(resolve(import.meta.dirname, '../../docs/scaling.md'), 'utf8')

/** The configuration in the guide, for other ports. */
function configuration(language: string, port: number, node: number): string {
  const [, text] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide) ?? []
  if (text === undefined) throw new Error(`docs/scaling.md has no ${language}.`)
  return text
    .replaceAll('8080', String(port))
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${node}`)
    .replaceAll('127.0.0.1:3001', '127.0.0.1:9')
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recapflow-proxy-'))
  closers.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function run(program: string, parameters: string[], environment: Record<string, string> = {}): ChildProcess {
  const child = spawn(program, parameters, {
    env: { PATH: `${process.env.PATH}:/usr/sbin`, ...environment },
    stdio: 'ignore',
  })
  closers.push(async () => {
    const gone = new Promise((done) => child.once('exit', done))
    if (child.exitCode === null) {
      child.kill('SIGTERM')
      await gone
    }
  })
  return child
}

const proxies = {
  nginx(port: number, node: number) {
    const folder = temporaryFolder()
    const file = join(folder, 'nginx.conf')
    const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
      .map((name) => `${name}_temp_path ${folder}/${name};`)
      .join('\n')
    writeFileSync(
      file,
      `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
       http { access_log off; ${paths} ${configuration('nginx', port, node)} }`,
    )
    run('nginx', ['-p', folder, '-c', file])
  },
  caddy(port: number, node: number) {
    const folder = temporaryFolder()
    const file = join(folder, 'Caddyfile')
    writeFileSync(file, `{\n\tadmin off\n}\n${configuration('caddyfile', port, node)}`)
    run('caddy', ['run', '--config', file, '--adapter', 'caddyfile'], { HOME: folder })
  },
}

for (const [name, start] of Object.entries(proxies)) {
  test(`${name} with the configuration of the guide passes every token on at once`, async () => {
    const model = await startNumberedModel({ count: 10, behaviour: () => ({ pace: 200 }) })
    closers.push(() => model.close())
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    const node = await startServerProcess({
      DATABASE_URL: 'memory:',
      OPENAI_BASE_URL: model.url,
      OPENAI_API_KEY: 'none',
      MODEL: 'test-model',
      PUBLIC_URL: url,
      TRUST_PROXY: '1',
    })
    closers.push(() => node.kill())
    start(port, node.port)
    const visitor = new Visitor(() => url, 10_000)
    const session = await visitor.answerAll(titleOf(1))
    const asked = await visitor.askForRecap(session)
    const answer = await fetch(`${url}/stream/${asked.session}?as=text`, {
      headers: { cookie: asked.cookie },
    })
    const times: number[] = []
    let text = ''
    for await (const chunk of (answer.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
      times.push(performance.now())
      text += chunk
    }
    expect(text).toContain(model.callsOf(1)[0]?.tokens.at(-1)?.trim())
    // Ten tokens, 200 ms apart: one that collects would bring them together.
    expect(times.length).toBeGreaterThanOrEqual(8)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1000)
  })
}
