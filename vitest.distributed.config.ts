import { defineConfig } from 'vitest/config'

/** Tests that start servers of their own from the system's packages: PostgreSQL and Redis. */
export default defineConfig({
  test: {
    include: ['tests/distributed/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    unstubEnvs: true,
  },
})
