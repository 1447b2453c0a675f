import { createMemoryQueue } from '../../src/run/memory-queue.js'
import { runQueueContract } from '../contracts/run-queue.js'

runQueueContract('in memory', async (concurrency) => {
  const queue = createMemoryQueue({ concurrency })
  return { queue, close: () => queue.close() }
})
