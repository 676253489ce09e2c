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
  foot.append(part("p", "", frame.day), part("p", "who", frame.person), ways)
  document.getElementById("tabs")?.remove()
  document.getElementById("foot")?.remove()
  document.body.append(tabs, foot)
  mark()
}

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
