import { fileURLToPath } from 'node:url'
import { loadGraph, runGraph } from 'recapflow/graph'

/** Stands in for the Python function of that name: gets the state, gives what is to change. */
function summarize({ numbers }) {
  const sum = numbers.reduce((total, number) => total + number, 0)
  return { mean: sum / numbers.length, spread: Math.max(...numbers) - Math.min(...numbers) }
}

const file = fileURLToPath(new URL('graph.yaml', import.meta.url))
const graph = loadGraph(file, { tools: { summarize } })
const given = process.argv.slice(2).map(Number)
const { state } = await runGraph(graph, { numbers: given.length > 0 ? given : [12, 7, 9] })
console.log(state.sentence)
