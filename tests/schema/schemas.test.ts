import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import {
  checkpointerKeys,
  configKeys,
  defaultsKeys,
  edgeKeys,
  exportKeys,
  graphKeys,
  nodeKeys,
  nodeTypes,
  stateEntryKeys,
  streamOptionKeys,
  toolKeys,
  toolTypes,
} from '../../src/graph/format-keys.js'
import { readGraph } from '../../src/graph/read-graph.js'
import { readPrompt } from '../../src/prompt/read-prompt.js'
import { parseQuestionnaire } from '../../src/questionnaire/load-questionnaire.js'
import { FIELD_TYPES } from '../../src/questionnaire/questionnaire.js'
import { type SchemaName, schemaNames, schemas, schemaText } from '../../src/schema/schemas.js'
import { readYaml } from '../../src/yaml/read-yaml.js'

const root = resolve(import.meta.dirname, '../..')
const validators = Object.fromEntries(
  schemaNames.map((name) => [
    name,
    // The key words of one branch of a schema stand for the whole: draft 7 allows that, strict mode does not.
    new Ajv({ strict: true, strictTypes: false, strictRequired: false, allErrors: true }).compile(
      schemas[name],
    ),
  ]),
)

function mistakes(name: SchemaName, value: unknown): string[] {
  const validate = validators[name]
  if (validate === undefined) throw new Error(`There is no schema ${name}.`)
  return validate(value)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
      )
}

function yamlFiles(folder: string): string[] {
  return readdirSync(join(root, folder)).flatMap((name) => {
    const path = join(folder, name)
    return statSync(join(root, path)).isDirectory() ? yamlFiles(path) : /\.ya?ml$/.test(name) ? [path] : []
  })
}

function kindOf(file: string, value: unknown): SchemaName | undefined {
  if (file.startsWith('prompts') || file.includes('/prompts/')) return 'prompt'
  if (/schema\.ya?ml$/.test(file)) return 'questionnaire'
  return typeof value === 'object' && value !== null && 'nodes' in value ? 'graph' : undefined
}

const shipped = [...yamlFiles('graphs'), ...yamlFiles('prompts')].flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8')
  const kind = kindOf(file, readYaml(text, file, 'core').value)
  return kind === undefined
    ? []
    : [{ file, text, kind, value: readYaml(text, file, kind === 'questionnaire' ? 'core' : 'pyyaml').value }]
})

describe('The shipped files', () => {
  it('are of all three kinds', () => {
    expect(new Set(shipped.map(({ kind }) => kind))).toEqual(new Set(schemaNames))
  })

  it.each(shipped)('$file fits its schema', ({ kind, value }) => {
    expect(mistakes(kind, value)).toEqual([])
  })

  it.each(shipped)('$file names its schema in the first line', ({ file, text, kind }) => {
    const path = `${'../'.repeat(file.split('/').length - 1)}schemas/${kind}.schema.json`
    expect(text.split('\n')[0]).toBe(`# yaml-language-server: $schema=${path}`)
  })
})

describe('The committed schemas', () => {
  it.each(schemaNames)('schemas/%s.schema.json is what the command prints', (name) => {
    const committed = readFileSync(join(root, 'schemas', `${name}.schema.json`), 'utf8')
    const mending = `Write it anew: node dist/src/cli/main.js schema ${name} > schemas/${name}.schema.json`
    expect(committed === schemaText(name), mending).toBe(true)
  })

  it('describe every key', () => {
    const undescribed: string[] = []
    const visit = (value: unknown, path: string): void => {
      if (typeof value !== 'object' || value === null) return
      for (const [key, part] of Object.entries(value)) visit(part, `${path}/${key}`)
      if (!('additionalProperties' in value) || value.additionalProperties !== false) return
      const { properties = {} } = value as { properties?: Record<string, Record<string, unknown>> }
      for (const [key, part] of Object.entries(properties)) {
        if (part.description === undefined && part.$ref === undefined) undescribed.push(`${path}/${key}`)
      }
    }
    for (const name of schemaNames) visit(schemas[name], name)
    expect(undescribed).toEqual([])
  })
})

type Part = { readonly properties: Record<string, Part>; readonly [key: string]: unknown }
const graph = schemas.graph as unknown as Part & { definitions: Record<string, Part> }
const keysIn = (part: unknown) => Object.keys((part as Part).properties).sort()
const sorted = (keys: Iterable<string>) => [...new Set(keys)].sort()
const values = (part: unknown) => (part as { additionalProperties: Part }).additionalProperties

/** The keys that each type may have, by its condition. */
function keysByType(part: unknown): Record<string, string[]> {
  const { allOf } = part as { allOf: { if: Part; then: { propertyNames?: { enum: string[] } } }[] }
  return Object.fromEntries(
    allOf.map((branch) => [branch.if.properties.type?.const, branch.then.propertyNames?.enum ?? []]),
  )
}

