// @ts-check
import { Hono } from 'hono'
import { html } from 'hono/html'
import { jsxRenderer } from 'hono/jsx-renderer'
import { createQuestionnaireApp } from 'recapflow'

/**
 * A shop's own application, with a layout of its own, that takes in questionnaires under /intake.
 *
 * @param {import('recapflow').QuestionnaireAppOptions} options
 */
export function createShop(options = {}) {
  const shop = new Hono()

  // Every page of the shop, and every page of the questionnaires, is laid out here.
  shop.use(
    jsxRenderer(
      (/** @type {any} */ { children, title, head }) => html`<html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          ${head}
        </head>
        <body>
          <header><a href="/">Fern &amp; Field</a></header>
          <main>${children}</main>
        </body>
      </html>`,
    ),
  )

  shop.get('/', (c) => {
    const render = /** @type {(content: unknown, props: { title: string }) => Response} */ (c.render)
    return render(html`<h1>Fern &amp; Field</h1><p><a href="/intake/">Tell us what you need</a></p>`, {
      title: 'Fern & Field',
    })
  })

  const questionnaires = createQuestionnaireApp({
    ...options,
    layout: 'host',
    onComplete: ({ reference, questionnaire }) => console.log(`${questionnaire.name} was sent: ${reference}`),
  })
  shop.route('/intake', questionnaires)
  return { shop, close: () => questionnaires.close() }
}
