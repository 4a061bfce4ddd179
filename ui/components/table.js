// Paints the rows it is given with textContent and createElement only, and reports one gesture at a time.
const rooms = new WeakMap()

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false || value === "") continue
    if (name === "class") element.className = value
    else if (name === "icon") element.style.setProperty("--icon", `var(--am-icon-${value})`)
    else if (name.startsWith("on")) element[name] = value
    else element.setAttribute(name, value === true ? "" : value)
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child)
  return element
}
const icon = (name) => make("span", { class: "icon", icon: name, "aria-hidden": "true" })
const percent = (share) => `${Math.min(100, Math.max(0, share * 100))}%`

const cells = {
  text: (cell) => [
    make("span", { class: "clamp", dir: cell.dir, lang: cell.language, title: cell.text.length > 60 ? cell.text : null }, cell.text),
    cell.sub ? make("span", { class: "sub", dir: cell.sub_dir, title: cell.sub }, cell.sub) : null,
  ],
  reference: (cell) => [make("span", { class: "reference" }, cell.text)],
  number: (cell) => [make("bdi", { class: "n" }, cell.text), cell.sub ? make("span", { class: "sub" }, cell.sub) : null],
  bar: (cell) => {
    const fill = make("span", { class: cell.unconfirmed ? "fill hatched" : "fill" })
    fill.style.inlineSize = percent(cell.share)
    return [make("div", { class: "measure", title: cell.why },
      make("span", { class: "track", "aria-hidden": "true" }, fill), make("bdi", { class: "n" }, cell.text))]
  },
  interval: (cell) => {
    const span = make("span", { class: cell.unconfirmed ? "span hatched" : "span" })
    span.style.insetInlineStart = percent(cell.low)
    span.style.inlineSize = percent(cell.high - cell.low)
    const likely = cell.likely === null ? null : make("span", { class: "likely" })
    if (likely) likely.style.insetInlineStart = percent(cell.likely)
    return [make("div", { class: "measure", title: cell.why },
      make("span", { class: "track", "aria-hidden": "true" }, span, likely), make("bdi", { class: "n" }, cell.text))]
  },
  badges: (cell) => [make("div", { class: "tags" }, ...cell.badges.map((tag) => {
    const element = make("span", { class: "tag", title: tag.why }, icon(tag.icon), make("span", {}, tag.text))
    element.style.setProperty("--ink", `var(--am-${tag.tone}-ink)`)
    element.style.setProperty("--tint", `var(--am-${tag.tone}-tint)`)
    return element
  }))],
  absent: (cell) => [make("span", { class: "absent", title: cell.why, "aria-hidden": "true" }, "—"), make("span", { class: "hidden" }, cell.why)],
}

const headCell = (column, data, send) => {
  const sorted = data.sort && data.sort.column === column.id ? data.sort : null
  const words = [make("span", {}, column.label, column.unit ? make("span", { class: "unit" }, column.unit) : null)]
  const arrow = sorted ? (sorted.descending ? "down" : "up") : "both"
  const content = column.sortable
    ? make("button", {
        class: "sort", type: "button", "data-spot": `sort:${column.id}`,
        onclick: () => send({ kind: "sort", column: column.id, descending: sorted ? !sorted.descending : column.numeric }),
      }, ...words, icon(arrow))
    : words[0]
  return make("th", {
    scope: "col", title: column.help, "data-column": column.id,
    class: [column.numeric ? "end" : "", column.pinned ? "pinned" : "", column.wide ? "wide" : ""].join(" ").trim(),
    "aria-sort": sorted ? (sorted.descending ? "descending" : "ascending") : column.sortable ? "none" : null,
  }, content)
}

