const millimetres = [0, 2, 11, 0, 0, 5, 1]

/** The days up to now, the latest first. */
export function rainfall({ days }) {
  return millimetres.slice(0, days)
}
