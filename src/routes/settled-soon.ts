import type { Run } from '../run/run.js'

/** Waits for the end of a run, `within` milliseconds at most. */
export async function settledSoon(run: Run | undefined, within: number): Promise<void> {
  if (run === undefined) return
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, within)
  })
  await Promise.race([run.settled, late])
  clearTimeout(timer)
}
