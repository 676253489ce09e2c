// The overview's figures as one element: numbers and words come in, whatever is tapped goes out. Everything is text.
export default function ({data, parentElement, setTriggerValue}) {
  const root = parentElement.querySelector(".overview")
  const isNarrow = matchMedia("(max-width: 640px)").matches  // a week's square is too small for a thumb there
  const part = (tag, look, text) => {
    const made = document.createElement(tag)
    if (look) made.className = look
    if (text !== undefined && text !== "") made.textContent = text
    return made
  }
  const filled = (tag, look, ...inside) => {
    const made = part(tag, look)
    made.append(...inside.filter(Boolean))
    return made
  }
  // on the wall nothing opens: whoever sits in front would read a child's name
  const opens = (look, what, said, ...inside) => {
    if (!what || data.is_wall) return filled("span", look, ...inside)
    const made = filled("button", look, ...inside)
    made.type = "button"
    if (said) made.setAttribute("aria-label", said)
    made.onclick = () => setTriggerValue("tapped", what)
    return made
  }
  const head = (title, note, keys = []) => {
    const legend = filled("p", "aside", part("span", "", note), ...keys.map(([look, words]) =>
      filled("span", "key", part("i", look), part("span", "", words))))
    return [part("h2", "", title), legend]
  }

  const card = ([what, label, figure, delta, look, facts, more]) => opens("figure", what, "",
    part("span", "", label), part("strong", "", figure),
    filled("span", "small", delta && part("b", look, delta), part("span", "", facts)), more && !data.is_wall && part("em", "", more))

  const bar = ([id, , , done, due, said, look], most) => {
    const track = part("span", "track")
    track.style.width = `${most ? 100 * due / most : 0}%`
    const fill = part("i", look)
    fill.style.width = `${due ? 100 * done / due : 0}%`
    track.append(fill)
    return [filled("span", "bar", track), part("span", "said", said)]
  }
  const steps = Math.max(1, data.mentors.highest)
  const week = (row, count, place) => {
    const cell = part("td", "week")
    if (count < 0) { cell.classList.add("calm"); cell.append(part("span", "", "")); return cell }
    const number = data.mentors.weeks[place], isOver = place < data.mentors.over
    const look = count ? `heat${Math.min(4, Math.ceil(4 * count / steps))}` : isOver ? "none" : "running"
    cell.append(opens(look, !isNarrow && ["week", row[0], number], `${row[1]} 第 ${number} 周 ${count} 人次`, part("span", "", String(count))))
    return cell
  }
  const mentor = (row) => {
    const line = part("tr"), name = part("th"), most = data.mentors.most
    line.style.setProperty("--weeks", Math.max(1, row[7].length))
    name.scope = "row"
    name.append(opens("name", ["mentor", row[0]], `${row[1]} ${row[2]}`, part("span", "", row[1]), part("small", row[8] ? "warn" : "", row[2])))
    const cell = part("td", "bullet")
    cell.append(opens("", ["owed", row[0]], `${row[1]} ${row[5]}`, ...bar(row, most)))
    line.append(name, cell, ...row[7].map((count, place) => week(row, count, place)))
    return line
  }
  const table = (columns, rows, look) => {
    const made = part("table", look), top = part("tr")
    top.append(...columns.map(words => { const cell = part("th", "", words); cell.scope = "col"; return cell }))
    made.append(filled("thead", "", top), filled("tbody", "", ...rows))
    const around = filled("div", "spread", made)
    if (data.is_wall) around.tabIndex = 0  // what can be scrolled must be reached without a mouse
    return around
  }
  // most people never look further than the neediest: the rest is sent when asked for
  const rest = (words) => words && !data.is_wall && opens("rest", ["all"], "", part("span", "", words))
  const mentors = () => {
    const {title, note, keys, rows, more, weeks, weekTitle, weekNote, records} = data.mentors
    const columns = ["导师", "完成", ...weeks.map(String)]
    return filled("section", "mentors", ...head(title, note, keys),
      weeks.length && filled("p", "aside weekly", part("b", "", weekTitle), part("span", "", weekNote),
        opens("noted", ["records"], "", part("span", "", records))),
      rows.length && table(columns, rows.map(mentor), "people_table"), rest(more))
  }

  const square = ([what, name, cells]) => {
    const line = part("tr"), first = part("th", "", name)
    first.scope = "row"
    line.append(first, ...cells.map(([text, look], place) => {
      const cell = part("td", look)
      const rule = data.duties.columns[place]
      if (text) cell.append(opens("", what && ["cell", ...what, rule[0]], `${name} ${rule[1]} ${text}${look === "calm" ? " 还没到期" : ""}`, part("i", "", rule[1]), part("span", "", text)))
      return cell
    }))
    return line
  }
  const duties = () => {
    const {title, note, keys, columns, rows, more} = data.duties
    const names = ["班级", ...columns.map(one => one[1])]
    return filled("section", "duties", ...head(title, note, keys),
      rows.length && table(names, rows.map(square), "squares"), rest(more))
  }

  const share = ([id, name, done, whole, said], most) => {
    const track = part("span", "track"), fill = part("i", "ok")
    track.style.width = `${100 * whole / most}%`
    fill.style.width = `${100 * done / whole}%`
    track.append(fill)
    return opens("share", ["category", id], `${name} ${said}`, part("span", "what", name), filled("span", "bar", track), part("span", "said", said))
  }
  const space = "http://www.w3.org/2000/svg"
  const drawn = (tag, values) => {
    const made = document.createElementNS(space, tag)
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value)
    return made
  }
  const strip = ({limit, longest, rows, spoken}) => {
    const west = 96, wide = 460, tall = 28, height = tall * rows.length + 34
    const x = (days) => west + (days < 0 ? wide - west - 14 : (wide - west - 44) * Math.min(days, longest) / longest)
    const svg = drawn("svg", {viewBox: `0 0 ${wide} ${height}`, role: "img", "aria-label": spoken})
    const write = (text, at, y, anchor = "middle") => {
      const made = drawn("text", {x: at, y, "text-anchor": anchor})
      made.textContent = text
      svg.append(made)
    }
    svg.append(drawn("line", {x1: x(limit), x2: x(limit), y1: 2, y2: height - 26, class: "limit"}))
    rows.forEach(([name, days], row) => {
      write(name, 0, tall * row + 20, "start")
      const stacked = new Map()
      for (const one of days) {
        const at = Math.round(x(one) / 5), place = stacked.get(at) ?? 0
        stacked.set(at, place + 1)
        const lift = (place % 2 ? -1 : 1) * Math.ceil(place / 2) * 4
        svg.append(drawn("circle", {cx: x(one), cy: tall * row + 15 + Math.max(-11, Math.min(11, lift)), r: 3, class: one < 0 || one > limit ? "late" : "soon"}))
      }
    })
    for (const days of new Set([0, limit, longest])) write(days === longest ? `${days} 天以上` : `${days} 天`, x(days) + (days === longest ? 8 : 0), height - 8, days === longest ? "end" : "middle")
    if (rows.some(([, days]) => days.some(one => one < 0))) write("从未", x(-1), height - 8)
    return svg
  }
  const care = () => {
    const {title, note, rows, most, strip: dots, stripNote} = data.care
    return filled("section", "care", ...head(title, note), ...rows.map(row => share(row, most)),
      dots && part("p", "aside", stripNote), dots && strip(dots))
  }

  const bars = filled("div", "buttons", ...data.buttons.map(([what, words]) => {
    const made = part("button", "plain", words)
    made.type = "button"
    made.onclick = () => what === "print" ? window.print() : setTriggerValue("tapped", [what])
    return made
  }))
  root.classList.toggle("wall", data.is_wall)
  root.replaceChildren(bars, filled("div", "tops", ...data.cards.map(card)), mentors(), duties(), care())
}
