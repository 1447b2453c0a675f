import { afterEach, expect, test, vi } from 'vitest'
import { UnavailableError } from '../src/errors.js'
import { printError, reportSeldom } from '../src/report-errors.js'

afterEach(() => {
  vi.restoreAllMocks()
})

test('that the same server is away is told once in ten seconds, and anything else every time', () => {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  const told: unknown[] = []
  const report = reportSeldom((error) => told.push(error instanceof Error ? error.message : error))
  for (const message of ['Redis is away', 'Redis is away', 'The database is away']) {
    report(new UnavailableError(message))
  }
  for (let count = 0; count < 2; count++) report(new Error('a fault'))
  now = 10_000
  report(new UnavailableError('Redis is away'))
  expect(told).toEqual(['Redis is away', 'The database is away', 'a fault', 'a fault', 'Redis is away'])
})

test('what gets well by itself is printed in one line, with what the client said', () => {
  const printed: unknown[] = []
  vi.spyOn(console, 'error').mockImplementation((value) => void printed.push(value))
  const fault = new Error('a fault')
  printError(new UnavailableError('Redis is away.', { cause: new Error('ECONNREFUSED') }))
  printError(new UnavailableError('Redis is away.'))
  printError(fault)
  expect(printed).toEqual(['Redis is away. (ECONNREFUSED)', 'Redis is away.', fault])
})
