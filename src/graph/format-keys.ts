/** The keys and names of the graph format: those that work, and those that are refused by name. */

const deferred = (what: string, instead: string) => `${what} is not supported: ${instead}.`

export const graphKeys = [
  'version',
  'name',
  'description',
  'nodes',
  'edges',
  'state',
  'defaults',
  'prompts_relative',
  'prompts_dir',
  'tools',
  'loop_limits',
  'loop_exits',
  'data_files',
  'checkpointer',
  'config',
  'web',
  'exports',
] as const

export const refusedGraphKeys = {
  guards: deferred('"guards"', 'use requires or condition edges'),
  verification: deferred('"verification"', 'use an llm node and condition edges'),
  verify: deferred('"verify"', 'use condition edges'),
}

export const stateEntryKeys = ['type', 'reducer', 'description'] as const

export const defaultsKeys = [
  'provider',
  'model',
  'temperature',
  'max_tokens',
  'thinking_budget',
  'prompts_relative',
  'prompts_dir',
] as const

export const configKeys = [
  'recursion_limit',
  'max_map_items',
  'max_tokens',
  'timeout',
  'max_concurrency',
  'tool_load_mode',
] as const

export const checkpointerTypes = ['memory', 'sqlite', 'postgres', 'redis', 'redis-simple'] as const
export const checkpointerKeys = ['type', 'path', 'url', 'ttl', 'key_prefix'] as const

export const exportKeys = ['format', 'filename'] as const
export const exportFormats = ['markdown', 'json', 'text'] as const

export const edgeKeys = ['from', 'to', 'condition', 'type', 'description'] as const

export const reducerNames = ['last_value', 'add', 'sorted_add'] as const

export const stateTypes = [
  'str',
  'string',
  'int',
  'integer',
  'float',
  'bool',
  'boolean',
  'list',
  'dict',
  'any',
] as const

/** What `type` of a node may be. `python` is a `js` node by another name; the last two are macros. */
export const nodeTypes = [
  'llm',
  'router',
  'race',
  'agent',
  'passthrough',
  'map',
  'interrupt',
  'subgraph',
  'tool',
  'js',
  'python',
  'tool_call',
  'pipeline',
  'interactive_tool',
] as const

export type NodeTypeName = (typeof nodeTypes)[number]

export const refusedNodeTypes = {
  copilot: deferred('Node type "copilot"', 'use an llm or agent node'),
  a2a_call: deferred('Node type "a2a_call"', 'use a js node'),
}

const everyNode = ['type', 'requires', 'description', 'cache'] as const
const keyedNode = [...everyNode, 'variables', 'state_key', 'skip_if_exists', 'on_error', 'timeout'] as const
const modelKeys = ['provider', 'model', 'temperature', 'max_tokens'] as const
const askingNode = [
  ...keyedNode,
  ...modelKeys,
  'max_retries',
  'fallback',
  'prompt',
  'parse_json',
  'stream',
  'stream_key',
  'stream_options',
] as const

export const nodeKeys: Readonly<Record<NodeTypeName, readonly string[]>> = {
  llm: askingNode,
  router: [...askingNode, 'routes', 'route_field', 'default_route', 'candidates'],
  race: [...askingNode, 'candidates'],
  agent: [...askingNode, 'tools', 'max_iterations', 'tool_results_key'],
  passthrough: [...everyNode, 'output', 'outputs', 'set'],
  map: [...everyNode, 'over', 'as', 'node', 'collect', 'max_items', 'timeout', 'flatten_output', 'on_error'],
  interrupt: [
    'type',
    'requires',
    'description',
    'variables',
    ...modelKeys,
    'state_key',
    'resume_key',
    'message',
    'prompt',
    'idempotent',
  ],
  subgraph: [
    'type',
    'requires',
    'description',
    'graph',
    'mode',
    'input_mapping',
    'output_mapping',
    'interrupt_output_mapping',
  ],
  tool: [...keyedNode, 'tool'],
  js: [...keyedNode, 'tool'],
  python: [...keyedNode, 'tool'],
  tool_call: [
    ...everyNode,
    'state_key',
    'skip_if_exists',
    'on_error',
    'timeout',
    'tool',
    'args',
    'tool_name',
    'tool_args',
  ],
  pipeline: ['type', 'description', 'items', 'stages'],
  interactive_tool: [
    'type',
    'description',
    'start',
    'step',
    'end',
    'resume_key',
    'response_key',
    'loop_until',
    'max_iterations',
    'on_error',
  ],
}

export const refusedNodeKeys = {
  guards: deferred('"guards"', 'use requires or condition edges'),
  verification: deferred('"verification"', 'use an llm node and condition edges'),
  verify: deferred('"verify"', 'use an llm node and condition edges'),
  slots: deferred('"slots"', 'name the tools under "tools"'),
  tool_slots: deferred('"tool_slots"', 'name the tools under "tools"'),
}

export const streamOptionKeys = ['buffer_size', 'emit_interval', 'flush_after', 'include_metadata'] as const

/** A tool without a type is a shell command in this format. */
export const toolTypes = ['shell', 'js', 'python', 'websearch', 'graph'] as const

export const toolKeys: Readonly<Record<(typeof toolTypes)[number], readonly string[]>> = {
  shell: ['type', 'description', 'command', 'parse', 'timeout', 'working_dir', 'env', 'success_codes'],
  js: ['type', 'description', 'path', 'module', 'function', 'parameters'],
  python: ['type', 'description', 'path', 'module', 'function', 'parameters'],
  websearch: ['type', 'description', 'provider', 'max_results'],
  graph: ['type', 'description', 'path', 'input_mapping', 'output_key'],
}

export const refusedToolTypes = {
  slot: deferred('Tool type "slot"', 'write the tool itself, or bind a function by its name'),
}