describe('The graph schema', () => {
  it('has the keys of the format and no others', () => {
    const { properties } = graph
    expect(keysIn(graph)).toEqual(sorted(graphKeys))
    expect(keysIn(properties.config)).toEqual(sorted(configKeys))
    expect(keysIn(properties.defaults)).toEqual(sorted(defaultsKeys))
    expect(keysIn(properties.checkpointer)).toEqual(sorted(checkpointerKeys))
    expect(keysIn(values(properties.exports))).toEqual(sorted(exportKeys))
    expect(keysIn(properties.edges?.items)).toEqual(sorted(edgeKeys))
    const [, stateEntry] = (values(properties.state) as unknown as { anyOf: Part[] }).anyOf
    expect(keysIn(stateEntry)).toEqual(sorted(stateEntryKeys))
  })

  it('has the keys of each type of node and tool', () => {
    const { node } = graph.definitions
    expect(keysIn(node)).toEqual(sorted(Object.values(nodeKeys).flat()))
    expect(keysByType(node)).toEqual(nodeKeys)
    expect(Object.keys(keysByType(node))).toEqual([...nodeTypes])
    expect(keysIn(node?.properties.stream_options)).toEqual(sorted(streamOptionKeys))
    const tool = values(graph.properties.tools)
    expect(keysIn(tool)).toEqual(sorted(Object.values(toolKeys).flat()))
    expect(keysByType(tool)).toEqual(toolKeys)
    expect(Object.keys(keysByType(tool))).toEqual([...toolTypes])
  })
})

/** Reads the file as the program does: whether it finds a mistake, or a key without effect. */
const readers: Readonly<Record<SchemaName, (text: string) => readonly { readonly message: string }[]>> = {
  graph: (text) => readGraph(text, 'graph.yaml').problems,
  prompt: (text) => readPrompt(text, 'prompt.yaml', 'prompt').problems,
  questionnaire: (text) => parseQuestionnaire(text, 'trial/schema.yaml').problems,
}

const oneNode = (node: string) => `
nodes:
  first: ${node}
edges:
  - {from: START, to: first}
`
const oneField = (field: string) => `
name: Trial
version: "1"
language: en
fields:
  - ${field}
`

const oneScore = (keys: string) =>
  `${oneField('{id: a, type: integer}')}scores:\n  - {id: s, label: S, of: [a], ${keys}}\n`

