import type { Child } from 'hono/jsx'
import {
  AlreadySent,
  type AnswerSectionView,
  CheckPage,
  type CheckPageProps,
  type ConversationNow,
  ConversationPage,
  ConversationStartPage,
  DemoPage,
  DonePage,
  type HeadingLevel,
  HomePage,
  NotFoundPage,
  PageBody,
  type PageBodyProps,
  PageLayout,
  ProblemPage,
  type Question,
  type QuestionItem,
  QuestionPage,
  type QuestionPageProps,
  type RecapView,
  type RichTextBlock,
  StartPage,
} from '../../views/index.js'
import { type Element, parseHtml } from './html.js'

export const assets = {
  stylesheet: '/assets/recapflow.css',
  script: '/assets/recapflow.js',
  icon: '/assets/icon.svg',
  htmx: '/assets/htmx.js',
  sse: '/assets/sse.js',
}

export const paragraph = (text: string): RichTextBlock => ({
  kind: 'paragraph',
  inlines: [{ kind: 'text', text }],
})

export function question(parts: Partial<Question> & Pick<Question, 'kind'>): Question {
  return { name: 'knee', label: 'How is the knee?', isOptional: false, values: {}, options: [], ...parts }
}

export const options = (...labels: string[]) =>
  labels.map((label, index) => ({ value: `v${index}`, label, isExclusive: false }))

/** One question of every kind, all of them wrong. */
export const everyKind: readonly Question[] = [
  question({ kind: 'text', name: 'where', label: 'Where?', hint: 'A place.', error: 'Say where' }),
  question({ kind: 'textarea', name: 'why', label: 'Why?', limit: 100, error: 'Say why' }),
  question({ kind: 'number', name: 'steps', label: 'Steps', inputMode: 'numeric', error: 'Enter a number' }),
  question({
    kind: 'date',
    name: 'born',
    label: 'Born',
    autocomplete: 'bday',
    error: 'No',
    errorPart: 'year',
  }),
  question({
    kind: 'radios',
    name: 'sleep',
    label: 'Sleep',
    options: options('Well', 'Badly'),
    error: 'Choose',
  }),
  question({
    kind: 'checkboxes',
    name: 'by',
    label: 'By',
    options: options('Letter', 'Call'),
    error: 'Choose one',
  }),
  question({
    kind: 'select',
    name: 'land',
    label: 'Land',
    options: options('Here', 'There'),
    error: 'Choose it',
  }),
  question({
    kind: 'scale',
    name: 'pain',
    label: 'Pain',
    options: options('0', '1', '2'),
    error: 'Choose a step',
  }),
  question({
    kind: 'file',
    name: 'scan',
    label: 'Your scans',
    error: 'Choose another one',
    files: {
      accept: 'image/png',
      isMultiple: true,
      given: [{ id: 'f1', name: 'knee.png', size: '1.2 MB', url: '/s/1/files/f1' }],
      addLabel: 'Add these and choose more',
    },
  }),
  question({ kind: 'agree', name: 'consent', label: 'I agree to all of it', error: 'You need to agree' }),
]

export function questionPage(
  questions: readonly QuestionItem[],
  parts: Partial<QuestionPageProps> = {},
): Element {
  const props: QuestionPageProps = {
    prefix: 'rf',
    language: 'en',
    number: 3,
    title: 'The fall',
    isGroup: questions.length !== 1,
    questions,
    alerts: [],
    url: '/s/1/fall',
    next: 'continue',
    ...parts,
  }
  return parseHtml(String(<QuestionPage {...props} />))
}

export const sections: readonly AnswerSectionView[] = [
  {
    heading: 'You',
    rows: [
      { label: 'Name', text: 'Maren', isMissing: false, changeUrl: '/s/1/name' },
      { label: 'Phone', text: undefined, isMissing: false, changeUrl: '/s/1/phone' },
    ],
  },
  { rows: [{ label: 'Sleep', text: undefined, isMissing: true, changeUrl: '/s/1/sleep' }] },
]

export const recaps: Readonly<Record<string, RecapView>> = {
  waiting: { kind: 'waiting' },
  streaming: { kind: 'streaming', text: 'You fell', streamUrl: '/stream/1?run=r&as=panel' },
  final: { kind: 'final', blocks: [paragraph('You fell.')], writer: { kind: 'model', name: 'some-model' } },
  stopped: { kind: 'failed', text: 'You fe', failure: 'stopped' },
  broken: { kind: 'failed', text: 'You fe', failure: 'brokenOff' },
  failed: { kind: 'failed', text: '', failure: 'timeout' },
  superseded: { kind: 'superseded', checkUrl: '/s/1/check' },
  off: { kind: 'off' },
}

export const panelOf = (recap: RecapView) => ({
  recap,
  date: { iso: '2026-03-14', text: '14 March 2026' },
  recapUrl: '/s/1/recap',
  stopUrl: '/s/1/recap/stop',
})

/** Where a conversation can stand, by name. */
export const nows: Readonly<Record<string, ConversationNow>> = {
  writing: { kind: 'writing', text: 'I see', streamUrl: '/stream/1?run=r&as=panel' },
  asking: {
    kind: 'asking',
    questions: [{ asked: undefined, reply: { interrupt: 'i1', options: [], typed: 'Well', error: 'No' } }],
  },
  offering: {
    kind: 'asking',
    questions: [
      {
        asked: { text: 'Which?', details: [{ label: 'Found', text: 'two' }] },
        reply: { interrupt: 'i1', options: [{ name: '#1', label: 'This' }], error: 'Choose' },
      },
      { asked: { text: 'Why?', details: [] }, reply: { interrupt: 'i2', options: [] } },
    ],
  },
  stopped: { kind: 'failed', text: 'I s', failure: 'stopped' },
  failed: { kind: 'failed', text: '', failure: 'timeout' },
  ended: { kind: 'ended' },
}

