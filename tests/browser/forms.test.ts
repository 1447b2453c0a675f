import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createGate } from '../model-server/gate.mjs'
import { answerAll } from './answered.js'
import { answerPage, begin, fillIn, goOn } from './fill-in.js'
import { letter } from './letters.js'
import { type Stage, setStage } from './stage.js'
import { faultsOf } from './stream-witness.js'

let stage: Stage

beforeAll(async () => {
  stage = await setStage({ behaviour: { text: letter() } })
})
afterEach(async () => {
  for (const context of stage.browser.contexts()) await context.close()
})
afterAll(() => stage?.close())

const atPage = (page: Page, id: string) => page.waitForURL((url) => url.pathname.endsWith(`/${id}`))

/** The first page of a questionnaire, or a later one, with what comes before it answered. */
async function open(name: string, until?: string): Promise<Page> {
  const page = await stage.newPage()
  await begin(page, stage.server.url, name)
  if (until !== undefined) await fillIn(page, { blocked: 'false' }, { until })
  return page
}

const feature = (until?: string) => open('Ask for a feature', until)

async function untilFocused(page: Page, selector: string): Promise<void> {
  await page.waitForFunction((wanted) => document.activeElement?.matches(wanted) === true, selector)
}

describe('Going back and forth', () => {
  it('9: Back keeps what was typed and checks nothing', async () => {
    const page = await feature('title')
    const title = page.locator('[name="title"]')
    const half = 'Half an idea '.repeat(12)
    await title.fill(half)
    await page.getByRole('link', { name: 'Back', exact: true }).click()
    await atPage(page, 'reporter')
    expect(await page.getByRole('heading', { name: 'There is a problem' }).count()).toBe(0)
    expect(await page.locator('[name="email"]').inputValue()).toBe('ada@example.org')
    await goOn(page)
    await atPage(page, 'title')
    expect(await title.inputValue()).toBe(half)
    expect(faultsOf(page)).toEqual([])
  })

  it("10: the browser's Back and Forward show each page as it was left", async () => {
    const page = await feature('problem')
    await page.goBack()
    await atPage(page, 'title')
    const title = page.locator('[name="title"]')
    expect(await title.inputValue()).toBe('It began slowly and I notice it most in the evening.')
    await page.goBack()
    await atPage(page, 'reporter')
    expect(await page.locator('[name="email"]').inputValue()).toBe('ada@example.org')
    await page.goForward()
    await atPage(page, 'title')
    expect(await title.inputValue()).not.toBe('')
    await page.goForward()
    await atPage(page, 'problem')
    await page.locator('textarea[name="problem"]').waitFor()
    expect(await page.title()).toContain('What can you not do today')
    await answerPage(page)
    await goOn(page)
    await atPage(page, 'frequency')
  })

  it('29, 42: Change on the check page opens that answer and comes back, by way of the questions that it opens', async () => {
    const page = await stage.newPage()
    await page.goto(await answerAll(page, stage.server.url))
    await page.getByRole('link', { name: 'Change Name of the idea' }).click()
    await atPage(page, 'title')
    const title = page.locator('[name="title"]')
    expect(await title.inputValue()).toBe('Load graphs from a web address')
    await title.fill('Load everything from a web address')
    await page.getByRole('button', { name: 'Save and check answers' }).click()
    await atPage(page, 'check')
    await page.getByText('Load everything from a web address', { exact: true }).waitFor()

    await page.getByRole('link', { name: 'Change Work stands still' }).click()
    await atPage(page, 'blocked')
    await answerPage(page, { blocked: 'true' })
    await goOn(page)
    await atPage(page, 'deadline')
    await goOn(page)
    await atPage(page, 'check')
    await page.getByRole('term').filter({ hasText: 'Needed by' }).waitFor()

    await page.getByRole('link', { name: 'Change Problem' }).click()
    await atPage(page, 'problem')
    await page.getByRole('link', { name: 'Back', exact: true }).click()
    await atPage(page, 'check')
  })
})

