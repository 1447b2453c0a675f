/** Loads a page again when files have changed since it was made, unless somebody has typed on it. */
export const developmentScript = `(() => {
  const made = new URL(document.currentScript.src).searchParams.get('made')
  let isTyped = false
  addEventListener('input', () => { isTyped = true })
  addEventListener('htmx:afterSettle', () => { isTyped = false })
  new EventSource('/assets/development/changes').onmessage = ({ data }) => {
    if (data !== made && !isTyped) location.reload()
  }
})()
`
