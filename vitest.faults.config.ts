import { defineConfig } from 'vitest/config'

/**
 * Tests that break what the server stands on: connections, models, processes, disks, clocks. They take minutes;
 * `RECAPFLOW_FAULTS=short` makes campaigns that CI has the time for.
 */
export default defineConfig({
  test: {
    include: ['tests/faults/**/*.test.ts'],
    testTimeout: 600_000,
    hookTimeout: 120_000,
    // Every file brings servers of its own, and some measure times.
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
