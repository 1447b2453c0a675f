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

/** Where sessions, conversations and runs are kept. `memory` is lost with the process. */
export type DatabaseSettings =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'memory' }

export interface RunSettings {
  /** `RUN_CONCURRENCY`, default 100: how many runs one node executes at a time; the others wait. */
  readonly concurrency: number
  /** `MAX_WAITING_RUNS`, default 1000: more than these are turned away. */
  readonly maxWaiting: number
  /** `ABANDON_AFTER` in seconds, default 60, or `never`: without a viewer for so long, a run is ended. Milliseconds. */
  readonly abandonAfter: number
}

/** How many streams may be open at a time. */
export interface StreamSettings {
  /** `STREAMS_PER_SESSION`, default 20. */
  readonly perSession: number
  /** `STREAMS_PER_ADDRESS`, default 200; not applied where the address is that of an unnamed proxy on this machine. */
  readonly perAddress: number
}

/** Money for a million tokens, in whatever currency. */
export interface ModelPrice {
  readonly input: number
  readonly output: number
}

export interface MetricsSettings {
  /** `METRICS_TOKEN`: what `/metrics` asks for as a bearer token. Without one it asks for nothing. */
  readonly token: string | undefined
  /** `MODEL_PRICES`, for example `gpt-4o-mini=0.15/0.60`: by model name. */
  readonly prices: ReadonlyMap<string, ModelPrice>
}

/** A program outside that is told what happens. */
export interface WebhookSettings {
  /** `WEBHOOK_URL`; whether it may be told is looked at when the app is made. */
  readonly url: string
  /** `WEBHOOK_SECRET`: `whsec_` and 24 to 64 bytes in base64; two, separated by a space, while one replaces the other. */
  readonly secrets: readonly string[]
  /** `WEBHOOK_ANSWERS`, `true` or `false` (the default): whether the answers go along when they are sent. */
  readonly withAnswers: boolean
  /** `WEBHOOK_ALLOW`: `host:port` of targets that are not on the open internet. Default none. */
  readonly allow: readonly string[]
}

export interface Settings {
  readonly model: ModelSettings
  /** `PORT`, default 3000; 0 takes a free one. */
  readonly port: number
  /** `HOST`, default 127.0.0.1. */
  readonly host: string
  /** `DATABASE_URL`, default `sqlite:./data/recapflow.db`. */
  readonly database: DatabaseSettings
  /** `REDIS_URL`: runs and their logs are shared with every node that names the same. */
  readonly redisUrl: string | undefined
  readonly runs: RunSettings
  readonly streams: StreamSettings
  /** `TRUST_PROXY`, default 0: how many proxies of ours stand before the server and add to `X-Forwarded-For`. */
  readonly trustProxy: number
  /** `SHUTDOWN_TIMEOUT` in seconds, default 25: what running recaps get to end after SIGTERM. Milliseconds. */
  readonly shutdownTimeout: number
  readonly metrics: MetricsSettings
  /** `PUBLIC_URL`: where browsers reach the server; its origin is the only one whose forms are accepted. */
  readonly publicUrl: URL | undefined
  /** `EMBED_ORIGINS`: origins that may show the pages in a frame, separated by spaces or commas. */
  readonly embedOrigins: readonly string[]
  /** `ALLOW_TOOLS`: tools of graph files that may run commands, load packages or be called by agents. Default none. */
  readonly allowTools: readonly string[]
  readonly webhook: WebhookSettings | undefined
  readonly isProduction: boolean
  /** `OWNER_PASSWORD`, or `OWNER_PASSWORD_HASH`: opens `/responses`. Without one there is no such page. */
  readonly owner: OwnerSettings | undefined
}

/** The owner's password, or its hash by `recapflow hash-password`. */
export type OwnerSettings =
  | { readonly kind: 'plain'; readonly password: string }
  | { readonly kind: 'hash'; readonly hash: string }

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
    database: reader.database(),
    redisUrl: reader.redisUrl(),
    runs: {
      concurrency: reader.integer('RUN_CONCURRENCY', 100, 1, 100_000),
      maxWaiting: reader.integer('MAX_WAITING_RUNS', 1000, 1, 1_000_000),
      abandonAfter: reader.secondsOrNever('ABANDON_AFTER', 60),
    },
    streams: {
      perSession: reader.integer('STREAMS_PER_SESSION', 20, 1, 100_000),
      perAddress: reader.integer('STREAMS_PER_ADDRESS', 200, 1, 1_000_000),
    },
    trustProxy: reader.integer('TRUST_PROXY', 0, 0, 10),
    shutdownTimeout: reader.seconds('SHUTDOWN_TIMEOUT', 25),
    metrics: { token: reader.bearerToken('METRICS_TOKEN'), prices: reader.prices('MODEL_PRICES') },
    publicUrl: reader.url('PUBLIC_URL'),
    embedOrigins: reader.origins('EMBED_ORIGINS'),
    allowTools: reader.text('ALLOW_TOOLS')?.split(/[\s,]+/) ?? [],
    webhook: reader.webhook(),
    isProduction: reader.text('NODE_ENV') === 'production',
    owner: reader.owner(),
  }
  reader.finish()
  return settings
}

/** Takes what has been read and is never needed again out of the environment, where child processes would find it. */
export function forgetPassword(environment: Record<string, string | undefined> = process.env): void {
  delete environment.OWNER_PASSWORD
}

const LEAST_PASSWORD = 15
/** Long enough, and in every list of guesses; the last ones stand in examples. */
const GUESSED =
  /^(?:(?:password|passwort|salasana|qwerty|letmein|welcome|admin|owner|secret|recapflow|changeme)[\W\d]*)+$|^(?:0?123456789\d*)+$|^qwertyuiop|^correct[ -]?horse[ -]?battery[ -]?staple\W*$/i

