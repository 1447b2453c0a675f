import { AsideOver, AsideStatus, messagesFor, ProbeForm, RecapTraced } from '../../views/index.js'
import type { Run } from '../run/run.js'
import { CORRECTIONS_NODE, PROBE_NODE, TRACE_NODE } from '../session/flow-run.js'
import type { OpenSession } from '../session/sessions.js'
import { PREFIX } from './page.js'
import type { PanelParts } from './panel-shape.js'
import { answerOfRun, askedBy, probeUrl, questionSoFar, wayOnUrl } from './probe-routes.js'
import { recapOf } from './recap-of.js'
import { panelProps } from './recap-panel-props.js'
import type { AppRequest } from './request.js'

/** How a run beside the recap is shown; `undefined` for a run that is none. */
export function asidePanel(request: AppRequest, open: OpenSession, run: Run): PanelParts | undefined {
  switch (run.job.node) {
    case TRACE_NODE:
      return tracePanel(request, open)
    case PROBE_NODE:
      return probePanel(request, open)
    case CORRECTIONS_NODE:
      return correctionsPanel(request, open)
    default:
      return undefined
  }
}

/** Nobody waits for it: the recap is there, and once it is traced it is shown with that. */
function tracePanel(request: AppRequest, open: OpenSession): PanelParts {
  return {
    async finished() {
      return <RecapTraced {...(await panelProps(request, open, await recapOf(request, open)))} />
    },
    status: () => '',
    shown: () => '',
  }
}

function probePanel(request: AppRequest, open: OpenSession): PanelParts {
  const { language } = open.questionnaire
  const words = messagesFor(language)
  return {
    async finished(shown) {
      const probed = answerOfRun(open, shown)
      const question = askedBy(shown)
      if (probed === undefined || question === undefined) {
        const { links } = request
        const url =
          probed === undefined ? links.session(open.session.id) : wayOnUrl(request, open, probed.page)
        return <AsideOver prefix={PREFIX} url={url} label={words.probeGoOn} />
      }
      return (
        <ProbeForm
          prefix={PREFIX}
          language={language}
          probe={{ kind: 'asked', question, typed: '' }}
          url={probeUrl(request, open, probed.page, { field: probed.field.id })}
        />
      )
    },
    status: asideStatus(language, words.probeReading),
    shown: questionSoFar,
  }
}

function correctionsPanel({ links }: AppRequest, { session, questionnaire }: OpenSession): PanelParts {
  const { language } = questionnaire
  const words = messagesFor(language)
  return {
    finished: ({ id }) => (
      <AsideOver prefix={PREFIX} url={links.corrections(session.id, id)} label={words.correctionsShow} />
    ),
    status: asideStatus(language, words.correctionsReading),
    shown: () => '',
  }
}

function asideStatus(language: string, status: string) {
  return (place: number | undefined) => (
    <AsideStatus prefix={PREFIX} language={language} status={status} place={place} />
  )
}