export const conversation = (now: ConversationNow) => ({
  prefix: 'rf',
  language: 'en',
  speaker: 'Riverside',
  turns: [
    { kind: 'asked', asked: { text: 'How is the knee?', details: [] } },
    { kind: 'said', text: 'It hurts.', turn: 1 },
    { kind: 'written', blocks: [paragraph('I see.')] },
  ] as const,
  now,
  nextTurn: 2,
  url: '/c/knee/1',
  lookUrl: '/c/knee/1?look=1',
  stopUrl: '/c/knee/1/stop',
  againUrl: '/c/knee/1/again',
  startUrl: '/c/knee',
})

export function checkPage(recap: RecapView, parts: Partial<CheckPageProps> = {}) {
  return (
    <CheckPage
      prefix="rf"
      language="en"
      alerts={[]}
      hasGaps={false}
      sections={sections}
      recap={panelOf(recap)}
      confirmUrl="/s/1/confirm"
      {...parts}
    />
  )
}

/** Every page in every state, by name. */
export function everyPage(prefix = 'rf', headingLevel: HeadingLevel = 1): Record<string, Child> {
  const common = { prefix, language: 'en', headingLevel }
  const asked = { ...common, number: 3, title: 'The fall', alerts: [alert], url: '/s/1/fall' }
  const entries = [
    { url: '/q/knee', name: 'Knee', language: 'en', questions: 3, minutes: 1 },
    { url: '/q/knie', name: 'Knie', language: 'de', description: 'Fragen', questions: 1, minutes: 2 },
  ]
  const sent = {
    iso: '2026-03-14T10:52:00Z',
    text: '14 March 2026 at 10:52',
    stamp: ['14 MAR', '2026'] as const,
  }
  const completion = { title: 'Thank you', body: [paragraph('Until Tuesday.')] }
  const figures = { firstWord: 400, words: 2, whole: undefined }
  return {
    home: (
      <HomePage
        {...common}
        entries={entries}
        conversations={[{ url: '/c/knee', name: 'About knees', openUrl: '/c/knee/1' }]}
        demoUrl="/demo"
      />
    ),
    'conversation start': (
      <ConversationStartPage
        {...common}
        name="About knees"
        description="Tell us."
        writer={{ kind: 'demo' }}
        privacy="It stays here."
        startUrl="/c/knee"
        resumeUrl="/c/knee/1"
      />
    ),
    ...Object.fromEntries(
      Object.entries(nows).map(([name, now]) => [
        `conversation ${name}`,
        <ConversationPage
          {...conversation(now)}
          {...common}
          name="About knees"
          writer={{ kind: 'model', name: 'some-model' }}
          refused={{ reason: name === 'writing' ? 'busy' : 'answered', typed: 'Typed' }}
        />,
      ]),
    ),
    empty: <HomePage {...common} entries={[]} />,
    start: (
      <StartPage
        {...common}
        name="Knee"
        intro={[paragraph('A few questions.')]}
        minutes={1}
        questions={3}
        hasRecap={true}
        privacy="A model in Frankfurt reads your answers."
        startUrl="/q/knee"
        resumeUrl="/s/1"
      />
    ),
    question: (
      <QuestionPage {...asked} isGroup={false} next="check" questions={[question({ kind: 'textarea' })]} />
    ),
    group: <QuestionPage {...asked} isGroup={true} next="continue" questions={everyKind} />,
    ...Object.fromEntries(
      Object.entries(recaps).map(([name, recap]) => [
        `check ${name}`,
        checkPage(recap, { ...common, alerts: [alert], hasGaps: true }),
      ]),
    ),
    done: (
      <DonePage
        {...common}
        completion={completion}
        alerts={[alert]}
        scores={[{ label: 'Total', value: '13', band: 'mild' }]}
        reference="RP4-K72-M9Q"
        sent={sent}
        sections={sections}
        recap={panelOf(recaps.final ?? { kind: 'off' })}
      />
    ),
    sent: <AlreadySent {...common} doneUrl="/s/1/done" />,
    missing: <NotFoundPage {...common} entries={entries} />,
    problem: <ProblemPage {...common} problem="tooMany" homeUrl="/" />,
    demo: (
      <DemoPage
        {...common}
        url="/demo"
        model={undefined}
        run={{
          streamed: { kind: 'streaming', text: 'You fell', streamUrl: '/demo/stream' },
          stopUrl: '/demo/stop',
          recapUrl: '/demo',
          waited: undefined,
          waitUrl: '/demo/text',
          elapsed: 1200,
          figures: { streamed: figures, waited: { firstWord: undefined, words: 0, whole: undefined } },
        }}
      />
    ),
  }
}

export const alert = {
  level: 'crisis' as const,
  title: 'You are not alone',
  body: [
    {
      kind: 'paragraph' as const,
      inlines: [
        { kind: 'text' as const, text: 'Call ' },
        { kind: 'tel' as const, text: '116 123', number: '116123' },
      ],
    },
  ],
}

export function bodyOf(content: Child, parts: Partial<PageBodyProps> = {}): Element {
  return parseHtml(
    String(
      <PageBody
        prefix="rf"
        language="en"
        siteName="Riverside"
        homeUrl="/"
        help={{ text: '01632 960 018', phone: '+441632960018' }}
        back={{ href: '/s/1/before' }}
        notices={['The telephone numbers are stand-ins.']}
        {...parts}
      >
        {content}
      </PageBody>,
    ),
  )
}

export function documentOf(content: Child, refresh?: number): string {
  return String(
    <PageLayout title="Knee" language="en" assets={assets} refresh={refresh}>
      {content}
    </PageLayout>,
  )
}
