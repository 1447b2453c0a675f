import { MEDIA_TYPES } from '../questionnaire/media-type.js'
import { FIELD_TYPES, type FieldType, MESSAGE_RULES } from '../questionnaire/questionnaire.js'
import {
  DRAFT,
  flag,
  type JsonSchema,
  keysOf,
  listOf,
  mappingOf,
  number,
  oneOf,
  text,
  where,
  wholeNumber,
} from './json-schema.js'

const id = text('Lower-case letters, digits and underscores, beginning with a letter.', {
  pattern: '^[a-z][a-z0-9_]*$',
  maxLength: 64,
  not: {
    enum: [
      'and',
      'or',
      'not',
      'true',
      'false',
      'null',
      'none',
      'state',
      'contacts',
      'response',
      'constructor',
    ],
  },
})

const when = text('When it is shown: a condition such as age(born) >= 18 and not answered(phone).')

const code: JsonSchema = {
  anyOf: [
    { type: 'string' },
    keysOf(
      {
        system: text('The address of the code system.'),
        code: text('The code.'),
        display: text('Its name in that system.'),
      },
      'A code of a code system.',
      { required: ['code'] },
    ),
  ],
  description: 'What it is called in a code system.',
}

const options = listOf(
  {
    anyOf: [
      { type: 'string', minLength: 1 },
      keysOf(
        {
          value: { type: ['string', 'number'], description: 'What is stored.' },
          label: text('What people see. Default: the value.'),
          hint: text('A line below it.'),
          score: number('What it counts. Default: the value, where that is a number.'),
          exclusive: flag('Cannot be chosen together with others. Default false.'),
          code,
        },
        'An answer.',
        { required: ['value'] },
      ),
    ],
  },
  'The answers to choose from, in this order.',
  1,
)

const limit: JsonSchema = {
  type: ['number', 'string'],
  description: 'A number; of a date 1900-01-31 or today. Inclusive.',
}

const fieldProperties: Readonly<Record<string, JsonSchema>> = {
  id,
  type: oneOf(
    'Default: choice where there are answers to choose from, group where there are fields, else string.',
    FIELD_TYPES,
  ),
  label: text('The question. Default: the id in words.'),
  short: text('A short name for lists and messages.'),
  hint: text('A line below the question.'),
  description: text('For the model: what the answer should hold.'),
  probe: text('For the model: what you want to know. It may ask once where the answer does not say it.'),
  when,
  linkId: text('The name of the item in FHIR. Default: the id.'),
  under: text('In FHIR the item is inside this question: the id of one before it in the same group.'),
  code,
  required: flag('Has to be answered. Default false.'),
  hidden: flag('Never shown, never asked for, never sent to a model. Default false.'),
  sensitive: flag('Never sent to a model. Default false.'),
  messages: keysOf(
    Object.fromEntries(MESSAGE_RULES.map((rule) => [rule, text(`Shown where "${rule}" is broken.`)])),
    'Your own sentences for what is wrong with an answer.',
  ),
  minLength: wholeNumber('Fewest characters.'),
  maxLength: wholeNumber('Most characters. Default 1000, of a text 20000.', 1),
  pattern: text('A regular expression (RE2) that the whole answer has to match.'),
  format: oneOf('What kind of text it is.', ['email', 'tel', 'postal-code']),
  autocomplete: text('What browsers may fill in: a token of HTML such as email or bday.'),
  min: limit,
  max: limit,
  widget: oneOf('How it is shown: scale for an integer; any of them for a choice.', [
    'radios',
    'select',
    'autocomplete',
    'scale',
  ]),
  must: flag('Has to be answered with yes, such as a consent. Default false.'),
  options,
  scale: text('The name of a list of answers under "scales".'),
  coding: mappingOf({ type: 'string' }, 'The answers as code: label.', { minProperties: 1 }),
  multiple: flag('Several answers may be chosen. Default false.'),
  other: text("The label of an answer that takes the person's own words."),
  unit: text('What the number is measured in.'),
  units: listOf({ type: 'string' }, 'What the number can be measured in.', 1),
  default: {
    type: ['string', 'number', 'boolean'],
    description: 'What stands there before it is answered; the answer itself of a hidden or read-only field.',
  },
  prefill: {
    type: 'string',
    pattern: '^(query\\.[\\w-]+|host(\\.\\w+)+)$',
    description: 'Where the first answer comes from: query.ref of the address, host.user.email of the host.',
  },
  readonly: flag('Shown and not asked. Default false.'),
  accept: listOf(
    { enum: MEDIA_TYPES.map(({ type }) => type) },
    'The kinds of files that are taken. Default PNG, JPEG and PDF.',
    1,
  ),
  maxSize: {
    type: 'string',
    pattern: '^\\s*\\d+(\\.\\d+)?\\s*[KkMm][Bb]\\s*$',
    description: 'The largest file that is taken, such as 500 KB. Default 5MB, at most 20MB.',
  },
  fields: listOf({ $ref: '#/definitions/field' }, 'What is in a group.', 1),
  layout: oneOf('Whether a group is one page, or each of its fields is. Default page.', ['page', 'steps']),
  repeat: keysOf(
    {
      min: wholeNumber('Fewest entries. Default 0.'),
      max: wholeNumber('Most entries. Default 50.', 1),
      item: text('The heading of an entry, with {n} for its number; of a group only.'),
      add: text('The words for adding one more.'),
    },
    'A group that is filled in several times, or a question with several values.',
  ),
}

