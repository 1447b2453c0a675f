import { UsageError } from './errors.js'

type Environment = Readonly<Record<string, string | undefined>>

/** What the model factory needs to know. Times in milliseconds. */
export interface ModelSettings {
  /** `PROVIDER`; else `openai` when `OPENAI_API_KEY` or `OPENAI_BASE_URL` is set; else `demo`. */
  readonly provider: string
  /** `MODEL`; else the provider's own default. */
  readonly model: string | undefined
  readonly openaiApiKey: string | undefined
  readonly openaiBaseUrl: string | undefined
  /** `FIRST_TOKEN_TIMEOUT` in seconds, default 10: from the sending of a request to its first token. */
  readonly firstTokenTimeout: number
  /** `IDLE_TIMEOUT` in seconds, default 30: between two tokens. */
  readonly idleTimeout: number
  /** `RUN_TIMEOUT` in seconds, default 300: a whole run. */
  readonly runTimeout: number
}

export interface Settings {
  readonly model: ModelSettings
  /** `PORT`, default 3000; 0 takes a free one. */
  readonly port: number
  /** `HOST`, default 127.0.0.1. */
  readonly host: string
  /** `DATABASE_URL`, default `sqlite:./data/recapflow.db`: the path behind `sqlite:`. */
  readonly databasePath: string
  /** `PUBLIC_URL`: where browsers reach the server; its origin is the only one whose forms are accepted. */
  readonly publicUrl: URL | undefined
  /** `EMBED_ORIGINS`: origins that may show the pages in a frame, separated by spaces or commas. */
  readonly embedOrigins: readonly string[]
  /** `ALLOW_TOOLS`: tools of graph files that may run commands, load packages or be called by agents. Default none. */
  readonly allowTools: readonly string[]
  readonly isProduction: boolean
}

/** The model settings alone, for the library functions that run without a server. */
export function readModelSettings(environment: Environment = process.env): ModelSettings {
  const reader = createReader(environment)
  const settings = modelSettings(reader)
  reader.finish()
  return settings
}

/** One variable by name, as graph files may refer to them; an empty one counts as unset. */
export function readVariable(name: string, environment: Environment = process.env): string | undefined {
  return createReader(environment).text(name)
}

/** What commands of graph files get of the environment: enough to run, none of the secrets. */
export function shellEnvironment(environment: Environment = process.env): Readonly<Record<string, string>> {
  const names = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TERM', 'SHELL']
  return Object.fromEntries(
    names.flatMap((name) => (environment[name] === undefined ? [] : [[name, environment[name]]])),
  )
}

/** Everything, checked: throws a `UsageError` that lists every bad value with what was expected. */
export function readSettings(environment: Environment = process.env): Settings {
  const reader = createReader(environment)
  const settings: Settings = {
    model: modelSettings(reader),
    port: reader.integer('PORT', 3000, 0, 65535),
    host: reader.text('HOST') ?? '127.0.0.1',
    databasePath: reader.databasePath(),
    publicUrl: reader.url('PUBLIC_URL'),
    embedOrigins: reader.origins('EMBED_ORIGINS'),
    allowTools: reader.text('ALLOW_TOOLS')?.split(/[\s,]+/) ?? [],
    isProduction: reader.text('NODE_ENV') === 'production',
  }
  reader.finish()
  return settings
}

function modelSettings(reader: ReturnType<typeof createReader>): ModelSettings {
  const openaiApiKey = reader.text('OPENAI_API_KEY')
  const openaiBaseUrl = reader.url('OPENAI_BASE_URL')?.href
  const hasOpenai = openaiApiKey !== undefined || openaiBaseUrl !== undefined
  return {
    provider: reader.text('PROVIDER') ?? (hasOpenai ? 'openai' : 'demo'),
    model: reader.text('MODEL'),
    openaiApiKey,
    openaiBaseUrl,
    firstTokenTimeout: reader.seconds('FIRST_TOKEN_TIMEOUT', 10),
    idleTimeout: reader.seconds('IDLE_TIMEOUT', 30),
    runTimeout: reader.seconds('RUN_TIMEOUT', 300),
  }
}

function createReader(environment: Environment) {
  const problems: string[] = []

  /** An empty variable counts as unset. */
  function text(name: string): string | undefined {
    const value = environment[name]?.trim()
    return value === undefined || value === '' ? undefined : value
  }

  function bad(name: string, expected: string): void {
    problems.push(`${name} is ${JSON.stringify(environment[name])}, expected ${expected}.`)
  }

  function number(
    name: string,
    fallback: number,
    isGood: (value: number) => boolean,
    expected: string,
  ): number {
    const value = text(name)
    if (value === undefined) return fallback
    const parsed = Number(value)
    if (isGood(parsed)) return parsed
    bad(name, expected)
    return fallback
  }

  function origin(value: string): string | undefined {
    const url = URL.canParse(value) ? new URL(value) : undefined
    return url !== undefined && /^https?:$/.test(url.protocol) ? url.origin : undefined
  }

  return {
    text,
    integer: (name: string, fallback: number, least: number, most: number) =>
      number(
        name,
        fallback,
        (value) => Number.isInteger(value) && value >= least && value <= most,
        `a whole number from ${least} to ${most}`,
      ),
    seconds: (name: string, fallback: number) =>
      1000 *
      number(
        name,
        fallback,
        (value) => value > 0 && value <= 86_400,
        'seconds, more than 0 and at most 86400',
      ),
    url(name: string): URL | undefined {
      const value = text(name)
      if (value === undefined) return undefined
      if (origin(value) !== undefined) return new URL(value)
      bad(name, 'an address that begins with http:// or https://')
      return undefined
    },
    origins(name: string): string[] {
      const values = text(name)?.split(/[\s,]+/) ?? []
      const origins = values.map(origin)
      if (origins.includes(undefined)) bad(name, 'origins such as https://example.org, separated by spaces')
      return origins.filter((value) => value !== undefined)
    },
    databasePath(): string {
      const value = text('DATABASE_URL') ?? 'sqlite:./data/recapflow.db'
      const path = value.startsWith('sqlite:') ? value.slice('sqlite:'.length) : ''
      if (path === '') bad('DATABASE_URL', 'sqlite:<path>, for example sqlite:./data/recapflow.db')
      return path
    },
    finish(): void {
      if (problems.length > 0)
        throw new UsageError(`The environment has mistakes:\n  ${problems.join('\n  ')}`)
    },
  }
}
