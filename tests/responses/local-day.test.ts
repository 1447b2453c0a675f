import { describe, expect, it } from 'vitest'
import { addDays, createLocalDays } from '../../src/responses/local-day.js'

describe('the day of a time', () => {
  it.each([
    ['UTC', '2026-03-01T00:00:00.000Z', '2026-03-01'],
    ['Europe/Helsinki', '2026-03-01T21:59:59.999Z', '2026-03-01'],
    ['Europe/Helsinki', '2026-03-01T22:00:00.000Z', '2026-03-02'],
    ['America/New_York', '2026-03-01T04:59:00.000Z', '2026-02-28'],
    ['Asia/Kathmandu', '2026-03-01T18:15:00.000Z', '2026-03-02'],
  ])('in %s at %s is %s', (zone, time, day) => {
    expect(createLocalDays(zone).dayOf(time)).toBe(day)
  })
})

describe('a day begins', () => {
  it.each([
    ['UTC', '2026-03-01', '2026-03-01T00:00:00.000Z'],
    ['Europe/Helsinki', '2026-01-01', '2025-12-31T22:00:00.000Z'],
    // Clocks go forward on 29 March and back on 25 October.
    ['Europe/Helsinki', '2026-03-29', '2026-03-28T22:00:00.000Z'],
    ['Europe/Helsinki', '2026-03-30', '2026-03-29T21:00:00.000Z'],
    ['Europe/Helsinki', '2026-10-26', '2026-10-25T22:00:00.000Z'],
    ['Asia/Kathmandu', '2026-03-01', '2026-02-28T18:15:00.000Z'],
    // There is no midnight on that day: the clock goes from 23:59 to 01:00.
    ['America/Havana', '2026-03-08', '2026-03-08T05:00:00.000Z'],
  ])('in %s on %s at %s', (zone, day, time) => {
    expect(createLocalDays(zone).startOf(day)).toBe(time)
  })

  it('where the one before has ended, on every day of a year and in every zone', () => {
    for (const zone of ['Europe/Helsinki', 'America/Havana', 'Australia/Lord_Howe', 'Pacific/Apia']) {
      const days = createLocalDays(zone)
      for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
        const start = Date.parse(days.startOf(day))
        expect(days.dayOf(new Date(start).toISOString())).toBe(day)
        expect(days.dayOf(new Date(start - 1).toISOString())).toBe(addDays(day, -1))
      }
    }
  })
})
