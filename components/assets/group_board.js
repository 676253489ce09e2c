// The groups of a class on the table. Balance is counted here, at once; what was done is sent and kept by the server,
// which answers with the keys of the acts it has taken over. Until then they are sent again.
const memory = new WeakMap()

export default function ({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector(".board")
  const own = memory.get(parentElement) || {picked: null, swapping: false, dragged: null, light: null, acts: [], from: Date.now().toString(36), count: 0}
  memory.set(parentElement, own)
  const students = data.students.map(([id, name, level, sex, score, cares, lock, group]) => ({id, name, level, sex, score, cares, lock, group}))
  const by = new Map(students.map(one => [one.id, one]))
  own.acts = own.acts.filter(act => !data.done.includes(act.key))
  own.acts.forEach(apply)
  if (!by.has(own.picked)) own.picked = null

  function apply(act) {
    const one = by.get(act.id), other = by.get(act.other)
    if (!one) return
    if (act.kind === "swap" && other) [one.group, other.group] = [other.group, one.group]
    else if (act.kind === "move") one.group = act.to
    else if (act.kind === "lock") one.lock = act.on
  }

  function part(tag, look, text) {
    const made = document.createElement(tag)
    if (look) made.className = look
    if (text !== undefined) made.textContent = text
    return made
  }

  function button(look, text, label, press) {
    const made = part("button", look, text)
    made.type = "button"
    if (label) made.setAttribute("aria-label", label)
    if (press) made.onclick = press
    return made
  }

  function send() {
    clearTimeout(own.timer)
    if (!own.acts.length) return
    setTriggerValue("acts", own.acts.slice())
    own.timer = setTimeout(send, 3000)
  }

  function act(what) {
    const made = {...what, key: `${own.from}-${++own.count}`}
    own.acts.push(made)
    apply(made)
    own.swapping = false
    draw()
    send()
  }

  function move(id, to) {
    const one = by.get(id)
    if (one && !one.lock && one.group !== to) act({kind: "move", id, to})
  }

  function swap(id, other) {
    const one = by.get(id), two = by.get(other)
    if (one && two && !one.lock && !two.lock && one.group !== two.group && one.group >= 0 && two.group >= 0) act({kind: "swap", id, other})
  }

  function pick(id) {
    if (own.swapping && own.picked !== null && own.picked !== id) return swap(own.picked, id)
    own.picked = own.picked === id ? null : id
    own.swapping = false
    draw()
    setTriggerValue("picked", own.picked === null ? 0 : own.picked)
  }

  function lightUp(kind, value) {
    const same = own.light && own.light.kind === kind && own.light.value === value
    own.light = same ? null : {kind, value}
    draw()
  }

  const shines = one => !own.light || (own.light.kind === "care" ? one.cares.includes(own.light.value) : one[own.light.kind] === own.light.value)
  const isLit = (kind, value) => own.light && own.light.kind === kind && own.light.value === value

  function chip(one) {
    const look = ["chip", one.id === own.picked ? "picked" : "", own.light ? (shines(one) ? "lit" : "dim") : "", own.swapping && own.picked !== null && by.get(own.picked).group !== one.group && !one.lock ? "target" : ""]
    const made = button(look.filter(Boolean).join(" "), "", `${one.name}${one.level ? `，${one.level} 层` : ""}，${one.sex || "性别未填"}${one.lock ? "，已锁定" : ""}`, () => pick(one.id))
    made.dataset.id = one.id
    made.draggable = data.isOpen && !one.lock
    made.setAttribute("aria-pressed", one.id === own.picked)
    if (one.level) made.append(part("b", `level ${one.level}`, one.level))
    made.append(part("span", "name", one.name))
    if (data.showsCare && one.cares.length) made.append(part("i", "care", "关"))
    made.append(part("small", "", [one.sex, data.showsScores && one.score !== null ? one.score : "", one.lock ? "锁" : ""].filter(Boolean).join(" ")))
    return made
  }

  function levels(members) {
    const bar = part("div", "levels")
    for (const level of ["A", "B", "C"]) {
      const count = members.filter(one => one.level === level).length
      if (!count) continue
      const made = button(`${level}${isLit("level", level) ? " on" : ""}`, count, `${level} 层 ${count} 人，点亮这些学生`, () => lightUp("level", level))
      made.style.flex = count
      bar.append(made)
    }
    const whole = data.ratio.reduce((sum, one) => sum + one, 0)
    for (const cut of [data.ratio[0] / whole, (data.ratio[0] + data.ratio[1]) / whole]) {
      const line = part("u")
      line.style.left = `calc(${cut * 100}% - 1px)`
      bar.append(line)
    }
    return bar
  }

  // outside the floor and ceiling of the group's fair share, as the engine counts it
  function isUneven(count, total, size) {
    const share = total * size / students.filter(one => one.group >= 0).length
    return count < Math.floor(share + 1e-9) || count > Math.ceil(share - 1e-9)
  }

  function counts(members) {
    const line = part("div", "counts")
    const placed = students.filter(one => one.group >= 0)
    const add = (kind, value, text) => {
      const count = members.filter(one => kind === "care" ? one.cares.includes(value) : one[kind] === value).length
      const total = placed.filter(one => kind === "care" ? one.cares.includes(value) : one[kind] === value).length
      const uneven = isUneven(count, total, members.length)
      if (!total || (kind === "care" && !count && !uneven)) return
      const look = [uneven ? "uneven" : "", isLit(kind, value) ? "on" : ""].filter(Boolean).join(" ")
      line.append(button(look, `${text} ${count}`, `${text} ${count} 人，点亮这些学生`, () => lightUp(kind, value)))
    }
    add("sex", "女", "女")
    add("sex", "男", "男")
    if (data.showsCare) data.cares.forEach(([id, name]) => add("care", id, name))
    return line
  }

  function mean(members) {
    const known = members.filter(one => one.score !== null), all = students.filter(one => one.score !== null)
    if (!known.length || !data.showsScores) return null
    const average = list => list.reduce((sum, one) => sum + one.score, 0) / list.length
    const off = Math.round((average(known) - average(all)) * 10) / 10
    return part("span", Math.abs(off) > data.limit / 2 ? "uneven" : "", `均分 ${average(known).toFixed(1)}（${off > 0 ? "+" : off < 0 ? "−" : ""}${Math.abs(off)}）`)
  }

  function group(one, place) {
    const members = students.filter(student => student.group === place).sort((a, b) => (a.level || "Z").localeCompare(b.level || "Z") || (b.score ?? -1) - (a.score ?? -1))
    const box = part("section", "group")
    box.dataset.group = place
    box.setAttribute("aria-label", one.name)
    const head = part("header")
    head.append(part("strong", "", one.name), part("span", "", `${members.length} 人`))
    const facts = part("div", "facts")
    facts.append(part("span", "", one.mentor || "导师待定"))
    const average = mean(members)
    if (average) facts.append(average)
    const list = part("div", "chips")
    list.append(...members.map(chip))
    box.append(head, facts)
    if (members.some(student => student.level)) box.append(levels(members))
    box.append(counts(members), list)
    return box
  }

  function waiting() {
    const left = students.filter(one => one.group < 0)
    if (!left.length) return []
    const box = part("section", "group waiting")
    const head = part("header")
    head.append(part("strong", "", "还没有分组"), part("span", "", `${left.length} 人`))
    const list = part("div", "chips")
    list.append(...left.map(chip))
    box.append(head, list)
    return [box]
  }

  function bar() {
    const one = own.picked === null ? null : by.get(own.picked)
    const made = part("div", "bar")
    made.hidden = !one || !data.isOpen
    if (!one) return made
    const words = one.lock ? `${one.name} 已锁定在本组` : own.swapping ? `点另一组的学生，和 ${one.name} 交换` : `把 ${one.name} 移到`
    made.append(part("span", "", words))
    if (!one.lock && !own.swapping) data.groups.forEach((group, place) => place !== one.group && made.append(button("", group.name, "", () => move(one.id, place))))
    if (!one.lock && one.group >= 0) made.append(button("", own.swapping ? "不换了" : "与人交换", "", () => { own.swapping = !own.swapping; draw() }))
    if (one.group >= 0) made.append(button("", one.lock ? "解除锁定" : "锁定在本组", "", () => act({kind: "lock", id: one.id, on: !one.lock})))
    made.append(button("", "取消", "", () => pick(one.id)))
    return made
  }

  function draw() {
    const focus = root.contains(document.activeElement) ? document.activeElement.dataset.id : null
    const groups = part("div", "groups")
    groups.append(...waiting(), ...data.groups.map(group))
    root.replaceChildren(groups, bar())
    if (focus) root.querySelector(`[data-id="${focus}"]`)?.focus()
  }

  const clear = () => root.querySelectorAll(".over, .target").forEach(one => one.classList.remove("over", "target"))
  root.onkeydown = event => {
    if (event.key === "Escape" && own.picked !== null) pick(own.picked)
  }
  root.ondragstart = event => {
    const held = event.target.closest(".chip")
    if (!held) return
    own.dragged = Number(held.dataset.id)
    event.dataTransfer.setData("text/plain", held.dataset.id)
    event.dataTransfer.effectAllowed = "move"
  }
  root.ondragover = event => {
    const over = event.target.closest("[data-group]"), other = event.target.closest(".chip")
    if (!over || own.dragged === null) return
    event.preventDefault()
    clear()
    const two = other && by.get(Number(other.dataset.id))
    if (two && two.id !== own.dragged && !two.lock && two.group !== by.get(own.dragged).group) other.classList.add("target")
    else over.classList.add("over")
  }
  root.ondrop = event => {
    event.preventDefault()
    const over = event.target.closest("[data-group]"), other = event.target.closest(".chip"), id = own.dragged
    own.dragged = null
    clear()
    if (!over || id === null) return
    const two = other && by.get(Number(other.dataset.id))
    if (two && two.id !== id && !two.lock && two.group !== by.get(id).group && by.get(id).group >= 0) swap(id, two.id)
    else move(id, Number(over.dataset.group))
  }
  root.ondragend = () => { own.dragged = null; clear() }
  draw()
  if (own.acts.length) own.timer = setTimeout(send, 3000)
}
