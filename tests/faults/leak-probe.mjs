// Loaded into a server by `node --import`: with SIGUSR2 it prints what is left once the garbage is gone.
import { createHook } from 'node:async_hooks'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const timers = new Set()
createHook({
  init(id, type) {
    if (type === 'Timeout') timers.add(id)
  },
  destroy(id) {
    timers.delete(id)
  },
}).enable()

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')

process.on('SIGUSR2', async () => {
  for (let round = 0; round < 4; round++) {
    collect()
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  const sockets = process.getActiveResourcesInfo().filter((type) => type === 'TCPSocketWrap').length
  const measured = { heap: heapUsed + external, resident: rss, timers: timers.size, sockets }
  process.stdout.write(`leak-probe ${JSON.stringify(measured)}\n`)
})
