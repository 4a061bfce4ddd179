// The order and the map that follow the hand. `rank` is the very rule of usecases/priorities.py: the same sums in the
// same order, the same steps of 1e-12, the same order among equals; a test runs it under node against Python.

const STEPS = 1e12
const ROUNDING = 1e-9
const tables = (globalThis[Symbol.for("am.tables")] ||= new Map())

export function weightsOf(axes, share, within) {
  // Numbers of sliders as a distribution within each axis, then the share of the axes; null where an axis weighs nothing.
  const sums = [0, 0]
  for (let j = 0; j < axes.length; j++) sums[axes[j]] += within[j]
  if (!(sums[0] > 0) || !(sums[1] > 0)) return null
  return axes.map((axis, j) => (axis === 0 ? share : 1 - share) * (within[j] / sums[axis]))
}

export function rank(values, known, n, weights, threshold, names) {
  // values, known: criterion by criterion, n numbers each; names: place of each reference in the order of texts.
  const totals = new Float64Array(n), shares = new Float64Array(n)
  for (let j = 0; j < weights.length; j++) {
    const w = weights[j], at = j * n
    for (let i = 0; i < n; i++) {
      totals[i] += values[at + i] * w
      shares[i] += known[at + i] * w
    }
  }
  const keys = new Float64Array(n), shareKeys = new Float64Array(n)
  const placed = []
  let waiting = 0
  for (let i = 0; i < n; i++) {
    if (shares[i] > 1) shares[i] = 1
    keys[i] = Math.floor(totals[i] * STEPS + 0.5)
    shareKeys[i] = Math.floor(shares[i] * STEPS + 0.5)
    if (shares[i] >= threshold - ROUNDING) placed.push(i)
    else waiting++
  }
  placed.sort((a, b) => keys[b] - keys[a] || shareKeys[b] - shareKeys[a] || names[a] - names[b])
  const ranks = new Int32Array(n)
  placed.forEach((i, place) => {
    ranks[i] = place && keys[placed[place - 1]] === keys[i] ? ranks[placed[place - 1]] : place + 1
  })
  return { placed, ranks, totals, shares, waiting }
}

export function axisValues(values, n, axes, within) {
  // The two coordinates of the map: the weighted value within each axis.
  const sums = [0, 0]
  for (let j = 0; j < axes.length; j++) sums[axes[j]] += within[j]
  const found = [new Float64Array(n), new Float64Array(n)]
  for (let j = 0; j < axes.length; j++) {
    const w = within[j] / sums[axes[j]], row = found[axes[j]]
    for (let i = 0; i < n; i++) row[i] += values[j * n + i] * w
  }
  return found
}

function named(sent) {
  // The fingerprint before the line feed, and the table after it, read only where it is not known yet.
  const text = (bytes) => new TextDecoder().decode(bytes), end = sent.indexOf(10)
  return [text(sent.subarray(0, end)), () => JSON.parse(text(sent.subarray(end + 1)))]
}

const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))

export function unpacked(data) {
  return {
    ...data,
    values: new Float64Array(bytes(data.values).buffer),
    known: Float64Array.from(bytes(data.known)),
    names: new Int32Array(bytes(data.names).buffer),
  }
}

const SVG = "http://www.w3.org/2000/svg"
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue
    if (name === "class") element.className = value
    else if (name.startsWith("on")) element[name] = value
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}
const draw = (tag, attributes) => {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}
const icon = (name) => {
  const element = make("span", { class: "icon", "aria-hidden": "true" })
  element.style.setProperty("--icon", `var(--am-icon-${name})`)
  return element
}
// A browser's own track would be white on the dark ground.
const fill = (input) => input.style.setProperty("--at", `${input.value}%`)
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name])

