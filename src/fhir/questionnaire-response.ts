import { type Answers, entriesIn, listOf, type SingleAnswer, storedAnswer } from '../questionnaire/answer.js'
import { followUpOf, type Probes } from '../questionnaire/probe.js'
import type { Field, Questionnaire } from '../questionnaire/questionnaire.js'
import { answerValue, validText } from './answer-value.js'
import { extensionUrl } from './extension-urls.js'
import { itemTree, type PlacedField } from './item-tree.js'

export interface ResponseParts {
  readonly questionnaire: Questionnaire
  /** Of everything that is enabled. */
  readonly answers: Answers
  /** What was asked once more about them. */
  readonly probes: Probes
  /** Those that are complete, by id. */
  readonly scores: ReadonlyMap<string, number>
  readonly reference: string
  readonly language: string
  readonly status: 'in-progress' | 'completed'
  /** When the answers were sent, or last changed: ISO 8601 with a time zone. */
  readonly authored: string
  /** IANA name of the zone that the answers' times are in. */
  readonly timeZone: string
}

/** Where a field's answer is: `path` names the entry, such as `pills/e1/`; empty outside of entries. */
interface Place {
  readonly answers: Answers
  readonly path: string
}

/** An item of a response; what is empty is not there. */
type ResponseItem = Record<string, unknown>

/**
 * Answers as a FHIR R4 QuestionnaireResponse. Without a url of the questionnaire there is nothing to refer to: then
 * its name and version stand in the place of the reference. The question that was asked once more about an answer
 * stands under it as an item of its own, `<linkId>.follow-up`, with what was answered to it.
 *
 * @see https://hl7.org/fhir/R4/questionnaireresponse.html
 */
export function questionnaireResponse(parts: ResponseParts): Record<string, unknown> {
  const { questionnaire, answers, probes, reference, language, status, authored, timeZone } = parts
  const { url, name, version, fields } = questionnaire
  const whole: Place = { answers, path: '' }
  const items = [...itemTree(fields).flatMap((placed) => itemsOf(placed, whole)), ...scoreItems(undefined)]
  return {
    resourceType: 'QuestionnaireResponse',
    language,
    identifier: { value: reference },
    ...(url === undefined
      ? { _questionnaire: { extension: [{ url: extensionUrl.display, valueString: `${name} ${version}` }] } }
      : { questionnaire: `${url}|${version}` }),
    status,
    authored,
    ...(items.length === 0 ? {} : { item: items }),
  }

  /** One item, or one for each entry of a group that repeats; none where nothing is answered. */
  function itemsOf({ field, group, children }: PlacedField, place: Place): ResponseItem[] {
    if (group !== undefined) return itemOfEntries(field, group, children, place)
    if (field.type === 'display') return []
    if (field.type !== 'group') return itemOfQuestion(field, children, place)
    const entries = field.repeat === undefined ? [place] : entriesOf(field, place)
    const scored = field.repeat === undefined ? scoreItems(field.id) : []
    return entries.flatMap((entry) => {
      const inside = [...children.flatMap((child) => itemsOf(child, entry)), ...scored]
      return inside.length === 0 ? [] : [{ ...named(field), item: inside }]
    })
  }

  /** What is inside a question belongs to its answer, of several to the first. */
  function itemOfQuestion(field: Field, children: readonly PlacedField[], place: Place): ResponseItem[] {
    const inside = children.flatMap((child) => itemsOf(child, place))
    const [first, ...others] = listOf(storedAnswer(place.answers, field.id) ?? [])
    if (first === undefined && inside.length === 0) return []
    const answer = [answerOf(field, first, inside, place), ...others.map((other) => answerOf(field, other))]
    return [{ ...named(field), answer }]
  }

  /** A question with several answers, each with what is inside it. */
  function itemOfEntries(
    field: Field,
    group: Field,
    children: readonly PlacedField[],
    place: Place,
  ): ResponseItem[] {
    const answer = entriesOf(group, place).flatMap((entry) => {
      const [first] = listOf(storedAnswer(entry.answers, field.id) ?? [])
      const inside = children.flatMap((child) => itemsOf(child, entry))
      return first === undefined && inside.length === 0 ? [] : [answerOf(field, first, inside, entry)]
    })
    return answer.length === 0 ? [] : [{ ...named(field), answer }]
  }

  /** Without a value where only what is inside the question was answered. */
  function answerOf(
    field: Field,
    answer: SingleAnswer | undefined,
    inside: readonly ResponseItem[] = [],
    place?: Place,
  ): ResponseItem {
    if (answer === undefined) return { item: inside }
    const { name: type, value } = answerValue(field, answer, timeZone)
    const item = [...(place === undefined ? [] : followUpItems(field, place)), ...inside]
    return { [`value${type}`]: value, ...(item.length === 0 ? {} : { item }) }
  }

  function followUpItems(field: Field, { path }: Place): ResponseItem[] {
    const followUp = followUpOf(probes, `${path}${field.id}`)
    if (followUp === undefined) return []
    const { question, answer } = followUp
    return [
      {
        linkId: `${field.linkId}.follow-up`,
        text: validText(question),
        answer: [{ valueString: validText(answer) }],
      },
    ]
  }

  /** @param under id of the group that holds them. */
  function scoreItems(under: string | undefined): ResponseItem[] {
    return questionnaire.scores
      .filter((score) => score.under === under)
      .flatMap((score) => {
        const value = parts.scores.get(score.id)
        return value === undefined ? [] : [{ ...named(score), answer: [{ valueDecimal: value }] }]
      })
  }
}

function entriesOf(group: Field, { answers, path }: Place): Place[] {
  return entriesIn(storedAnswer(answers, group.id)).map((entry) => ({
    answers: entry,
    path: `${path}${group.id}/${entry._id}/`,
  }))
}

function named({ linkId, label }: { readonly linkId: string; readonly label: string }): ResponseItem {
  return { linkId, text: validText(label) }
}
