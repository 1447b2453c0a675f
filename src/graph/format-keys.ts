/** The keys of the graph format: those that work, and the known ones that are refused, each with its reason. */

const later = (what: string, instead: string) => `${what} is known, but not built yet: ${instead}.`

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
]

export const refusedGraphKeys = {
  exports: later('"exports"', 'save the state that runGraph returns'),
  guards: later('"guards"', 'use requires or condition edges'),
  verification: later('"verification"', 'use an llm node and condition edges'),
}

export const defaultsKeys = [
  'provider',
  'model',
  'temperature',
  'max_tokens',
  'thinking_budget',
  'prompts_relative',
  'prompts_dir',
]

export const configKeys = ['recursion_limit', 'max_tokens', 'timeout', 'max_concurrency']

export const refusedConfigKeys = {
  max_map_items: later('"max_map_items"', 'it belongs to map nodes'),
  tool_load_mode: later('"tool_load_mode"', 'every tool has to be there when the graph is loaded'),
}

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
]

export const nodeTypes = ['llm', 'passthrough', 'interrupt', 'js'] as const

export const refusedNodeTypes = {
  router: later('Node type "router"', 'use an llm node with a schema, and condition edges'),
  map: later('Node type "map"', 'use a js node that goes through the list'),
  race: later('Node type "race"', 'use an llm node with on_error: fallback'),
  subgraph: later('Node type "subgraph"', 'put its nodes into this graph'),
  tool: later('Node type "tool"', 'use a js node'),
  python: later('Node type "python"', 'use a js node, or bind a function by name in loadGraph'),
  tool_call: later('Node type "tool_call"', 'use a js node'),
  agent: later('Node type "agent"', 'use llm nodes and condition edges'),
  pipeline: later('Node type "pipeline"', 'write its stages as nodes'),
  interactive_tool: later('Node type "interactive_tool"', 'use js and interrupt nodes'),
  copilot: later('Node type "copilot"', 'use an llm node'),
  a2a_call: later('Node type "a2a_call"', 'use a js node'),
}

/** Keys that every node may have. */
const commonKeys = ['type', 'variables', 'requires', 'description']

const modelKeys = ['provider', 'model', 'temperature', 'max_tokens']

export const nodeKeys: Readonly<Record<(typeof nodeTypes)[number], readonly string[]>> = {
  llm: [
    ...commonKeys,
    ...modelKeys,
    'state_key',
    'skip_if_exists',
    'on_error',
    'max_retries',
    'fallback',
    'timeout',
    'prompt',
    'parse_json',
    'stream',
    'stream_key',
    'stream_options',
  ],
  passthrough: ['type', 'requires', 'description', 'output', 'outputs', 'set'],
  interrupt: [...commonKeys, ...modelKeys, 'state_key', 'resume_key', 'message', 'prompt', 'idempotent'],
  js: [...commonKeys, 'state_key', 'skip_if_exists', 'on_error', 'timeout', 'tool'],
}

const routerKey = (key: string) => later(`"${key}"`, 'use a schema and condition edges')
const mapKey = (key: string) =>
  later(`"${key}"`, 'it belongs to map nodes; use a js node that goes through the list')
const subgraphKey = (key: string) =>
  later(`"${key}"`, 'it belongs to subgraph nodes; put their nodes into this graph')
const toolKey = (key: string) => later(`"${key}"`, 'it belongs to tool_call and agent nodes; use a js node')

function reasons(keys: readonly string[], reason: (key: string) => string): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, reason(key)]))
}

export const refusedNodeKeys = {
  ...reasons(['routes', 'route_field', 'default_route'], routerKey),
  ...reasons(['over', 'as', 'node', 'collect', 'max_items', 'flatten_output'], mapKey),
  ...reasons(['graph', 'mode', 'input_mapping', 'output_mapping', 'interrupt_output_mapping'], subgraphKey),
  ...reasons(['args', 'tool_name', 'tool_args', 'tools', 'max_iterations', 'tool_results_key'], toolKey),
  cache: later('"cache"', 'leave it out, or keep the result under a state_key with skip_if_exists'),
  candidates: later('"candidates"', 'use on_error: fallback'),
  guards: later('"guards"', 'use requires or condition edges'),
  verification: later('"verification"', 'use an llm node and condition edges'),
  verify: later('"verify"', 'use an llm node and condition edges'),
}

export const streamOptionKeys = ['buffer_size', 'emit_interval', 'flush_after', 'include_metadata']

export const toolTypes = ['js'] as const

export const refusedToolTypes = {
  shell: later('Tool type "shell"', 'use type: js'),
  python: later('Tool type "python"', 'use type: js, or bind a function by name in loadGraph'),
  websearch: later('Tool type "websearch"', 'use type: js'),
  graph: later('Tool type "graph"', 'use type: js'),
}

export const checkpointerTypes = ['memory', 'sqlite'] as const

export const refusedCheckpointerTypes = {
  postgres: later('Checkpointer "postgres"', 'use sqlite or memory'),
  redis: later('Checkpointer "redis"', 'use sqlite or memory'),
  'redis-simple': later('Checkpointer "redis-simple"', 'use sqlite or memory'),
}
