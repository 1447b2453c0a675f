import type { FhirElement } from './element.js'
import { extensionUrl } from './extension-urls.js'
import type { Findings } from './finding.js'

const ITEM_KEYS: ReadonlySet<string> = new Set([
  ...[
    'linkId',
    'text',
    '_text',
    'prefix',
    '_prefix',
    'type',
    'code',
    'item',
    'required',
    'repeats',
    'readOnly',
  ],
  ...[
    'maxLength',
    'answerOption',
    'answerValueSet',
    'initial',
    'enableWhen',
    'enableBehavior',
    'extension',
    'id',
  ],
])
const QUESTIONNAIRE_KEYS: ReadonlySet<string> = new Set([
  ...['resourceType', 'id', 'meta', 'url', 'version', 'name', 'title', '_title', 'status', 'description'],
  ...[
    '_description',
    'copyright',
    '_copyright',
    'code',
    'language',
    'item',
    'extension',
    'contained',
    'text',
  ],
  // What is about the file and not about its questions.
  ...['identifier', 'date', 'publisher', 'contact', 'experimental', 'subjectType', '_date'],
])
/** Read elsewhere, or without a meaning here. */
const KNOWN: ReadonlySet<string> = new Set(Object.values(extensionUrl))
/** How a text looks; only that is lost. */
const APPEARANCE = /rendering-|renderingXhtml|preferredTerminologyServer|entryMode|launchContext$/

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [
    /initialExpression$|initialValue|launchContext$/,
    'Write "prefill: host.…" by hand where the host knows the answer.',
  ],
  [/answerExpression$|candidateExpression$/, 'Write the "options" by hand.'],
  [/targetConstraint$|constraint$/, 'Write a rule under "rules" by hand.'],
  [/entryFormat$/, 'Write it as "hint" if people need it.'],
  [/maxDecimalPlaces$/, 'A decimal takes any number of places.'],
  [
    /[Ee]xtract|observation|definition/,
    'Nothing is extracted from answers here; the response keeps its linkIds for whoever does.',
  ],
]

/** Reports what an item has that is not carried over. */
export function reportUnmappedOfItem(element: FhirElement, linkId: string, findings: Findings): void {
  reportModifier(element, linkId, findings)
  for (const key of element.keys()) {
    if (ITEM_KEYS.has(key) || key === 'modifierExtension') continue
    if (key === 'option' || key === 'options')
      findings.error(linkId, `"${key}" is of STU3. Save the questionnaire as R4.`)
    else findings.note(linkId, `"${key}" was left out.`)
  }
  if (element.extension(extensionUrl.initialExpression) !== undefined)
    findings.warning(
      linkId,
      'What it begins with is worked out by an expression, which was left out. Write "prefill: host.…" by hand where the host knows the answer.',
    )
  reportExtensions(element, linkId, findings)
}

/** Reports what the questionnaire as a whole has that is not carried over. */
export function reportUnmappedOfQuestionnaire(questionnaire: FhirElement, findings: Findings): void {
  reportModifier(questionnaire, undefined, findings)
  for (const key of questionnaire.keys()) {
    if (!QUESTIONNAIRE_KEYS.has(key) && key !== 'modifierExtension')
      findings.note(undefined, `"${key}" was left out.`)
  }
  const status = questionnaire.text('status')
  if (status === 'retired')
    findings.warning(undefined, 'Its status is "retired": its owner no longer uses it.')
  reportExtensions(questionnaire, undefined, findings)
}

function reportModifier(element: FhirElement, linkId: string | undefined, findings: Findings): void {
  for (const extension of element.elements('modifierExtension'))
    findings.error(
      linkId,
      `The modifier extension ${extension.text('url')} changes what it means, and is not known. Remove it, if the rest holds without it.`,
    )
}

function reportExtensions(element: FhirElement, linkId: string | undefined, findings: Findings): void {
  for (const extension of element.elements('extension')) {
    const url = extension.text('url') ?? ''
    if (KNOWN.has(url)) continue
    const advice = ADVICE.find(([pattern]) => pattern.test(url))?.[1]
    const sentence = `The extension ${url} was left out.${advice === undefined ? '' : ` ${advice}`}`
    if (APPEARANCE.test(url) || advice !== undefined) findings.note(linkId, sentence)
    else findings.warning(linkId, sentence)
  }
}
