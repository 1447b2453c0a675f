import {
  checkpointerTypes,
  exportFormats,
  type graphKeys,
  reducerNames,
  stateTypes,
  toolKeys,
  toolTypes,
} from '../graph/format-keys.js'
import {
  DRAFT,
  flag,
  type JsonSchema,
  keysOf,
  listOf,
  mappingOf,
  number,
  oneOf,
  seconds,
  text,
  where,
  wholeNumber,
} from './json-schema.js'
import { modelProperties } from './model-properties.js'
import { branchSchema, nodeSchema } from './node-schema.js'

const promptsRelative = flag('Looks for prompts from the folder of this file. Default false.')
const promptsDir = text('The folder of the prompts, instead of prompts.')

/** The type of a state key; capitals do not matter. */
const stateType = text('Advisory.', {
  anyOf: [{ enum: [...stateTypes] }, { pattern: `^(?:${stateTypes.map(inAnyCase).join('|')})$` }],
})

function inAnyCase(word: string): string {
  return [...word].map((letter) => `[${letter.toUpperCase()}${letter}]`).join('')
}

const variable = '$' + '{NAME} stands for a variable of the environment'

const checkpointer = keysOf(
  {
    type: oneOf('Where the states of threads are kept.', checkpointerTypes),
    path: text(`The file of sqlite, from the base directory; ${variable}.`),
    url: text(`The address of postgres or redis; ${variable}.`),
    ttl: number('Minutes that redis keeps a thread.', { exclusiveMinimum: 0 }),
    key_prefix: text('What the keys in redis begin with.'),
  },
  'Keeps the state of each thread, so that a run can pause and go on. Graphs with interrupts need one.',
  {
    required: ['type'],
    allOf: [
      where('type', 'sqlite', { required: ['path'] }),
      where('type', 'postgres', { required: ['url'] }),
    ],
  },
)

const toolProperties: Readonly<Record<string, JsonSchema>> = {
  type: oneOf('Default shell. A python tool is a function that the host binds by its name.', toolTypes),
  description: text('What a model is told of the tool.'),
  command: text('A command for sh, with {name} for each value. Values are never part of the command itself.'),
  parse: oneOf('What becomes of its output. Default text.', ['text', 'json', 'none']),
  timeout: seconds('Seconds. Default 30.'),
  working_dir: text('Where the command runs, from the folder of this file.'),
  env: mappingOf({ type: ['string', 'number', 'boolean'] }, 'Further variables of its environment.'),
  success_codes: listOf({ type: 'integer' }, 'Exit codes that are no failure. Default [0].'),
  path: text('A module in the folder of this file; of a graph tool: the graph file.'),
  module: text('The name of a package, instead of a path.'),
  function: text('The name of the exported function.'),
  parameters: { type: 'object', description: 'JSON Schema of its arguments, for models.' },
  provider: text('Ignored: the host brings the search.'),
  max_results: wholeNumber('Ignored: the host brings the search.'),
  input_mapping: mappingOf({ type: 'string' }, 'Argument: state key of the other graph.'),
  output_key: text('The state key of the other graph that is the result. Default: its whole state.'),
}

const tool = keysOf(toolProperties, 'A tool.', {
  allOf: toolTypes.map((type) =>
    where(
      'type',
      type,
      { ...toolParticulars(type), propertyNames: { enum: [...toolKeys[type]] } },
      type === 'shell',
    ),
  ),
})

function toolParticulars(type: (typeof toolTypes)[number]): JsonSchema {
  if (type === 'shell') return { required: ['command'] }
  if (type === 'graph') return { required: ['path'] }
  if (type !== 'js') return {}
  return { required: ['function'], oneOf: [{ required: ['path'] }, { required: ['module'] }] }
}

const edge = keysOf(
  {
    from: text('A node, or START.'),
    to: {
      anyOf: [{ type: 'string' }, listOf({ type: 'string' }, 'Nodes.', 1)],
      description:
        'A node or END; of a list all run side by side, or with type: conditional the one of the route.',
    },
    condition: text(
      'When the edge is taken, such as score < 0.8 and not answered(name). The first that holds wins.',
    ),
    type: oneOf('conditional: the route of the router chooses among the nodes of "to".', ['conditional']),
    description: text('For readers of the file.'),
  },
  'A way from a node to the next.',
  { required: ['from', 'to'] },
)

const properties: Readonly<Record<(typeof graphKeys)[number], JsonSchema>> = {
  version: { type: ['string', 'number'], description: 'The version of this format. Default "1.0".' },
  name: text('The name of the graph.'),
  description: text('What the graph is for.'),
  nodes: mappingOf({ $ref: '#/definitions/node' }, 'What a run does, by name.', {
    minProperties: 1,
    propertyNames: { not: { anyOf: [{ enum: ['START', 'END', ''] }, { pattern: '[|:]|^__' }] } },
  }),
  edges: listOf(edge, 'The ways between the nodes. One begins at START.', 1),
  state: mappingOf(
    {
      anyOf: [
        stateType,
        keysOf(
          {
            type: stateType,
            reducer: oneOf('What becomes of a second value: it replaces, or is appended.', reducerNames),
            description: text('For readers of the file.'),
          },
          'A state key.',
        ),
        { type: 'null' },
      ],
    },
    'The keys of the state and their types.',
  ),
  defaults: keysOf(
    {
      ...modelProperties,
      thinking_budget: wholeNumber('Most tokens that a model may think.'),
      prompts_relative: promptsRelative,
      prompts_dir: promptsDir,
    },
    'What holds for every node that says nothing else.',
  ),
  prompts_relative: promptsRelative,
  prompts_dir: promptsDir,
  tools: mappingOf(tool, 'Tools by name.'),
  loop_limits: mappingOf(wholeNumber('Executions.', 1), 'Most executions of a node.'),
  loop_exits: mappingOf(
    { type: 'string' },
    'Where the condition edges of a node lead once its limit is reached. Default END.',
  ),
  data_files: mappingOf(
    { type: 'string' },
    'State keys that begin with the content of a YAML file, or of several: data/*.yaml.',
  ),
  checkpointer,
  config: keysOf(
    {
      recursion_limit: wholeNumber('Most steps of a run. Default 50.', 1),
      max_map_items: wholeNumber('Most items of a map node. Default 100.', 1),
      max_tokens: wholeNumber('Most tokens of each answer.', 1),
      timeout: seconds('Seconds for a whole run.'),
      max_concurrency: wholeNumber('Most nodes that run side by side.', 1),
      tool_load_mode: oneOf(
        'Whether a function tool that nobody has bound is an error at once, or when it is called.',
        ['strict', 'warn'],
      ),
    },
    'Limits of a run.',
  ),
  web: flag('Publishes the graph as a page to talk to. Default false.'),
  exports: mappingOf(
    keysOf(
      {
        format: oneOf('Default text.', exportFormats),
        filename: text('Default: the state key, with the ending of the format.'),
      },
      'A file.',
    ),
    'What a finished run leaves as files, by state key.',
  ),
}

export const graphSchema: JsonSchema = {
  $schema: DRAFT,
  title: 'recapflow graph',
  ...keysOf(properties, 'A graph: nodes, and the edges between them.', { required: ['nodes', 'edges'] }),
  definitions: { node: nodeSchema, branch: branchSchema },
}