describe('After a part of the page was replaced', () => {
  it('60: the heading of the new page has the focus, the title is its own and the top is in view', async () => {
    const page = await feature('problem')
    await page.setViewportSize({ width: 360, height: 300 })
    await answerPage(page)
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight))
    const before = await page.title()
    await goOn(page)
    await atPage(page, 'frequency')
    await untilFocused(page, 'h1')
    expect(await page.locator(':focus').innerText()).toBe('How often does this get in your way?')
    expect(await page.title()).toBe('How often does this get in your way? – Ask for a feature')
    expect(await page.title()).not.toBe(before)
    await page.waitForFunction(() => window.scrollY === 0)
  })

  it('19, 20, 25: the error summary has the focus, and its links lead to the fields', async () => {
    const page = await open('Before your visit')
    const address = page.url()
    await goOn(page)
    await untilFocused(page, '#rf-errors')
    expect(page.url()).toBe(address)
    expect(await page.title()).toBe('Error: About you – Before your visit')
    expect(await page.locator('main > :first-child').getAttribute('id')).toBe('rf-errors')
    const links = page.locator('#rf-errors a')
    const targets: readonly [string, string][] = [
      ['full_name', 'label[for="rf-full_name"]'],
      ['born-day', 'label[for="rf-born-day"]'],
      ['contact_by-1', 'fieldset:has(#rf-contact_by-1) legend'],
    ]
    expect(await links.count()).toBe(targets.length)
    for (const [index, [id, label]] of targets.entries()) {
      await links.nth(index).click()
      await untilFocused(page, `#rf-${id}`)
      const isInView = await page.locator(label).evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      })
      expect(isInView, `the label of ${id} is in view`).toBe(true)
    }

    await answerPage(page, { 'born-month': '' })
    await goOn(page)
    await untilFocused(page, '#rf-errors')
    expect(await links.count()).toBe(1)
    await links.click()
    await untilFocused(page, '#rf-born-month')
    await page.locator('#rf-born-month').fill('3')
    await goOn(page)
    await atPage(page, 'reason')
    await untilFocused(page, 'h1')
    expect(faultsOf(page)).toEqual([])
  })

  it('19: a whole page with errors is read out from its summary, too', async () => {
    const page = await open('Before your visit')
    // As the browser itself sends it: htmx does not hear of it.
    const loaded = page.waitForEvent('domcontentloaded')
    await page.locator('#rf-form').evaluate((form: HTMLFormElement) => form.submit())
    await loaded
    await untilFocused(page, '#rf-errors')
    expect(await page.title()).toBe('Error: About you – Before your visit')
  })

  it('26: nothing is checked while typing or leaving a field', async () => {
    const page = await feature()
    await page.locator('[name="email"]').fill('not an address')
    await page.locator('[name="role"]').first().focus()
    expect(await page.locator('[aria-invalid], .rf-error, #rf-errors').count()).toBe(0)
  })

  it('26: the characters that are left are told politely, once typing has paused, and nothing else is', async () => {
    const page = await feature('problem')
    const count = page.locator('#rf-problem-count')
    const regions = await page.locator('main form :is([aria-live], [role="status"], [role="alert"])').all()
    expect(await Promise.all(regions.map((region) => region.getAttribute('id')))).toEqual([
      'rf-problem-count',
    ])
    expect(await count.getAttribute('aria-live')).toBe('polite')
    await page.evaluate(() => {
      const place = document.querySelector('#rf-problem-count') as HTMLElement
      new MutationObserver(() => {
        place.dataset.told = String(Number(place.dataset.told ?? 0) + 1)
      }).observe(place, { childList: true, characterData: true, subtree: true })
    })
    await page.locator('[name="problem"]').pressSequentially('Five!', { delay: 20 })
    await page.getByText('You have 1995 characters left.', { exact: true }).waitFor()
    await page.locator('[name="problem"]').blur()
    expect(await count.getAttribute('data-told')).toBe('1')
    expect(await page.locator('[aria-invalid], .rf-error, #rf-errors').count()).toBe(0)
  })
})

