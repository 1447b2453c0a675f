/** A word of a command as the program gets it: without its quotes. */
export interface CommandWord {
  /** With `HOLE` for each placeholder and `OPAQUE` for what the shell works out itself. */
  readonly text: string
  readonly placeholders: readonly string[]
}

export const HOLE = '\u0001'
export const OPAQUE = '\u0002'

export interface CodeMistakes {
  /** A sentence for each word that takes a value and is run as code. */
  readonly errors: readonly string[]
  /** Values that the program would take as options, some of which hold code, where they begin with `-`. */
  readonly notOptions: readonly string[]
}

/** Words of the shell after which a command begins. */
const opening = new Set(['{', '}', '!', 'if', 'then', 'elif', 'else', 'while', 'until', 'do', 'time'])
/** Programs that run the program which their first plain word names. */
const launching = new Set(['command', 'builtin', 'exec', 'env', 'nohup', 'setsid', 'sudo', 'doas', 'xargs'])
/** What takes its arguments for code, for names to set, or for an arithmetic expression. */
const evaluating = new Set([
  ...['eval', '.', 'source', 'trap', 'alias', 'let', '[[', 'read', 'unset', 'getopts'],
  ...['declare', 'typeset', 'ssh', 'su', 'watch', 'parallel'],
])
/** What sets variables: the value may stand behind the name only. */
const declaring = new Set(['export', 'readonly', 'local'])

/** A program that runs a text, and the options behind which that text comes. */
interface Runner {
  readonly name: RegExp
  readonly codeOption: RegExp | undefined
  /** Whether its first plain word is the text, where no option brought it. */
  readonly isFirstWordCode?: boolean
  /** An option whose value is plain data. */
  readonly dataOption?: RegExp
}

const runners: readonly Runner[] = [
  { name: /^(ba|da|a|k|z|fi|mk)?sh$/, codeOption: /^[-+][A-Za-z]*c[A-Za-z]*$|^--command$/ },
  { name: /^(python|pypy)[\d.]*$/, codeOption: /^-[A-Za-z]*c$/ },
  {
    name: /^(perl|ruby|node|nodejs|bun|deno|php|lua|Rscript)[\d.]*$/,
    codeOption: /^-[A-Za-z0-9]*[eEprR]$|^--(eval|print|require|import|run)$|^eval$/,
  },
  {
    name: /^[gmn]?awk$/,
    codeOption: /^-[ef]$|^--(source|file|exec)$/,
    isFirstWordCode: true,
    dataOption: /^-[vF]|^--(assign|field-separator)/,
  },
  { name: /^g?sed$/, codeOption: /^-[A-Za-z]*[ef]$|^--(expression|file)$/, isFirstWordCode: true },
  { name: /^(find|tar|git|rsync|sort|zip|man)$/, codeOption: undefined },
]

const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*\+?=/

/** Looks through the words of one simple command for values that would be run. */
export function codeMistakes(words: readonly CommandWord[]): CodeMistakes {
  const errors: string[] = []
  const notOptions: string[] = []
  const refuse = (found: readonly CommandWord[], reason: string) => {
    for (const name of found.flatMap(({ placeholders }) => placeholders)) {
      errors.push(`"{${name}}" ${reason}`)
    }
  }

  const start = programIndex(words)
  const program = words[start]
  if (program === undefined) return { errors, notOptions }
  refuse(
    [...words.slice(0, start).filter(({ text }) => text.startsWith('-')), program],
    'would choose the program that runs, or how. Write the name of the program itself.',
  )
  const name = programOf(program)
  const rest = words.slice(start + 1)
  if (evaluating.has(name)) {
    refuse(rest, `is an argument of ${name}, which would run or evaluate it. Write the command itself.`)
  }
  if (declaring.has(name)) {
    const bare = rest.filter(({ text }) => !ASSIGNMENT.test(text))
    refuse(bare, `would choose the variable that ${name} sets. Write NAME={value}.`)
  }
  if (['test', '[', 'printf'].includes(name)) {
    const named = rest.filter((_word, index) => rest[index - 1]?.text === '-v')
    refuse(named, `would choose a variable for ${name}. Write the name of the variable itself.`)
  }
  // A program that runs another may have any name: what it runs stands somewhere among its words.
  for (const [index, word] of words.entries()) {
    const runner = index < start ? undefined : runners.find(({ name }) => name.test(programOf(word)))
    if (runner === undefined) continue
    const { code, leading } = argumentsOf(runner, words.slice(index + 1))
    refuse(
      code,
      `stands in what ${programOf(word)} runs as a program. Let the program read the value as an argument of its own; where the braces are the program's, put a blank behind the first.`,
    )
    notOptions.push(...leading)
  }
  return { errors, notOptions }
}

/** Past the shell's own words, assignments, and programs that only launch the next. */
function programIndex(words: readonly CommandWord[]): number {
  const textAt = (index: number) => words[index]?.text ?? ''
  let index = 0
  while (opening.has(textAt(index)) || ASSIGNMENT.test(textAt(index))) index++
  while (launching.has(programOf(words[index]))) {
    index++
    while (textAt(index).startsWith('-') || ASSIGNMENT.test(textAt(index))) index++
  }
  return index
}

function programOf(word: CommandWord | undefined): string {
  return word?.text.split('/').at(-1) ?? ''
}

/** Which words of a runner hold its program, and which values would count as options if they began with `-`. */
function argumentsOf(
  { codeOption, isFirstWordCode = false, dataOption }: Runner,
  words: readonly CommandWord[],
): { readonly code: readonly CommandWord[]; readonly leading: readonly string[] } {
  const code: CommandWord[] = []
  const leading: string[] = []
  let awaits: 'code' | 'data' | 'nothing' = 'nothing'
  let isProgramKnown = !isFirstWordCode
  let hasOptions = true
  for (const word of words) {
    const { text, placeholders } = word
    if (awaits === 'data') {
      awaits = 'nothing'
      continue
    }
    if (hasOptions && text === '--') {
      hasOptions = false
      continue
    }
    if (hasOptions && dataOption?.test(text)) {
      if (/^-.$|^--[a-z-]+$/.test(text)) awaits = 'data'
      continue
    }
    if (hasOptions && (codeOption?.test(text) || (text.startsWith('-') && text !== '-'))) {
      if (codeOption !== undefined && text.includes(HOLE)) code.push(word)
      if (codeOption?.test(text)) awaits = 'code'
      continue
    }
    if (hasOptions && text.startsWith(HOLE)) leading.push(...placeholders.slice(0, 1))
    if (awaits === 'code' || !isProgramKnown) {
      code.push(word)
      awaits = 'nothing'
      isProgramKnown = true
    } else if (codeOption !== undefined && !isFirstWordCode) break
  }
  return { code, leading }
}
