// The tab bar of a phone and the foot of a desk's menu stand outside the pages: drawn once, not at every click.
function part(tag, look, text) {
  const made = document.createElement(tag)
  if (look) made.className = look
  if (text) made.textContent = text
  return made
}

// Streamlit follows the browser's own way back and forth; a tap on a tab is one more step of it.
function goTo(address) {
  history.pushState(null, "", address)
  dispatchEvent(new PopStateEvent("popstate"))
}

function way(address, title) {
  const made = part("a", "", title)
  made.href = address
  made.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    goTo(address)
  }
  return made
}

function draw(frame) {
  const tabs = part("nav"), foot = part("footer")
  tabs.id = "tabs"
  tabs.setAttribute("aria-label", "常用")
  foot.id = "foot"
  for (const {address, title, icon} of frame.tabs) {
    const tab = way(address, "")
    const image = part("span", "icon", icon)
    image.setAttribute("aria-hidden", "true")
    image.dataset.testid = "tabIcon"
    tab.append(image, part("span", "", title))
    tabs.append(tab)
  }
  const out = part("button", "", "退出")
  out.type = "button"
  out.onclick = () => fetch("/sign-out", {method: "POST"}).then(() => location.assign("/"))
  const ways = part("p")
  ways.append(way("/more", "更多"), out)
  document.getElementById("find")?.remove()
  if (frame.finds) {
    const find = drawFind()
    tabs.insertBefore(find.opener, tabs.lastElementChild)
    document.body.append(find.box)
  }
  foot.append(part("p", "", frame.day), part("p", "who", frame.person), ways)
  document.getElementById("tabs")?.remove()
  document.getElementById("foot")?.remove()
  document.body.append(tabs, foot)
  mark()
}

// 找学生: from any page, by name, pinyin, initials or number. Asked by POST, so that no name stands in an address.
function drawFind() {
  const box = part("div"), field = part("input"), hits = part("ul"), shut = part("button", "", "关闭")
  box.id = "find"
  box.setAttribute("role", "search")
  Object.assign(field, {type: "search", placeholder: "找学生：姓名、zs", maxLength: 60, autocomplete: "off"})
  const roles = {role: "combobox", "aria-label": "找学生", "aria-controls": "find_hits", "aria-expanded": "false"}
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value)
  hits.id = "find_hits"
  hits.hidden = true
  hits.setAttribute("role", "listbox")
  shut.type = "button"
  const opener = part("button")
  opener.type = "button"
  const image = part("span", "icon", "person_search")
  image.setAttribute("aria-hidden", "true")
  image.dataset.testid = "tabIcon"
  opener.append(image, part("span", "", "查找"))

  let asked = 0, due = 0
  const leave = () => {
    asked++
    field.value = ""
    show([], "")
    box.classList.remove("open")
    field.blur()
  }
  const choose = address => {
    leave()
    goTo(address)
  }
  function show(found, text) {
    hits.replaceChildren(...found.map(hit), ...(text && !found.length ? [part("li", "none", "没有找到，或者不在您负责的范围内")] : []))
    hits.hidden = !text
    field.setAttribute("aria-expanded", String(!hits.hidden))
    point(found.length ? 0 : -1)
  }
  function hit({address, name, aside}, place) {
    const line = part("li"), link = way(address, "")
    line.id = `find_hit_${place}`
    line.setAttribute("role", "option")
    link.tabIndex = -1
    link.append(part("strong", "", name), part("small", "", aside))
    link.addEventListener("click", event => event.defaultPrevented && leave())
    line.append(link)
    return line
  }
  function point(place) {
    const lines = [...hits.querySelectorAll("[role=option]")]
    for (const one of lines) one.setAttribute("aria-selected", String(one === lines[place]))
    if (lines[place]) field.setAttribute("aria-activedescendant", lines[place].id)
    else field.removeAttribute("aria-activedescendant")
  }
  async function look() {
    // while pinyin is being put together the field holds z's or zhang's
    const text = field.value.replace(/['’]/g, "").trim(), turn = ++asked
    if (!text) return show([], "")
    const answer = await fetch("/find", {method: "POST", body: text}).catch(() => null)
    if (turn !== asked) return
    if (answer?.ok) show(await answer.json(), text)
    else if (answer?.status === 401 || answer?.status === 403) location.reload()
  }
  field.addEventListener("input", () => {
    clearTimeout(due)
    due = setTimeout(look, 120)
  })
  field.addEventListener("keydown", event => {
    const lines = [...hits.querySelectorAll("[role=option]")]
    const at = lines.findIndex(one => one.getAttribute("aria-selected") === "true")
    if (event.key === "Escape") leave()
    else if (event.isComposing) return
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      point(Math.max(0, Math.min(lines.length - 1, at + (event.key === "ArrowDown" ? 1 : -1))))
    } else if (event.key === "Enter" && lines[at]) choose(lines[at].firstChild.getAttribute("href"))
  })
  shut.onclick = leave
  opener.onclick = () => {
    box.classList.add("open")
    field.focus()
  }
  document.addEventListener("pointerdown", event => {
    if (!box.contains(event.target) && !hits.hidden) leave()
  })
  box.append(field, shut, hits)
  return {box, opener}
}

