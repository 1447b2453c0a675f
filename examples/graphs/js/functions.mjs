/** A function gets a copy of the state, overlaid with the node's variables. */
export function countWords({ text }) {
  return text.split(/\s+/).filter((word) => word !== '').length
}

/** Functions may be asynchronous. `signal` aborts when the run is stopped. */
export async function readingTime({ words, words_per_minute: pace }, { signal }) {
  signal.throwIfAborted()
  const seconds = Math.ceil((words / pace) * 60)
  return { seconds, sentence: `${words} words, about ${seconds} seconds.` }
}