/** What is wrong with a password, as the end of a sentence; `undefined`: nothing that can be seen. */
export function weakness(password: string): string | undefined {
  if ([...password].length < LEAST_PASSWORD) {
    return `is too short: it needs at least ${LEAST_PASSWORD} characters. Four or five words that have nothing to do with each other are good.`
  }
  if (password.length > 256) return 'is too long: at most 256 characters are read.'
  if (new Set(password).size < 5 || GUESSED.test(password)) {
    return 'is easy to guess. Take four or five words that have nothing to do with each other.'
  }
  return undefined
}

/** Whether a host name is that of this machine, reached from itself alone. */
export function isLocalHost(host: string): boolean {
  return ['localhost', '127.0.0.1', '::1', '[::1]'].includes(host)
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

  /** The value may hold a password, so it is not repeated. */
  function secret(name: string, expected: string): void {
    problems.push(`${name} is not ${expected}.`)
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

  function seconds(name: string, fallback: number, otherwise = ''): number {
    const isGood = (value: number) => value > 0 && value <= 86_400
    return 1000 * number(name, fallback, isGood, `seconds, more than 0 and at most 86400${otherwise}`)
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
    seconds: (name: string, fallback: number) => seconds(name, fallback),
    secondsOrNever: (name: string, fallback: number) =>
      text(name) === 'never' ? Number.POSITIVE_INFINITY : seconds(name, fallback, ', or never'),
    /** As RFC 6750 has it: what stands after `Bearer`. */
    bearerToken(name: string): string | undefined {
      const value = text(name)
      if (value === undefined || /^[A-Za-z0-9._~+/-]+=*$/.test(value)) return value
      secret(name, 'made of letters, digits and ._~+/-, as in an Authorization header')
      return undefined
    },
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
    database(): DatabaseSettings {
      const value = text('DATABASE_URL') ?? 'sqlite:./data/recapflow.db'
      if (value === 'memory:') return { kind: 'memory' }
      if (/^postgres(ql)?:\/\/./.test(value) && URL.canParse(value)) return { kind: 'postgres', url: value }
      const path = value.startsWith('sqlite:') ? value.slice('sqlite:'.length) : ''
      if (path === '') {
        secret('DATABASE_URL', 'sqlite:<path>, postgres://<user>@<host>/<database> or memory:')
      }
      return { kind: 'sqlite', path }
    },
    redisUrl(): string | undefined {
      const value = text('REDIS_URL')
      if (value !== undefined && !/^postgres/.test(text('DATABASE_URL') ?? '')) {
        secret('DATABASE_URL', 'postgres://… beside a REDIS_URL: servers that share runs share one database')
      }
      if (value === undefined || (/^rediss?:\/\/./.test(value) && URL.canParse(value))) return value
      secret('REDIS_URL', 'redis://<host>:<port>, or rediss:// for TLS')
      return undefined
    },
    webhook(): WebhookSettings | undefined {
      const url = text('WEBHOOK_URL')
      const secrets = text('WEBHOOK_SECRET')?.split(/[\s,]+/) ?? []
      const allow = text('WEBHOOK_ALLOW')?.split(/[\s,]+/) ?? []
      const answers = text('WEBHOOK_ANSWERS') ?? 'false'
      if (!allow.every((target) => /^[^\s:/]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(target))) {
        bad('WEBHOOK_ALLOW', 'hosts with their ports such as hooks.intern:8080, separated by spaces')
      }
      if (answers !== 'true' && answers !== 'false') bad('WEBHOOK_ANSWERS', 'true or false')
      if (url === undefined) {
        if (secrets.length > 0) secret('WEBHOOK_URL', 'set, and WEBHOOK_SECRET is. Set both or none')
        return undefined
      }
      const isGoodSecret = (value: string) => /^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/.test(value)
      if (secrets.length === 0 || secrets.length > 2 || !secrets.every(isGoodSecret)) {
        secret(
          'WEBHOOK_SECRET',
          'whsec_ and at least 24 random bytes in base64 (openssl rand -base64 32), two of them at most',
        )
      }
      return { url, secrets, withAnswers: answers === 'true', allow }
    },
    prices(name: string): Map<string, ModelPrice> {
      const entries = text(name)?.split(/[\s,]+/) ?? []
      const prices = new Map<string, ModelPrice>()
      for (const entry of entries) {
        const [, model, input, output] = /^(.+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(entry) ?? []
        if (model !== undefined) prices.set(model, { input: Number(input), output: Number(output) })
      }
      if (prices.size < entries.length) {
        bad(
          name,
          'model=input/output for a million tokens, such as gpt-4o-mini=0.15/0.60, separated by spaces',
        )
      }
      return prices
    },
    owner(): OwnerSettings | undefined {
      const [password, hash] = [environment.OWNER_PASSWORD, text('OWNER_PASSWORD_HASH')]
      const isSet = password !== undefined && password !== ''
      if (isSet && hash !== undefined) {
        problems.push('OWNER_PASSWORD and OWNER_PASSWORD_HASH are both set. Keep one of them.')
      }
      if (hash !== undefined) {
        if (!/^scrypt:1[4-9]:\d{1,2}:[1-4]:[\w-]{22}:[\w-]{43}$/.test(hash)) {
          secret('OWNER_PASSWORD_HASH', 'what "recapflow hash-password" prints')
        }
        return { kind: 'hash', hash }
      }
      if (!isSet) return undefined
      const found = weakness(password)
      if (found !== undefined) problems.push(`OWNER_PASSWORD ${found}`)
      return { kind: 'plain', password }
    },
    finish(): void {
      if (problems.length > 0)
        throw new UsageError(`The environment has mistakes:\n  ${problems.join('\n  ')}`)
    },
  }
}
