import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['dist/**', 'node_modules/**', 'tests/distributed/**', 'tests/faults/**'],
    // A slow machine is no failure; what never happens is.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Much of the time is spent waiting: for timers, other processes, a browser.
    maxWorkers: 3,
    // The modules under test are loaded once for each worker: a quarter of the time went into loading them.
    isolate: false,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
})
