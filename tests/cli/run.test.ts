import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it as plainIt } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { createGate } from '../model-server/gate.mjs'
import { type ModelServer, startModelServer } from '../model-server/model-server.mjs'
import { cli, startCli } from './cli-process.js'

const it = plainIt.extend<{ server: ModelServer }>({
  server: async ({ task: _task }, use) => {
    const server = await startModelServer()
    await use(server)
    await server.close()
  },
})

const environment = ({ url }: ModelServer) => ({ OPENAI_BASE_URL: url, OPENAI_API_KEY: 'sk-of-the-test' })

const greeting = {
  'graph.yaml': `
state: {topic: str, count: int}
nodes:
  greet: {prompt: greet, state_key: greeting, on_error: fail}
edges:
  - {from: START, to: greet}
  - {from: greet, to: END}
`,
  'prompts/greet.yaml':
    'user: Greet {{ topic | default("all") }}.\ndemo: "Hello {{ topic }}, {{ count | default(1) }} times."',
}

const twoVoices = {
  'graph.yaml': `
nodes:
  first: {prompt: a}
  second: {prompt: b}
edges:
  - {from: START, to: first}
  - {from: first, to: second}
  - {from: second, to: END}
`,
  'prompts/a.yaml': 'user: A\ndemo: The first says this.',
  'prompts/b.yaml': 'user: B\ndemo: The second says that.',
}

const inFolder = (files: Readonly<Record<string, string>>) => ({ folder: folderWith(files) })

