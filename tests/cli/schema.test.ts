import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cli, root } from './cli-process.js'

it.each(['graph', 'prompt', 'questionnaire'])(
  'recapflow schema %s prints the committed schema',
  async (name) => {
    const { code, output } = await cli(['schema', name])
    expect(code).toBe(0)
    expect(output).toBe(readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8'))
  },
)

it('recapflow schema without a name lists them and says how they are used', async () => {
  const { code, output } = await cli(['schema'])
  expect(code).toBe(0)
  expect(output).toMatch(/^graph\nprompt\nquestionnaire\n/)
  expect(output).toContain('# yaml-language-server: $schema=')
})

it('recapflow schema refuses an unknown name with the nearest one', async () => {
  const { code, messages } = await cli(['schema', 'promt'])
  expect(code).toBe(2)
  expect(messages).toContain('There is no schema "promt". Did you mean "prompt"?')
})
