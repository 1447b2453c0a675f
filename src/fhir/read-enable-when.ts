import type { Operator } from '../expression/condition.js'
import type { FhirElement } from './element.js'
import type { Findings } from './finding.js'
import type { LinkCondition, TestValue } from './link-condition.js'

/** What an item's `enableWhen` says; `undefined` where there is none. */
export function readEnableWhen(
  element: FhirElement,
  linkId: string,
  findings: Findings,
): LinkCondition | undefined {
  const tests = element.elements('enableWhen').map((test) => readTest(test, linkId, findings))
  if (tests.length === 0) return undefined
  const behavior = element.text('enableBehavior')
  if (tests.length > 1 && behavior === undefined)
    findings.warning(
      linkId,
      'It has several conditions and does not say whether all or any have to hold ("enableBehavior"). All of them do now.',
    )
  const sound = tests.filter((test) => test !== undefined)
  const [first] = sound
  if (first === undefined) return undefined
  return sound.length === 1 ? first : { type: behavior === 'any' ? 'or' : 'and', conditions: sound }
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '=': '==',
  '!=': '!=',
  '>': '>',
  '<': '<',
  '>=': '>=',
  '<=': '<=',
}

function readTest(test: FhirElement, linkId: string, findings: Findings): LinkCondition | undefined {
  const question = test.text('question')
  const name = test.text('operator')
  const answer = test.choice('answer')
  const refuse = (reason: string) => {
    findings.error(linkId, `Its "enableWhen" cannot be read: ${reason}`)
    return undefined
  }
  if (question === undefined) return refuse('it names no question.')
  if (name === undefined)
    return refuse(
      test.has('hasAnswer') ? 'it is that of STU3. Save the questionnaire as R4.' : 'it has no operator.',
    )
  if (name === 'exists') {
    if (typeof answer?.value !== 'boolean') return refuse('"exists" needs answerBoolean.')
    const exists: LinkCondition = { type: 'answered', linkId: question }
    return answer.value ? exists : { type: 'not', condition: exists }
  }
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined
  if (operator === undefined) return refuse(`there is no operator "${name}".`)
  const value = answer === undefined ? undefined : testValueOf(answer, test)
  if (value === undefined) return refuse(`nothing can be compared with its answer${answer?.type ?? ''}.`)
  return { type: 'test', linkId: question, of: 'value', operator, value }
}

function testValueOf(answer: { type: string; value: unknown }, test: FhirElement): TestValue | undefined {
  const { type, value } = answer
  if (type === 'Coding') {
    const coding = test.element('answerCoding')
    const code = coding?.text('code') ?? coding?.text('display')
    const system = coding?.text('system')
    return code === undefined
      ? undefined
      : { type: 'code', code, ...(system === undefined ? {} : { system }) }
  }
  if (type === 'Quantity') {
    const number = test.element('answerQuantity')?.number('value')
    return number === undefined ? undefined : { type: 'plain', value: number }
  }
  if (type === 'Time' && typeof value === 'string') return { type: 'plain', value: value.slice(0, 5) }
  if (type === 'DateTime' && typeof value === 'string') return { type: 'plain', value: value.slice(0, 16) }
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  return isPlain && type !== 'Reference' ? { type: 'plain', value } : undefined
}
