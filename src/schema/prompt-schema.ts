import {
  DRAFT,
  flag,
  type JsonSchema,
  keysOf,
  listOf,
  mappingOf,
  number,
  text,
  wholeNumber,
} from './json-schema.js'
import { modelProperties } from './model-properties.js'

const system: JsonSchema = {
  anyOf: [
    { type: 'string' },
    listOf(
      keysOf(
        {
          content: text('The text of the part.'),
          cache: flag('Asks the provider to keep everything up to here. Default false.'),
        },
        'A part of the text.',
        { required: ['content'] },
      ),
      'The text in parts.',
    ),
  ],
  description: 'Who the model is to be, and how it is to answer.',
}

const type = text('str, int, float, bool, dict, list, Any, list[T] or dict[str, T].', {
  pattern:
    '^\\s*(?:[Ss][Tt][Rr](?:[Ii][Nn][Gg])?|[Ii][Nn][Tt](?:[Ee][Gg][Ee][Rr])?|[Ff][Ll][Oo][Aa][Tt]|[Nn][Uu][Mm][Bb][Ee][Rr]|[Bb][Oo][Oo][Ll](?:[Ee][Aa][Nn])?|[Ll][Ii][Ss][Tt](?:\\[.+\\])?|[Dd][Ii][Cc][Tt](?:\\[.+,.+\\])?|[Aa][Nn][Yy])\\s*$',
})

const field = keysOf(
  {
    type,
    description: text('What the model is to put there.'),
    default: { description: 'What counts where the model leaves the field out.' },
    optional: flag('May be left out or null. Default false.'),
    constraints: keysOf(
      {
        ge: number('Least value.'),
        le: number('Greatest value.'),
        gt: number('Above this value.'),
        lt: number('Below this value.'),
        min_length: wholeNumber('Fewest characters or items.'),
        max_length: wholeNumber('Most characters or items.'),
        pattern: text('A regular expression that the text has to match.'),
      },
      'What the value has to keep to.',
    ),
    coding: { type: 'object', description: 'What each code means.' },
  },
  'A field of the answer.',
  { required: ['type'] },
)

const properties: Readonly<Record<string, JsonSchema>> = {
  system,
  system_segments: { ...system, description: 'Another name of "system".' },
  user: text('What is asked, with {name} for each variable, or Jinja: {{ name }}, {% for … %}.'),
  template: text('What is asked where there is no "user".'),
  schema: keysOf(
    {
      name: text('The name of the answer. Default: the name of the prompt.'),
      fields: mappingOf({ anyOf: [type, field] }, 'The fields of the answer by name.', { minProperties: 1 }),
      description: text('For readers of the file.'),
    },
    'The answer as a mapping with these fields, checked.',
    { required: ['fields'] },
  ),
  output_schema: {
    type: 'object',
    description: 'The same as JSON Schema, written out in place: without $ref and combinators.',
    propertyNames: {
      not: {
        enum: [
          '$ref',
          '$defs',
          'definitions',
          'anyOf',
          'oneOf',
          'allOf',
          'not',
          'if',
          'then',
          'else',
          'patternProperties',
        ],
      },
    },
  },
  demo: text(
    'A Jinja text over the same variables: what the demo provider answers when no model is configured.',
  ),
  ...modelProperties,
  name: text('For readers of the file.'),
  description: text('For readers of the file.'),
  version: { type: ['string', 'number'], description: 'For readers of the file.' },
  metadata: { description: 'For readers of the file.' },
}

export const promptSchema: JsonSchema = {
  $schema: DRAFT,
  title: 'recapflow prompt',
  ...keysOf(properties, 'A prompt: what a model is asked, and what its answer has to be.', {
    anyOf: ['system', 'system_segments', 'user', 'template'].map((key) => ({ required: [key] })),
    not: { required: ['system', 'system_segments'] },
  }),
}
