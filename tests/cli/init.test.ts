import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { answerAll, createVisitor } from '../routes/page.js'
import { cli, startCli } from './cli-process.js'

it('recapflow init makes an empty folder a project that lint finds nothing in and serve serves', async () => {
  const folder = folderWith({})
  const made = await cli(['init', 'before-we-meet'], { folder })
  expect(made.code).toBe(0)
  expect(made.output.split('\n')).toEqual([
    'schemas/questionnaire.schema.json',
    'graphs/before-we-meet/schema.yaml',
    '.gitignore',
    '',
  ])
  expect(made.messages).toContain('npx recapflow serve --dev')
  expect(made.messages).toContain('http://localhost:3000/q/before-we-meet')
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toContain('data/\n')
  const [first = ''] = readFileSync(join(folder, 'graphs/before-we-meet/schema.yaml'), 'utf8').split('\n')
  const schema = /^# yaml-language-server: \$schema=(.+)$/.exec(first)?.[1] ?? ''
  expect(JSON.parse(readFileSync(join(folder, 'graphs/before-we-meet', schema), 'utf8')).title).toBe(
    'recapflow questionnaire',
  )

  const lint = await cli(['lint', 'graphs', '--strict'], { folder })
  expect([lint.code, lint.output]).toEqual([0, '1 file checked: 0 errors, 0 warnings.\n'])

  const server = startCli(['serve'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  const visitor = createVisitor(
    { request: (input, init) => fetch(input, { redirect: 'manual', ...init }) },
    url,
  )
  expect((await visitor.open('/q/before-we-meet')).heading).toBe('Before we meet')
  const session = await answerAll(visitor, 'before-we-meet', {
    about: { first_name: 'Ada', contact_by: 'Telephone' },
    reason: { reason: 'A roof that leaks since March.' },
    best_time: { best_time: 'In the morning' },
  })
  expect((await visitor.submit(`${session}/confirm`)).text).toContain('Thank you, Ada')
})

it('recapflow init adds to a project without touching what is there', async () => {
  const folder = folderWith({
    '.gitignore': 'mine\n',
    'graphs/lunch/schema.yaml': 'mine',
    'node_modules/recapflow/schemas/questionnaire.schema.json': '{}',
  })
  expect(await cli(['init'], { folder })).toMatchObject({
    code: 0,
    output: 'graphs/first-questionnaire/schema.yaml\n',
  })
  expect(readFileSync(join(folder, '.gitignore'), 'utf8')).toBe('mine\n')
  expect(readFileSync(join(folder, 'graphs/first-questionnaire/schema.yaml'), 'utf8')).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/\.\.\/node_modules\/recapflow\/schemas\/questionnaire\.schema\.json\n/,
  )
  expect(await cli(['init', 'lunch'], { folder })).toMatchObject({
    code: 2,
    output: '',
    messages: 'There is graphs/lunch already. Nothing was written. Choose another name.\n',
  })
  expect(readFileSync(join(folder, 'graphs/lunch/schema.yaml'), 'utf8')).toBe('mine')
  expect(existsSync(join(folder, 'schemas'))).toBe(false)
})

it.each([
  ['Before We Meet', 'For example: recapflow init before-we-meet'],
  ['Kävely', 'For example: recapflow init kavely'],
  ['-x-', 'There is no option'],
  ['../lunch', 'For example: recapflow init lunch'],
  ['a/b', 'For example: recapflow init a-b'],
  ['x'.repeat(65), 'at most 64'],
  ['昼', 'Use lower-case letters'],
  ['prompts', '"prompts" has a meaning of its own in graphs/. Choose another name, such as my-prompts.'],
])('recapflow init refuses the name %s, with one that would do', async (name, message) => {
  const folder = folderWith({})
  const { code, messages } = await cli(['init', name], { folder })
  expect([code, messages]).toEqual([2, expect.stringContaining(message)])
  expect(readdirSync(folder)).toEqual([])
})

it('recapflow init wants a name with spaces in quotes, and a folder called graphs', async () => {
  const folder = folderWith({})
  expect(await cli(['init', 'before', 'lunch'], { folder })).toMatchObject({
    code: 2,
    messages:
      '"recapflow init" makes one questionnaire, found "lunch" besides "before". For example: recapflow init before-lunch\n',
  })
  writeFileSync(join(folder, 'graphs'), '')
  expect((await cli(['init', 'lunch'], { folder })).messages).toContain('"graphs" is a file here')
})

it.each(['true', '2026', 'no', '9-to-5'])('a questionnaire called %s has that as its title', async (name) => {
  const folder = folderWith({})
  mkdirSync(join(folder, 'graphs'))
  await cli(['init', name], { folder })
  expect(await cli(['lint', 'graphs', '--strict'], { folder })).toMatchObject({ code: 0 })
})