describe('Answering', () => {
  it('15: an exclusive option clears the others, and another one clears it', async () => {
    const page = await open('Before your visit', 'symptoms')
    const chosen = () =>
      page.locator('main input:checked').evaluateAll((all) => all.map((one) => one.getAttribute('value')))
    const check = (value: string) => page.locator(`[name="symptoms"][value="${value}"]`).check()
    await check('fever')
    await check('cough')
    expect(await chosen()).toEqual(['fever', 'cough'])
    await check('none')
    expect(await chosen()).toEqual(['none'])
    await check('cough')
    expect(await chosen()).toEqual(['cough'])
  })

  it('62: a double click on Continue answers one page only', async () => {
    const page = await feature('solution')
    await answerPage(page)
    await page.getByRole('button', { name: 'Continue' }).dblclick()
    await atPage(page, 'done_when')
    // Whatever the second click had sent would have left this page, or its errors on it.
    await untilFocused(page, 'h1')
    await answerPage(page, { done_when: 'It works.' })
    expect(new URL(page.url()).pathname).toMatch(/\/done_when$/)
    await goOn(page)
    await atPage(page, 'attachments')
    await untilFocused(page, 'h1')
    await goOn(page)
    await atPage(page, 'check')
    await page.getByText('It works.', { exact: true }).waitFor()
  })

  it('62: Enter pressed twice answers one page only', async () => {
    const page = await feature('title')
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(new URL(request.url()).pathname.split('/').at(-1) ?? '')
    })
    await page.locator('[name="title"]').fill('Twice')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await atPage(page, 'problem')
    await untilFocused(page, 'h1')
    expect(posts).toEqual(['title'])
    expect(await page.locator('#rf-errors').count()).toBe(0)
  })

  it('62: while an answer is on its way its button keeps the focus, can be reached by Tab, and sends no other', async () => {
    const page = await feature('title')
    const posts: string[] = []
    let arrive: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      arrive = resolve
    })
    await page.route(/\/title$/, async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      posts.push(route.request().url())
      await held
      return route.continue()
    })
    await page.locator('[name="title"]').fill('Once')
    const button = page.getByRole('button', { name: 'Continue' })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.querySelector('.htmx-request') !== null)
    for (let count = 0; count < 3; count++) await page.keyboard.press('Enter')
    expect(await button.isEnabled()).toBe(true)
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Tab')
    expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
    arrive()
    await atPage(page, 'problem')
    await untilFocused(page, 'h1')
    expect(posts).toHaveLength(1)
  })

  it('62: a double click on Confirm sends once', async () => {
    const page = await stage.newPage()
    await page.goto(await answerAll(page, stage.server.url))
    let count = 0
    page.on('request', (request) => {
      if (request.url().endsWith('/confirm')) count++
    })
    await page.getByRole('button', { name: 'Confirm and send' }).dblclick()
    await atPage(page, 'done')
    expect(count).toBe(1)
  })

  it('63: a request that fails is announced, keeps the form, and can be sent again', async () => {
    const page = await feature('title')
    const title = page.locator('[name="title"]')
    await title.fill('Typed in vain?')
    await stage.server.kill()
    await goOn(page)
    const message = page.locator('[role="alert"]', { hasText: 'That did not reach the server.' })
    await message.waitFor()
    expect(await message.isVisible()).toBe(true)
    expect(await title.inputValue()).toBe('Typed in vain?')
    expect(new URL(page.url()).pathname).toMatch(/\/title$/)
    await stage.server.start()
    await goOn(page)
    await atPage(page, 'problem')
    expect(await message.count()).toBe(0)
  })

  it.each([
    ['is answered with 500', 'The server could not', { status: 500, body: 'no' }],
    ['finds no network', 'That did not reach the server.', undefined],
  ] as const)(
    '63: a request that %s is announced beside its button and keeps the form',
    async (_, words, answer) => {
      const page = await feature('title')
      const title = page.locator('[name="title"]')
      await title.fill('Typed in vain?')
      const message = page.locator('[role="alert"]', { hasText: words })
      await page.route(/\/title$/, (route) =>
        answer === undefined ? route.abort('internetdisconnected') : route.fulfill(answer),
      )
      await goOn(page)
      await message.waitFor()
      expect(await message.isVisible()).toBe(true)
      expect(await title.inputValue()).toBe('Typed in vain?')
      await page.unroute(/\/title$/)
      await goOn(page)
      await atPage(page, 'problem')
      expect(await message.count()).toBe(0)
    },
  )
})

describe('After another part was replaced', () => {
  it('61: the focus, what was typed and the caret stay where they are, in the same control', async () => {
    const gate = createGate()
    stage.model.setBehaviour({ text: letter(), gate })
    const page = await stage.newPage()
    await page.goto(await answerAll(page, stage.server.url))
    gate.release(20)
    await page.locator('[aria-busy="true"]', { hasText: 'Thank you for your answers.' }).waitFor()
    await page.getByText('Something is wrong', { exact: false }).first().click()
    const reply = page.locator('#rf-reply')
    await reply.fill('It is 14 of us')
    await reply.evaluate((element: HTMLTextAreaElement) => element.setSelectionRange(3, 5))
    const same = await reply.elementHandle()
    gate.open()
    await page.getByText('Summary ready', { exact: true }).waitFor()
    await page.locator('#rf-recap [aria-busy]').waitFor({ state: 'detached' })
    await untilFocused(page, '#rf-reply')
    expect(await reply.evaluate((element, before) => element === before, same)).toBe(true)
    expect(await reply.inputValue()).toBe('It is 14 of us')
    expect(
      await reply.evaluate((element: HTMLTextAreaElement) => [element.selectionStart, element.selectionEnd]),
    ).toEqual([3, 5])
    stage.model.setBehaviour({ text: letter() })
  })

  it('61: a control that is replaced has the focus again, by its id', async () => {
    const page = await stage.newPage()
    const check = await answerAll(page, stage.server.url)
    await page.goto(check)
    await page.getByText('Summary ready', { exact: true }).waitFor()
    const heading = page.locator('#rf-recap-heading')
    await heading.focus()
    await page.evaluate(() =>
      (window as unknown as { htmx: { ajax(...values: unknown[]): Promise<void> } }).htmx.ajax(
        'GET',
        location.href,
        { target: '#rf-recap', select: '#rf-recap', swap: 'outerHTML' },
      ),
    )
    await untilFocused(page, '#rf-recap-heading')
  })
})
