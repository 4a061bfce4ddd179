// Keys for whoever answers many questions: 1 to 4 choose an answer of the question in hand, N goes to the next one
// without an answer, on this principle or the next. Nothing happens while somebody types, and nothing is sent from here:
// what stands on the page is clicked.
const BOX = "[class*='st-key-am_question_']"
const boxes = () => [...document.querySelectorAll(BOX)].filter((box) => box.querySelector("input[type=radio]"))
const open = (box) => !box.querySelector("input[type=radio]:checked") || box.querySelector(".am-unsaved, .am-missing")

const current = () => {
  const held = document.activeElement && document.activeElement.closest(BOX)
  if (held) return held
  return boxes().find((box) => box.getBoundingClientRect().bottom > 160)
}

const goTo = (box) => {
  box.scrollIntoView({ block: "start" })
  const first = box.querySelector("input[type=radio]:checked, input[type=radio]")
  if (first) first.focus({ preventScroll: true })
}

let turn = 0
const keepLooking = (look) => {
  const mine = ++turn
  let looks = 0
  const again = () => {
    const held = document.activeElement
    const typing = held && held.matches("textarea, input:not([type=radio])")
    if (mine !== turn || typing || look() || ++looks > 150) return
    setTimeout(again, 100)
  }
  again()
}

// Another principle is another page of questions: its first open one takes the focus as soon as it is there. While the
// page is still being made, what has the focus may be taken away and put back without it: it is looked after for a while.
const goOn = (button) => {
  const before = boxes().map((box) => box.className).join()
  button.click()
  scrollTo({ top: 0 })
  let settled = 0
  keepLooking(() => {
    const all = boxes()
    const came = all.length && all.map((box) => box.className).join() !== before
    const held = document.activeElement && document.activeElement.closest(BOX)
    if (came && !held) goTo(all.find(open) || all[0])
    settled = came && held ? settled + 1 : 0
    return settled > 10
  })
}

// From the question in hand to the next; from the top of the page the first in sight may be the one.
const step = () => {
  const all = boxes()
  const held = document.activeElement && document.activeElement.closest(BOX)
  const from = Math.max(0, held ? all.indexOf(held) + 1 : all.indexOf(current()))
  const after = all.slice(from).find(open)
  const onwards = after ? null : document.querySelector(".st-key-am_next_principle button")
  // What is open above comes last: a question that nobody can complete yet would hold the reader on its page for good.
  const next = after || (onwards ? null : all.find(open))
  if (next) goTo(next)
  else if (onwards) goOn(onwards)
  return Boolean(next || onwards)
}

const pressed = (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const place = event.target
  const typing = place.isContentEditable || place.tagName === "TEXTAREA" || place.tagName === "SELECT"
  if (typing || (place.tagName === "INPUT" && place.type !== "radio")) return
  if (event.code === "KeyN") {
    event.preventDefault()
    keepLooking(step)  // right after an answer the page is being made anew: the way on may not stand there yet
    return
  }
  // By the place of the key, not by its sign: French keyboards write digits with a second key, Arabic ones other digits.
  const digit = /^(?:Digit|Numpad)([1-4])$/.exec(event.code)
  const box = digit && !event.shiftKey ? current() : null
  const choice = box && box.querySelectorAll("input[type=radio]")[Number(digit[1]) - 1]
  if (choice) { event.preventDefault(); choice.focus({ preventScroll: true }); choice.click() }
}

export default function (component) {
  const root = component.parentElement.querySelector(".keys")
  if (!root) return
  document.addEventListener("keydown", pressed)
  return () => document.removeEventListener("keydown", pressed)
}
