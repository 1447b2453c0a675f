import { type NodeTypeName, nodeKeys, nodeTypes, type streamOptionKeys } from '../graph/format-keys.js'
import {
  flag,
  type JsonSchema,
  keysOf,
  listOf,
  mappingOf,
  oneOf,
  seconds,
  text,
  where,
  wholeNumber,
} from './json-schema.js'
import { modelProperties } from './model-properties.js'

const branchTypes = ['llm', 'router', 'tool', 'tool_call', 'js', 'python', 'agent', 'passthrough', 'subgraph']

const streamOptions: Readonly<Record<(typeof streamOptionKeys)[number], JsonSchema>> = {
  buffer_size: wholeNumber('Fewest characters that are sent at once. Default 1.', 1),
  emit_interval: wholeNumber('Fewest milliseconds between two emissions. Default 0.'),
  flush_after: wholeNumber('Most milliseconds that text waits for buffer_size; 0: for ever. Default 1000.'),
  include_metadata: flag('Adds provider, model, times and token counts to the events. Default false.'),
}

function stateMapping(description: string): JsonSchema {
  return {
    anyOf: [{ enum: ['auto', '*'] }, mappingOf({ type: 'string' }, 'Parent key: child key.')],
    description: `${description} Each entry is parent key: child key; auto copies every key under its own name.`,
  }
}

const candidates: JsonSchema = listOf(
  keysOf(modelProperties, 'A model.'),
  'Models that are asked at once; the first answer that succeeds counts.',
  2,
)

/** Every key that some node may have. */
const properties: Readonly<Record<string, JsonSchema>> = {
  type: oneOf('What the node does. Default llm.', nodeTypes),
  description: text('For readers of the file.'),
  requires: {
    anyOf: [{ type: 'string' }, listOf({ type: 'string' }, 'State keys.')],
    description: 'State keys without which the node does nothing: an error is noted and the run goes on.',
  },
  variables: mappingOf(
    {},
    'What the prompt or tool gets, by name: values, or expressions such as "{state.topic}". Without it: all of the state.',
  ),
  state_key: text('The state key that the result goes to. Default: the name of the node.'),
  skip_if_exists: flag(
    'Does nothing where the state key holds something already. Default true for nodes that ask a model outside of loops.',
  ),
  on_error: oneOf(
    'What becomes of a failure: skip writes null, fail ends the run, retry tries again, fallback asks the other model.',
    ['skip', 'fail', 'retry', 'fallback'],
  ),
  max_retries: wholeNumber('Further tries with on_error: retry. Default 3.'),
  fallback: keysOf(modelProperties, 'The other model of on_error: fallback.'),
  timeout: seconds('Seconds that each call may take; of a map: each branch.'),
  cache: {
    anyOf: [
      { type: 'boolean' },
      keysOf(
        { ttl: seconds('Seconds that a result is kept. Default: as long as the process lives.') },
        'How long.',
      ),
    ],
    description: 'Keeps results in this process, for executions that see the same state.',
  },
  ...modelProperties,
  prompt: text('The name of a prompt file, without .yaml: such as recap/generate_summary.'),
  parse_json: flag('Takes JSON out of the answer where the prompt has no schema. Default false.'),
  stream: flag('Sends the text on while the model writes it. Default false.'),
  stream_key: text('The label of the stream in events. Default: the state key and _stream.'),
  stream_options: keysOf(streamOptions, 'When text is sent on.'),
  routes: mappingOf({ type: 'string' }, 'The next node for each value of the field, or END.', {
    minProperties: 1,
  }),
  route_field: text('The field of the answer that decides. Default: tone or intent, whichever is not empty.'),
  default_route: text('The next node for every other value. Default: that of the first route.'),
  candidates,
  tools: listOf({ type: 'string' }, 'Names of the tools that the model may call.'),
  max_iterations: wholeNumber('Most calls of the model, or rounds of the conversation. Default 10.', 1),
  tool_results_key: text('The state key for the list of tool calls: {tool, args, output, success}.'),
  output: mappingOf({}, 'State keys and the values they get: values or expressions; null clears.', {
    minProperties: 1,
  }),
  outputs: mappingOf({}, 'Another name of "output".', { minProperties: 1 }),
  set: mappingOf({}, 'Another name of "output".', { minProperties: 1 }),
  over: {
    anyOf: [{ type: 'string' }, { type: 'array' }],
    description:
      'The list whose items are gone through: an expression such as "{state.sections}", or a list.',
  },
  as: text('The variable that holds the item.', { pattern: '^\\p{L}[\\p{L}\\p{N}_]*$' }),
  node: { $ref: '#/definitions/branch' },
  collect: text('The state key to which the results are appended, in the order of the items.'),
  max_items: wholeNumber('Most items; the rest is left out with a warning. Default config.max_map_items.', 1),
  flatten_output: flag('Keeps the values themselves where the node names no state_key. Default false.'),
  message: {
    anyOf: [{ type: 'string' }, { type: 'object' }],
    description:
      'What is asked: text with {name} or Jinja, or a mapping. Without it and "prompt": what state_key holds.',
  },
  resume_key: text('The state key that the answer goes to. Default user_input.'),
  idempotent: flag('Keeps a question that is there already. Default true outside of loops.'),
  graph: text('The path of the other graph file, from the folder of this one.'),
  mode: oneOf('invoke: the other graph has a state of its own. direct: it shares this one. Default invoke.', [
    'invoke',
    'direct',
  ]),
  input_mapping: stateMapping('What the other graph begins with.'),
  output_mapping: stateMapping('What comes back.'),
  interrupt_output_mapping: stateMapping('What comes back while the other graph waits for an answer.'),
  tool: text('The name of a tool under "tools"; of a tool_call also an expression such as "{state.chosen}".'),
  args: argumentsOf('The arguments: a mapping of values and expressions, or an expression for the whole.'),
  tool_name: text('Another name of "tool".'),
  tool_args: argumentsOf('Another name of "args".'),
  items: listOf(
    { type: 'object', required: ['name'], properties: { name: text('Part of the names of its nodes.') } },
    'What the stages are repeated for. Its other keys are there as {item.key}.',
    1,
  ),
  stages: listOf(
    { type: 'object', required: ['name'], properties: { name: text('Part of the names of its nodes.') } },
    'Nodes, each with a name, run one after the other for each item.',
    1,
  ),
  start: text('The function tool that begins.'),
  step: text('The function tool that takes each answer.'),
  end: text('The function tool that ends.'),
  response_key: text('The state key for what the tools say.'),
  loop_until: text('The condition that ends the conversation, such as finished == true.'),
}