const bodyRow = (row, data, state, send) => {
  const chosen = state.chosen.has(row.id)
  const line = make("tr", { class: [data.opens ? "opens" : "", row.muted ? "muted" : "", chosen ? "chosen" : ""].join(" ").trim(), "data-row": row.id })
  if (data.selectable) {
    const box = make("input", { type: "checkbox", "data-spot": `check:${row.id}`, "aria-label": row.label || row.id })
    box.checked = chosen
    box.onchange = () => state.choose(row.id, box.checked)
    line.append(make("td", { class: "check pinned" }, make("label", { class: "hit" }, box)))
  }
  for (const column of data.columns) {
    const cell = row.cells[column.id]
    const content = cells[cell.kind](cell)
    const named = column.id === data.header
    const element = make(named ? "th" : "td", {
      scope: named ? "row" : null,
      class: [column.numeric ? "end" : "", column.pinned ? "pinned" : "", column.wide ? "wide" : ""].join(" ").trim(),
    })
    if (named && data.opens) {
      const link = make("a", { class: "open", href: row.href || "#", "data-spot": `row:${row.id}`, tabindex: state.first === row.id ? "0" : "-1" }, content[0])
      element.append(link, ...content.slice(1).filter(Boolean))
    } else element.append(...content.filter(Boolean))
    line.append(element)
  }
  if (data.opens) line.onclick = (event) => {
    if (event.target.closest(".check") || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
    event.preventDefault()
    if (String(window.getSelection())) return
    send({ kind: "open", id: row.id })
    if (data.leaves) document.querySelector("[data-testid=stMain]")?.scrollTo({ top: 0 })
  }
  return line
}

const foot = (data, send, chosen) => {
  const button = (label, page, attributes, ...children) => make("button", {
    class: "page", type: "button", "aria-label": label, "data-spot": `page:${page}`, ...attributes,
    onclick: (event) => { if (event.currentTarget.getAttribute("aria-disabled") !== "true" && page !== data.page) send({ kind: "page", page }) },
  }, ...children)
  const pages = data.pages.length < 2 ? null : make("nav", { class: "pages", "aria-label": data.words.pages },
    button(data.words.previous, data.page - 1, { "aria-disabled": data.page <= 1 ? "true" : null, "data-spot": "previous" }, icon("previous")),
    ...data.pages.map((page) => page.number === null
      ? make("span", { class: "gap", "aria-hidden": "true" }, "…")
      : button(page.label, page.number, { "aria-current": page.number === data.page ? "page" : null }, page.text)),
    button(data.words.next, data.page + 1, { "aria-disabled": data.page >= data.last ? "true" : null, "data-spot": "next" }, icon("next")))
  return make("div", { class: "foot" }, make("span", { class: "count", role: "status" }, chosen || data.words.count), pages)
}

const pin = (scroller) => {
  const table = scroller.querySelector("table")
  if (!table) return
  const fits = table.scrollWidth <= scroller.clientWidth + 1
  scroller.classList.toggle("fits", fits)
  if (fits) scroller.removeAttribute("tabindex")
  else scroller.setAttribute("tabindex", "0")
  const heads = [...table.querySelectorAll("thead .pinned")]
  // Measured once, before anything is written: a width asked for after a style is a new layout.
  const widths = heads.map((head) => head.offsetWidth)
  const total = widths.reduce((sum, width) => sum + width, 0)
  const narrow = total > scroller.clientWidth * 0.6
  for (const line of table.rows) {
    let offset = 0
    const pinned = [...line.cells].filter((cell) => cell.classList.contains("pinned"))
    pinned.forEach((cell, index) => {
      const last = index === pinned.length - 1
      cell.classList.toggle("edge", last)
      cell.style.position = narrow && !last && !fits ? "static" : ""
      cell.style.insetInlineStart = `${narrow ? 0 : offset}px`
      offset += widths[index] || 0
    })
  }
}

const keyboard = (root, event) => {
  const spot = event.target.closest && event.target.closest("a.open")
  if (!spot || !["ArrowUp", "ArrowDown", "Home", "End", " "].includes(event.key)) return
  event.preventDefault()
  const links = [...root.querySelectorAll("a.open")]
  const at = links.indexOf(spot)
  if (event.key === " ") {
    const box = spot.closest("tr").querySelector("input[type=checkbox]")
    if (box) box.click()
    return
  }
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: links.length - 1 }[event.key]
  const next = links[Math.min(links.length - 1, Math.max(0, to))]
  links.forEach((link) => link.setAttribute("tabindex", link === next ? "0" : "-1"))
  next.focus()
}

