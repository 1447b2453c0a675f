export {
  createQuestionnaireApp,
  type NotReady,
  type QuestionnaireApp,
  type QuestionnaireAppOptions,
} from './app.js'
export {
  FilesInvalidError,
  RunError,
  type RunErrorDetails,
  type RunErrorReason,
  type RunErrorType,
  UnavailableError,
  UsageError,
} from './errors.js'
export type { CompletedSession } from './routes/app-services.js'
export type { Identity } from './routes/visitor.js'
export type { Conversation } from './session/conversation.js'
export type { Session } from './session/session.js'
export { readSettings, type Settings } from './settings.js'
export type { Store } from './store/store.js'
export { formatProblem, type Problem } from './yaml/problem.js'
