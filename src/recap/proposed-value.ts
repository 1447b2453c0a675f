import { inputName, OTHER } from '../questionnaire/input-names.js'
import { numberText } from '../questionnaire/number-text.js'
import type { Field } from '../questionnaire/questionnaire.js'
import type { FormValues } from '../questionnaire/read-form.js'
import { datesIn } from './dates-in-text.js'
import { plainWords } from './known-values.js'

/**
 * What a model proposes as an answer, as if a person had typed it, so that the same rules read it.
 *
 * @returns `undefined` for what nobody could type, such as an object where a text is asked for.
 */
export function typedValue(field: Field, value: unknown, language: string): FormValues | undefined {
  if (value === null || value === undefined) return {}
  if (field.type === 'choice') return typedChoice(field, value, language)
  if (field.repeat !== undefined) {
    const texts = (Array.isArray(value) ? value : [value]).map((item) => plainText(item, language))
    return texts.every((text) => text !== undefined) ? { [field.id]: texts } : undefined
  }
  const text = plainText(value, language)
  if (text === undefined) return undefined
  switch (field.type) {
    case 'boolean':
      return { [field.id]: [YES.test(text) ? 'true' : NO.test(text) ? 'false' : text] }
    case 'date':
      return typedDate(field, text, language)
    case 'datetime': {
      const [, date = text, time = ''] =
        /^(.*?)(?:T|,?\s+(?:at\s+|klo\s+)?)(\d{1,2}[:.]\d{2})/i.exec(text) ?? []
      return { ...typedDate(field, date, language), [inputName(field, 'time')]: [time] }
    }
    case 'quantity': {
      const unit = field.units.find((name) => text.toLowerCase().endsWith(name.toLowerCase()))
      const number = unit === undefined ? text : text.slice(0, -unit.length).trim()
      return { [field.id]: [number], [inputName(field, 'unit')]: unit === undefined ? [] : [unit] }
    }
    default:
      return { [field.id]: [text] }
  }
}

const YES = /^(?:true|yes|kyllä|1)$/i
const NO = /^(?:false|no|ei|0)$/i

/** Also a quantity as an object, which models like to write. */
function plainText(value: unknown, language: string): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return numberText(value, language)
  if (typeof value === 'boolean') return String(value)
  const { value: number, unit, ...others } = Object(value) as Record<string, unknown>
  const isQuantity =
    typeof number === 'number' && typeof unit === 'string' && Object.keys(others).length === 0
  return isQuantity ? `${numberText(number, language)} ${unit}` : undefined
}

function typedDate(field: Field, text: string, language: string): FormValues {
  const [date] = datesIn(text, language)
  const { year, month, day } = date ?? {}
  const parts = date === undefined ? { day: text, month: '', year: '' } : { day, month, year }
  return Object.fromEntries(
    (['day', 'month', 'year'] as const).map((part) => [inputName(field, part), [String(parts[part] ?? '')]]),
  )
}

/** An option by its value or its label; else, where the question takes one, an answer of the person's own. */
function typedChoice(field: Field, value: unknown, language: string): FormValues | undefined {
  const given = Array.isArray(value) ? value : [value]
  const chosen: string[] = []
  let own: string | undefined
  for (const item of given) {
    const { other } = Object(item) as { other?: unknown }
    const text = typeof other === 'string' ? other : plainText(item, language)
    if (text === undefined) return undefined
    const option =
      typeof other === 'string'
        ? undefined
        : field.options.find(
            ({ value, label }) => String(value) === text || plainWords(label) === plainWords(text),
          )
    if (option !== undefined) chosen.push(String(option.value))
    else if (field.other === undefined) chosen.push(text)
    else own = text
  }
  if (field.widget === 'autocomplete') return { [field.id]: [own ?? chosen[0] ?? ''] }
  return own === undefined
    ? { [field.id]: chosen }
    : { [field.id]: [...chosen, OTHER], [inputName(field, 'other')]: [own] }
}