function argumentsOf(description: string): JsonSchema {
  return { anyOf: [{ type: 'string' }, { type: 'object' }], description }
}

const skipOrFail = { on_error: oneOf('skip writes null and goes on; fail ends the run.', ['skip', 'fail']) }

/** What is particular to a type, besides its keys. */
const particulars: Readonly<Record<NodeTypeName, JsonSchema>> = {
  llm: { required: ['prompt'] },
  router: { required: ['prompt', 'routes'] },
  race: { required: ['prompt', 'candidates'] },
  agent: {},
  passthrough: { anyOf: ['output', 'outputs', 'set'].map((key) => ({ required: [key] })) },
  map: { required: ['over', 'as', 'node', 'collect'], properties: skipOrFail },
  interrupt: { not: { required: ['message', 'prompt'] } },
  subgraph: {
    required: ['graph'],
    ...where('mode', 'direct', {
      propertyNames: { not: { enum: ['input_mapping', 'output_mapping', 'interrupt_output_mapping'] } },
    }),
  },
  tool: { required: ['tool'], properties: skipOrFail },
  js: { required: ['tool'], properties: skipOrFail },
  python: { required: ['tool'], properties: skipOrFail },
  tool_call: {
    anyOf: [{ required: ['tool'] }, { required: ['tool_name'] }],
    properties: {
      on_error: oneOf('skip keeps an envelope with the error; fail ends the run.', ['skip', 'fail']),
    },
  },
  pipeline: { required: ['items', 'stages'] },
  interactive_tool: { required: ['start', 'step', 'response_key', 'resume_key', 'loop_until'] },
}

/** An entry of `nodes`: which keys it may have is decided by its type. */
export const nodeSchema: JsonSchema = keysOf(properties, 'A node.', {
  allOf: nodeTypes.map((type) =>
    where(
      'type',
      type,
      { ...particulars[type], propertyNames: { enum: [...nodeKeys[type]] } },
      type === 'llm',
    ),
  ),
})

/** The node inside a map. */
export const branchSchema: JsonSchema = {
  description: 'The node that runs for each item.',
  allOf: [{ $ref: '#/definitions/node' }, { properties: { type: { enum: branchTypes } } }],
}
