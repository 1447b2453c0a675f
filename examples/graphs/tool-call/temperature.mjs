/** Called by name, a function gets the arguments only, not the state. */
export function toCelsius({ degrees }) {
  return Math.round(((degrees - 32) * 5) / 9)
}

export function toFahrenheit({ degrees }) {
  return Math.round((degrees * 9) / 5 + 32)
}