const everyField = ['id', 'type', 'label', 'short', 'hint', 'description', 'when', 'linkId', 'code', 'under']
const question = [
  ...everyField,
  'required',
  'hidden',
  'sensitive',
  'readonly',
  'default',
  'prefill',
  'probe',
  'messages',
]
const textKeys = ['minLength', 'maxLength', 'pattern', 'autocomplete', 'repeat']
const choiceKeys = ['options', 'scale', 'coding']

/** The keys of a field, by its type. */
export const fieldKeys: Readonly<Record<FieldType, readonly string[]>> = {
  string: [...question, ...textKeys, 'format'],
  text: [...question, ...textKeys],
  integer: [...question, 'min', 'max', 'widget', 'autocomplete', 'repeat'],
  decimal: [...question, 'min', 'max', 'autocomplete', 'repeat'],
  boolean: [...question, 'must'],
  date: [...question, 'min', 'max', 'autocomplete'],
  datetime: [...question, 'min', 'max'],
  time: question,
  choice: [...question, ...choiceKeys, 'multiple', 'other', 'widget', 'autocomplete'],
  quantity: [...question, 'min', 'max', 'unit', 'units'],
  url: [...question, 'autocomplete', 'repeat'],
  file: [...everyField, 'required', 'sensitive', 'messages', 'accept', 'maxSize', 'repeat'],
  display: [...everyField, 'hidden'],
  group: [...everyField, 'fields', 'layout', 'repeat', 'hidden'],
}

const particulars: Readonly<Partial<Record<FieldType, JsonSchema>>> = {
  integer: { properties: { min: { type: 'integer' }, max: { type: 'integer' }, widget: { const: 'scale' } } },
  decimal: { properties: { min: { type: 'number' }, max: { type: 'number' } } },
  date: { properties: { min: { type: 'string' }, max: { type: 'string' } } },
  datetime: { properties: { min: { type: 'string' }, max: { type: 'string' } } },
  choice: { oneOf: choiceKeys.map((key) => ({ required: [key] })) },
  quantity: {
    oneOf: [{ required: ['unit'] }, { required: ['units'] }],
    properties: { min: { type: 'number' }, max: { type: 'number' } },
  },
  group: { required: ['fields'] },
}

const field = keysOf(fieldProperties, 'A question, or a group of them.', {
  required: ['id'],
  // With "coding" the type is that of the codes.
  if: { required: ['coding'] },
  // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
  then: {
    propertyNames: { enum: fieldKeys.choice.filter((key) => key !== 'options' && key !== 'scale') },
    properties: { type: { enum: ['string', 'integer', 'choice'] } },
  },
  else: {
    allOf: FIELD_TYPES.map((type) =>
      where('type', type, { ...particulars[type], propertyNames: { enum: [...fieldKeys[type]] } }),
    ),
  },
})

const score = keysOf(
  {
    id,
    label: text('What people see.'),
    method: oneOf('How the answers are put together.', ['sum', 'mean', 'max', 'count', 'module']),
    module: {
      type: 'string',
      pattern: '^.+\\.m?js#[A-Za-z_$][\\w$]*$',
      description: "With method module: a function in a file of the questionnaire's folder, ./risk.mjs#risk.",
    },
    of: listOf({ type: 'string' }, 'The fields that count.', 1),
    skipped: oneOf('What a question counts that is not shown. Default ignore.', ['zero', 'ignore']),
    missing: {
      description: 'What an unanswered question does. Default incomplete.',
      oneOf: [
        { enum: ['incomplete', 'zero'] },
        keysOf(
          {
            prorate: {
              type: 'number',
              exclusiveMinimum: 0,
              maximum: 1,
              description: 'A share, such as 0.8.',
            },
          },
          'Scaled up to all questions, once this share of them is answered.',
          { required: ['prorate'] },
        ),
      ],
    },
    show: oneOf('Where people see it. Default never.', ['never', 'completion', 'always']),
    bands: listOf(
      keysOf(
        {
          from: number('Its first value.'),
          to: number('Its last value.'),
          id,
          label: text('What people see.'),
        },
        'A range of the score.',
        { required: ['from', 'to', 'id'] },
      ),
      'What the values mean, in rising order.',
    ),
    linkId: text('The name of the item in FHIR. Default: the id.'),
    under: text('In FHIR the item is inside this group.'),
  },
  'A number from the answers.',
  {
    required: ['id', 'label', 'method', 'of'],
    if: { required: ['method'], properties: { method: { const: 'module' } } },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: { required: ['module'], properties: { skipped: false, missing: false } },
    else: { properties: { module: false } },
  },
)

