// Streamlit has no languages. What it says by itself is said in Chinese here, as soon as it appears on the page.
// Checked at each upgrade: tests/browser/test_look.py finds English words on any screen.
const WORDS = {
  "Choose options": "请选择",
  "Choose an option": "请选择",
  "No results": "没有符合的",
  "No options to select": "没有可选的",
  "Upload": "选文件",
  "Add files": "再加一个",
  "file upload": "选文件",
  "Error:": "没有加上：",
  "Upload failed": "没有传上，请再选一次",
  "Click to retry upload": "没有传上，点一下再试",
  "Unexpected error. Please try again.": "没有传上，请再选一次",
  "Too many files": "太多了",
  "Browse files": "选文件",
  "Drag and drop file here": "把文件拖到这里",
  "Drag and drop files here": "把文件拖到这里",
  "Page not found": "没有这一页",
  "Connection error": "连不上学校网络",
  "Connecting": "正在连接",
  "Connecting...": "正在连接…",
  "CONNECTING": "正在连接",
  "Please wait...": "请稍候…",
  "Running...": "正在处理…",
  "Select all": "全选",
  "Clear all": "清空",
  "Clear": "清空",
  "empty": "空",
  "Search": "搜索",
  "Close": "关闭",
  "Stop": "停止",
  "Open sidebar": "打开菜单",
  "Close sidebar": "收起菜单",
  "Show password text": "显示密码",
  "Hide password text": "隐藏密码",
  "This field is required.": "这里要填。",
  "Skip to main content": "跳到正文",
  "Cannot connect to Streamlit": "连不上学校网络",
  "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": "服务可能已停止，请告诉系统管理员。",
  "The page that you have requested does not seem to exist. Running the app's main page.": "没有这一页，已打开首页。",
  "You have requested page": "没有这一页：",
  "Add row": "加一行",
  "Delete row(s)": "删除这一行",
  "Previous": "上一页",
  "Next": "下一页",
  "Previous page": "上一页",
  "Next page": "下一页",
  "Done": "好",
  "Open": "打开",
  "Decrement": "减一",
  "Increment": "加一",
  "Choose date": "选日期",
  "Sidebar": "菜单",
  "App pages": "各页",
  "Today": "今天",
}
const SIZE = /^(?:Limit )?(\d+) ?MB per file(?:\s*•\s*(.*))?$/
// what an uploader says of one file: its name, its limit or its type stands in the sentence
const OF_FILES = [
  [/^Remove (.+)$/, name => `去掉 ${name}`],
  [/^Cancel upload of (.+)$/, name => `停止上传 ${name}`],
  [/^File must be (\d+) ?MB or smaller\.?$/, size => `超过 ${size} MB，没有加上`],
  [/^File is larger than .*$/, () => "文件太大，没有加上"],
  [/^.*files are not allowed\.$/, () => "这种文件不能加：照片请用 JPG，HEIC 照片先在手机上另存为 JPG"],
  [/^File type must be .*$/, () => "这种文件不能加：照片请用 JPG，HEIC 照片先在手机上另存为 JPG"],
]
const NAMED = ["aria-label", "title", "placeholder", "alt"]

function said(text) {
  const bare = text.trim()
  if (Object.hasOwn(WORDS, bare)) return WORDS[bare]
  for (const [pattern, words] of OF_FILES) {
    const found = bare.match(pattern)
    if (found) return words(found[1])
  }
  const size = bare.match(SIZE)
  return size ? `不超过 ${size[1]} MB` + (size[2] ? ` · ${size[2]}` : "") : null
}

function name(node, attribute) {
  const value = node.getAttribute(attribute), words = value && said(value)
  if (words && words !== value) node.setAttribute(attribute, words)
}

function visit(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    const words = /[a-z]/i.test(node.data) ? said(node.data) : null
    if (words !== null && words !== node.data) node.data = words
  } else if (node.nodeType === Node.ELEMENT_NODE && !/^(SCRIPT|STYLE|TEXTAREA)$/.test(node.tagName)) {
    for (const attribute of NAMED) name(node, attribute)
    node.childNodes.forEach(visit)
  }
}

new MutationObserver(changes => {
  for (const change of changes) {
    if (change.type === "childList") change.addedNodes.forEach(visit)
    else if (change.type === "attributes") name(change.target, change.attributeName)
    else visit(change.target)
  }
}).observe(document.documentElement, {childList: true, subtree: true, characterData: true, attributeFilter: ["aria-label"]})

// The gate closes the socket of a session that has ended (4401). Streamlit would connect again and leave what it
// shows on the screen: a page of somebody signed out elsewhere goes back to the way in.
window.WebSocket = class extends WebSocket {
  constructor(...how) {
    super(...how)
    this.addEventListener("close", closed => { if (closed.code === 4401) location.reload() })
  }
}
