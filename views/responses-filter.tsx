import { domIds } from './dom-contract.js'
import { Heading, type HeadingLevel } from './heading.js'
import { messagesFor } from './messages/index.js'

export interface ResponsesFilterProps {
  readonly prefix: string
  readonly language: string
  /** Of the page's own heading. Default 1. */
  readonly headingLevel?: HeadingLevel | undefined
  /** GET takes the values as a query. */
  readonly url: string
  readonly clearUrl: string
  readonly questionnaires: readonly { readonly slug: string; readonly name: string }[]
  readonly values: ResponsesFilterValues
  /** `charts` ask for a questionnaire and a time only. */
  readonly of: 'list' | 'charts'
}

export interface ResponsesFilterValues {
  readonly questionnaire?: string | undefined
  readonly state?: 'sent' | 'draft' | undefined
  /** Days, `YYYY-MM-DD`. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly reference?: string | undefined
}

/** A form that changes nothing but what is shown; the address says what was chosen. */
export function ResponsesFilter(props: ResponsesFilterProps) {
  const { prefix, language, headingLevel, url, clearUrl, questionnaires, values, of } = props
  const words = messagesFor(language).owner
  const ids = domIds(prefix)
  return (
    <form class="rf-filter" method="get" action={url} aria-labelledby={ids.field('filter')}>
      <Heading level={headingLevel} rank={2} class="rf-vh" id={ids.field('filter')}>
        {words.filter}
      </Heading>
      <div class="rf-filter-fields">
        <Choice
          id={ids.field('questionnaire')}
          name="questionnaire"
          label={words.questionnaire}
          value={values.questionnaire}
          options={[
            ...(of === 'list' ? [{ value: '', label: words.allQuestionnaires }] : []),
            ...questionnaires.map(({ slug, name }) => ({ value: slug, label: name })),
          ]}
        />
        {of === 'list' && (
          <Choice
            id={ids.field('state')}
            name="state"
            label={words.state}
            value={values.state}
            options={[
              { value: '', label: words.allStates },
              { value: 'sent', label: words.sent },
              { value: 'draft', label: words.draft },
            ]}
          />
        )}
        <Day id={ids.field('from')} name="from" label={words.from} value={values.from} />
        <Day id={ids.field('to')} name="to" label={words.to} value={values.to} />
        {of === 'list' && (
          <div>
            <label class="rf-label" for={ids.field('reference')}>
              {words.referenceNumber}
            </label>
            <input
              class="rf-input"
              type="text"
              id={ids.field('reference')}
              name="reference"
              value={values.reference ?? ''}
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
            />
          </div>
        )}
      </div>
      <div class="rf-actions">
        <button type="submit" class="rf-button rf-quiet">
          {words.show}
        </button>
        <a class="rf-sans" href={clearUrl}>
          {words.showAll}
        </a>
      </div>
    </form>
  )
}

interface ChoiceProps {
  readonly id: string
  readonly name: string
  readonly label: string
  readonly value: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
}

function Choice({ id, name, label, value = '', options }: ChoiceProps) {
  return (
    <div>
      <label class="rf-label" for={id}>
        {label}
      </label>
      <select class="rf-input" id={id} name={name}>
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}

function Day({ id, name, label, value = '' }: Omit<ChoiceProps, 'options'>) {
  return (
    <div>
      <label class="rf-label" for={id}>
        {label}
      </label>
      <input class="rf-input" type="date" id={id} name={name} value={value} />
    </div>
  )
}
