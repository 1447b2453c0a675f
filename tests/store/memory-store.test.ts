import { openMemoryStore } from '../../src/store/open-memory-store.js'
import { storeContract } from '../contracts/store.js'

storeContract('memory', async () => {
  const store = await openMemoryStore()
  return { store, other: store, close: () => store.close() }
})
