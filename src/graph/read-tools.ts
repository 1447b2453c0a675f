import { describe, isMapping } from '../yaml/describe.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { isStateKey } from './channels.js'
import { refusedToolTypes, toolKeys, toolTypes } from './format-keys.js'
import { readSeconds } from './node-keys.js'
import type { GraphTool, JsonSchema, JsTool, ShellTool, ToolDefinition } from './tool-definition.js'
import { readShellCommand } from './tools/shell-command.js'

const DEFAULT_TIMEOUT = 30_000

type Own<Tool> = Omit<Tool, 'name' | 'description'>

/** Reads `tools`. A tool without a type is a shell command in this format. */
export function readTools(graph: YamlMapping): Map<string, ToolDefinition> {
  const tools = new Map<string, ToolDefinition>()
  const mapping = graph.mapping('tools', 'tools')
  for (const name of Object.keys(mapping?.value ?? {})) {
    if (mapping?.get(name) === undefined) {
      mapping?.error(`The tool "${name}" is empty. Give it a command, or a type.`, name, {
        rule: 'missing-key',
        part: 'key',
      })
      continue
    }
    const entry = mapping.mapping(name, `tool "${name}"`)
    const tool = entry === undefined || !isMapping(mapping.get(name)) ? undefined : readTool(entry, name)
    if (tool !== undefined) tools.set(name, tool)
  }
  return tools
}

function readTool(tool: YamlMapping, name: string): ToolDefinition | undefined {
  const type = tool.has('type') ? tool.oneOf('type', toolTypes, refusedToolTypes) : 'shell'
  if (type === undefined) return undefined
  tool.expectKeys(toolKeys[type])
  const common = { name, description: tool.text('description') ?? '' }
  switch (type) {
    case 'shell':
      return { ...common, ...readShell(tool) }
    case 'js': {
      const source = readSource(tool, name)
      return source === undefined ? undefined : { ...common, ...source, parameters: readParameters(tool) }
    }
    case 'python':
      return { ...common, type, parameters: readParameters(tool) }
    case 'websearch':
      return { ...common, type }
    case 'graph':
      return { ...common, ...readGraphTool(tool) }
  }
}

function readShell(tool: YamlMapping): Own<ShellTool> {
  const command = tool.requiredText('command', 'command: "wc -w < {file}"') ?? ''
  const read = readShellCommand(command)
  if ('errors' in read) {
    for (const error of read.errors) tool.error(error, 'command', { rule: 'invalid-template' })
  }
  return {
    type: 'shell',
    command,
    parse: tool.oneOf('parse', ['text', 'json', 'none']) ?? 'text',
    timeout: readSeconds(tool, 'timeout') ?? DEFAULT_TIMEOUT,
    workingDir: tool.text('working_dir'),
    env: readEnvironment(tool),
    successCodes: readSuccessCodes(tool),
  }
}

function readEnvironment(tool: YamlMapping): Record<string, string> {
  const variables: Record<string, string> = {}
  const entries = tool.mapping('env', '"env"')
  for (const name of Object.keys(entries?.value ?? {})) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
      entries?.error(
        `"${name}" cannot be the name of an environment variable. Use letters, digits and _.`,
        name,
        { rule: 'invalid-name', part: 'key' },
      )
    }
    const value = entries?.text(name)
    if (value !== undefined) variables[name] = value
  }
  return variables
}

function readSuccessCodes(tool: YamlMapping): number[] {
  const codes = tool.list('success_codes')
  if (codes === undefined) return [0]
  return codes.filter((code, index): code is number => {
    if (Number.isInteger(code) && (code as number) >= 0 && (code as number) <= 255) return true
    tool.errorAt(
      ['success_codes', index],
      `"success_codes" has to be a list of whole numbers from 0 to 255, found ${describe(code)}.`,
      { rule: 'wrong-type' },
    )
    return false
  })
}

function readSource(tool: YamlMapping, name: string): Omit<Own<JsTool>, 'parameters'> | undefined {
  const path = tool.text('path')
  const module = tool.text('module')
  if ((path === undefined) === (module === undefined)) {
    tool.error(`The tool "${name}" needs either "path", inside the graph's folder, or "module".`, undefined, {
      rule: 'missing-key',
    })
    return undefined
  }
  return {
    type: 'js',
    source: path === undefined ? { module: module ?? '' } : { path },
    function: tool.requiredText('function', 'function: countWords') ?? '',
  }
}

function readParameters(tool: YamlMapping): JsonSchema | undefined {
  const schema = tool.mapping('parameters', '"parameters"')
  if (schema === undefined) return undefined
  const type = schema.get('type')
  if (type === 'object') return schema.value
  schema.error(
    `"parameters" has to be a JSON Schema of a mapping, with type: object, found ${type === undefined ? 'no type' : describe(type)}.`,
    type === undefined ? undefined : 'type',
  )
  return undefined
}

function readGraphTool(tool: YamlMapping): Own<GraphTool> {
  const inputMapping = new Map<string, string>()
  const entries = tool.mapping('input_mapping', '"input_mapping"')
  for (const argument of Object.keys(entries?.value ?? {})) {
    const key = entries?.text(argument)
    if (key === undefined) continue
    if (isStateKey(key)) inputMapping.set(argument, key)
    else {
      entries?.error(`"${key}" cannot be the name of a state key. Choose another.`, argument, {
        rule: 'invalid-name',
      })
    }
  }
  return {
    type: 'graph',
    path: tool.requiredText('path', 'path: research.yaml') ?? '',
    inputMapping,
    outputKey: tool.text('output_key'),
  }
}
