import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

const HEIGHT = 800

/**
 * Every rule at both widths. Only colours depend on the scheme, so that contrast alone is looked at again in the
 * dark and without colours of ours.
 */
const sights = [
  { media: { colorScheme: 'light' }, width: 1280 },
  { media: { colorScheme: 'light' }, width: 360 },
  { media: { colorScheme: 'dark' }, width: 1280, rules: ['color-contrast', 'link-in-text-block'] },
  { media: { forcedColors: 'active' }, width: 1280, rules: ['color-contrast', 'link-in-text-block'] },
] as const satisfies readonly {
  media: NonNullable<Parameters<Page['emulateMedia']>[0]>
  width: number
  rules?: readonly string[]
}[]

/** What axe finds serious in the page as it stands, and what sticks out at 320 px. */
async function problemsOf(page: Page): Promise<string[]> {
  const problems: string[] = []
  for (const { media, width, ...only } of sights) {
    await page.emulateMedia({
      colorScheme: 'light',
      forcedColors: 'none',
      reducedMotion: 'reduce',
      ...media,
    })
    await page.setViewportSize({ width, height: HEIGHT })
    const axe = new AxeBuilder({ page }).setLegacyMode(true)
    if ('rules' in only) axe.withRules([...only.rules])
    const { violations } = await axe.analyze()
    for (const { id, impact, nodes } of violations) {
      if (impact !== 'serious' && impact !== 'critical') continue
      const places = nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`)
      problems.push(`${JSON.stringify(media)}, ${width} px: ${id}: ${places.join('; ')}`)
    }
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
  await page.setViewportSize({ width: 320, height: HEIGHT })
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  if (width > 320) problems.push(`320 px: the page is ${width} px wide`)
  await page.setViewportSize({ width: 1280, height: HEIGHT })
  return problems
}

/** Looks at the page as it stands, which is called `state`; it is 1280 px wide and light afterwards. */
export async function inspect(page: Page, state: string): Promise<void> {
  expect(await problemsOf(page), state).toEqual([])
}
