import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from '../errors.js'
import { didYouMean } from '../yaml/nearest-name.js'

export type OptionDefinitions = NonNullable<ParseArgsConfig['options']>

type ParsedArguments<Options extends OptionDefinitions> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>
>

/**
 * Reads a command's arguments, strictly: options may stand before and after the other arguments.
 *
 * @throws UsageError for an unknown option, with the nearest known one, and for one whose value is missing.
 */
export function readArguments<Options extends OptionDefinitions>(
  args: readonly string[],
  options: Options,
  command: string,
): ParsedArguments<Options> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (error) {
    throw new UsageError(`${explain(error, options)} See recapflow ${command} --help.`, { cause: error })
  }
}

function explain(error: unknown, options: OptionDefinitions): string {
  const { code, message } = error as NodeJS.ErrnoException
  const found = /'(-[^' ]*)/.exec(message)?.[1] ?? ''
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') {
    const names = Object.keys(options).map((name) => `--${name}`)
    return `There is no option ${found}.${didYouMean(found, names) || ` Known: ${names.join(', ')}.`}`
  }
  const name = found.replace(/^--/, '').replace(/[=,].*$/, '')
  if (options[name]?.type === 'boolean') return `The option --${name} takes no value.`
  if (options[name]?.type === 'string') {
    return `The option --${name} has no value. Write --${name} VALUE, or --${name}=VALUE where it begins with a dash.`
  }
  return message.split('\n')[0] ?? message
}

/** @throws UsageError where there are fewer or more than one. */
export function onlyArgument(values: readonly string[], name: string, command: string): string {
  const [value, further] = values
  if (value === undefined) {
    throw new UsageError(
      `The ${name} is missing: recapflow ${command} ${name}. See recapflow ${command} --help.`,
    )
  }
  if (further !== undefined) {
    throw new UsageError(
      `"recapflow ${command}" takes one ${name}, found "${further}" besides "${value}". Put a value with spaces in quotes.`,
    )
  }
  return value
}

/**
 * The number that an option gives; `undefined` where it is not given.
 *
 * @throws UsageError for anything that is not more than 0.
 */
export function positiveNumber(value: string | undefined, option: string, unit: string): number | undefined {
  if (value === undefined) return undefined
  const number = value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isFinite(number) && number > 0) return number
  throw new UsageError(`--${option} is "${value}", expected ${unit}, more than 0.`)
}