const paint = (root, data, setTriggerValue) => {
  const room = rooms.get(root)
  const active = root.getRootNode().activeElement
  const spot = active && active.getAttribute ? active.getAttribute("data-spot") : null
  const scrolled = room.scroller ? room.scroller.scrollLeft : 0
  const send = (event) => {
    root.setAttribute("aria-busy", "true")
    setTriggerValue("event", event)
  }
  const ids = data.rows.map((row) => row.id)
  const chosen = new Set(data.selected || [])
  const remembered = spot && spot.startsWith("row:") ? spot.slice(4) : null
  const state = { chosen, first: ids.includes(remembered) ? remembered : ids[0] }
  const showChosen = () => {
    const here = ids.filter((id) => chosen.has(id)).length
    const all = root.querySelector("[data-spot=all]")
    if (all) { all.checked = here > 0 && here === ids.length; all.indeterminate = here > 0 && here < ids.length }
    root.querySelectorAll("tbody tr").forEach((line) => line.classList.toggle("chosen", chosen.has(line.dataset.row)))
  }
  state.choose = (id, on) => {
    on ? chosen.add(id) : chosen.delete(id)
    showChosen()
    send({ kind: "select", ids: [...chosen] })
  }
  const headRow = make("tr", {})
  if (data.selectable) {
    const all = make("input", { type: "checkbox", "data-spot": "all", "aria-label": data.words.select_all })
    all.onchange = () => {
      ids.forEach((id) => (all.checked ? chosen.add(id) : chosen.delete(id)))
      root.querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = all.checked })
      showChosen()
      send({ kind: "select", ids: [...chosen] })
    }
    headRow.append(make("th", { class: "check pinned", scope: "col" }, make("label", { class: "hit" }, all)))
  }
  headRow.append(...data.columns.map((column) => headCell(column, data, send)))
  const table = make("table", {}, make("caption", {}, data.caption), make("thead", {}, headRow),
    make("tbody", {}, ...data.rows.map((row) => bodyRow(row, data, state, send))))
  const scroller = make("div", { class: "scroller", role: "region", "aria-label": data.caption }, table)
  if (!ids.length) scroller.append(make("div", { class: "nothing", role: "status" }, data.words.empty))
  scroller.onscroll = () => scroller.classList.toggle("scrolled", Math.abs(scroller.scrollLeft) > 1)
  root.replaceChildren(scroller, foot(data, send, data.words.chosen))
  room.scroller = scroller
  room.size.disconnect()
  room.size.observe(scroller)
  pin(scroller)
  scroller.scrollLeft = scrolled
  showChosen()
  if (spot) {
    const again = root.querySelector(`[data-spot="${CSS.escape(spot)}"]`) || root.querySelector("[aria-current], a.open")
    if (again) again.focus({ preventScroll: true })
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".root")
  if (!root || !data) return
  if (!rooms.has(root)) {
    const room = { told: "", scroller: null, size: null }
    room.size = new ResizeObserver(() => room.scroller && pin(room.scroller))
    rooms.set(root, room)
    root.onkeydown = (event) => keyboard(root, event)
  }
  root.setAttribute("dir", data.dir)
  root.setAttribute("lang", data.lang)
  root.removeAttribute("aria-busy")
  const told = JSON.stringify(data)
  if (rooms.get(root).told !== told) {
    rooms.get(root).told = told
    paint(root, data, setTriggerValue)
  }
  return () => { const room = rooms.get(root); if (room) room.size.disconnect() }
}