describe('recapflow run', () => {
  it('prints the final state in words', async () => {
    const { code, output, messages } = await cli(
      ['run', 'graph.yaml', '--var', 'topic=bees', '--var', 'count:=3'],
      inFolder(greeting),
    )
    expect([code, messages]).toEqual([0, ''])
    expect(output.split('\n').sort()).toEqual([
      '',
      'count: 3',
      'greeting: Hello bees, 3 times.',
      'topic: bees',
    ])
  })

  it('prints one JSON document with --json', async () => {
    const { code, output } = await cli(
      ['run', 'graph.yaml', '--var', 'topic=bees', '--json'],
      inFolder(greeting),
    )
    expect(code).toBe(0)
    expect(output.trimEnd().split('\n')).toHaveLength(1)
    expect(JSON.parse(output)).toMatchObject({
      state: { topic: 'bees', greeting: 'Hello bees, 1 times.' },
      interrupts: [],
      thread: null,
    })
  })

  it('keeps = and quotes in the text of a variable, and takes JSON after :=', async () => {
    const { output } = await cli(
      [
        'run',
        'graph.yaml',
        '--json',
        '--var',
        'topic=a=b "c"',
        '--var',
        'list:=[1,{"a":null}]',
        '--var',
        'e=',
      ],
      inFolder(greeting),
    )
    expect(JSON.parse(output).state).toMatchObject({ topic: 'a=b "c"', list: [1, { a: null }], e: '' })
  })

  it.for([
    ['topic', '--var is "topic", expected KEY=TEXT'],
    ['=bees', '--var is "=bees", expected KEY=TEXT'],
    ['list:=[1', '--var list:= is followed by JSON, found "[1"'],
    ['__proto__=a', '"__proto__" cannot be the name of a state key'],
  ] as const)('refuses --var %s and says what is expected', async ([variable, sentence]) => {
    const { code, output, messages } = await cli(['run', 'graph.yaml', '--var', variable], inFolder(greeting))
    expect([code, output]).toEqual([2, ''])
    expect(messages).toContain(sentence)
  })

  it('says which file is not there', async () => {
    const { code, messages } = await cli(['run', 'nowhere.yaml'], inFolder({}))
    expect(code).toBe(2)
    expect(messages).toMatch(/^There is no graph file .*nowhere\.yaml\.\n$/)
  })

  it('tells each mistake of the files with its place, and runs nothing', async () => {
    const { code, output, messages } = await cli(
      ['run', 'graph.yaml'],
      inFolder({
        'graph.yaml': 'nodes:\n  a: {type: lllm}\n  b: {prompt: nowhere}\nedges:\n  - {from: START, to: c}\n',
      }),
    )
    expect([code, output]).toEqual([2, ''])
    expect(messages).toMatch(/^graph\.yaml:2:\d+: .*lllm.*Did you mean "llm"/m)
    expect(messages).toMatch(/^graph\.yaml:3:\d+: /m)
    expect(messages).toMatch(/^graph\.yaml:5:\d+: .*"c"/m)
  })

  it('looks for prompts in the folder of --base', async () => {
    const folder = folderWith({
      'graph.yaml': greeting['graph.yaml'],
      'base/prompts/greet.yaml': 'user: a\ndemo: Found.',
    })
    expect((await cli(['run', 'graph.yaml', '--base', 'base'], { folder })).output).toBe('greeting: Found.\n')
    const missing = await cli(['run', 'graph.yaml', '--base', 'elsewhere'], { folder })
    expect(missing).toMatchObject({ code: 2, messages: '--base is "elsewhere", which is no folder.\n' })
  })

  it('runs one node alone with --node', async () => {
    const { output } = await cli(['run', 'graph.yaml', '--node', 'second'], inFolder(twoVoices))
    expect(output).toBe('second: The second says that.\n')
    const unknown = await cli(['run', 'graph.yaml', '--node', 'secnd'], inFolder(twoVoices))
    expect(unknown.code).toBe(2)
    expect(unknown.messages).toContain('Did you mean "second"?')
  })

  it('lets --provider and --model win over what the files say', async ({ server }) => {
    server.enqueue({ text: 'From the server.' })
    const { code, output } = await cli(['run', 'graph.yaml', '--provider', 'openai', '--model', 'mine'], {
      ...inFolder({
        ...greeting,
        'prompts/greet.yaml': 'user: Greet.\nprovider: demo\nmodel: theirs\ndemo: From the demo.',
      }),
      environment: environment(server),
    })
    expect([code, output]).toEqual([0, 'greeting: From the server.\n'])
    expect(server.requests[0]?.body.model).toBe('mine')
  })

  it('ends with 1 when the run fails, and keeps what the provider says out of the output', async ({
    server,
  }) => {
    server.setBehaviour({ status: 401, error: { message: 'Wrong key sk-of-the-test' } })
    for (const flags of [[], ['--json'], ['--stream'], ['--stream', '--json']]) {
      const { code, output, messages } = await cli(['run', 'graph.yaml', ...flags], {
        ...inFolder(greeting),
        environment: environment(server),
      })
      expect([flags, code]).toEqual([flags, 1])
      expect(output).not.toContain('Wrong key')
      expect(messages).toMatch(/^recapflow: The run failed in node "greet": .*Wrong key.* \[llm_error\]\n$/s)
    }
  })

  it('ends with 0 when a node fails and the run goes on, but tells of it', async ({ server }) => {
    server.setBehaviour({ status: 401, error: { message: 'Wrong key' } })
    const { code, output, messages } = await cli(['run', 'graph.yaml', '--json'], {
      ...inFolder({ ...greeting, 'graph.yaml': greeting['graph.yaml'].replace(', on_error: fail', '') }),
      environment: environment(server),
    })
    expect(code).toBe(0)
    expect(JSON.parse(output).state.errors).toMatchObject([{ type: 'llm_error', node: 'greet' }])
    expect(output).not.toContain('Wrong key')
    expect(messages).toMatch(/went on after an error in node "greet": .*Wrong key/)
  })

  it('refuses a --timeout that no timer can hold', async () => {
    const { code, messages } = await cli(['run', 'graph.yaml', '--timeout', '99999999'])
    expect(code).toBe(2)
    expect(messages).toContain('--timeout is "99999999", expected seconds, at most 86400.')
  })

  it('ends with 1 when --timeout is over', async ({ server }) => {
    server.enqueue({ stallAfter: 1 })
    const { code, messages } = await cli(['run', 'graph.yaml', '--timeout', '0.3'], {
      ...inFolder(greeting),
      environment: environment(server),
    })
    expect(code).toBe(1)
    expect(messages).toContain('[timeout_error]')
  })

  it('stops a loop at --recursion-limit', async () => {
    const files = {
      'graph.yaml': `
nodes:
  turn: {type: passthrough, output: {turns: "{state.turns + 1}"}}
edges:
  - {from: START, to: turn}
  - {from: turn, to: turn, condition: turns < 8}
  - {from: turn, to: END, condition: turns >= 8}
`,
    }
    const [enough, few, wrong] = await Promise.all([
      cli(['run', 'graph.yaml', '--var', 'turns:=0'], inFolder(files)),
      cli(['run', 'graph.yaml', '--var', 'turns:=0', '--recursion-limit', '4'], inFolder(files)),
      cli(['run', 'graph.yaml', '--recursion-limit', 'many'], inFolder(files)),
    ])
    expect([enough.code, enough.output]).toEqual([0, 'turns: 8\n'])
    expect(few.code).toBe(1)
    expect(few.messages).toContain('more than 4 steps')
    expect(wrong.code).toBe(2)
  })

  it('writes the exports of a finished run into the folder of --export', async () => {
    const { folder } = inFolder({
      ...greeting,
      'graph.yaml': `${greeting['graph.yaml']}exports: {greeting: {format: text, filename: hello.txt}}\n`,
    })
    const { code, messages } = await cli(['run', 'graph.yaml', '--export', 'out', '--var', 'topic=you'], {
      folder,
    })
    expect(code).toBe(0)
    expect(messages).toMatch(/^Wrote .*hello\.txt\n$/)
    expect(readFileSync(join(folder, 'out/hello.txt'), 'utf8')).toBe('Hello you, 1 times.\n')
  })
})

