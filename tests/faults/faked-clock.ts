import { existsSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A wall clock of a process that a test can set; its monotonic clock goes on as it does. */
export interface FakedClock {
  /** What the process has to be started with. */
  readonly environment: Readonly<Record<string, string>>
  /** From now on the clock is so many seconds ahead of the real one, or behind it. */
  setAhead(seconds: number): void
}

/** By libfaketime. @throws Error where that is not installed. */
export function createFakedClock(folder: string): FakedClock {
  const file = join(folder, 'clock')
  const clock: FakedClock = {
    environment: {
      LD_PRELOAD: findLibrary(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    setAhead(seconds) {
      // Never half written.
      writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`)
      renameSync(`${file}.new`, file)
    },
  }
  clock.setAhead(0)
  return clock
}

function findLibrary(): string {
  for (const folder of existsSync('/usr/lib') ? readdirSync('/usr/lib') : []) {
    const path = `/usr/lib/${folder}/faketime/libfaketimeMT.so.1`
    if (existsSync(path)) return path
  }
  throw new Error('libfaketime is not installed. On Debian: apt-get install faketime')
}
