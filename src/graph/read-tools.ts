import { didYouMean } from '../yaml/nearest-name.js'
import type { YamlMapping } from '../yaml/yaml-mapping.js'
import { refusedToolTypes, toolTypes } from './format-keys.js'
import type { JsToolDefinition } from './graph-definition.js'

/** Reads `tools`. A tool without a type is a shell command in this format. */
export function readTools(graph: YamlMapping): Map<string, JsToolDefinition> {
  const tools = new Map<string, JsToolDefinition>()
  const mapping = graph.mapping('tools', 'tools')
  for (const name of Object.keys(mapping?.value ?? {})) {
    const tool = mapping?.mapping(name, `tool "${name}"`)
    const type = tool?.has('type') ? tool.oneOf('type', toolTypes, refusedToolTypes) : undefined
    if (tool !== undefined && !tool.has('type')) tool.error(refusedToolTypes.shell, undefined)
    if (tool === undefined || type === undefined) continue
    tool.expectKeys(['type', 'path', 'module', 'function', 'description', 'parameters'])
    const path = tool.text('path')
    const module = tool.text('module')
    if ((path === undefined) === (module === undefined)) {
      tool.error(`The tool "${name}" needs either "path", inside the graph's folder, or "module".`)
      continue
    }
    tools.set(name, {
      name,
      source: path === undefined ? { module: module ?? '' } : { path },
      function: tool.requiredText('function', 'function: countWords') ?? '',
    })
  }
  return tools
}

/** A `js` node names a tool of the file or of the host. */
export function checkTool(node: YamlMapping, tool: string, known: readonly string[]): void {
  if (tool === '' || known.includes(tool)) return
  node.error(
    `There is no tool "${tool}".${didYouMean(tool, known)} Add it under "tools", or give the function to loadGraph as tools: {${tool}: …}.`,
    'tool',
  )
}