const SHAPES = {
  circle: (r) => `M ${-r} 0 A ${r} ${r} 0 1 0 ${r} 0 A ${r} ${r} 0 1 0 ${-r} 0`,
  diamond: (r) => `M 0 ${-1.25 * r} L ${1.25 * r} 0 L 0 ${1.25 * r} L ${-1.25 * r} 0 Z`,
  square: (r) => `M ${-r} ${-r} H ${r} V ${r} H ${-r} Z`,
  x: (r) => {
    const a = r * 1.1, b = r * 0.5
    return `M 0 ${-b} L ${a - b} ${-a} L ${a} ${-a + b} L ${b} 0 L ${a} ${a - b} L ${a - b} ${a} L 0 ${b} L ${b - a} ${a} L ${-a} ${a - b} L ${-b} 0 L ${-a} ${b - a} L ${b - a} ${-a} Z`
  },
}
const ROWS = 10
const WIDTH = 380, HEIGHT = 336, LEFT = 46, RIGHT = 12, TOP = 12, BOTTOM = 46
const rooms = new WeakMap()

// One reader's view: the controls, the rows and the map, made once and moved afterwards.
class Room {
  constructor(root, send) {
    this.root = root
    this.send = send
    this.page = 0
    this.dragging = false
  }

  take(data) {
    const table = tables.get(data.table)
    if (!table) return false
    const fresh = this.data === undefined || this.data.layout !== data.layout || this.table !== table
    this.data = data
    this.table = table
    const against = JSON.stringify([data.base, data.threshold])
    if (fresh || this.against !== against) {
      const base = weightsOf(table.axes, data.base.share, data.base.within)
      this.baseline = rank(table.values, table.known, table.references.length, base, data.threshold, table.names)
      this.against = against
    }
    if (fresh) this.build()
    this.head.querySelector(".firm").textContent = data.words.firm
    // What was let go last is on its way: an answer to something older must not pull the slider back.
    if (this.sent !== undefined && Math.round(data.share * 100) === this.sent) this.sent = undefined
    if (!this.dragging && this.sent === undefined) this.set(data.share, data.within)
    this.paint()
    return true
  }

