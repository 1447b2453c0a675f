import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { folderWith } from '../graph/graph-folder.js'
import { cli, root } from './cli-process.js'

const head = 'name: Lunch\nversion: "1"\nlanguage: en\nfields:\n'
const files = {
  'graphs/lunch/schema.yaml': `${head}  - {id: dish, label: Which dish?, autocomplete: name}\n`,
  'graphs/lunch/lunch.fi.yaml': 'fields: {dish: {label: Mikä ruoka?}}\n',
  'graphs/twins/schema.yaml': `${head}  - {id: a, linkId: x, label: A}\n  - {id: b, linkId: x, label: B}\n`,
  'graphs/broken/schema.yaml': `${head}  - {id: a, lable: A}\n`,
}
const lunch = ['export', 'fhir', 'graphs/lunch/schema.yaml']

it('recapflow export fhir prints the questionnaire, its translations with it, and what FHIR has no place for', async () => {
  const { code, output, messages } = await cli(lunch, { folder: folderWith(files) })
  expect(code).toBe(0)
  expect(JSON.parse(output)).toMatchObject({
    resourceType: 'Questionnaire',
    id: 'lunch',
    title: 'Lunch',
    version: '1',
  })
  expect(output).toContain('Mikä ruoka?')
  expect(messages).toBe('dish: note: FHIR has no place for "autocomplete".\n0 errors, 0 warnings, 1 note.\n')
})

it('recapflow export fhir takes the name of the folder that it runs in', async () => {
  const folder = join(folderWith(files), 'graphs/lunch')
  expect(JSON.parse((await cli(['export', 'fhir', 'schema.yaml'], { folder })).output)).toMatchObject({
    id: 'lunch',
  })
})

it('recapflow export fhir writes to a file, and over one that is there only with --force', async () => {
  const folder = folderWith({ ...files, 'lunch.json': 'mine' })
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  expect(await cli([...lunch, '--output', 'lunch.json'], { folder })).toMatchObject({
    code: 2,
    output: '',
    messages: '"lunch.json" is there already. Write over it with --force, or choose another --output.\n',
  })
  expect(read('lunch.json')).toBe('mine')
  expect(await cli([...lunch, '--output', 'out/lunch.json'], { folder })).toMatchObject({
    code: 0,
    output: '',
  })
  expect(await cli([...lunch, '--output', 'lunch.json', '--force'], { folder })).toMatchObject({ code: 0 })
  expect(read('lunch.json')).toBe(read('out/lunch.json'))
  expect(JSON.parse(read('lunch.json'))).toMatchObject({ id: 'lunch' })
  expect(readdirSync(join(folder, 'out'))).toEqual(['lunch.json'])
})

it('recapflow export fhir prints one JSON document with --json', async () => {
  const { code, output, messages } = await cli([...lunch, '--json'], { folder: folderWith(files) })
  expect([code, messages]).toEqual([0, ''])
  expect(JSON.parse(output)).toMatchObject({
    questionnaire: { resourceType: 'Questionnaire' },
    findings: [{ severity: 'note', linkId: 'dish' }],
  })
})

it('recapflow export fhir writes nothing where the result would ask something else, and ends with code 1', async () => {
  const folder = folderWith(files)
  const twins = ['export', 'fhir', 'graphs/twins/schema.yaml']
  const { code, output, messages } = await cli([...twins, '--output', 'twins.json'], { folder })
  expect([code, output]).toEqual([1, ''])
  expect(messages).toBe(
    'x: error: Both "a" and "b" have this linkId. Give each one its own.\n1 error, 0 warnings, 0 notes. Nothing was written.\n',
  )
  expect(readdirSync(folder)).not.toContain('twins.json')
  expect(JSON.parse((await cli([...twins, '--json'], { folder })).output)).toMatchObject({
    questionnaire: null,
  })
})

it.each([
  [['export'], 'The format is missing: recapflow export fhir FILE.'],
  [['export', 'fihr', 'x'], 'There is no format "fihr"'],
  [['export', 'fhir'], 'The FILE is missing'],
  [['export', 'fhir', 'graphs/lunch'], 'There is no questionnaire file "graphs/lunch". Name a schema.yaml.'],
  [['export', 'fhir', 'graphs/broken/schema.yaml'], 'graphs/broken/schema.yaml:5:'],
  [[...lunch, '--json', '--output', 'x.json'], 'Leave out --output.'],
])('recapflow %j is refused with code 2', async (args, message) => {
  const { code, output, messages } = await cli(args, { folder: folderWith(files) })
  expect([code, output]).toEqual([2, ''])
  expect(messages).toContain(message)
})

it.each(['mood-check', 'clinic-intake', 'feature-request'])(
  '%s, exported and imported on the command line, has no errors',
  async (name) => {
    const folder = folderWith({})
    const file = join(folder, `${name}.json`)
    const made = await cli(['export', 'fhir', join(root, 'graphs', name, 'schema.yaml'), '--output', file])
    expect(made.code).toBe(0)
    expect(await cli(['import', 'fhir', file, '--id', name], { folder })).toMatchObject({ code: 0 })
    expect(await cli(['lint', 'graphs'], { folder })).toMatchObject({ code: 0 })
  },
)
