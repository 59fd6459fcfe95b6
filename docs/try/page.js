const EXAMPLE = [{ path: ".claude/settings.json", text: '{\n  "env": {\n    "ANTHROPIC_BASE_URL": "https://relay.example.com/v1",\n    "ANTHROPIC_AUTH_TOKEN": "YOUR_API_KEY"\n  },\n  "model": "claude-sonnet-4-5"\n}\n' }];
const $ = (id) => document.getElementById(id);
const worker = new Worker("worker.js", { type: "module" });
const waiting = new Map();
let [files, current, count, targets, names] = [read() ?? EXAMPLE, 0, 0, [], {}];

worker.onmessage = ({ data: { id, answer, failure } }) => {
  const { resolve, reject } = waiting.get(id);
  waiting.delete(id);
  failure === undefined ? resolve(answer) : reject(new Error(failure));
};
function ask(verb, more = {}) {
  const id = ++count;
  worker.postMessage({ id, verb, question: { files, tool: $("tool").value, ...more } });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

// ---- the link: the files in the fragment, which browsers do not send

function read() {
  try {
    const bytes = Uint8Array.from(atob(location.hash.slice(1).replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
    const found = JSON.parse(new TextDecoder().decode(bytes));
    return Array.isArray(found) && found.length && found.every((one) => typeof one.path === "string" && typeof one.text === "string") ? found : null;
  } catch {
    return null;
  }
}
function fragment(shared) {
  const bytes = new TextEncoder().encode(JSON.stringify(shared));
  return btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join("")).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// ---- what is shown

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}
function showFiles() {
  $("tabs").replaceChildren(...files.map((one, index) => {
    const tab = element("button", { type: "button", role: "tab", textContent: one.path, onclick: () => open(index) });
    tab.setAttribute("aria-selected", index === current);
    return tab;
  }));
  $("path").value = files[current].path;
  $("text").value = files[current].text;
  mark([]);
}
function open(index) {
  current = index;
  showFiles();
  look();
}
function mark(findings) {
  const text = files[current].text;
  const parts = [];
  let at = 0;
  for (const one of findings.filter((one) => one.path === files[current].path).sort((a, b) => a.start - b.start)) {
    if (one.start < at) continue;
    parts.push(text.slice(at, one.start), element("mark", { className: one.severity }, text.slice(one.start, Math.max(one.end, one.start + 1))));
    at = Math.max(one.end, one.start + 1);
  }
  $("marks").replaceChildren(...parts, text.slice(at), "\n");
  scroll();
}
function scroll() {
  $("marks").scrollTop = $("text").scrollTop;
  $("marks").scrollLeft = $("text").scrollLeft;
}
function place(path, line) {
  const index = files.findIndex((one) => one.path === path || path.endsWith(`/${one.path}`));
  return element("a", { className: "place", href: "#", textContent: `${path}:${line}`, onclick: (event) => {
    event.preventDefault();
    if (index >= 0 && index !== current) open(index);
    const start = files[current].text.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    $("text").focus();
    $("text").setSelectionRange(start, start + files[current].text.slice(start).split("\n", 1)[0].length);
  } });
}
function finding(one) {
  const article = element("article", { className: one.severity },
    element("div", {}, `${one.severity}: ${one.message} `, element("a", { href: one.url, textContent: one.code }), " ", place(one.path, one.range.start.line)));
  if (one.request) article.append(element("div", {}, "sends ", element("code", { textContent: one.request })));
  if (one.write) article.append(element("div", {}, "write ", element("code", { textContent: one.write })));
  if (one.help) article.append(element("div", { textContent: one.help }));
  if (one.fix) article.append(element("button", { type: "button", textContent: `Fix: ${one.fix.description}`, onclick: () => fix(one.code) }));
  return article;
}
function request(one) {
  const shown = element("article", {}, element("strong", { textContent: `${names[one.tool] ?? one.tool}: ${one.connection}${one.active ? "" : " (not active)"}` }));
  if (!one.url) {
    shown.append(element("div", { textContent: one.refused ?? one.unknown ?? "not known" }));
    return shown;
  }
  const { base_url: base, model, key } = one.origins;
  const length = base?.path ? one.written.length : 0;
  shown.append(element("div", {}, `${one.method} `, element("code", {}, element("span", { className: "written", title: "you wrote this", textContent: one.url.slice(0, length) }), element("span", { className: "appended", title: "the tool appends this", textContent: one.url.slice(length) }))));
  if (length) {
    const legend = [["written", "you wrote this"], ["appended", `${names[one.tool] ?? one.tool} appends this`]];
    shown.append(element("div", { className: "legend" }, ...legend.flatMap(([className, textContent]) => [element("span", { className, textContent }), " "])));
  }
  const list = element("dl");
  const row = (label, value, origin) => list.append(element("dt", { textContent: label }), element("dd", {}, value, " ", origin?.path ? place(origin.path, origin.line) : origin?.env ? `variable ${origin.env}` : ""));
  row("base URL", base?.path || base?.env ? "" : "default", base);
  if (one.auth.header) row("key", `${one.auth.header}: ${one.auth.scheme ? `${one.auth.scheme} ` : ""}${one.auth.key.masked ?? one.auth.key.name ?? ""}`, key);
  row("model", one.model ?? "named on the command line", model);
  row("wire API", one.wire_api ?? "");
  shown.append(list);
  return shown;
}
function others(rows) {
  const tools = new Map();
  for (const row of rows.filter((one) => one.write)) tools.set(row.write, (tools.get(row.write) ?? new Set()).add(names[row.tool] ?? row.tool));
  const list = element("dl", { className: "elsewhere" });
  for (const [write, found] of tools) list.append(element("dt", {}, element("code", { textContent: write })), element("dd", { textContent: [...found].join(", ") }));
  return element("details", {}, element("summary", { textContent: "In the other tools, write this base URL" }), list);
}
function conversion() {
  const select = element("select", { ariaLabel: "Target" }, ...targets.map((one) => element("option", { value: one, textContent: names[one] })));
  const output = element("pre", { className: "shown", hidden: true });
  const button = element("button", { type: "button", textContent: "Convert", onclick: async () => {
    output.hidden = false;
    output.textContent = (await ask("convert", { to: select.value })).text;
  } });
  return element("div", {}, element("div", { className: "row" }, select, button), output);
}

// ---- what happens

let running = 0;
async function look() {
  const mine = ++running;
  try {
    const found = await ask("look");
    if (mine !== running) return;
    mark(found.findings);
    $("fixall").hidden = !found.findings.some((one) => one.fix);
    const active = found.requests.filter((one) => one.active);
    $("result").replaceChildren(
      element("h2", { textContent: found.findings.length ? "What is wrong" : "Nothing is wrong that configlint knows of" }), ...found.findings.map(finding),
      element("h2", { textContent: "What would be sent" }), ...(active.length ? active : found.requests).slice(0, 8).map(request),
      ...(found.curl ? [element("h2", { textContent: "Try it in a shell" }), element("pre", { id: "curl", className: "shown", textContent: found.curl })] : []),
      ...found.failures.map((one) => element("p", { textContent: one })),
      ...(found.others.length ? [others(found.others)] : []),
      element("h2", { textContent: "The same for another tool" }), conversion());
  } catch (error) {
    $("result").replaceChildren(element("p", { textContent: `This could not be read: ${error.message}` }));
  }
}
async function fix(code) {
  files = (await ask("fix", { code })).files;
  showFiles();
  await look();
}
let pause;
function changed() {
  clearTimeout(pause);
  pause = setTimeout(look, 250);
}
$("text").oninput = () => { files[current].text = $("text").value; mark([]); changed(); };
$("text").onscroll = scroll;
$("path").onchange = () => { files[current].path = $("path").value || "config.toml"; showFiles(); look(); };
$("tool").onchange = look;
$("fixall").onclick = () => fix("");
$("add").onclick = () => { files.push({ path: `.env${files.length > 1 ? files.length : ""}`, text: "" }); open(files.length - 1); };
$("share").onclick = async () => {
  location.hash = fragment((await ask("share")).files);
  await navigator.clipboard?.writeText(location.href).catch(() => {});
  $("shared").textContent = "The link is in the address bar.";
};
window.onhashchange = () => { files = read() ?? files; current = 0; showFiles(); look(); };

showFiles();
const known = await ask("names");
[names, targets] = [known.tools, known.targets];
$("tool").append(...Object.entries(names).map(([id, name]) => element("option", { value: id, textContent: name })));
await look();
