import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { FilesInvalidError, UsageError } from '../errors.js'
import type { GraphDefinition } from '../graph/graph-definition.js'
import { readGraph } from '../graph/read-graph.js'
import { formatProblem } from '../yaml/problem.js'
import { onlyArgument, readArguments } from './arguments.js'
import type { Command } from './command.js'
import { exitCode } from './exit-code.js'
import { mermaidText } from './picture/mermaid.js'
import { outlineOf } from './picture/outline.js'
import { say, type Terminal } from './terminal.js'

const help = `Usage: recapflow graph FILE [--mermaid | --svg] [OPTIONS]

Draws the nodes and edges of a graph file. Its prompts and tools need not be there.

  --mermaid       a Mermaid flowchart, for Markdown pages that show them (default)
  --svg           a picture
  --output FILE   write it to this file instead of printing it

Exit codes: 0 drawn, 2 wrong arguments or files.
`

export const graphCommand: Command = { help, run: draw }

async function draw(args: readonly string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = readArguments(
    args,
    {
      mermaid: { type: 'boolean' },
      svg: { type: 'boolean' },
      output: { type: 'string' },
    },
    'graph',
  )
  const file = onlyArgument(positionals, 'FILE', 'graph')
  if (values.svg === true && values.mermaid === true) {
    throw new UsageError('--mermaid and --svg are two forms of the same drawing. Choose one.')
  }
  const outline = outlineOf(readFile(file, terminal))
  // The layout engine is needed for pictures alone.
  const text =
    values.svg === true ? (await import('./picture/svg.js')).svgText(outline) : mermaidText(outline)
  if (values.output === undefined) terminal.output.write(text)
  else writeTo(values.output, text)
  return exitCode.finished
}

function readFile(file: string, terminal: Terminal): GraphDefinition {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(`There is no graph file "${file}".`)
  }
  const { graph, problems } = readGraph(readFileSync(file, 'utf8'), file)
  const errors = problems.filter(({ severity }) => severity === 'error')
  if (graph === undefined || errors.length > 0) throw new FilesInvalidError(errors)
  for (const warning of problems) say(terminal, formatProblem(warning))
  return graph
}

function writeTo(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`"${file}" cannot be written: ${(error as Error).message}`, { cause: error })
  }
}
