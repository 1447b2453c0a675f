// @ts-check

/**
 * The samples as lines of text: the median of each subject, and the median of its ratios to the first subject,
 * taken repeat by repeat.
 *
 * @param {import('./measure.mjs').Samples} samples
 * @param {(name: string) => string} titleOf
 */
export function formatTable(samples, titleOf) {
  const [unit] = samples.values()
  const rows = [...samples].map(([name, values]) => {
    const ratios = values.map((value, repeat) => value / (unit?.[repeat] ?? Number.NaN))
    const spread = `${Math.min(...ratios).toFixed(1)} to ${Math.max(...ratios).toFixed(1)}`
    return [titleOf(name), median(values).toFixed(1), median(ratios).toFixed(1), spread]
  })
  const head = ['server', 'µs per token', 'ratio', 'ratios from']
  const widths = head.map((cell, column) =>
    Math.max(cell.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('   '),
    )
    .join('\n')
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}
