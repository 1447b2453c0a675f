import type { Child } from 'hono/jsx'
import { domIds } from './dom-contract.js'
import { messagesFor } from './messages/index.js'

export interface PageFrame {
  /** Begins every id of this instance. */
  readonly prefix: string
  readonly language: string
  readonly direction?: 'ltr' | 'rtl'
  /** Stands in the letterhead, and leads home. */
  readonly siteName: string
  readonly homeUrl: string
  /** Inside a host's page: no second `main`, no letterhead. */
  readonly isEmbedded?: boolean
  /** Sentences about the deployment, above everything: stand-ins, a demo writer. */
  readonly notices?: readonly string[]
  /** A way to a person, in the same place on every page. */
  readonly help?: { readonly text: string; readonly phone?: string } | undefined
  readonly privacyUrl?: string | undefined
  /** More for the foot of the page, in this order; a link where there is a `url`. */
  readonly footer?: readonly FooterItem[] | undefined
}

export interface FooterItem {
  readonly text: string
  readonly url?: string
}

export interface PageBodyProps extends PageFrame {
  /** The questionnaire's name, beside the site's. */
  readonly subtitle?: string | undefined
  /** The same page in other languages; absent: there is one language. */
  readonly languages?: LanguageSwitch | undefined
  /** Where "Exit this page" leads; absent: there is no such link. */
  readonly exitUrl?: string | undefined
  readonly isSaved?: boolean
  readonly back?: BackLink | undefined
  /** Links between pages that belong together, below the letterhead. */
  readonly navigation?: Child
  readonly children: Child
}

export interface BackLink {
  readonly href: string
  /** Where what was typed is kept before going back; only with JavaScript. */
  readonly saveUrl?: string | undefined
  /** What was chosen has files with it. */
  readonly hasFiles?: boolean
}

/** How a link or form puts the whole page that it gets in the place of this one. */
export function swapPage(prefix: string) {
  const page = `#${domIds(prefix).page}`
  return {
    'hx-target': page,
    'hx-select': page,
    'hx-swap': 'outerHTML show:window:top',
    'hx-push-url': 'true',
    'hx-sync': 'this:drop',
  }
}

/** Everything between the host's `<body>` tags; htmx replaces it as one. */
export function PageBody(props: PageBodyProps) {
  const { prefix, language, direction, isEmbedded = false, children } = props
  const ids = domIds(prefix)
  const words = messagesFor(language)
  const Main = isEmbedded ? 'div' : 'main'
  return (
    <div
      class={isEmbedded ? 'rf' : 'rf rf-full'}
      id={ids.page}
      lang={language}
      {...(direction === 'rtl' ? { dir: 'rtl' } : {})}
      data-rf-failure={words.requestFailed}
      data-rf-refusal={words.requestRefused}
    >
      {!isEmbedded && (
        <a class="rf-skip" href={`#${ids.main}`}>
          {words.skipLink}
        </a>
      )}
      <Banner {...props} />
      <Letterhead {...props} />
      {props.navigation}
      {props.languages !== undefined && <Languages {...props.languages} />}
      {props.exitUrl !== undefined && <Exit language={language} exitUrl={props.exitUrl} />}
      {props.back !== undefined && (
        <nav class="rf-back" aria-label={words.back}>
          <Back {...props.back} prefix={prefix} text={words.back} />
        </nav>
      )}
      <Main class="rf-main" id={ids.main} tabindex={-1}>
        {children}
      </Main>
      <p class="rf-failure" id={ids.failure} role="alert" />
      <Footer {...props} />
    </div>
  )
}

function Banner({ language, notices = [] }: PageBodyProps) {
  if (notices.length === 0) return null
  return (
    <aside class="rf-banner" aria-label={messagesFor(language).bannerLabel}>
      {notices.map((notice) => (
        <p>{notice}</p>
      ))}
    </aside>
  )
}

function Letterhead({ prefix, language, siteName, homeUrl, subtitle, isSaved, isEmbedded }: PageBodyProps) {
  const Bar = isEmbedded ? 'div' : 'header'
  return (
    <Bar class="rf-head">
      {!isEmbedded && (
        <p class="rf-name">
          <a href={homeUrl}>{siteName}</a>
        </p>
      )}
      {subtitle !== undefined && <p>{subtitle}</p>}
      <p role="status" id={domIds(prefix).saved}>
        {isSaved ? messagesFor(language).saved : ''}
      </p>
    </Bar>
  )
}

/** For questionnaires that nobody should be seen with: a way out in one click. */
function Exit({ language, exitUrl }: { readonly language: string; readonly exitUrl: string }) {
  return (
    <p class="rf-exit">
      <a class="rf-button rf-quiet" href={exitUrl} rel="noreferrer">
        {messagesFor(language).exitPage}
      </a>
    </p>
  )
}

export interface LanguageSwitch {
  /** POST takes `language`, and `to`, where to go then. */
  readonly url: string
  readonly to: string
  /** Those to change to: BCP 47 tag and its name in that language. */
  readonly others: readonly { readonly tag: string; readonly name: string }[]
}

function Languages({ url, to, others }: LanguageSwitch) {
  return (
    <form class="rf-languages" method="post" action={url}>
      <input type="hidden" name="to" value={to} />
      {others.map(({ tag, name }) => (
        <button class="rf-link" type="submit" name="language" value={tag} lang={tag}>
          {name}
        </button>
      ))}
    </form>
  )
}

function Back({
  href,
  saveUrl,
  hasFiles = false,
  prefix,
  text,
}: BackLink & { readonly prefix: string; readonly text: string }) {
  if (saveUrl === undefined) return <a href={href}>{text}</a>
  return (
    <a
      href={href}
      hx-post={saveUrl}
      hx-include={`#${domIds(prefix).form}`}
      hx-vals='{"intent":"back"}'
      {...(hasFiles ? { 'hx-encoding': 'multipart/form-data' } : {})}
      {...swapPage(prefix)}
    >
      {text}
    </a>
  )
}

function Footer({ language, help, privacyUrl, footer = [], isEmbedded }: PageBodyProps) {
  const words = messagesFor(language)
  if (help === undefined && privacyUrl === undefined && footer.length === 0) return null
  const Bar = isEmbedded ? 'div' : 'footer'
  return (
    <Bar class="rf-foot">
      {help !== undefined && (
        <p class="rf-help">
          {words.help}{' '}
          {help.phone === undefined ? (
            help.text
          ) : (
            <a href={`tel:${help.phone}`}>
              <bdi dir="ltr">{help.text}</bdi>
            </a>
          )}
        </p>
      )}
      {privacyUrl !== undefined && (
        <p>
          <a href={privacyUrl}>{words.privacy}</a>
        </p>
      )}
      {footer.map(({ text, url }) => (
        <p>{url === undefined ? text : <a href={url}>{text}</a>}</p>
      ))}
    </Bar>
  )
}
