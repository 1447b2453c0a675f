import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'
import { invalid } from './question.js'
import type { QuestionProps } from './question-parts.js'

/** Radios or checkboxes, a full-width row each. */
export function ChoiceList({ prefix, language, question }: QuestionProps) {
  const ids = domIds(prefix)
  const isMultiple = question.kind === 'checkboxes'
  const chosen = question.values[question.name] ?? []
  return (
    <div class="rf-choices">
      {question.options.map((option, index) => {
        const name = `${question.name}-${index + 1}`
        return (
          <>
            <div class="rf-choice">
              <input
                type={isMultiple ? 'checkbox' : 'radio'}
                id={ids.field(name)}
                name={question.name}
                value={option.value}
                checked={chosen.includes(option.value)}
                {...invalid(question.error !== undefined)}
                {...(option.hint === undefined ? {} : { 'aria-describedby': ids.hint(name) })}
                {...(isMultiple && option.isExclusive ? { 'data-rf-exclusive': '' } : {})}
              />
              <label for={ids.field(name)}>{option.label}</label>
              {option.hint !== undefined && (
                <p class="rf-hint" id={ids.hint(name)}>
                  {option.hint}
                </p>
              )}
            </div>
            {option.isOther && <OtherInput prefix={prefix} language={language} question={question} />}
          </>
        )
      })}
    </div>
  )
}

/** Where the person's own words go, beside the option that asks for them. */
export function OtherInput({ prefix, language, question }: Omit<QuestionProps, 'isHeading'>) {
  const ids = domIds(prefix)
  const name = `${question.name}-other`
  return (
    <div class="rf-other">
      <label class="rf-label" for={ids.field(name)}>
        {messagesFor(language).otherAnswer}
      </label>
      <input
        class="rf-input"
        type="text"
        id={ids.field(name)}
        name={name}
        value={question.values[name]?.[0] ?? ''}
        {...invalid(question.error !== undefined && question.errorPart === 'other')}
        {...(question.errorPart === 'other' ? { 'aria-describedby': ids.error(question.name) } : {})}
      />
    </div>
  )
}

/** Longest label, in characters, that a step of a scale shows without wrapping. */
const STEP_CHARACTERS = 3

/** Radios side by side: a ruler of numbers, or of words. */
export function ScaleRow({ prefix, question }: QuestionProps) {
  const ids = domIds(prefix)
  const chosen = question.values[question.name]?.[0]
  const hasWords = question.options.some(({ label }) => [...label].length > STEP_CHARACTERS)
  return (
    <div class={hasWords ? 'rf-scale rf-scale-words' : 'rf-scale'}>
      {question.options.map((option, index) => {
        const id = ids.field(`${question.name}-${index + 1}`)
        return (
          <div class="rf-scale-step">
            <input
              type="radio"
              id={id}
              name={question.name}
              value={option.value}
              checked={option.value === chosen}
              {...invalid(question.error !== undefined)}
            />
            <label for={id}>{option.label}</label>
          </div>
        )
      })}
    </div>
  )
}
