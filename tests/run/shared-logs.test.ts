import { createMemorySharedLogs } from '../contracts/memory-shared-logs.js'
import { sharedLogsContract } from '../contracts/shared-logs.js'

sharedLogsContract('memory', async () => {
  const logs = createMemorySharedLogs()
  return { logs, other: logs, close: () => logs.close() }
})
