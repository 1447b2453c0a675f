export { AlertNotices, type AlertNoticesProps, type AlertView } from './alert-notice.js'
export {
  AnswerList,
  type AnswerListProps,
  type AnswerRowView,
  AnswerSections,
  type AnswerSectionView,
} from './answer-list.js'
export { AsideOver, AsideRun, type AsideRunProps, AsideStatus } from './aside-run.js'
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
export { CorrectionReply, type CorrectionReplyView, REPLY_FIELD } from './correction-reply.js'
export {
  CORRECTION_FIELDS,
  CorrectionsPage,
  type CorrectionsPageProps,
  type CorrectionsView,
  headingOf,
  type ProposedChange,
  type RefusedChange,
} from './corrections-page.js'
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
export { FileTroubleNotice, FileTroublePage, type FileTroubleProps } from './file-trouble.js'
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
export { PROBE_FIELDS, ProbeForm, ProbePage, type ProbePageProps, type ProbeView } from './probe-page.js'
export { NotFoundPage, type NotFoundPageProps, ProblemPage, type ProblemPageProps } from './problem-page.js'
export {
  errorTarget,
  type GivenFile,
  type Question,
  type QuestionFiles,
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
  RecapTraced,
  type RecapView,
  type RecapWriter,
  type SentenceView,
} from './recap-panel.js'
export { ReplyForm, type ReplyFormProps, type ReplyFormView } from './reply-form.js'
export {
  type ChartBarView,
  type ChartColumnView,
  ChartFigure,
  type ChartFigureProps,
  type ChartView,
} from './responses-chart.js'
export { ResponseChartsPage, type ResponseChartsPageProps } from './responses-charts-page.js'
export { ResponseDeletePage, type ResponseDeletePageProps } from './responses-delete-page.js'
export {
  ResponsesFilter,
  type ResponsesFilterProps,
  type ResponsesFilterValues,
} from './responses-filter.js'
export { ResponsesNavigation, type ResponsesNavigationProps } from './responses-navigation.js'
export { type RaisedAlertView, ResponsePage, type ResponsePageProps } from './responses-one-page.js'
export { type ResponseRowView, ResponsesPage, type ResponsesPageProps } from './responses-page.js'
export { ResponsesRecordPage, type ResponsesRecordPageProps } from './responses-record-page.js'
export { ResponsesSignInPage, type ResponsesSignInPageProps } from './responses-sign-in-page.js'
export { RichText, type RichTextBlock, type RichTextInline, type RichTextProps } from './rich-text.js'
export { StartPage, type StartPageProps } from './start-page.js'
