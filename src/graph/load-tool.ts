import { pathToFileURL } from 'node:url'
import { RunError } from '../errors.js'
import type { LoadedGraph, ToolFunction } from './load-graph.js'
import { findInFolder } from './load-inside-folder.js'
import type { JsTool } from './tool-definition.js'

/**
 * The function behind a tool's name, loaded on first use.
 *
 * @throws RunError `state_error` for a tool that is no function, one that the host has not bound, and a file that
 * cannot be loaded or has no such function.
 */
export async function loadTool(graph: LoadedGraph, name: string): Promise<ToolFunction> {
  const own = Object.hasOwn(graph.hostTools, name) ? graph.hostTools[name] : undefined
  if (own !== undefined) return own
  const tool = graph.tools.get(name)
  if (tool === undefined) throw toolError(`There is no tool "${name}".`)
  if (tool.type === 'python' || tool.type === 'websearch') {
    throw toolError(
      `The tool "${name}" is of type ${tool.type}, which does not run here, and no function stands in for it. Give one to loadGraph as tools: {${name}: …}.`,
    )
  }
  if (tool.type !== 'js') throw toolError(`The tool "${name}" is of type ${tool.type}, which is no function.`)
  let exports: Record<string, unknown>
  try {
    exports = await import(specifierOf(graph, tool))
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw toolError(`The tool "${name}" could not be loaded: ${reason}`, error)
  }
  const found = Object.hasOwn(exports, tool.function) ? exports[tool.function] : undefined
  if (typeof found === 'function') return found as ToolFunction
  throw toolError(
    `The tool "${name}" has no function "${tool.function}". Its file exports: ${Object.keys(exports).sort().join(', ') || 'nothing'}.`,
  )
}

function specifierOf(graph: LoadedGraph, { source }: JsTool): string {
  if ('module' in source) return source.module
  // Looked up again: a link may have changed since the graph was loaded.
  const found = findInFolder(graph.folder, source.path)
  if ('error' in found) throw new Error(found.error)
  return pathToFileURL(found.path).href
}

function toolError(message: string, cause?: unknown): RunError {
  return new RunError({ type: 'state_error', message, retryable: false }, { cause })
}
