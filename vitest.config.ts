import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['dist/**', 'node_modules/**', 'tests/distributed/**', 'tests/faults/**'],
    // A slow machine is no failure; what never happens is.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
})