const alert = keysOf(
  {
    id,
    when,
    level: oneOf('How serious it is.', ['info', 'warning', 'crisis']),
    notify: text(
      'Whom it is told to beside the person: a name that the host or the program behind the webhook knows.',
    ),
    at: listOf(
      { enum: ['answer', 'check', 'completion'] },
      'Where it is shown: right after the answer, on the check page, at the end.',
      1,
    ),
    title: text('Its heading.'),
    body: text('Its text, with {contacts.crisis.phone} for a contact.'),
  },
  'A message that some answers call for.',
  { required: ['id', 'when', 'level', 'at', 'title', 'body'] },
)

/** Every key of the file. */
export const questionnaireProperties: Readonly<Record<string, JsonSchema>> = {
  format: { const: 1, description: 'The version of this format.' },
  id: text("The folder's name, or nothing."),
  name: text('The title.'),
  version: text('The version of the questionnaire, in quotes.'),
  language: text('The language of its texts, such as en or fi.'),
  description: text('What it is for: one sentence.'),
  copyright: text('A notice that is shown with it.'),
  code,
  url: text('Its canonical address in FHIR.'),
  intro: text('What people read before they begin.'),
  scales: mappingOf(options, 'Lists of answers that several questions share, by name.'),
  fields: listOf({ $ref: '#/definitions/field' }, 'The questions, in order: each is a page.', 1),
  scores: listOf(score, 'Numbers from the answers.'),
  alerts: listOf(alert, 'Messages that some answers call for.'),
  completion: listOf(
    keysOf(
      { when, title: text('Its heading.'), body: text('Its text.') },
      'A text of the last page. The first whose condition holds is shown.',
      { required: ['title'] },
    ),
    'What people read at the end. The last one has no "when".',
  ),
  recap: {
    anyOf: [
      { const: false },
      keysOf(
        {
          instructions: text('What the model is told in addition.'),
          exclude: listOf({ type: 'string' }, 'Fields that are kept back.'),
          scores: flag('Whether the model gets the scores. Default false.'),
          stream: flag('Whether it appears while it is written, or as a whole. Default true.'),
        },
        'How the answers are read back.',
      ),
    ],
    description: 'The text that reads the answers back; false: none is written.',
  },
  rules: listOf(
    keysOf(
      {
        when,
        field: text('Where the message is shown.'),
        message: text('What is wrong and how to mend it.'),
      },
      'Answers that do not go together.',
      { required: ['when', 'field', 'message'] },
    ),
    'Rules between questions.',
  ),
  translations: {
    type: 'object',
    description: 'The texts in other languages, by language tag. What is not there stays as it is.',
    additionalProperties: keysOf(
      {
        name: text('The title.'),
        description: text('What it is for.'),
        intro: text('What people read before they begin.'),
        copyright: text('A notice that is shown with it.'),
        scales: { type: 'object', description: 'By name: the labels in their order, or by value.' },
        fields: { type: 'object', description: 'By id: label, short, hint, options, messages and so on.' },
        scores: { type: 'object', description: 'By id: label, and bands by id.' },
        alerts: { type: 'object', description: 'By id: title and body.' },
        completion: { type: 'array', description: 'One for each text, in the same order.' },
        rules: { type: 'array', description: 'One message for each rule, in the same order.' },
      },
      'The texts in one language.',
    ),
  },
  resume: {
    anyOf: [
      { const: false },
      keysOf({ days: wholeNumber('Days. Default 28.', 1) }, 'How long a draft is kept.'),
    ],
    description: 'How long a draft can be taken up elsewhere by a link; false: there is no link.',
  },
  retain: keysOf({ days: wholeNumber('Days.', 1) }, 'How long answers are kept once they are sent.'),
  exit: text('The address that "Exit this page" leads to; without one there is no such link.'),
}

export const questionnaireSchema: JsonSchema = {
  $schema: DRAFT,
  title: 'recapflow questionnaire',
  ...keysOf(questionnaireProperties, 'A questionnaire.', {
    required: ['name', 'version', 'language', 'fields'],
  }),
  definitions: { field },
}
