// One criterion down a list: a level for each row by the keys 0 to 4, one doubt and one reason for the rows that have
// one, and one gesture that sends them. What is typed stays here until the server has taken it.
const rooms = new WeakMap()

const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue
    if (name === "class") element.className = value
    else if (name.startsWith("on")) element[name] = value
    else element.setAttribute(name, value === true ? "" : value)
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child)
  return element
}

const paint = (root, room) => {
  const { data, state } = room
  root.replaceChildren()
  root.dir = data.dir
  root.lang = data.lang
  const scale = make("ol", { class: "scale", start: "0" }, ...data.scale.map((sentence, level) =>
    make("li", {}, make("b", {}, data.digits[level]), " ", sentence)))
  const body = make("tbody")
  for (const row of data.rows) {
    const line = make("tr", { "data-row": row.id })
    line.append(make("th", { scope: "row" },
      make("span", { class: "title", dir: "auto" }, row.title),
      make("span", { class: "sub" }, make("bdi", {}, row.id), " · ", make("bdi", {}, row.administration))))
    line.append(make("td", { class: "held" }, row.held || "—"))
    const group = make("td", { role: "radiogroup", "aria-label": row.title })
    data.scale.forEach((sentence, level) => {
      const chosen = state.levels[row.id] === level
      group.append(make("button", {
        type: "button", role: "radio", class: chosen ? "level chosen" : "level", title: sentence,
        "aria-checked": chosen ? "true" : "false", "aria-label": `${data.digits[level]} · ${sentence}`,
        tabindex: chosen || (state.levels[row.id] === undefined && level === 0) ? "0" : "-1",
        "data-level": level, onclick: () => room.put(row.id, chosen ? null : level),
      }, data.digits[level]))
    })
    line.append(group)
    body.append(line)
  }
  const table = make("table", {},
    make("caption", {}, data.words.caption),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, data.words.case), make("th", { scope: "col" }, data.words.held),
      make("th", { scope: "col" }, data.words.level))), body)
  const count = Object.keys(state.levels).length
  const choose = (event) => { state.doubt = event.target.value === "" ? null : Number(event.target.value); room.ready() }
  const doubts = make("select", { id: "doubt", onchange: choose }, make("option", { value: "" }, data.words.choose),
    ...data.doubts.map((one) => make("option", { value: String(one.value), selected: one.value === state.doubt }, one.label)))
  const reason = make("textarea", { id: "reason", rows: "2", maxlength: "2000", dir: "auto",
    oninput: (event) => { state.reason = event.target.value; room.ready() } })
  reason.value = state.reason
  const send = make("button", { type: "button", class: "send", onclick: () => room.send() }, data.words.send)
  root.append(scale, make("p", { class: "keys" }, data.words.keys), make("div", { class: "scroller" }, table),
    make("div", { class: "foot" },
      make("p", { class: "count", role: "status" }, data.words.chosen.replace("{n}", data.numbers[count] ?? count)),
      make("label", { for: "doubt" }, data.words.doubt, doubts),
      make("label", { for: "reason" }, data.words.reason, reason), send))
  room.ready()
}

const focusRow = (root, id) => {
  const line = root.querySelector(`tr[data-row="${CSS.escape(id)}"]`)
  const place = line && (line.querySelector(".level.chosen") || line.querySelector(".level"))
  if (place) place.focus()
}

const keyboard = (root, room, event) => {
  const line = event.target.closest && event.target.closest("tr[data-row]")
  if (!line || event.ctrlKey || event.metaKey || event.altKey) return
  const rows = room.data.rows.map((row) => row.id)
  const at = rows.indexOf(line.dataset.row)
  const digit = /^(?:Digit|Numpad)([0-4])$/.exec(event.code)
  if (digit && !event.shiftKey) {
    event.preventDefault()
    room.put(rows[at], Number(digit[1]))
    focusRow(root, rows[Math.min(at + 1, rows.length - 1)])
  } else if (event.key === "Backspace" || event.key === "Delete") {
    event.preventDefault()
    room.put(rows[at], null)
    focusRow(root, rows[at])
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault()
    focusRow(root, rows[Math.max(0, Math.min(rows.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))])
  }
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".root")
  if (!root) return
  let room = rooms.get(root)
  if (!room) {
    room = { state: { levels: {}, doubt: null, reason: "" }, list: null }
    rooms.set(root, room)
    root.addEventListener("keydown", (event) => keyboard(root, room, event))
  }
  // Another list, or one whose scores were taken: what was typed for it is done with.
  if (room.list !== data.list) room.state = { levels: {}, doubt: room.state.doubt, reason: "" }
  room.list = data.list
  room.data = data
  room.put = (id, level) => {
    if (level === null) delete room.state.levels[id]
    else room.state.levels[id] = level
    paint(root, room)
    focusRow(root, id)
  }
  room.ready = () => {
    const button = root.querySelector(".send")
    const { levels, doubt, reason } = room.state
    button.disabled = !Object.keys(levels).length || doubt === null || !reason.trim()
  }
  room.send = () => setTriggerValue("event", { list: data.list, ...room.state })
  paint(root, room)
}
