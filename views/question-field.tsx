import { ChoiceList, OtherInput, ScaleRow } from './choice-fields.js'
import { domIds } from './dom-contract.js'
import { FileField } from './file-field.js'
import { messagesFor } from './messages/index.js'
import { invalid } from './question.js'
import {
  descriptionOf,
  ErrorMessage,
  GroupedQuestion,
  Hint,
  LabelledQuestion,
  type QuestionProps,
} from './question-parts.js'

/** One question with its inputs. */
export function QuestionField(props: QuestionProps) {
  if (props.question.list !== undefined) {
    return (
      <GroupedQuestion {...props}>
        <ListInputs {...props} />
      </GroupedQuestion>
    )
  }
  switch (props.question.kind) {
    case 'text':
    case 'number':
    case 'time':
      return (
        <LabelledQuestion {...props}>
          <TextInput {...props} />
        </LabelledQuestion>
      )
    case 'textarea':
      return (
        <LabelledQuestion {...props}>
          <TextArea {...props} />
        </LabelledQuestion>
      )
    case 'autocomplete':
      return (
        <LabelledQuestion {...props}>
          <TextInput {...props} />
          <datalist id={listId(props)}>
            {props.question.options
              .filter(({ isOther }) => !isOther)
              .map(({ label }) => (
                <option value={label} />
              ))}
          </datalist>
        </LabelledQuestion>
      )
    case 'select':
      return (
        <LabelledQuestion {...props}>
          <Select {...props} />
          {props.question.options.some(({ isOther }) => isOther) && <OtherInput {...props} />}
        </LabelledQuestion>
      )
    case 'quantity':
      return <Quantity {...props} />
    case 'datetime':
      return (
        <GroupedQuestion {...props}>
          <DateInputs {...props} />
          <TimeInput {...props} />
        </GroupedQuestion>
      )
    case 'date':
      return (
        <GroupedQuestion {...props}>
          <DateInputs {...props} />
        </GroupedQuestion>
      )
    case 'scale':
      return (
        <GroupedQuestion {...props}>
          <ScaleRow {...props} />
        </GroupedQuestion>
      )
    case 'file':
      return <FileField {...props} />
    case 'agree':
      return <Agreement {...props} />
    default:
      return (
        <GroupedQuestion {...props}>
          <ChoiceList {...props} />
        </GroupedQuestion>
      )
  }
}

const listId = ({ prefix, question }: QuestionProps) => `${domIds(prefix).field(question.name)}-list`

const firstValue = ({ question }: QuestionProps, name: string) => question.values[name]?.[0] ?? ''

function TextInput(props: QuestionProps) {
  const { prefix, question } = props
  const width = question.width === 'short' ? ' rf-w4' : question.width === 'medium' ? ' rf-w10' : ''
  return (
    <input
      class={`rf-input${width}`}
      id={domIds(prefix).field(question.name)}
      name={question.name}
      type="text"
      value={firstValue(props, question.name)}
      {...(question.inputMode === undefined ? {} : { inputmode: question.inputMode })}
      {...(question.autocomplete === undefined ? {} : { autocomplete: question.autocomplete })}
      {...(question.kind === 'autocomplete' ? { list: listId(props) } : {})}
      {...(question.spellcheck === false ? { spellcheck: false } : {})}
      {...invalid(question.error !== undefined)}
      {...descriptionOf(prefix, question)}
    />
  )
}

/** An input for each value of a question that has several, and a button for one more. */
function ListInputs({ prefix, language, question }: QuestionProps) {
  const ids = domIds(prefix)
  const words = messagesFor(language)
  const { inputs = 1, addLabel } = question.list ?? {}
  const values = question.values[question.name] ?? []
  return (
    <>
      {Array.from({ length: inputs }, (_, index) => {
        const part = `${index + 1}` as const
        const attributes = {
          class: 'rf-input',
          id: ids.field(`${question.name}-${part}`),
          name: question.name,
          'aria-label': words.answerNumber(index + 1),
          ...invalid(question.error !== undefined && question.errorPart === part),
        }
        return question.kind === 'textarea' ? (
          <textarea {...attributes} rows={3}>
            {(values[index] ?? '').replace(/^\n/, '\n\n')}
          </textarea>
        ) : (
          <input
            {...attributes}
            type="text"
            value={values[index] ?? ''}
            {...(question.inputMode === undefined ? {} : { inputmode: question.inputMode })}
          />
        )
      })}
      {addLabel !== undefined && (
        <button class="rf-button rf-quiet" type="submit" name="intent" value={`add:${question.name}`}>
          {addLabel}
        </button>
      )}
    </>
  )
}

