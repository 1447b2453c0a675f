import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fixture } from '../fhir/import.js'
import { folderWith } from '../graph/graph-folder.js'
import { createVisitor } from '../routes/page.js'
import { cli, startCli } from './cli-process.js'

const allotment = fixture('allotment.json')
const target = 'graphs/allotment-visit/schema.yaml'
const resource = (...item: unknown[]) =>
  JSON.stringify({
    resourceType: 'Questionnaire',
    id: 'small',
    title: 'Small',
    version: '1',
    language: 'en',
    item,
  })
const question = { linkId: 'q', text: 'Which one?', type: 'string' }

it('recapflow import fhir writes a questionnaire that lint finds nothing in and serve serves', async () => {
  const folder = folderWith({ 'allotment.json': allotment })
  const { code, output, messages } = await cli(['import', 'fhir', 'allotment.json'], { folder })
  expect([code, output]).toEqual([0, ''])
  expect(messages).toMatch(
    /\d+ items read: 0 errors, \d+ warnings?, \d+ notes?\. Written to graphs\/allotment-visit\/schema\.yaml\.\n$/,
  )
  expect(readdirSync(join(folder, 'graphs/allotment-visit'))).toEqual(['schema.yaml'])
  expect(await cli(['lint', 'graphs'], { folder })).toMatchObject({ code: 0 })

  const server = startCli(['serve'], { folder, environment: { PORT: '0' } })
  const [, url = ''] = await server.waitForMatch(/recapflow is ready: (\S+)\n/)
  const visitor = createVisitor(
    { request: (input, init) => fetch(input, { redirect: 'manual', ...init }) },
    url,
  )
  expect((await visitor.open('/q/allotment-visit')).heading).toBe('Before the allotment visit')
})

it('recapflow import fhir writes nothing with an error among the findings, and ends with code 1', async () => {
  const folder = folderWith({
    'r5.json': resource({ ...question, type: 'coding' }, { linkId: 'r', type: 'string' }),
  })
  const { code, output, messages } = await cli(['import', 'fhir', 'r5.json'], { folder })
  expect([code, output]).toEqual([1, ''])
  expect(messages).toContain(
    'q: error: FHIR R4 has no item of the type "coding". That is R5; save the questionnaire as R4.\n',
  )
  expect(messages).toMatch(/1 error, 0 warnings, 1 note\. Nothing was written\.\n$/)
  expect(readdirSync(folder)).toEqual(['r5.json'])
})

it('recapflow import fhir does not write over a file but with --force', async () => {
  const folder = folderWith({ 'allotment.json': allotment, [target]: 'mine' })
  expect(await cli(['import', 'fhir', 'allotment.json'], { folder })).toMatchObject({
    code: 2,
    output: '',
    messages: `"${target}" is there already. Write over it with --force, or choose another --id or --out.\n`,
  })
  expect(readFileSync(join(folder, target), 'utf8')).toBe('mine')
  const other = await cli(['import', 'fhir', 'allotment.json', '--id', 'plot', '--out', 'mine/forms'], {
    folder,
  })
  expect(other.code).toBe(0)
  const written = readFileSync(join(folder, 'mine/forms/plot/schema.yaml'), 'utf8')
  expect(written).toMatch(/^format: 1\nname: Before the allotment visit\n/)
  expect((await cli(['import', 'fhir', 'allotment.json', '--force'], { folder })).code).toBe(0)
  expect(readFileSync(join(folder, target), 'utf8')).toBe(written)
  expect(readdirSync(join(folder, 'graphs/allotment-visit'))).toEqual(['schema.yaml'])
})

it('recapflow import fhir says where it cannot write, and leaves nothing behind', async () => {
  const folder = folderWith({ 'small.json': resource(question), graphs: 'a file' })
  const { code, messages } = await cli(['import', 'fhir', 'small.json'], { folder })
  expect(code).toBe(2)
  expect(messages).toMatch(/^"graphs\/small\/schema\.yaml" cannot be written: /)
  mkdirSync(join(folder, 'out/small/schema.yaml'), { recursive: true })
  expect((await cli(['import', 'fhir', 'small.json', '--out', 'out', '--force'], { folder })).code).toBe(2)
  expect(readdirSync(join(folder, 'out/small'))).toEqual(['schema.yaml'])
})

it('recapflow import fhir prints the questionnaire with --print, errors or not, and writes nothing', async () => {
  const folder = folderWith({ 'bad.json': resource(question, { ...question, text: 'Again' }) })
  const { code, output, messages } = await cli(['import', 'fhir', 'bad.json', '--print'], { folder })
  expect(code).toBe(1)
  expect(output).toContain('label: Again')
  expect(messages).toContain('q: error: Two items have this linkId.')
  expect(readdirSync(folder)).toEqual(['bad.json'])
})

