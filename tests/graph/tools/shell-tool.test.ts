import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import type { RunError } from '../../../src/errors.js'
import type { ShellTool } from '../../../src/graph/tool-definition.js'
import { shellTool } from '../../../src/graph/tools/shell-tool.js'
import { folderWith } from '../graph-folder.js'

afterEach(() => vi.unstubAllEnvs())

function tool(command: string, further: Partial<ShellTool> = {}, folder = folderWith({})) {
  const made = shellTool(
    {
      type: 'shell',
      name: 'made',
      description: '',
      command,
      parse: 'text',
      timeout: 5000,
      workingDir: undefined,
      env: {},
      successCodes: [0],
      ...further,
    },
    folder,
  )
  return (args: Record<string, unknown> = {}, signal?: AbortSignal) => made.call(args, { state: {}, signal })
}

async function errorOf(call: Promise<unknown>): Promise<RunError> {
  return call.then(
    () => expect.fail('The call succeeded.'),
    (error) => error as RunError,
  )
}

/** Until a process that wrote its id has gone. */
async function untilGone(pid: number): Promise<void> {
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(), { timeout: 5000 })
}

test('text comes without its last line break, JSON as a value, and none as null', async () => {
  expect(await tool('echo one; echo two')()).toBe('one\ntwo')
  expect(await tool('printf "a\\n\\n"')()).toBe('a\n')
  expect(await tool(`echo '{{"a": [1, true]}}'`, { parse: 'json' })()).toEqual({ a: [1, true] })
  expect(await tool('echo one', { parse: 'none' })()).toBeNull()
})

test('values are texts: lists and mappings JSON, null empty, booleans and numbers as JSON has them', async () => {
  const call = tool("printf '%s|' {list} {map} {nothing} {yes} {number}")
  expect(await call({ list: [1, 'a'], map: { b: null }, nothing: null, yes: true, number: 1.5 })).toBe(
    '[1, "a"]|{"b": null}||true|1.5|',
  )
})

test('a value that is missing, that holds a NUL, or that is too long is told before anything runs', async () => {
  const folder = folderWith({})
  const call = tool('touch ran; echo {one} {two}', {}, folder)
  expect(await errorOf(call({ one: 1 }))).toMatchObject({
    type: 'state_error',
    message: expect.stringContaining('"two"'),
  })
  expect((await errorOf(call({ one: 'a\0b', two: 1 }))).message).toContain('NUL')
  expect((await errorOf(call({ one: 'x'.repeat(200_000), two: 1 }))).message).toContain('longer than')
  expect(existsSync(join(folder, 'ran'))).toBe(false)
})

test('values that are too long only together are told', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `value${index}`)
  const call = tool(`echo ${names.map((name) => `{${name}}`).join(' ')}`)
  const error = await errorOf(call(Object.fromEntries(names.map((name) => [name, 'x'.repeat(120_000)]))))
  expect(error).toMatchObject({
    type: 'state_error',
    message: expect.stringContaining('could not be started'),
  })
})

test('a value that would be an option with code in it does not run', async () => {
  const call = tool('sed 1p {file}')
  expect((await errorOf(call({ file: '-e1e touch x' }))).message).toMatch(/"file" begins with "-".*Write --/)
})

test('the environment has what the file gives and what a command needs, and no secrets', async () => {
  vi.stubEnv('OPENAI_API_KEY', 'sk-secret')
  vi.stubEnv('SESSION_SECRET', 'hidden')
  const output = String(await tool('env', { env: { GREETING: 'hi $(id)' } })())
  expect(output).toContain('GREETING=hi $(id)\n')
  expect(output).toMatch(/^PATH=/m)
  expect(output).not.toMatch(/sk-secret|hidden/)
})