describe('The schemas and the program agree that', () => {
  const sound: readonly (readonly [SchemaName, string, string])[] = [
    ['graph', 'a node is of type llm by default', oneNode('{prompt: a}')],
    ['graph', 'a router has routes', oneNode('{type: router, prompt: a, routes: {yes_: END}}')],
    ['graph', 'a passthrough may write null', oneNode('{type: passthrough, set: {a: null}}')],
    ['graph', 'an interrupt needs nothing', oneNode('{type: interrupt}')],
    [
      'graph',
      'a map has a node inside',
      oneNode('{type: map, over: "{state.list}", as: item, collect: all, node: {prompt: a}}'),
    ],
    [
      'graph',
      'types of state keys are written in any case',
      `${oneNode('{prompt: a}')}state: {a: Dict, b: STR}`,
    ],
    ['prompt', 'a prompt needs only what is asked', 'user: Hello {name}'],
    [
      'prompt',
      'a schema has fields',
      'user: a\nschema: {fields: {tags: "list[str]", score: {type: float, constraints: {ge: 0}}}}',
    ],
    ['questionnaire', 'a field needs only an id', oneField('{id: name_of_it}')],
    [
      'questionnaire',
      'codes may have the type of the code',
      oneField('{id: a, type: integer, coding: {0: Never, 1: Often}}'),
    ],
    ['questionnaire', 'a choice has answers', oneField('{id: a, type: choice, options: [One, {value: 2}]}')],
    [
      'questionnaire',
      'a file has kinds and a size',
      oneField('{id: a, type: file, accept: [image/png, text/csv], maxSize: 1.5 MB, repeat: {max: 3}}'),
    ],
    [
      'questionnaire',
      'a score may have a function of its own',
      oneScore('method: module, module: ./risk.mjs#risk'),
    ],
    ['questionnaire', 'a score says what is missing', oneScore('method: sum, missing: zero, skipped: zero')],
    ['questionnaire', 'a recap may come as a whole', `${oneField('{id: a}')}recap: {stream: false}`],
    ['questionnaire', 'a group has fields', oneField('{id: a, type: group, fields: [{id: b}]}')],
  ]
  it.each(sound)('%s: %s', (kind, _title, text) => {
    expect(readers[kind](text)).toEqual([])
    expect(
      mistakes(kind, readYaml(text, 'a.yaml', kind === 'questionnaire' ? 'core' : 'pyyaml').value),
    ).toEqual([])
  })

  const broken: readonly (readonly [SchemaName, string, string])[] = [
    ['graph', 'an llm node without a prompt', oneNode('{type: llm}')],
    ['graph', 'a node without type and prompt', oneNode('{state_key: a}')],
    ['graph', 'a misspelt key of a node', oneNode('{prompt: a, promt: b}')],
    ['graph', 'a key of another type of node', oneNode('{prompt: a, routes: {b: END}}')],
    ['graph', 'a type of node that does not exist', oneNode('{type: lllm, prompt: a}')],
    ['graph', 'a router without routes', oneNode('{type: router, prompt: a}')],
    ['graph', 'a race with one candidate', oneNode('{type: race, prompt: a, candidates: [{model: b}]}')],
    [
      'graph',
      'a map inside a map',
      oneNode(
        '{type: map, over: [1], as: item, collect: all, node: {type: map, over: [1], as: a, collect: b, node: {prompt: a}}}',
      ),
    ],
    ['graph', 'an interrupt with message and prompt', oneNode('{type: interrupt, message: a, prompt: b}')],
    [
      'graph',
      'mappings of a direct subgraph',
      oneNode('{type: subgraph, graph: a.yaml, mode: direct, input_mapping: {a: b}}'),
    ],
    ['graph', 'a timeout of 0', oneNode('{prompt: a, timeout: 0}')],
    ['graph', 'no edges', 'nodes: {first: {prompt: a}}'],
    ['graph', 'a node named END', 'nodes: {END: {prompt: a}}\nedges: [{from: START, to: END}]'],
    ['graph', 'a checkpointer without a type', `$oneNode('{prompt: a}')path: a.db`],
    ['graph', 'an sqlite checkpointer without a path', `$oneNode('{prompt: a}')type: sqlite`],
    ['prompt', 'messages', 'user: a\nmessages: []'],
    ['prompt', 'a prompt that says nothing', 'name: silent'],
    ['prompt', 'system under both names', 'system: a\nsystem_segments: [{content: b}]'],
    ['prompt', 'a field of no type', 'user: a\nschema: {fields: {tags: strings}}'],
    ['prompt', 'a reference in an output_schema', 'user: a\noutput_schema: {$ref: other.json}'],
    ['questionnaire', 'a field without an id', oneField('{label: What is it?}')],
    ['questionnaire', 'an id in capitals', oneField('{id: fullName}')],
    ['questionnaire', 'an id that is a word of conditions', oneField('{id: and}')],
    ['questionnaire', 'a choice without answers', oneField('{id: a, type: choice}')],
    [
      'questionnaire',
      'a choice with answers from two places',
      oneField('{id: a, type: choice, options: [b], coding: {0: c}}'),
    ],
    ['questionnaire', 'a file of a kind that runs', oneField('{id: a, type: file, accept: [image/svg+xml]}')],
    ['questionnaire', 'a size without a unit', oneField('{id: a, type: file, maxSize: "5"}')],
    ['questionnaire', 'a score by a function without one', oneScore('method: module')],
    [
      'questionnaire',
      'a function without the name of what it exports',
      oneScore('method: module, module: risk.mjs'),
    ],
    ['questionnaire', 'a sum with a function', oneScore('method: sum, module: ./risk.mjs#risk')],
    [
      'questionnaire',
      'a function that is told what is missing',
      oneScore('method: module, module: ./risk.mjs#risk, missing: zero'),
    ],
    ['questionnaire', 'a range of a text', oneField('{id: a, type: text, min: 3}')],
    ['questionnaire', 'a questionnaire without a name', 'version: "1"\nlanguage: en\nfields: [{id: a}]'],
  ]
  it.each(broken)('%s: %s is wrong', (kind, _title, text) => {
    expect(readers[kind](text)).not.toEqual([])
    expect(
      mistakes(kind, readYaml(text, 'a.yaml', kind === 'questionnaire' ? 'core' : 'pyyaml').value),
    ).not.toEqual([])
  })

  it('fields have the same keys, type by type', () => {
    const allKeys = Object.keys(
      (schemas.questionnaire as unknown as { definitions: { field: Part } }).definitions.field.properties,
    )
    for (const type of FIELD_TYPES) {
      const base = {
        id: 'a',
        type,
        ...(type === 'choice' ? { options: ['b'] } : {}),
        ...(type === 'group' ? { fields: [{ id: 'b' }] } : {}),
      }
      for (const key of allKeys.filter((name) => !(name in base) && name !== 'coding')) {
        const text = oneField(JSON.stringify({ ...base, [key]: 1 }))
        const isForeign = readers
          .questionnaire(text)
          .some(({ message }) => message.startsWith(`"${key}" does not belong`))
        const value = { name: 'a', version: '1', language: 'en', fields: [{ ...base, [key]: 1 }] }
        const isRefused = mistakes('questionnaire', value).some(
          (mistake) => mistake.includes('property name must be valid') && mistake.includes(`"${key}"`),
        )
        expect([type, key, isRefused]).toEqual([type, key, isForeign])
      }
    }
  })
})
