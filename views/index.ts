export { AlertNotices, type AlertNoticesProps, type AlertView } from './alert-notice.js'
export {
  AnswerList,
  type AnswerListProps,
  type AnswerRowView,
  type AnswerSectionView,
} from './answer-list.js'
export { CheckPage, type CheckPageProps } from './check-page.js'
export {
  ConversationChange,
  type ConversationNow,
  type ConversationProps,
  ConversationQueueStatus,
  ConversationTurns,
  type PendingQuestion,
} from './conversation-now.js'
export { ConversationPage, type ConversationPageProps } from './conversation-page.js'
export { ConversationStartPage, type ConversationStartPageProps } from './conversation-start-page.js'
export { type AskedView, TurnItem, type TurnItemProps, type TurnView } from './conversation-turn.js'
export {
  type DemoFigures,
  DemoPage,
  type DemoPageProps,
  type DemoRun,
  DemoWaited,
  type DemoWaitedProps,
} from './demo-page.js'
export { domIds, sseEvents } from './dom-contract.js'
export {
  AlreadySent,
  type AlreadySentProps,
  DonePage,
  type DonePageProps,
  type ScoreView,
} from './done-page.js'
export { EntriesPage, type EntriesPageProps, type EntryView } from './entries-page.js'
export { ErrorSummary, type ErrorSummaryProps } from './error-summary.js'
export { Heading, type HeadingLevel, type HeadingProps } from './heading.js'
export {
  ContentsList,
  type ContentsListProps,
  type HomeConversation,
  type HomeEntry,
  HomePage,
  type HomePageProps,
} from './home-page.js'
export {
  DeletedPage,
  DeletePage,
  type DeletePageProps,
  ResumePage,
  type ResumePageProps,
  SavePage,
  type SavePageProps,
} from './keep-pages.js'
export { type Messages, messagesFor } from './messages/index.js'
export type { LanguageSwitch } from './page-body.js'
export {
  type BackLink,
  type FooterItem,
  PageBody,
  type PageBodyProps,
  type PageFrame,
  swapPage,
} from './page-body.js'
export {
  type PageAssets,
  PageHead,
  type PageHeadProps,
  PageLayout,
  type PageLayoutProps,
} from './page-layout.js'
export { NotFoundPage, type NotFoundPageProps, ProblemPage, type ProblemPageProps } from './problem-page.js'
export {
  errorTarget,
  type Question,
  type QuestionGroup,
  type QuestionItem,
  type QuestionOption,
  type QuestionText,
  questionsIn,
} from './question.js'
export { QuestionField } from './question-field.js'
export { QuestionPage, type QuestionPageProps } from './question-page.js'
export type { QuestionProps } from './question-parts.js'
export {
  RecapChange,
  type RecapFailure,
  RecapPanel,
  type RecapPanelProps,
  RecapSnapshot,
  RecapStatus,
  type RecapView,
  type RecapWriter,
} from './recap-panel.js'
export { ReplyForm, type ReplyFormProps, type ReplyFormView } from './reply-form.js'
export { RichText, type RichTextBlock, type RichTextInline, type RichTextProps } from './rich-text.js'
export { StartPage, type StartPageProps } from './start-page.js'
