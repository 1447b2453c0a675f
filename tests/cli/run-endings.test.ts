import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, it as plainIt } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { createGate } from '../model-server/gate.mjs'
import { type ModelServer, startModelServer } from '../model-server/model-server.mjs'
import { root, startCli } from './cli-process.js'

const it = plainIt.extend<{ server: ModelServer }>({
  server: async ({ task: _task }, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
})

const environment = ({ url }: ModelServer) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-of-the-test' })
const files = {
  'graph.yaml': `
nodes:
  speak: {prompt: speak}
edges:
  - {from: START, to: speak}
  - {from: speak, to: END}
`,
  'prompts/speak.yaml': 'user: Speak.',
  'ask.yaml': `
nodes:
  ask: {type: interrupt, message: Well?}
edges:
  - {from: START, to: ask}
  - {from: ask, to: END}
`,
}

describe('When a run is ended from outside', () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
    ['SIGQUIT', 131],
  ] as const) {
    it(`${signal} closes the connection to the model and ends with ${code}`, async ({ server }) => {
      const gate = createGate()
      server.enqueue({ text: ['One', ' two', ' three'], gate })
      const run = startCli(['run', 'graph.yaml', '--stream'], {
        folder: folderWith(files),
        environment: environment(server),
      })
      gate.release(1)
      await run.waitFor('One')
      run.child.kill(signal)
      expect(await run.result).toMatchObject({ code, signal: null, output: 'One\n', messages: '' })
      await server.requests[0]?.closed
      expect(server.requests[0]?.closedEarly).toBe(true)
    })
  }

  it('SIGINT while it waits for an answer ends it, too', async () => {
    const run = startCli(['run', 'ask.yaml'], { folder: folderWith(files), input: null })
    await run.waitFor('Well?', 'messages')
    run.child.kill('SIGINT')
    expect(await run.result).toMatchObject({ code: 130, output: '' })
  })

  it('a reader who leaves takes the command of a shell tool along', async () => {
    const folder = folderWith({
      'graph.yaml': `
nodes:
  first: {type: tool, tool: talk, state_key: said}
  slow: {type: tool, tool: wait, state_key: waited}
edges: [{from: START, to: [first, slow]}]
tools:
  talk: {command: "echo hi"}
  wait: {command: "sleep 2; touch still-here"}
`,
    })
    const child = spawn(
      process.execPath,
      [join(root, 'dist/src/cli/main.js'), 'run', 'graph.yaml', '--stream', '--json'],
      { cwd: folder, env: { PATH: process.env.PATH } },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    await closed
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(existsSync(join(folder, 'still-here'))).toBe(false)
  })

  it('a reader who leaves ends it quietly, with the connection to the model', async ({ server }) => {
    server.enqueue({ text: Array.from({ length: 5000 }, (_, index) => ` word${index}`), pace: 2 })
    const folder = folderWith(files)
    const child = spawn(
      process.execPath,
      [join(root, 'dist/src/cli/main.js'), 'run', 'graph.yaml', '--stream'],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, ...environment(server) },
      },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    let messages = ''
    child.stderr.on('data', (chunk) => {
      messages += chunk
    })
    const closed = once(child, 'close')
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const [code] = await closed
    expect([code, messages]).toEqual([0, ''])
    await server.requests[0]?.closed
    expect(server.requests[0]?.closedEarly).toBe(true)
  })
})
