// A description list of figures; a figure has one button for each list behind it.
const told = new WeakMap()
const make = (tag, name, text) => {
  const element = document.createElement(tag)
  if (name) element.className = name
  if (text) element.textContent = text
  return element
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component
  const root = parentElement.querySelector(".root")
  if (!root || !data) return
  const now = JSON.stringify(data)
  if (told.get(root) === now) return
  told.set(root, now)
  root.setAttribute("dir", data.dir)
  root.setAttribute("lang", data.lang)
  root.replaceChildren(...data.figures.map((figure) => {
    const box = make("div", "figure")
    box.append(make("dt", "", figure.label))
    const value = make("dd", figure.value === null ? "value absent" : "value")
    value.append(make("bdi", "", figure.value === null ? "—" : figure.value))
    if (figure.value !== null && figure.unit) value.append(make("span", "unit", figure.unit))
    box.append(value, make("dd", "sub", figure.sub))
    const ways = make("dd", "ways")
    for (const way of figure.ways) {
      const button = make("button", "", way.label)
      button.type = "button"
      button.setAttribute("aria-label", `${way.label} – ${figure.label}`)
      button.append(make("span", "icon"))
      button.onclick = () => setTriggerValue("opened", way.id)
      ways.append(button)
    }
    if (figure.ways.length) box.append(ways)
    return box
  }))
}
