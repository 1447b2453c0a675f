import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cli, root } from './cli-process.js'

const names = ['serve', 'run', 'lint', 'graph', 'schema', 'hash-password']

describe('recapflow', () => {
  it('lists its commands with --help', async () => {
    const { code, output, messages } = await cli(['--help'])
    expect([code, messages]).toEqual([0, ''])
    for (const name of names) expect(output).toMatch(new RegExp(`^ {2}${name} `, 'm'))
  })

  it('without a command tells the same on standard error, as a mistake', async () => {
    const { code, output, messages } = await cli([])
    expect([code, output]).toEqual([2, ''])
    expect(messages).toContain('Usage: recapflow COMMAND')
  })

  it.each(names)('explains %s with --help and with help before it', async (name) => {
    const [after, before] = await Promise.all([cli([name, '--help']), cli(['help', name])])
    expect(after.output).toMatch(new RegExp(`^Usage: recapflow ${name}`))
    expect(after).toEqual({ ...before, code: 0 })
  })

  it('prints the version of the package', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    expect(await cli(['--version'])).toMatchObject({ code: 0, output: `${version}\n` })
  })

  it('refuses an unknown command with the nearest one', async () => {
    const { code, output, messages } = await cli(['grahp', 'a.yaml'])
    expect([code, output]).toEqual([2, ''])
    expect(messages).toBe(
      'There is no command "grahp". Did you mean "graph"? Commands: init, serve, run, lint, graph, import, export, schema, hash-password.\n',
    )
  })

  it('refuses an unknown option with the nearest one', async () => {
    const { code, messages } = await cli(['run', 'a.yaml', '--streem'])
    expect(code).toBe(2)
    expect(messages).toBe('There is no option --streem. Did you mean "--stream"? See recapflow run --help.\n')
  })

  it('refuses an option without its value, and a value where none belongs', async () => {
    const [missing, extra] = await Promise.all([
      cli(['run', 'a.yaml', '--thread']),
      cli(['run', 'a.yaml', '--json=yes']),
    ])
    expect([missing.code, extra.code]).toEqual([2, 2])
    expect(missing.messages).toMatch(/^The option --thread has no value\./)
    expect(extra.messages).toMatch(/^The option --json takes no value\./)
  })

  it('is a program that the package installs', () => {
    const { bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>
    }
    const file = join(root, bin.recapflow ?? '')
    expect(readFileSync(file, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/)
    expect(statSync(file).mode & 0o111).toBe(0o111)
  })
})
