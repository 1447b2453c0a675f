/** `RECAPFLOW_FAULTS=short` makes every campaign as small as it can be and still meet each fault. */
export const isShort = process.env.RECAPFLOW_FAULTS === 'short'

/** Where a random campaign begins: `RECAPFLOW_SEED`, else the same for every run. */
export const seed = Number(process.env.RECAPFLOW_SEED ?? 20_240_607)