// what opens the field from the keyboard, where nothing is being typed
addEventListener("keydown", event => {
  const field = document.querySelector("#find input")
  if (event.key !== "/" || !field || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.target.closest?.("input, textarea, select, [contenteditable=true]")) return
  event.preventDefault()
  field.parentElement.classList.add("open")
  field.focus()
})

// Links within pages to pages of ours are followed without loading everything anew.
document.addEventListener("click", event => {
  const link = event.target.closest?.("a.earlier")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  event.preventDefault()
  goTo(link.getAttribute("href"))
})

// The filters of a timeline: what is hidden stays in the page, so a tap asks nobody.
function sift(box) {
  const kind = box.querySelector("[data-pick][aria-pressed=true]")?.dataset.pick ?? ""
  const term = box.querySelector("select")?.value ?? ""
  const lines = [...box.querySelectorAll("li[data-kind]")]
  const counts = {"": 0}
  for (const one of lines) {
    const inTerm = !term || one.dataset.term === term
    if (inTerm) {
      counts[""]++
      counts[one.dataset.kind] = (counts[one.dataset.kind] ?? 0) + 1
    }
    one.hidden = !inTerm || (kind !== "" && one.dataset.kind !== kind)
  }
  for (const pill of box.querySelectorAll("[data-pick]")) pill.lastElementChild.textContent = counts[pill.dataset.pick] ?? 0
  for (const fold of box.querySelectorAll("details")) {
    const left = fold.querySelectorAll("li[data-kind]:not([hidden])").length
    fold.hidden = !left
    fold.querySelector("summary i").textContent = left
  }
  box.querySelector(".nothing").hidden = lines.some(one => !one.hidden)
}
document.addEventListener("click", event => {
  const pill = event.target.closest?.("[data-pick]"), box = pill?.closest(".sift")
  if (!box) return
  for (const one of box.querySelectorAll("[data-pick]")) one.setAttribute("aria-pressed", String(one === pill))
  sift(box)
})
document.addEventListener("change", event => {
  const box = event.target.closest?.(".sift")
  if (box) sift(box)
})

function mark() {
  for (const tab of document.querySelectorAll("#tabs a")) {
    if (tab.getAttribute("href") === location.pathname) tab.setAttribute("aria-current", "page")
    else tab.removeAttribute("aria-current")
  }
}

async function refresh() {
  const answer = await fetch("/frame")
  if (answer.ok) draw(await answer.json())
}

const step = history.pushState
history.pushState = function (...how) {
  step.apply(this, how)
  mark()
}
const correct = history.replaceState
history.replaceState = function (...how) {
  correct.apply(this, how)
  mark()
}
addEventListener("popstate", mark)
// a page left open overnight shows today's week when somebody looks at it again
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && refresh())
// A browser may keep a page whole and show it again on the way back: to the next person too, after signing out.
addEventListener("pagehide", () => document.documentElement.hidden = true)
addEventListener("pageshow", event => {
  if (event.persisted) location.reload()
  else document.documentElement.hidden = false
})
// components/screen.py: what a phone is shown one by one is a table at a desk
document.cookie = `narrow=${innerWidth <= 640 ? 1 : 0};path=/;samesite=strict`
refresh()
