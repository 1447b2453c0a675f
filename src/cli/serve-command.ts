import { statSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { readArguments } from './arguments.js'
import type { Command } from './command.js'

const help = `Usage: recapflow serve [DIR] [--dev]

Starts the web app with the graphs/ and prompts/ of DIR (default: the working directory). Answers are kept in
DIR/data/recapflow.db. The environment sets the rest: PORT, HOST, DATABASE_URL, PUBLIC_URL, OPENAI_API_KEY, …

  --dev      for whoever writes the files: a changed file takes effect at once and open pages load again,
             mistakes are shown in the browser; for this machine alone
`

export const serveCommand: Command = {
  help,
  run: serve,
}

/** Never gives a code: the server goes on until a signal ends it. */
async function serve(args: readonly string[]): Promise<never> {
  // The server looks for --dev among the arguments of the process itself.
  const { positionals } = readArguments(args, { dev: { type: 'boolean' } }, 'serve')
  const [folder = '.', further] = positionals
  if (further !== undefined) {
    throw new UsageError(`"recapflow serve" takes one folder, found "${further}" besides "${folder}".`)
  }
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`There is no folder "${folder}".`)
  }
  process.chdir(folder)
  try {
    await import('../server.js')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new UsageError(
      `The web app needs packages that are not installed: npm install hono @hono/node-server better-sqlite3 @langchain/core @langchain/langgraph-checkpoint-sqlite (${message})`,
      { cause: error },
    )
  }
  return await new Promise<never>(() => {})
}
