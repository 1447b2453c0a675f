import type { Readable, Writable } from 'node:stream'

/** Where a command reads and writes: results go to `output`, everything else that is said to `messages`. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly output: Writable & { readonly isTTY?: boolean }
  readonly messages: Writable & { readonly isTTY?: boolean }
}

/** Writes a line to the terminal's messages. */
export function say(terminal: Terminal, line: string): void {
  terminal.messages.write(`${line}\n`)
}

/** Writes one JSON document, on one line. */
export function writeJson(terminal: Terminal, value: unknown): void {
  terminal.output.write(`${JSON.stringify(value)}\n`)
}

/** Waits until everything that was written has left the process. */
export async function flush({ output, messages }: Terminal): Promise<void> {
  for (const stream of [output, messages]) {
    if (stream.writable) await new Promise<void>((done) => stream.write('', () => done()))
  }
}
