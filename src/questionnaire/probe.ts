import { storedAnswer } from './answer.js'
import { answerText } from './answer-text.js'
import { isKeptBack } from './kept-back.js'
import type { EntryStep, Page } from './pages.js'
import type { Field, Questionnaire } from './questionnaire.js'

/** What came of looking at one answer once more. */
export type Probe =
  /** A model was asked whether the answer is too thin: the run tells what it says. */
  | { readonly kind: 'asked'; readonly run: string }
  /** The person was asked a question, and has answered it or passed over it. */
  | { readonly kind: 'closed'; readonly run: string; readonly question: string; readonly answer?: string }

/** By the path of the answer: `problem`, or in an entry `medicines/e1/reason`. */
export type Probes = Readonly<Record<string, Probe>>

/** A follow-up that the person has answered. */
export interface FollowUp {
  readonly question: string
  readonly answer: string
}

/** What `generate_probe` is told of the answer. */
export interface ProbedField {
  /** As in the list of answers. */
  readonly id: string
  readonly label: string
  readonly description: string
  readonly probe: string
  readonly text: string
}

/** How many answers of a session are looked at at most. */
export const MAX_PROBES = 10
/** Characters of an answer to a follow-up. */
export const MAX_FOLLOW_UP = 2000
/** Characters; a model that writes more is not asking a question. */
const MAX_QUESTION = 600

/** The path of an answer, by which its probe is kept. */
export function answerPath(entries: readonly EntryStep[], fieldId: string): string {
  return [...entries.map(({ group, entry }) => `${group.id}/${entry}`), fieldId].join('/')
}

/**
 * The answers of a page that are still to be looked at: those whose author says what is too thin, that may reach a
 * model, and that were not looked at before. None once `MAX_PROBES` were.
 */
export function answersToProbe(questionnaire: Questionnaire, page: Page, probes: Probes): readonly Field[] {
  const left = Math.max(0, MAX_PROBES - Object.keys(probes).length)
  return page.questions
    .filter(
      (field) =>
        field.probe !== undefined &&
        storedAnswer(page.evaluation.answers, field.id) !== undefined &&
        !isKeptBack(questionnaire, field) &&
        !Object.hasOwn(probes, answerPath(page.entries, field.id)),
    )
    .slice(0, left)
}

/** @throws Error for a field without a probe or an answer. */
export function probedField(
  questionnaire: Questionnaire,
  { entries, evaluation }: Page,
  field: Field,
): ProbedField {
  const answer = storedAnswer(evaluation.answers, field.id)
  if (field.probe === undefined || answer === undefined)
    throw new Error(`"${field.id}" has nothing to probe.`)
  const place = entries.map(({ group, number }) => `${group.id}.${number}.`).join('')
  return {
    id: `${place}${field.id}`,
    label: field.label,
    description: field.description ?? '',
    probe: field.probe,
    text: answerText(field, answer, questionnaire.language),
  }
}

/** The question that a model asks; `undefined` where it finds the answer good, or says nothing that can be asked. */
export function probeQuestion(text: string): string | undefined {
  const question = text.trim()
  if (question === '' || question.length > MAX_QUESTION || isEnough(question)) return undefined
  return question
}

/** Whether a text is, or may still become, the word by which a model says that the answer is good. */
export function mayBeEnough(text: string): boolean {
  const word = text
    .trim()
    .replace(/^["'“*`]+/, '')
    .toUpperCase()
  return 'OK'.startsWith(word) || isEnough(text)
}

function isEnough(text: string): boolean {
  return /^\W*ok(?:ay)?\W*$/i.test(text.trim())
}

/** The follow-up to an answer, where the person has answered one. */
export function followUpOf(probes: Probes, path: string): FollowUp | undefined {
  const probe = Object.hasOwn(probes, path) ? probes[path] : undefined
  if (probe?.kind !== 'closed' || probe.answer === undefined) return undefined
  return { question: probe.question, answer: probe.answer }
}

/** The probes without those of an entry that is taken away. */
export function withoutProbesOf(probes: Probes, entryPath: string): Probes {
  return Object.fromEntries(Object.entries(probes).filter(([path]) => !path.startsWith(`${entryPath}/`)))
}
