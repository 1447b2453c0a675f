export {
  type Answered,
  type Comparison,
  type Condition,
  evaluateCondition,
  leavesOf,
  type Operator,
  type Path,
  pathsOf,
} from './condition-tree.js'
export { evaluateGraphCondition } from './graph-condition.js'
export { type ParsedCondition, parseCondition } from './parse-condition.js'
export { printCondition } from './print-condition.js'
export { type AnswerLookup, evaluateQuestionnaireCondition } from './questionnaire-condition.js'
