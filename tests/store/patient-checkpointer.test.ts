import { MemorySaver } from '@langchain/langgraph-checkpoint'
import { expect, test } from 'vitest'
import { UnavailableError } from '../../src/errors.js'
import { patientCheckpointer } from '../../src/store/patient-checkpointer.js'

const config = { configurable: { thread_id: 't', checkpoint_ns: '' } }

/** A saver whose first calls fail. */
function failing(count: number, error: () => Error) {
  let left = count
  class FailingSaver extends MemorySaver {
    override async getTuple(...values: Parameters<MemorySaver['getTuple']>) {
      if (left-- > 0) throw error()
      return super.getTuple(...values)
    }
  }
  return new FailingSaver()
}

const away = () => Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })

test('a database that is away is waited for', async () => {
  const saver = patientCheckpointer(failing(3, away), { retry: 1 })
  expect(await saver.getTuple(config)).toBeUndefined()
})

test('one that stays away is called unavailable', async () => {
  const saver = patientCheckpointer(failing(Number.POSITIVE_INFINITY, away), { retry: 1, patience: 20 })
  await expect(saver.getTuple(config)).rejects.toBeInstanceOf(UnavailableError)
})

test('a mistake is told at once', async () => {
  const saver = patientCheckpointer(
    failing(1, () => new Error('a mistake')),
    { retry: 1 },
  )
  await expect(saver.getTuple(config)).rejects.toThrow('a mistake')
})
