import { domIds } from '../../views/index.js'
import { PREFIX } from './prefix.js'

/** The ways to see a run on the wire; without one, the plain shape. */
export type ShapeName = 'panel' | 'json' | 'text'

export type Links = ReturnType<typeof createLinks>

/** Every URL of the app, from where it is mounted. `base` is empty at the root, else begins with a slash. */
export function createLinks(base: string) {
  const root = base.replace(/\/+$/, '')
  const session = (id: string) => `${root}/s/${encodeURIComponent(id)}`
  const conversation = (graph: string, id: string) =>
    `${root}/c/${encodeURIComponent(graph)}/${encodeURIComponent(id)}`
  return {
    home: () => (root === '' ? '/' : root),
    questionnaire: (slug: string) => `${root}/q/${encodeURIComponent(slug)}`,
    session,
    page: (id: string, page: string, query: Record<string, string> = {}) => {
      const search = new URLSearchParams(query).toString()
      const path = page.split('/').map(encodeURIComponent).join('/')
      return `${session(id)}/${path}${search === '' ? '' : `?${search}`}`
    },
    check: (id: string) => `${session(id)}/check`,
    recap: (id: string) => `${session(id)}/recap`,
    stop: (id: string) => `${session(id)}/recap/stop`,
    reply: (id: string) => `${session(id)}/reply`,
    corrections: (id: string, run?: string) =>
      `${session(id)}/corrections${run === undefined ? '' : `?run=${encodeURIComponent(run)}`}`,
    confirm: (id: string) => `${session(id)}/confirm`,
    done: (id: string) => `${session(id)}/done`,
    save: (id: string) => `${session(id)}/save`,
    language: (id: string) => `${session(id)}/language`,
    file: (id: string, file: string) => `${session(id)}/files/${encodeURIComponent(file)}`,
    delete: (id: string) => `${session(id)}/delete`,
    resume: (token: string) => `${root}/r/${encodeURIComponent(token)}`,
    export: (id: string, suffix: string) => `${session(id)}/export.${suffix}`,
    conversationStart: (graph: string) => `${root}/c/${encodeURIComponent(graph)}`,
    conversation,
    /** The conversation where it stands, below everything that was said. */
    conversationNow: (graph: string, id: string) => `${conversation(graph, id)}#${domIds(PREFIX).talkNow}`,
    /** The same, looked at once more: an address that differs from `look`'s, or browsers only scroll. */
    conversationLook: (graph: string, id: string, look: string | undefined) =>
      `${conversation(graph, id)}?look=${look === '1' ? '2' : '1'}#${domIds(PREFIX).talkNow}`,
    conversationStop: (graph: string, id: string) => `${conversation(graph, id)}/stop`,
    conversationAgain: (graph: string, id: string) => `${conversation(graph, id)}/again`,
    stream: (id: string, run: string, shape: ShapeName, query: Record<string, string> = {}) =>
      `${root}/stream/${encodeURIComponent(id)}?${new URLSearchParams({ run, as: shape, ...query })}`,
    responses: (query = '') => `${root}/responses${query}`,
    responsesPart: (part: 'sign-in' | 'sign-out' | 'charts' | 'record', query = '') =>
      `${root}/responses/${part}${query}`,
    responsesExport: (suffix: string, query = '') => `${root}/responses/export.${suffix}${query}`,
    response: (id: string) => `${root}/responses/${encodeURIComponent(id)}`,
    responseDelete: (id: string) => `${root}/responses/${encodeURIComponent(id)}/delete`,
    responseExport: (id: string, suffix: string) =>
      `${root}/responses/${encodeURIComponent(id)}/export.${suffix}`,
    asset: (path: string) => `${root}/assets/${path}`,
    demo: () => `${root}/demo`,
    demoStop: () => `${root}/demo/stop`,
    demoStream: (run: string) => `${root}/demo/stream?run=${encodeURIComponent(run)}&as=panel`,
    demoText: (run: string) => `${root}/demo/text?run=${encodeURIComponent(run)}`,
  }
}