it('recapflow import fhir prints one JSON document with --json', async () => {
  const folder = folderWith({
    'small.json': resource(question, { linkId: 'r', text: 'Doctor', type: 'reference' }),
    'bad.json': resource(question, question),
  })
  const found = await cli(['import', 'fhir', 'small.json', '--json'], { folder })
  expect([found.code, found.messages, found.output.trimEnd().split('\n').length]).toEqual([0, '', 1])
  expect(JSON.parse(found.output)).toEqual({
    id: 'small',
    file: 'graphs/small/schema.yaml',
    items: 2,
    findings: [{ severity: 'warning', linkId: 'r', message: expect.stringContaining('reference') }],
  })
  expect(existsSync(join(folder, 'graphs/small/schema.yaml'))).toBe(true)
  const bad = await cli(['import', 'fhir', 'bad.json', '--json'], { folder })
  expect(bad.code).toBe(1)
  expect(JSON.parse(bad.output)).toMatchObject({ file: null, findings: [{ severity: 'error', linkId: 'q' }] })
})

it('recapflow import fhir takes the value sets that the questionnaire names', async () => {
  const url = 'https://example.org/ValueSet/colour'
  const contains = ['red', 'blue'].map((code) => ({ system: 'https://example.org', code, display: code }))
  const folder = folderWith({
    'small.json': resource({ linkId: 'q', text: 'Colour', type: 'choice', answerValueSet: url }),
    'colour.json': JSON.stringify({ resourceType: 'ValueSet', url, expansion: { contains } }),
  })
  const without = await cli(['import', 'fhir', 'small.json', '--print'], { folder })
  expect(without.messages).toContain(`q: warning: Its answers are those of the value set ${url}`)
  const { code, output } = await cli(
    ['import', 'fhir', 'small.json', '--print', '--value-set', 'colour.json'],
    { folder },
  )
  expect(code).toBe(0)
  expect(output).toContain('value: blue')
})

it.each([
  [['import'], 'The format is missing: recapflow import fhir FILE.'],
  [['import', 'xforms', 'a.json'], 'There is no format "xforms": recapflow import fhir FILE.'],
  [['import', 'fhir'], 'The FILE is missing: recapflow import fhir FILE.'],
  [['import', 'fhir', 'none.json'], 'There is no file "none.json".'],
  [['import', 'fhir', 'folder'], 'There is no file "folder".'],
  [['import', 'fhir', 'a.json', 'b.json'], 'takes one FILE, found "b.json" besides "a.json"'],
  [['import', 'fhir', 'text.json'], '"text.json" is no JSON: '],
  [['import', 'fhir', 'empty.json'], '"empty.json" is no JSON: '],
  [['import', 'fhir', 'page.xml'], '"page.xml" is XML. Save the resource as JSON.'],
  [
    ['import', 'fhir', 'patient.json'],
    '"patient.json" is a resource of the type "Patient", expected a Questionnaire',
  ],
  [['import', 'fhir', 'bundle.json'], '"bundle.json" is a Bundle without a Questionnaire.'],
  [['import', 'fhir', 'large.json'], '"large.json" has more than 5000000 bytes.'],
  [['import', 'fhir', 'deep.json'], '"deep.json" has more than 64 levels inside each other.'],
  [['import', 'fhir', 'small.json', '--id', '../up'], '--id is "../up", expected lower-case letters'],
  [['import', 'fhir', 'small.json', '--id', 'prompts'], '"prompts" has a meaning of its own in graphs/.'],
  [['import', 'fhir', 'small.json', '--value-set', 'small.json'], 'expected a ValueSet or a CodeSystem'],
  [['import', 'fhir', 'small.json', '--print', '--json'], 'Choose one.'],
  [['import', 'fhir', 'small.json', '--ouput', 'x'], 'There is no option --ouput.'],
])('recapflow %j is refused with code 2, and nothing is written', async (args, message) => {
  const folder = folderWith({
    'small.json': resource(question),
    'text.json': '\u001b[31mhello',
    'empty.json': '',
    'page.xml': '<Questionnaire xmlns="http://hl7.org/fhir"/>',
    'patient.json': '{"resourceType":"Patient"}',
    'bundle.json': '{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient"}}]}',
    'deep.json': `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    'folder/a.txt': '',
  })
  writeFileSync(join(folder, 'large.json'), ' '.repeat(5_000_001))
  const { code, output, messages } = await cli(args, { folder })
  expect([code, output]).toEqual([2, ''])
  expect(messages).toContain(message)
  // What foreign files say does not steer the terminal.
  expect(messages).not.toContain('\u001b')
  expect(existsSync(join(folder, 'graphs'))).toBe(false)
})