  build() {
    const { data, table } = this
    this.root.setAttribute("dir", data.dir)
    this.root.setAttribute("lang", data.lang)
    this.root.classList.toggle("large", data.large)
    this.slider = this.range("share", data.words.share)
    this.sliderText = make("output", { class: "share" })
    const main = make("div", { class: "main" },
      make("div", { class: "title" }, make("label", { for: "share" }, data.words.share), this.sliderText),
      make("span", { class: "end" }, data.words.feasibility), this.slider, make("span", { class: "end" }, data.words.impact))
    this.sliders = table.criteria.map((criterion, j) => {
      const input = this.range(`w${j}`, criterion.label)
      const text = make("output", {})
      return { input, text, row: make("label", { class: "weight" }, make("span", {}, criterion.label), input, text) }
    })
    const groups = [0, 1].map((axis) => make("div", {}, make("h4", {}, data.words[axis === 0 ? "impact" : "feasibility"]),
      ...this.sliders.filter((_, j) => table.axes[j] === axis).map((one) => one.row)))
    const weights = make("details", {}, make("summary", {}, data.words.weights), make("div", { class: "groups" }, ...groups))
    weights.firstChild.onclick = () => { this.open = !weights.open }
    this.body = make("tbody", {})
    this.foot = make("div", { class: "foot" })
    this.head = make("thead", {}, make("tr", {}, ...["rank", "move", "case", "value", "firm", "verdict"].map((name) =>
      make("th", { scope: "col", class: name }, data.words[name] || ""))))
    const order = make("div", { class: "order" }, make("table", {}, make("caption", {}, data.words.caption), this.head, this.body), this.foot)
    this.map = draw("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": data.words.map })
    this.dress()
    this.note = make("p", { class: "note", role: "status" })
    const counted = new Map()
    for (const i of data.drawn) counted.set(table.verdicts[i], (counted.get(table.verdicts[i]) || 0) + 1)
    const legend = make("ul", { class: "legend" }, ...Object.entries(data.verdicts).filter(([code]) => counted.has(code)).map(([code, mark]) => {
      const entry = make("li", {}, this.swatch(mark), make("span", {}, mark.text), make("bdi", {}, table.numbers[counted.get(code)]))
      entry.style.setProperty("--ink", `var(--am-${mark.tone}-ink)`)
      return entry
    }))
    const drawn = make("p", { class: "note" }, data.words.drawn)
    const map = make("div", { class: "map" }, legend, this.map, drawn, this.note)
    this.painted = undefined
    this.root.replaceChildren(make("div", { class: "board" },
      make("div", { class: "controls" }, main, weights, data.large ? this.whole() : null), make("div", { class: "grid" }, order, map)))
    // Beside the order there is room for all the weights; above it, they would push it off the screen.
    weights.open = this.open ?? (!data.large && getComputedStyle(this.root.firstChild).display === "grid")
  }

  // The whole screen for the room, and back; a browser that refuses it stays as it is.
  whole() {
    const button = make("button", { class: "whole", type: "button" }, icon("fullscreen"), this.data.words.whole)
    button.onclick = () => {
      const asked = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen?.()
      asked?.catch(() => {})
    }
    return button
  }

  swatch(mark) {
    const open = mark.symbol.endsWith("-open")
    const swatch = draw("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" })
    swatch.append(draw("path", { d: SHAPES[mark.symbol.replace("-open", "")](5), class: open ? "mark open" : "mark" }))
    return swatch
  }

  range(name, label) {
    const input = make("input", { type: "range", id: name, min: "0", max: "100", step: "1", "aria-label": label })
    input.oninput = () => { fill(input); this.dragging = true; this.schedule() }
    input.onchange = () => { this.dragging = false; this.release() }
    return input
  }

  set(share, within) {
    this.exact = { share, within }
    const put = (input, value) => { input.value = value; fill(input) }
    put(this.slider, Math.round(share * 100))
    within.forEach((one, j) => put(this.sliders[j].input, Math.round(one * 100)))
    this.started = this.typed()
  }

  typed() {
    return { share: Number(this.slider.value), within: this.sliders.map((one) => Number(one.input.value)) }
  }

  now() {
    // A slider shows whole percents; what nobody has moved keeps its exact weight.
    const typed = this.typed()
    const share = typed.share === this.started.share ? this.exact.share : typed.share / 100
    const moved = typed.within.some((one, j) => one !== this.started.within[j])
    return { share, within: moved ? typed.within : this.exact.within, typed, moved }
  }

  schedule() {
    if (this.frame) return
    this.frame = requestAnimationFrame(() => { this.frame = null; this.paint() })
  }

  release() {
    const { typed, moved } = this.now()
    this.sent = typed.share
    clearTimeout(this.late)
    this.late = setTimeout(() => { this.sent = undefined }, 5000)
    this.send("moved", { share: typed.share, within: moved ? typed.within : null, at: (this.count = (this.count || 0) + 1) })
  }

  paint() {
    const { table, data } = this
    const { share, within } = this.now()
    const weights = weightsOf(table.axes, share, within)
    this.sliderText.textContent = filled(data.words.split, { impact: data.percents[Math.round(share * 100)], feasibility: data.percents[100 - Math.round(share * 100)] })
    if (!weights) { this.note.textContent = data.words.nothing; return }
    weights.forEach((one, j) => {
      // Rounded to whole percents, twelve weights seem to sum to 104.
      const tenths = Math.round(one * 1000)
      this.sliders[j].text.textContent = tenths % 10 === 0 ? data.percents[tenths / 10]
        : filled(data.percentTenth, { whole: Math.floor(tenths / 10), tenth: tenths % 10 })
    })
    // The answer to a slider that was let go says what the hand has shown already, and how firm it is.
    const painted = JSON.stringify([weights, data.threshold, data.first, data.selected])
    if (this.painted !== painted) {
      this.found = rank(table.values, table.known, table.references.length, weights, data.threshold, table.names)
      this.points(within)
      this.painted = painted
    }
    this.rows()
    // What the page says of the first ones holds for the weights before: it is said again when the hand lets go.
    document.querySelector(".am-sentence")?.classList.toggle("am-before", this.dragging)
    const first = this.found.placed.slice(0, 3).map((i) => table.titles[i].text)
    this.note.textContent = this.dragging && first.length ? filled(data.words.live, { titles: first.join(data.words.comma) }) : ""
  }

  rows() {
    const { table, data, found } = this
    const order = data.shown ? found.placed.filter((i) => this.visible(i)) : found.placed
    const pages = Math.max(1, Math.ceil(order.length / ROWS))
    this.page = Math.min(this.page, pages - 1)
    const shown = order.slice(this.page * ROWS, this.page * ROWS + ROWS)
    this.body.replaceChildren(...shown.map((i) => this.row(i)))
    const turn = (by, label, name) => make("button", {
      type: "button", "aria-label": label, disabled: this.page + by < 0 || this.page + by >= pages,
      onclick: () => { this.page += by; this.rows() },
    }, icon(name))
    const from = order.length ? this.page * ROWS + 1 : 0
    const text = filled(data.words.count, { first: table.numbers[from] ?? from, last: table.numbers[from + shown.length - 1] ?? from + shown.length - 1, n: table.numbers[order.length] ?? order.length })
    this.foot.replaceChildren(make("span", {}, order.length ? text : data.words.none), turn(-1, data.words.previous, "previous"), turn(1, data.words.next, "next"))
  }

  visible(i) {
    this.shownSet ??= new Map()
    if (!this.shownSet.has(this.data.shown)) this.shownSet = new Map([[this.data.shown, new Set(this.data.shown)]])
    return this.shownSet.get(this.data.shown).has(i)
  }

  row(i) {
    const { table, data, found } = this
    const reference = table.references[i], title = table.titles[i]
    const value = Math.floor(found.totals[i] * 1000 + 0.5) / 10
    const moved = this.baseline.ranks[i] && found.ranks[i] ? this.baseline.ranks[i] - found.ranks[i] : 0
    const fill = make("span", { class: table.unconfirmed[i] ? "fill hatched" : "fill" })
    fill.style.inlineSize = `${Math.min(100, Math.max(0, found.totals[i] * 100))}%`
    const mark = data.verdicts[table.verdicts[i]]
    const badge = make("span", { class: "tag", title: mark.text }, icon(mark.icon), make("span", { class: "hidden" }, mark.text))
    badge.style.setProperty("--ink", `var(--am-${mark.tone}-ink)`)
    badge.style.setProperty("--tint", `var(--am-${mark.tone}-tint)`)
    const firm = data.firm ? data.firm[i] ?? data.percents[0] : null
    // What is not whole is never told as whole: 99.6 % is 99 %.
    const known = found.shares[i] < 1 - ROUNDING ? filled(data.words.known, { share: data.percents[Math.floor(found.shares[i] * 100 + 1e-6)] }) : null
    const arrow = moved > 0 ? "up" : "down"
    return make("tr", { class: reference === data.selected ? "chosen" : null, onclick: () => this.choose(reference) },
      make("td", { class: "rank" }, make("bdi", {}, table.numbers[found.ranks[i]] ?? String(found.ranks[i]))),
      make("td", { class: "move" }, moved ? make("span", { class: arrow, title: data.words[arrow] }, icon(arrow), make("bdi", {}, table.numbers[Math.abs(moved)] ?? String(Math.abs(moved)))) : null),
      make("th", { scope: "row", class: "case" }, make("button", {
        type: "button", lang: title.lang, dir: title.dir, "aria-pressed": reference === data.selected ? "true" : "false",
        onclick: (event) => { event.stopPropagation(); this.choose(reference) },
      }, title.text), known && make("span", { class: "known" }, known), data.methods[i] && make("span", { class: "known" }, data.methods[i])),
      make("td", { class: "value" }, make("div", { class: "measure" }, make("span", { class: "track", "aria-hidden": "true" }, fill), make("bdi", {}, filled(data.decimal, { whole: Math.floor(value), tenth: Math.round((value * 10) % 10) })))),
      make("td", { class: this.dragging ? "firm stale" : "firm" }, firm === null ? make("span", { class: "absent", title: data.words.firm_wait }, "…") : make("bdi", {}, firm)),
      make("td", { class: "verdict" }, badge))
  }

  choose(reference) {
    this.send("opened", { reference, at: (this.count = (this.count || 0) + 1) })
  }

  x(feasibility) {
    const along = LEFT + ((feasibility + 0.03) / 1.06) * (WIDTH - LEFT - RIGHT)
    return this.data.dir === "rtl" ? WIDTH - along : along
  }

  y(impact) {
    return HEIGHT - BOTTOM - ((impact + 0.03) / 1.06) * (HEIGHT - TOP - BOTTOM)
  }

  dress() {
    const { data } = this
    const rtl = data.dir === "rtl"
    this.map.replaceChildren()
    for (const at of [0, 0.25, 0.5, 0.75, 1]) {
      const middle = at === 0.5 ? "middle" : "rule"
      this.map.append(draw("line", { class: middle, x1: this.x(at), x2: this.x(at), y1: TOP, y2: HEIGHT - BOTTOM }))
      this.map.append(draw("line", { class: middle, y1: this.y(at), y2: this.y(at), x1: rtl ? RIGHT : LEFT, x2: rtl ? WIDTH - LEFT : WIDTH - RIGHT }))
      const below = draw("text", { class: "tick", x: this.x(at), y: HEIGHT - BOTTOM + 15, "text-anchor": "middle" })
      const beside = draw("text", { class: "tick", x: rtl ? WIDTH - LEFT + 6 : LEFT - 6, y: this.y(at) + 4, "text-anchor": rtl ? "start" : "end", direction: "ltr" })
      below.textContent = beside.textContent = data.ticks[at * 4]
      this.map.append(below, beside)
    }
    const along = draw("text", { class: "axis", x: WIDTH / 2, y: HEIGHT - 10, "text-anchor": "middle" })
    along.textContent = data.words.feasibility
    const up = rtl ? WIDTH - 12 : 12
    const upward = draw("text", { class: "axis", x: 0, y: 0, "text-anchor": "middle", transform: `translate(${up} ${HEIGHT / 2 - 15}) rotate(${rtl ? 90 : -90})` })
    upward.textContent = data.words.impact
    this.map.append(along, upward)
    const corners = [[0, 1, "start"], [1, 1, "end"], [0, 0, "start"], [1, 0, "end"]]
    corners.forEach(([fx, fy, anchor], place) => {
      const text = draw("text", { class: "quadrant", x: this.x(fx ? 1.02 : -0.02), y: this.y(fy ? 1 : 0) + (fy ? 6 : -2), "text-anchor": rtl ? (anchor === "start" ? "end" : "start") : anchor, direction: "ltr" })
      text.textContent = data.words.quadrants[place]
      this.map.append(text)
    })
    this.halo = draw("circle", { class: "halo", r: 0 })
    this.map.append(this.halo)
    this.marks = data.drawn.map((i, place) => {
      const mark = data.verdicts[this.table.verdicts[i]]
      const size = data.sizes[place]
      const path = draw("path", { d: SHAPES[mark.symbol.replace("-open", "")](size), class: mark.symbol.endsWith("-open") ? "mark open" : "mark", tabindex: "-1" })
      path.style.setProperty("--ink", `var(--am-${mark.tone}-ink)`)
      const title = draw("title", {})
      title.textContent = `${this.table.titles[i].text}\n${this.table.references[i]} · ${mark.text}`
      path.append(title)
      path.onclick = () => this.choose(this.table.references[i])
      this.map.append(path)
      return { i, path, size }
    })
  }

  points(within) {
    const { table, data, found } = this
    const [impact, feasibility] = axisValues(table.values, table.references.length, table.axes, within)
    this.halo.setAttribute("r", 0)
    for (const { i, path, size } of this.marks) {
      const x = this.x(feasibility[i]), y = this.y(impact[i])
      path.setAttribute("transform", `translate(${x.toFixed(1)} ${y.toFixed(1)})`)
      path.classList.toggle("first", found.ranks[i] > 0 && found.ranks[i] <= data.first)
      if (table.references[i] === data.selected) {
        this.halo.setAttribute("cx", x)
        this.halo.setAttribute("cy", y)
        this.halo.setAttribute("r", size + 7)
      }
    }
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".root")
  if (!root || !data) return
  if (data instanceof Uint8Array) {
    // The other half of the pair: it only keeps a table for the view, and is sent again when scores have changed.
    const [name, read] = named(data)
    if (!tables.has(name)) {
      if (tables.size > 3) tables.delete(tables.keys().next().value)
      tables.set(name, unpacked(read()))
      document.dispatchEvent(new CustomEvent("am-table"))
    }
    return
  }
  let room = rooms.get(root)
  if (!room) rooms.set(root, (room = new Room(root, setTriggerValue)))
  room.send = setTriggerValue
  const take = () => room.take(data)
  if (!take()) document.addEventListener("am-table", take, { once: true })
}