function TextArea(props: QuestionProps) {
  const { prefix, language, question } = props
  const ids = domIds(prefix)
  const words = messagesFor(language)
  const limit = question.limit
  return (
    <>
      <textarea
        class="rf-input"
        id={ids.field(question.name)}
        name={question.name}
        rows={6}
        {...(question.autocomplete === undefined ? {} : { autocomplete: question.autocomplete })}
        {...invalid(question.error !== undefined)}
        {...descriptionOf(prefix, question)}
        {...(limit === undefined ? {} : { 'data-rf-limit': String(limit) })}
      >
        {/* A browser drops one line break at the beginning. */}
        {firstValue(props, question.name).replace(/^\n/, '\n\n')}
      </textarea>
      {limit !== undefined && (
        <p
          class="rf-hint rf-count"
          id={ids.count(question.name)}
          aria-live="polite"
          data-rf-left={words.charactersRemaining}
          data-rf-over={words.charactersOver}
        >
          {words.charactersLeft(limit)}
        </p>
      )}
    </>
  )
}

function Select(props: QuestionProps) {
  const { prefix, language, question } = props
  const chosen = firstValue(props, question.name)
  return (
    <select
      class="rf-input"
      id={domIds(prefix).field(question.name)}
      name={question.name}
      {...invalid(question.error !== undefined)}
      {...descriptionOf(prefix, question)}
    >
      <option value="">{messagesFor(language).choose}</option>
      {question.options.map((option) => (
        <option value={option.value} selected={option.value === chosen}>
          {option.label}
        </option>
      ))}
    </select>
  )
}

/** A number with what it is measured in: said after it, or chosen beside it. */
function Quantity(props: QuestionProps) {
  const { prefix, language, question } = props
  const ids = domIds(prefix)
  const units = question.units ?? []
  if (units.length < 2) {
    return (
      <LabelledQuestion {...props}>
        <div class="rf-with-unit">
          <TextInput {...props} />
          <span class="rf-unit">{units[0]}</span>
        </div>
      </LabelledQuestion>
    )
  }
  const name = `${question.name}-unit`
  const chosen = firstValue(props, name)
  return (
    <GroupedQuestion {...props}>
      <div class="rf-parts">
        <div>
          <label class="rf-label" for={ids.field(question.name)}>
            {messagesFor(language).quantityNumber}
          </label>
          <TextInput {...props} />
        </div>
        <div>
          <label class="rf-label" for={ids.field(name)}>
            {messagesFor(language).quantityUnit}
          </label>
          <select
            class="rf-input"
            id={ids.field(name)}
            name={name}
            {...invalid(question.errorPart === 'unit')}
          >
            <option value="">{messagesFor(language).choose}</option>
            {units.map((unit) => (
              <option value={unit} selected={unit === chosen}>
                {unit}
              </option>
            ))}
          </select>
        </div>
      </div>
    </GroupedQuestion>
  )
}

function TimeInput(props: QuestionProps) {
  const { prefix, language, question } = props
  const ids = domIds(prefix)
  const name = `${question.name}-time`
  return (
    <div class="rf-parts">
      <div>
        <label class="rf-label" for={ids.field(name)}>
          {messagesFor(language).time}
        </label>
        <input
          class="rf-input rf-w4"
          id={ids.field(name)}
          name={name}
          type="text"
          value={firstValue(props, name)}
          {...invalid(question.error !== undefined && question.errorPart === 'time')}
        />
      </div>
    </div>
  )
}

function DateInputs(props: QuestionProps) {
  const { prefix, language, question } = props
  const words = messagesFor(language)
  const ids = domIds(prefix)
  const wrong = question.error === undefined ? undefined : question.errorPart
  return (
    <div class="rf-parts">
      {(['day', 'month', 'year'] as const).map((part) => {
        const name = `${question.name}-${part}`
        const isWrong =
          question.error !== undefined && (wrong === part || wrong === undefined || wrong === 'option')
        return (
          <div>
            <label class="rf-label" for={ids.field(name)}>
              {words[part]}
            </label>
            <input
              class={part === 'year' ? 'rf-input rf-w4' : 'rf-input rf-w2'}
              id={ids.field(name)}
              name={name}
              type="text"
              inputmode="numeric"
              value={firstValue(props, name)}
              {...(question.autocomplete === 'bday' ? { autocomplete: `bday-${part}` } : {})}
              {...invalid(isWrong)}
              {...(isWrong ? { 'aria-describedby': ids.error(question.name) } : {})}
            />
          </div>
        )
      })}
    </div>
  )
}

/** A consent: one checkbox. Alone on its page, the sentence is the heading and the box says "I agree". */
function Agreement(props: QuestionProps) {
  const { prefix, language, question, isHeading } = props
  const id = domIds(prefix).field(question.name)
  const box = (
    <div class="rf-choices">
      <div class="rf-choice">
        <input
          type="checkbox"
          id={id}
          name={question.name}
          value="true"
          checked={firstValue(props, question.name) === 'true'}
          {...invalid(question.error !== undefined)}
          {...(isHeading ? {} : descriptionOf(prefix, question))}
        />
        <label for={id}>{isHeading ? messagesFor(language).agree : question.label}</label>
      </div>
    </div>
  )
  if (isHeading) return <GroupedQuestion {...props}>{box}</GroupedQuestion>
  return (
    <div class="rf-field">
      <Hint {...props} />
      <ErrorMessage {...props} />
      {box}
    </div>
  )
}
