// The whole page follows the reader's language: direction, lang, the widgets' locale, and Streamlit's own English words.
// And what is typed into a field is told to the site when the hand rests, not only when the field is left: whoever loses
// the connection or closes the page then finds it again.
const FRAME = Symbol.for("am.frame")
const LOCALE = Symbol.for("react-aria.i18n.locale")
const ATTRIBUTES = ["aria-label", "placeholder", "title", "alt"]
const OURS = "[data-testid=stMarkdownContainer],[data-testid=stHtml],[data-testid=stTable],[role=option],textarea,script,style"
const ABOUT_OPTIONS = /^(Select all|Select \d+ match(es)?|No results)$/
const TYPED = "[data-testid=stTextArea] textarea,[data-testid=stTextInput] input[type=text]"
const REST = 1000  // milliseconds
const STRINGS_IN_MARKDOWN = "[role=dialog],[role=tooltip],[data-testid=stFileUploaderDropzone]"

const translator = (words) => {
  const exact = new Map()
  const shapes = []
  for (const [english, text] of words) {
    if (!english.includes("{")) exact.set(english, text)
    else {
      const names = [...english.matchAll(/\{(\w+)\}/g)].map((match) => match[1])
      const source = english.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("(.+?)")
      shapes.push([new RegExp(`^${source}$`), names, text])
    }
  }
  return (english) => {
    const core = english.trim()
    if (!core) return null
    if (exact.has(core)) return english.replace(core, () => exact.get(core))
    for (const [shape, names, text] of shapes) {
      const match = shape.exec(core)
      if (match) return text.replace(/\{(\w+)\}/g, (whole, name) => match[names.indexOf(name) + 1] ?? whole)
    }
    return null
  }
}

const start = (doc) => {
  const said = new WeakMap()
  const state = { say: () => null }
  const change = (owner, slot, now, write) => {
    const known = said.get(owner) || {}
    const english = known[slot] && known[slot].shown === now ? known[slot].english : now
    const text = state.say(english) ?? english
    if (text !== now) write(text)
    if (text !== english) said.set(owner, { ...known, [slot]: { english, shown: text } })
    else if (known[slot]) { delete known[slot]; said.set(owner, known) }
  }
  const textNode = (node) => {
    const parent = node.parentElement
    if (!parent) return
    const ours = parent.closest(OURS)
    // An option is ours, but for those that speak of the options, and the one that offers to take what is being typed.
    const said = node.nodeValue
    const offer = ours && ours.matches("[role=option]") && (said === `Add: ${doc.activeElement?.value}` || ABOUT_OPTIONS.test(said))
    if (ours && !offer && !(ours.matches("[data-testid=stMarkdownContainer]") && ours.closest(STRINGS_IN_MARKDOWN))) return
    change(node, "text", node.nodeValue, (text) => { node.nodeValue = text })
  }
  const element = (node) => {
    for (const name of ATTRIBUTES) {
      const now = node.getAttribute(name)
      if (now) change(node, name, now, (text) => node.setAttribute(name, text))
    }
  }
  const walk = (node) => {
    if (node.nodeType === 3) return textNode(node)
    if (node.nodeType !== 1) return
    element(node)
    const tree = doc.createTreeWalker(node, 5)
    while (tree.nextNode()) tree.currentNode.nodeType === 3 ? textNode(tree.currentNode) : element(tree.currentNode)
  }
  const observer = new MutationObserver((changes) => {
    for (const one of changes) {
      if (one.type === "childList") one.addedNodes.forEach(walk)
      else if (one.type === "characterData") textNode(one.target)
      else element(one.target)
    }
  })
  observer.observe(doc.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES })
  return (words) => {
    state.say = translator(words)
    walk(doc.body)
  }
}

const tellWhatIsTyped = (doc) => {
  let field = null
  let waiting = 0
  const tell = () => {
    clearTimeout(waiting)
    // Streamlit takes a text over when its field is left: it is told so, and the hand stays where it is.
    if (field && field.isConnected) field.dispatchEvent(new FocusEvent("focusout", { bubbles: true }))
    field = null
  }
  doc.addEventListener("input", (event) => {
    if (event.isComposing || !event.target.matches(TYPED)) return
    field = event.target
    clearTimeout(waiting)
    waiting = setTimeout(tell, REST)
  })
  doc.addEventListener("visibilitychange", () => { if (doc.visibilityState === "hidden") tell() })
}

export default function (component) {
  const data = component.data
  if (!data) return
  const doc = component.parentElement.ownerDocument
  const win = doc.defaultView
  const html = doc.documentElement
  if (html.getAttribute("dir") !== data.dir) html.setAttribute("dir", data.dir)
  if (html.getAttribute("lang") !== data.lang) html.setAttribute("lang", data.lang)
  if (data.title && doc.title !== data.title) doc.title = data.title
  if (win[LOCALE] !== data.bcp) {
    win[LOCALE] = data.bcp
    win.dispatchEvent(new Event("languagechange"))
  }
  if (!win[FRAME]) {
    win[FRAME] = { tell: start(doc), told: "" }
    tellWhatIsTyped(doc)
  }
  const told = JSON.stringify(data.words)
  if (win[FRAME].told !== told) {
    win[FRAME].told = told
    win[FRAME].tell(data.words)
  }
}
