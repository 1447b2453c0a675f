import type { Browser, Page } from 'playwright-core'

declare global {
  interface Window {
    recapflowFocused?: HTMLElement
  }
}

/** Looks at how focus shows: by the pixels that change when it comes. */
export interface FocusLab {
  /** Goes through the page with Tab. Things that look the same are measured once for each colour scheme. */
  problemsOf(page: Page, colorScheme: string): Promise<string[]>
  /** What was measured. */
  looks(): string[]
}

interface Focused {
  readonly look: string
  readonly clip: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  /** Of the thing itself, in CSS pixels. */
  readonly perimeter: number
  readonly isCovered: boolean
}

/** Pixels around a thing in which its focus ring has room. */
const MARGIN = 8

export async function createFocusLab(browser: Browser): Promise<FocusLab> {
  const bench = await browser.newPage()
  const measured = new Set<string>()
  return {
    looks: () => [...measured],
    async problemsOf(page, colorScheme) {
      const problems: string[] = []
      await page.evaluate(() => {
        window.scrollTo(0, 0)
        const { activeElement } = document
        if (activeElement instanceof HTMLElement) activeElement.blur()
      })
      const first = new Set<string>()
      for (let count = 0; count < 60; count++) {
        await page.keyboard.press('Tab')
        const focused = await lookAt(page)
        if (focused === undefined || first.has(focused.look)) break
        first.add(focused.look)
        const { look, clip, perimeter, isCovered } = focused
        if (isCovered) problems.push(`${look} is covered`)
        const kind = `${colorScheme} ${look.replace(/#\S*/, '')}`
        if (measured.has(kind)) continue
        measured.add(kind)
        const after = await page.screenshot({ clip, animations: 'disabled' })
        await page.evaluate(() => (document.activeElement as HTMLElement).blur())
        const before = await page.screenshot({ clip, animations: 'disabled' })
        await page.evaluate(() => window.recapflowFocused?.focus())
        const changed = await changedPixels(bench, before.toString('base64'), after.toString('base64'))
        // A ring 2 px thick; at round ends it is a little shorter than the box around it.
        const least = Math.round(perimeter * 2 * 0.8)
        if (changed < least) problems.push(`${look} changes ${changed} pixels by 3:1, expected ${least}`)
      }
      return problems
    },
  }
}

/** What has the focus now; `undefined` where the browser's own parts have it. */
async function lookAt(page: Page): Promise<Focused | undefined> {
  return page.evaluate((margin) => {
    const element = document.activeElement
    if (!(element instanceof HTMLElement) || element === document.body) return undefined
    window.recapflowFocused = element
    const box = element.getBoundingClientRect()
    const x = Math.max(0, box.x - margin)
    const y = Math.max(0, box.y - margin)
    const clip = {
      x,
      y,
      width: Math.min(innerWidth, box.right + margin) - x,
      height: Math.min(innerHeight, box.bottom + margin) - y,
    }
    const top = document.elementFromPoint(
      box.x + box.width / 2,
      box.y + Math.min(box.height, innerHeight - box.y) / 2,
    )
    const isOwn =
      top !== null && (element.contains(top) || top.contains(element) || top.matches(`[for="${element.id}"]`))
    const type = element.getAttribute('type') ?? ''
    return {
      look: `${element.localName}.${element.className.replaceAll(' ', '.')}${type && `[${type}]`}${element.parentElement?.className ? ` in .${element.parentElement.className}` : ''} #${element.id || element.textContent?.trim().replace(/\s+/g, '_')}${element.getAttribute('href') ?? ''}`,
      clip,
      perimeter: 2 * (box.width + box.height),
      isCovered: !isOwn,
    }
  }, MARGIN)
}

/** Pixels whose colour before and after differ by a contrast of at least 3:1. */
function changedPixels(bench: Page, before: string, after: string): Promise<number> {
  return bench.evaluate(
    async (pictures) => {
      const read = async (base64: string) => {
        const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
        const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }))
        const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
        context?.drawImage(bitmap, 0, 0)
        return context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray()
      }
      const luminance = (data: Uint8ClampedArray, at: number) => {
        const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((part) => {
          const value = (data[at + part] ?? 0) / 255
          return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
        })
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
      }
      const [first, second] = await Promise.all(pictures.map(read))
      if (first === undefined || second === undefined) return 0
      let count = 0
      for (let at = 0; at < first.length; at += 4) {
        const [one, other] = [luminance(first, at), luminance(second, at)]
        if ((Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) >= 3) count++
      }
      return count
    },
    [before, after],
  )
}
