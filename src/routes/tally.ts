/** How many of something are going on, and a way to wait for the last of them. */
export interface Tally {
  readonly count: number
  /** Counts one, until the returned function is called. */
  add(): () => void
  /** Resolves when none is going on, or after so many milliseconds. */
  empty(timeout: number): Promise<void>
}

export function createTally(): Tally {
  const open = new Set<symbol>()
  const waiting = new Set<() => void>()
  return {
    get count() {
      return open.size
    },
    add() {
      const one = Symbol('one')
      open.add(one)
      return () => {
        open.delete(one)
        if (open.size === 0) for (const resolve of waiting) resolve()
      }
    },
    async empty(timeout) {
      if (open.size === 0) return
      await new Promise<void>((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          waiting.delete(finish)
          resolve()
        }
        const timer = setTimeout(finish, timeout)
        waiting.add(finish)
      })
    },
  }
}
