import type { Page } from 'playwright-core'

/** Texts that are cut off, and what makes the page scroll sideways. */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const tell = (element: Element, why: string) =>
      found.push(
        `${element.localName}.${element.className} ${why}: ${element.textContent?.trim().slice(0, 40)}`,
      )
    const room = document.documentElement.clientWidth
    const { scrollWidth } = document.documentElement
    if (scrollWidth > room) found.push(`the page is ${scrollWidth} px wide, the window ${room}`)
    const outOfSight = [...document.querySelectorAll('.rf-vh, .rf-skip')]
    for (const element of document.querySelectorAll<HTMLElement>('#rf-page *')) {
      if (!element.checkVisibility() || outOfSight.some((hidden) => hidden.contains(element))) continue
      if (element instanceof SVGElement) continue
      const box = element.getBoundingClientRect()
      if (box.right > room + 1 || box.left < -1) tell(element, `ends at ${Math.round(box.right)} px`)
      const { overflowX, overflowY } = getComputedStyle(element)
      const isField = element.matches('input, select, textarea')
      if (!isField && overflowX !== 'visible' && element.scrollWidth > element.clientWidth + 1)
        tell(element, `shows ${element.clientWidth} of ${element.scrollWidth} px`)
      const cuts = overflowY === 'hidden' || overflowY === 'clip'
      if (!isField && cuts && element.scrollHeight > element.clientHeight + 1)
        tell(element, `shows ${element.clientHeight} of ${element.scrollHeight} px in height`)
      // A button's text has to be inside it.
      if (element.matches('button, .rf-button') && element.scrollWidth > element.clientWidth + 1)
        if (getComputedStyle(element).display !== 'inline') tell(element, 'is narrower than its text')
    }
    return found
  })
}

/** What can be pressed and is too small; links inside sentences are as high as the sentence. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const isInSentence = (element: Element) => {
      const around = element.closest('p, li')
      if (element.localName !== 'a' || around === null) return false
      return (around.textContent ?? '').trim().length > (element.textContent ?? '').trim().length
    }
    for (const element of document.querySelectorAll<HTMLElement>(
      'a[href], button, input:not([type="hidden"]), select, textarea, summary',
    )) {
      if (!element.checkVisibility() || element.closest('.rf-vh, .rf-skip') !== null) continue
      if (isInSentence(element)) continue
      const least = element.matches('[type="radio"], [type="checkbox"]') ? 40 : 24
      const label = element.id === '' ? null : document.querySelector(`label[for="${element.id}"]`)
      const boxes = [element, ...(least === 40 && label !== null ? [label] : [])].map((target) =>
        target.getBoundingClientRect(),
      )
      // Pressing the label is pressing the box: one of them has to be large enough by itself.
      if (boxes.some(({ width, height }) => width >= least - 0.5 && height >= least - 0.5)) continue
      const sizes = boxes.map(({ width, height }) => `${Math.round(width)} × ${Math.round(height)}`)
      found.push(
        `${element.localName}.${element.className} ${element.id} ${element.textContent?.trim()}: ${sizes}`,
      )
    }
    return found
  })
}
