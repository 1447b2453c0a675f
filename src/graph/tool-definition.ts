/** An entry of a graph file's `tools`. */
export type ToolDefinition = ShellTool | JsTool | PythonTool | WebsearchTool | GraphTool

interface CommonTool {
  readonly name: string
  /** What a model is told of the tool. Default "". */
  readonly description: string
}

/** A command for `sh`. Its values reach it as environment variables, never as text. */
export interface ShellTool extends CommonTool {
  readonly type: 'shell'
  /** As the author wrote it, with `{name}` for each value. */
  readonly command: string
  /** What becomes of its output: text without the last line break, JSON, or null. Default `text`. */
  readonly parse: 'text' | 'json' | 'none'
  /** Milliseconds. Default 30,000. */
  readonly timeout: number
  /** Relative to the graph's folder; default that folder. */
  readonly workingDir: string | undefined
  readonly env: Readonly<Record<string, string>>
  /** Default only 0. */
  readonly successCodes: readonly number[]
}

export interface JsTool extends CommonTool {
  readonly type: 'js'
  /** Inside the graph's folder, or a package. */
  readonly source: { readonly path: string } | { readonly module: string }
  readonly function: string
  /** JSON Schema of its arguments, for models. */
  readonly parameters: JsonSchema | undefined
}

/** Python does not run here: the host binds a function by the tool's name. */
export interface PythonTool extends CommonTool {
  readonly type: 'python'
  readonly parameters: JsonSchema | undefined
}

/** A search that the host supplies as a function of the tool's name. */
export interface WebsearchTool extends CommonTool {
  readonly type: 'websearch'
}

/** Another graph, run as a tool. */
export interface GraphTool extends CommonTool {
  readonly type: 'graph'
  /** Relative to the graph's folder. */
  readonly path: string
  /** Argument to the child's state key; arguments that are not named keep their name. */
  readonly inputMapping: ReadonlyMap<string, string>
  /** The child's state key that is the result; without it the whole public state. */
  readonly outputKey: string | undefined
}

export type JsonSchema = Readonly<Record<string, unknown>>
