import { Hono } from 'hono'
import { DemoPage, DemoWaited, domIds, messagesFor, RecapChange, RecapStatus } from '../../views/index.js'
import { parseRichText } from '../questionnaire/rich-text.js'
import type { Run } from '../run/run.js'
import { textOf } from '../stream/run-text.js'
import type { RouteOptions } from './app-services.js'
import { SITE_LANGUAGE } from './missing.js'
import { PREFIX, page } from './page.js'
import { recapView } from './recap-view.js'
import { type AppRequest, appRequest, isFragmentRequest } from './request.js'
import { settledSoon } from './settled-soon.js'
import { streamRun } from './stream-routes.js'

/** Milliseconds that a stopped run gets to end. */
const STOPPING = 2000

/** When the first word of the demo's run came: milliseconds after its start. */
interface DemoClock {
  /** Of the run: each node has a copy of its own. */
  readonly id: string
  readonly attempt: number
  firstWord: number | undefined
  whole: number | undefined
}

/**
 * The same recap streamed and waited for. There is one demo at a time, which everybody sees: whoever asks
 * while it is written joins it, so that a public page starts one model call and not one for each visitor.
 */
export function demoRoutes(options: RouteOptions): Hono {
  const app = new Hono()
  let clock: DemoClock | undefined

  async function currentRun({ services }: AppRequest): Promise<Run | undefined> {
    return services.runs.find(clock?.id ?? (await services.demoJob()).id)
  }

  app.get('/demo', async (c) => {
    const request = await appRequest(c, options)
    const { links } = request
    const run = await currentRun(request)
    const { provider, model } = run?.job ?? (await request.services.demoJob())
    const place = run && (await request.services.runs.place(run))
    const view = run === undefined ? undefined : recapView(run, links, { place })
    const isWhole = view?.kind === 'final'
    const words = textOf(run?.log.events ?? []).match(/\S+/g)?.length ?? 0
    // A run of an earlier process is shown without its times.
    const { firstWord, whole } = clock ?? { firstWord: undefined, whole: undefined }
    return page(c, options, {
      title: messagesFor(SITE_LANGUAGE).demoTitle,
      language: SITE_LANGUAGE,
      subtitle: 'Demo',
      back: { href: links.home() },
      refresh: view?.kind === 'streaming' ? 2 : undefined,
      content: (
        <DemoPage
          prefix={PREFIX}
          language={SITE_LANGUAGE}
          url={links.demo()}
          model={provider === 'demo' ? undefined : (model ?? provider)}
          run={
            run === undefined || view === undefined
              ? undefined
              : {
                  streamed:
                    view.kind === 'streaming' ? { ...view, streamUrl: links.demoStream(run.id) } : view,
                  stopUrl: links.demoStop(),
                  recapUrl: links.demo(),
                  waited: isWhole ? view.blocks : undefined,
                  waitUrl: links.demoText(run.id),
                  elapsed: Date.now() - Date.parse(run.startedAt),
                  figures: {
                    streamed: { firstWord, words, whole },
                    waited: {
                      firstWord: isWhole ? whole : undefined,
                      words: isWhole ? words : 0,
                      whole: isWhole ? whole : undefined,
                    },
                  },
                }
          }
        />
      ),
    })
  })

  app.post('/demo', async (c) => {
    const { services, links } = await appRequest(c, options)
    const run = await services.runs.start(await services.demoJob(), { again: true })
    if (clock?.id !== run.id || clock.attempt !== run.attempt) clock = startClock(run)
    // "Write it again" on the sheet: a whole page must not end up inside it.
    const isFromSheet = c.req.header('hx-target') === domIds(PREFIX).recap
    if (isFromSheet) return c.body(null, 204, { 'hx-redirect': links.demo() })
    return c.redirect(links.demo(), 303)
  })

  app.post('/demo/stop', async (c) => {
    const request = await appRequest(c, options)
    const run = await currentRun(request)
    if (run !== undefined) await request.services.runs.abortSession(run.job.sessionId, 'stop')
    await settledSoon(run, STOPPING)
    return isFragmentRequest(c) ? c.body(null, 204) : c.redirect(request.links.demo(), 303)
  })

  app.get('/demo/stream', async (c) => {
    const request = await appRequest(c, options)
    const run = await currentRun(request)
    if (run === undefined) return c.text('There is no demo yet.', 404)
    const { links } = request
    return streamRun(request, run, SITE_LANGUAGE, {
      finished: (shown) => (
        <RecapChange
          prefix={PREFIX}
          language={SITE_LANGUAGE}
          recap={recapView(shown, links)}
          recapUrl={links.demo()}
          stopUrl={links.demoStop()}
          heading={messagesFor(SITE_LANGUAGE).demoStreamed}
        />
      ),
      status: (place) => <RecapStatus prefix={PREFIX} language={SITE_LANGUAGE} place={place} />,
    })
  })

  app.get('/demo/text', async (c) => {
    const request = await appRequest(c, options)
    const run = await currentRun(request)
    const leave = run?.addViewer()
    const { signal } = c.req.raw
    const gone = new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    if (!signal.aborted) await Promise.race([run?.settled, gone])
    leave?.()
    const text = run?.outcome?.status === 'done' ? run.outcome.text : undefined
    return c.html(
      <DemoWaited
        prefix={PREFIX}
        language={SITE_LANGUAGE}
        blocks={text === undefined ? [] : parseRichText(text)}
        waitUrl={request.links.demo()}
      />,
    )
  })

  return app
}

function startClock(run: Run): DemoClock {
  const { id, attempt } = run
  const clock: DemoClock = { id, attempt, firstWord: undefined, whole: undefined }
  const since = () => Date.now() - Date.parse(run.startedAt)
  const stopListening = run.log.onAppend(() => {
    if (clock.firstWord === undefined && run.log.events.at(-1)?.type === 'token') clock.firstWord = since()
    if (run.log.terminal === undefined) return
    clock.whole = since()
    stopListening()
  })
  return clock
}
