/* What htmx does not do by itself. Never needed. */
;(() => {
  const { htmx } = window
  if (!htmx) return
  const all = (selector, inside = document) => inside.querySelectorAll(selector)
  const on = (names, listener) => {
    for (const name of names.split(' ')) document.addEventListener(name, listener, true)
  }
  const pageOf = ({ target }) => target.closest?.('[data-rf-failure]')

  // A half-open EventSource never fails by itself.
  const ping = all('meta[name="recapflow-ping"]')[0]?.content || 15
  const sources = new Map()
  const listen = () => {
    for (const [source, heard] of sources) {
      if (source.readyState === 2) sources.delete(source)
      else if (Date.now() - heard > ping * 2500) {
        sources.delete(source)
        source.close()
        source.onerror?.(new Event('error'))
      }
    }
  }
  const create = htmx.createEventSource || ((url) => new EventSource(url, { withCredentials: true }))
  const calm = matchMedia('(prefers-reduced-motion)')
  htmx.createEventSource = (url) => {
    const source = create(calm.matches ? url.replace('?', '?calm&') : url)
    const hear = () => sources.set(source, Date.now())
    hear()
    for (const name of ['open', 'ping', 'snapshot', 'message', 'final']) source.addEventListener(name, hear)
    return source
  }
  setInterval(listen, 1000)
  addEventListener('online', listen)
  on('visibilitychange', listen)

  // A new page is read out as a loaded one is. Some buttons go with what they change.
  let hadFocus = false
  on('htmx:beforeSwap htmx:oobBeforeSwap htmx:sseBeforeMessage', ({ target }) => {
    hadFocus ||= target.contains(document.activeElement)
  })
  on('htmx:afterSettle', (event) => {
    const page = pageOf(event)
    if (page && page === event.target) start(page)
    else if (hadFocus && document.activeElement === document.body)
      all('.rf-letter .rf-h2,.rf-now :is(textarea,button,[tabindex])', page)[0]?.focus({
        preventScroll: true,
      })
    hadFocus = false
  })

  // Said beside what was pressed.
  const tell = (words) => (event) => {
    const page = pageOf(event)
    const place = page && all('.rf-failure', page)[0]
    if (!place) return
    if (words) event.target.after(place)
    else page.append(place)
    place.textContent = words && page.dataset[words]
    if (words) place.scrollIntoView({ block: 'nearest' })
  }
  on('htmx:sendError htmx:timeout', tell('rfFailure'))
  on('htmx:responseError', tell('rfRefusal'))
  on('htmx:beforeRequest', tell(''))

  // A second click would answer the next page.
  on('click', (event) => {
    if (event.detail > 1 && event.target.closest?.('.rf [type="submit"]')) event.preventDefault()
  })

  on('change', ({ target }) => {
    if (target.type !== 'checkbox' || !target.checked || !target.form) return
    for (const other of all('[type="checkbox"]', target.form)) {
      const isExclusive = 'rfExclusive' in other.dataset || 'rfExclusive' in target.dataset
      if (other !== target && other.name === target.name && isExclusive) other.checked = false
    }
  })

  let counting
  on('input', ({ target }) => {
    const limit = target.dataset.rfLimit
    const place = limit && document.getElementById(`${target.id}-count`)
    if (!place) return
    clearTimeout(counting)
    counting = setTimeout(() => {
      const left = limit - [...target.value].length
      place.textContent = place.dataset[left < 0 ? 'rfOver' : 'rfLeft'].replace('#', Math.abs(left))
    }, 600)
  })

  // A tall letter sticks by its foot.
  const fit = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const top = Math.min(24, innerHeight - target.offsetHeight - 24)
      target.style.setProperty('--rf-letter-top', `${top}px`)
    }
  })

  const clock = (block, began) => {
    const timer = setInterval(() => {
      const seconds = block.dataset.rfSeconds.replace('#', ((performance.now() - began) / 1000).toFixed(1))
      let isOver = true
      for (const side of all('[data-rf-clock]', block)) {
        const text = all('.rf-letter-text:not(.rf-blank)', side)[0]
        const words = text?.textContent.match(/\S+/g)?.length || 0
        const figure = (name) => all(`[data-rf-figure="${name}"]`, side)[0]
        const isWhole = words > 0 && !text.hasAttribute('aria-busy')
        isOver &&= isWhole || all('[role="alert"]', side).length > 0
        figure('words').textContent = words
        if (words > 0) side.rfFirst ||= (figure('first') || {}).textContent = seconds
        if (isWhole) side.rfWhole ||= figure('whole').textContent = seconds
      }
      if (isOver || !block.isConnected) clearInterval(timer)
    }, 100)
  }

  function start(page) {
    const target = all('.rf-summary')[0] || (page && all('.rf-h1', page)[0])
    target?.setAttribute('tabindex', -1)
    target?.focus()
    for (const letter of all('.rf-pair:not(.rf-even) > .rf-letter-side')) fit.observe(letter)
    for (const block of all('[data-rf-elapsed]')) clock(block, performance.now() - block.dataset.rfElapsed)
  }
  start()
})()
