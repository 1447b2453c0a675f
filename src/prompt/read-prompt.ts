import { providerNames } from '../llm/provider-package.js'
import { describe } from '../yaml/describe.js'
import { didYouMean } from '../yaml/nearest-name.js'
import type { Problem } from '../yaml/problem.js'
import { readYaml } from '../yaml/read-yaml.js'
import { YamlMapping } from '../yaml/yaml-mapping.js'
import { type AnswerShape, jsonSchemaOf, zodOf } from './answer-shape.js'
import type { AnswerFormat, Prompt, PromptModelOptions, SystemSegment } from './prompt.js'
import { readOutputSchema } from './read-output-schema.js'
import { readSchema } from './read-schema.js'
import { parseTemplate, type Template } from './template.js'

const KEYS = [
  'system',
  'system_segments',
  'user',
  'template',
  'schema',
  'output_schema',
  'demo',
  'provider',
  'model',
  'temperature',
  'max_tokens',
  'name',
  'description',
  'version',
  'metadata',
]

const REFUSED = {
  messages: '"messages" is not part of a prompt file. Write "system" and "user".',
}

/** Reads a prompt file's text. Without a prompt there is at least one problem of severity `error`. */
export function readPrompt(
  text: string,
  file: string,
  name: string,
): { prompt?: Prompt; problems: readonly Problem[] } {
  const yaml = readYaml(text, file, 'pyyaml')
  const problems: Problem[] = [...yaml.problems]
  if (problems.length > 0) return { problems }
  const mapping = new YamlMapping(yaml, problems, [], yaml.value, 'prompt file')
  mapping.expectKeys(KEYS, REFUSED)
  const system = readSystem(mapping)
  const user = readTemplate(mapping, mapping.has('user') ? 'user' : 'template')
  const demo = readTemplate(mapping, 'demo')
  const templates = [...system.map(({ content }) => content), user, demo].filter((one) => one !== undefined)
  const prompt: Prompt = {
    name,
    file,
    text,
    system,
    user,
    demo,
    requiredNames: sortedNames(templates.map(({ requiredNames }) => requiredNames)),
    usedNames: sortedNames(templates.map(({ usedNames }) => usedNames)),
    answer: readAnswer(mapping, name),
    options: readModelOptions(mapping),
  }
  if (mapping.has('user') && mapping.has('template')) {
    mapping.warn('"template" has no effect beside "user".', 'template', 'no-effect')
  }
  if (
    prompt.user === undefined &&
    prompt.system.length === 0 &&
    !mapping.has('user') &&
    !mapping.has('messages')
  ) {
    mapping.error('The prompt file says nothing. Add "system" or "user".')
  }
  return problems.some(({ severity }) => severity === 'error') ? { problems } : { prompt, problems }
}

/** `provider`, `model`, `temperature` and `max_tokens`, as prompts, nodes and the `defaults` of a graph have them. */
export function readModelOptions(mapping: YamlMapping): PromptModelOptions {
  const provider = mapping.text('provider')
  if (provider !== undefined && !providerNames.includes(provider)) {
    mapping.warn(
      `"${provider}" is no provider that is known here; only a host's own createModel can serve it.${didYouMean(provider, providerNames)}`,
      'provider',
      'unknown-provider',
    )
  }
  const options = {
    provider,
    model: mapping.text('model'),
    temperature: mapping.number('temperature', { least: 0, most: 2 }),
    maxTokens: mapping.wholeNumber('max_tokens', 1),
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
}

function sortedNames(lists: readonly (readonly string[])[]): string[] {
  return [...new Set(lists.flat())].sort()
}

function readTemplate(mapping: YamlMapping, key: string): Template | undefined {
  const text = mapping.text(key)
  return text === undefined ? undefined : parse(mapping, [key], text)
}

function parse(mapping: YamlMapping, path: readonly (string | number)[], text: string): Template | undefined {
  try {
    return parseTemplate(text)
  } catch (error) {
    mapping.errorAt(path, `This text is not valid Jinja: ${reasonOf(error)}`, { rule: 'invalid-template' })
    return undefined
  }
}

function reasonOf(error: unknown): string {
  // What the library throws where the text is over too early.
  if (error instanceof TypeError) return 'it ends before everything that it opens is closed.'
  return error instanceof Error ? error.message.replace(/^Parser Error: /, '') : String(error)
}

function readSystem(mapping: YamlMapping): SystemSegment[] {
  if (mapping.has('system') && mapping.has('system_segments')) {
    mapping.error(
      '"system" and "system_segments" are two names of the same key. Keep one.',
      'system_segments',
    )
  }
  const key = mapping.has('system') ? 'system' : 'system_segments'
  const value = mapping.get(key)
  if (value === undefined) return []
  if (typeof value === 'string') {
    const content = parse(mapping, [key], value)
    return content === undefined ? [] : [{ content, cache: false }]
  }
  if (!Array.isArray(value)) {
    mapping.error(`"${key}" has to be text or a list of {content, cache}, found ${describe(value)}.`, key)
    return []
  }
  return value.flatMap((item, index) => {
    const path = [...mapping.path, key, index]
    const segment = new YamlMapping(mapping.file, mapping.problems, path, item, `segment ${index + 1}`)
    segment.expectKeys(['content', 'cache'])
    const text = segment.requiredText('content', 'content: You are a careful listener.')
    const content = text === undefined ? undefined : parse(segment, ['content'], text)
    return content === undefined ? [] : [{ content, cache: segment.flag('cache') ?? false }]
  })
}

/** `schema` wins where both exist. */
function readAnswer(mapping: YamlMapping, promptName: string): Prompt['answer'] {
  const schema = mapping.mapping('schema', 'schema')
  if (schema !== undefined) {
    if (mapping.has('output_schema'))
      mapping.warn('"output_schema" has no effect beside "schema".', 'output_schema', 'no-effect')
    const shape = readSchema(schema)
    const name = schema.text('name') ?? promptName
    return shape === undefined ? undefined : answerFormat(name, shape)
  }
  const outputSchema = mapping.mapping('output_schema', 'output_schema')
  const shape = outputSchema === undefined ? undefined : readOutputSchema(outputSchema)
  return shape === undefined ? undefined : answerFormat(promptName, shape)
}

function answerFormat(name: string, shape: AnswerShape): AnswerFormat {
  return {
    name: name.replaceAll(/[^A-Za-z0-9_-]+/g, '_').slice(0, 64),
    jsonSchema: jsonSchemaOf(shape),
    schema: zodOf(shape),
  }
}