describe('recapflow run --stream', () => {
  it('prints the text as it comes, before the model has ended', async ({ server }) => {
    const gate = createGate()
    server.enqueue({ text: ['Slow', ' and', ' steady.'], gate })
    const run = startCli(['run', 'graph.yaml', '--stream'], {
      ...inFolder(greeting),
      environment: environment(server),
    })
    gate.release(1)
    await run.waitFor('Slow')
    expect(run.child.exitCode).toBeNull()
    gate.open()
    expect(await run.result).toMatchObject({ code: 0, output: 'Slow and steady.\n', messages: '' })
  })

  it('separates the texts of two nodes, and names them on standard error', async () => {
    const { code, output, messages } = await cli(['run', 'graph.yaml', '--stream'], inFolder(twoVoices))
    expect([code, output]).toEqual([0, 'The first says this.\n\nThe second says that.\n'])
    expect(messages).toBe('[first]\n[second]\n')
  })

  it('gives one event a line with --json, and done with the state last', async () => {
    const { output } = await cli(['run', 'graph.yaml', '--stream', '--json'], inFolder(twoVoices))
    const events = output
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index + 1))
    expect(events[0].type).toBe('run_start')
    const text = events.filter(({ type }) => type === 'token').map(({ content }) => content)
    expect(text.join('')).toBe('The first says this.The second says that.')
    expect(events.at(-1)).toMatchObject({ type: 'done', state: { second: 'The second says that.' } })
  })

  it('prints a text that was cut, and says so', async ({ server }) => {
    server.enqueue({ text: 'Once upon a', finishReason: 'length' })
    const { code, output, messages } = await cli(['run', 'graph.yaml', '--stream'], {
      ...inFolder(greeting),
      environment: environment(server),
    })
    expect([code, output]).toEqual([1, 'Once upon a\n'])
    expect(messages).toContain('[truncated]')
  })
})
