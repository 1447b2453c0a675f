import { messagesFor } from './messages/index.js'

export interface ResponsesNavigationProps {
  readonly language: string
  readonly current: 'responses' | 'charts' | 'record' | undefined
  readonly responsesUrl: string
  readonly chartsUrl: string
  readonly recordUrl: string
  /** POST signs out. */
  readonly signOutUrl: string
}

/** Between the owner's pages, and out of them. */
export function ResponsesNavigation(props: ResponsesNavigationProps) {
  const { language, current, responsesUrl, chartsUrl, recordUrl, signOutUrl } = props
  const words = messagesFor(language).owner
  const links = [
    { name: 'responses', text: words.responses, url: responsesUrl },
    { name: 'charts', text: words.charts, url: chartsUrl },
    { name: 'record', text: words.record, url: recordUrl },
  ]
  return (
    <nav class="rf-nav" aria-label={words.navigation}>
      <ul>
        {links.map(({ name, text, url }) => (
          <li>
            <a href={url} {...(name === current ? { 'aria-current': 'page' } : {})}>
              {text}
            </a>
          </li>
        ))}
      </ul>
      <form method="post" action={signOutUrl}>
        <button class="rf-link" type="submit">
          {words.signOut}
        </button>
      </form>
    </nav>
  )
}