test('it runs in the folder of the graph, or in one inside it, and in no other', async () => {
  const folder = folderWith({ 'notes/a.txt': 'a' })
  expect(await tool('ls', {}, folder)()).toBe('notes')
  expect(await tool('ls', { workingDir: 'notes' }, folder)()).toBe('a.txt')
  symlinkSync(tmpdir(), join(folder, 'away'))
  for (const workingDir of ['..', '/', 'away', 'missing']) {
    expect(await errorOf(tool('ls', { workingDir }, folder)())).toMatchObject({ type: 'state_error' })
  }
})

test('a command reads nothing: its input is empty', async () => {
  expect(await tool('wc -c')()).toMatch(/^\s*0$/)
})

test('a code that is no success fails with what the command said, cut at 2,000 characters', async () => {
  const error = await errorOf(tool('echo out; echo "no such ä" >&2; exit 3')())
  expect(error).toMatchObject({
    type: 'unknown_error',
    message: expect.stringContaining('code 3, expected 0'),
  })
  expect(error.message).toContain('no such ä')
  const long = await errorOf(
    tool('for i in 1 2 3 4 5 6; do printf "%01000d" $i >&2; done; echo end >&2; exit 1')(),
  )
  expect(long.message).toMatch(/0006end$/)
  expect(long.message.length).toBeLessThan(2200)
  expect(await tool('echo found; exit 1', { successCodes: [0, 1] })()).toBe('found')
  expect((await errorOf(tool('kill -TERM $$')())).message).toContain('SIGTERM')
})

test('output that is no JSON is told, with its beginning', async () => {
  expect(await errorOf(tool('echo hello', { parse: 'json' })())).toMatchObject({
    type: 'validation_error',
    message: expect.stringContaining('hello'),
  })
  expect((await errorOf(tool('true', { parse: 'json' })())).message).toContain('nothing')
})

test('a command that writes more than a mebibyte is ended', async () => {
  expect(await tool('head -c 1048576 /dev/zero | tr "\\0" x')()).toHaveLength(1_048_576)
  const folder = folderWith({})
  const error = await errorOf(tool('echo $$ > pid; yes', {}, folder)())
  expect(error.message).toContain('1048576 bytes')
  await untilGone(Number(readFileSync(join(folder, 'pid'), 'utf8')))
})

test('when its time is over, a command ends with all that it started', async () => {
  const folder = folderWith({})
  const error = await errorOf(tool('sleep 60 & echo $! > pid; wait', { timeout: 300 }, folder)())
  expect(error).toMatchObject({ type: 'timeout_error', message: expect.stringContaining('0.3 seconds') })
  await untilGone(Number(readFileSync(join(folder, 'pid'), 'utf8')))
})

test('a signal ends a command, and with one that is aborted none begins', async () => {
  const folder = folderWith({})
  const abort = new AbortController()
  const call = errorOf(tool('echo $$ > pid; exec sleep 60', {}, folder)({}, abort.signal))
  await vi.waitFor(() => expect(readFileSync(join(folder, 'pid'), 'utf8')).toMatch(/\n/))
  abort.abort('stop')
  expect(await call).toMatchObject({ type: 'aborted', reason: 'stop' })
  await untilGone(Number(readFileSync(join(folder, 'pid'), 'utf8')))
  mkdirSync(join(folder, 'second'))
  expect(await errorOf(tool('touch ran', { workingDir: 'second' }, folder)({}, abort.signal))).toMatchObject({
    type: 'aborted',
  })
  await wait(50)
  expect(existsSync(join(folder, 'second/ran'))).toBe(false)
})

test('a model is told which values a command takes', () => {
  const made = shellTool(
    {
      type: 'shell',
      name: 'made',
      description: 'Counts.',
      command: 'wc -l {file} {file}',
      parse: 'text',
      timeout: 1000,
      workingDir: undefined,
      env: {},
      successCodes: [0],
    },
    '.',
  )
  expect(made).toMatchObject({
    name: 'made',
    description: 'Counts.',
    parameters: { type: 'object', properties: { file: { type: 'string' } }, required: ['file'] },
  })
})
