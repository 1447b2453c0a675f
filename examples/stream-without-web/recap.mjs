import { streamNodeOutput } from 'recapflow/graph'

const chunks = streamNodeOutput({
  graph: 'graphs/interview.yaml',
  node: 'generate_summary',
  state: {
    extracted_data: { reason: 'A knee that hurts on the stairs', since: 'last spring' },
    language: 'en',
  },
})

for await (const chunk of chunks) process.stdout.write(chunk)
process.stdout.write('\n')
