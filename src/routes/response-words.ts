import { inLanguage, type Questionnaire } from '../questionnaire/questionnaire.js'
import type { OwnerRequest } from './owner-request.js'
import { localeOf } from './recap-view.js'

/** Times and numbers as the owner reads them. */
export interface ResponseWords {
  time(iso: string): { readonly iso: string; readonly text: string }
  day(day: string): string
  number(value: number): string
  share(value: number): string
}

const made = new Map<string, ResponseWords>()

/** Made once for each language and zone: making a format takes longer than a page may. */
export function responseWords({
  language,
  options,
}: Pick<OwnerRequest, 'language' | 'options'>): ResponseWords {
  const key = `${language} ${options.timeZone}`
  const known = made.get(key)
  if (known !== undefined) return known
  const locale = localeOf(language)
  const times = new Intl.DateTimeFormat(locale, {
    timeZone: options.timeZone,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const days = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'long' })
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 6 })
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const words: ResponseWords = {
    time: (iso) => ({ iso, text: times.format(new Date(iso)) }),
    day: (day) => days.format(new Date(`${day}T00:00:00Z`)),
    number: (value) => numbers.format(value),
    share: (value) => shares.format(value),
  }
  made.set(key, words)
  return words
}

/** A questionnaire's name; its folder's, where there is no such file any more. */
export function nameOf({ services, language }: OwnerRequest, slug: string): string {
  const questionnaire: Questionnaire | undefined = services.entries.get(slug)?.questionnaire
  return questionnaire === undefined ? slug : inLanguage(questionnaire, language).name
}

/** Every questionnaire that there is, or that has responses, by name. */
export function choicesOf(
  request: OwnerRequest,
  answered: readonly string[],
): { readonly slug: string; readonly name: string }[] {
  const slugs = new Set([...request.services.entries.keys(), ...answered])
  return [...slugs]
    .map((slug) => ({ slug, name: nameOf(request, slug) }))
    .sort((a, b) => a.name.localeCompare(b.name, request.language))
}
