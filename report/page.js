// SPDX-License-Identifier: MIT
// Fills the page from the results that lie in it. Elements are made, never parsed from text: what an
// interpreter said is shown as it is.
"use strict";

const results = JSON.parse(document.getElementById("results").textContent);
const subjects = results.subjects;
const byId = (id) => document.getElementById(id);
const count = (number) => number.toLocaleString("en");

function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  const { data, ...properties } = options;
  Object.assign(element, properties);
  Object.assign(element.dataset, data || {});
  element.append(...children);
  return element;
}

const name = (subject) => (subject.implementation + " " + subject.version).trim();
const typeOf = (op) => op.split(".")[0];

// The vocabulary grows at its end; here each type stands together.
const types = [...new Set(results.kinds.map(typeOf))];
const kinds = types.flatMap((type) => results.kinds.filter((op) => typeOf(op) === type));

// What each subject did with each step kind.
const cells = new Map(results.kinds.map((op) => [op, subjects.map(() => null)]));
subjects.forEach((subject, column) => {
  for (const kind of subject.kinds) cells.get(kind.op)[column] = kind;
});
const percent = (kind) => Math.floor((1000 * kind.agreed) / (kind.agreed + kind.differed)) / 10;
const look = (kind) => (kind.differed === 0 ? "all" : kind.agreed === 0 ? "none" : "some");

function row(cls, ...items) {
  return make("tr", { className: cls }, ...items);
}

function header(...titles) {
  return make("thead", {}, row("", ...titles.map((title) =>
    make("th", { scope: "col" }, title))));
}

function showSubjects() {
  const lines = subjects.map((subject) => {
    const agreed = subject.programs - subject.differed;
    const notAsked = Object.entries(subject.not_asked).map(([what, number]) =>
      `${count(number)} need ${what}`).join(", ");
    return row("", make("th", { scope: "row" }, name(subject)),
      make("td", {}, count(subject.programs)),
      make("td", { className: subject.differed ? "some" : "all" },
        `${count(agreed)} (${(Math.floor((1000 * agreed) / Math.max(1, subject.programs)) / 10)
          .toFixed(1)} %)`),
      make("td", {}, count(subject.differed)), make("td", {}, count(subject.known)),
      make("td", {}, count(subject.steps)),
      make("td", {}, subject.seconds > 0 ? count(Math.round(subject.steps / subject.seconds)) : ""),
      make("td", { className: "text" }, notAsked));
  });
  byId("subjects").replaceChildren(
    header("implementation", "programs", "agreed", "differed", "of them known", "steps",
      "steps/s", "not asked"),
    make("tbody", {}, ...lines));
}

let chosen = null;

function cell(op, column) {
  const kind = cells.get(op)[column];
  if (!kind) return make("td", { title: "not run" }, "-");
  const button = make("button", { type: "button", className: look(kind), data: { op, column },
    title: `${count(kind.agreed)} agreed, ${count(kind.differed)} differed` },
  `${percent(kind)} %`);
  button.setAttribute("aria-pressed", String(chosen === op + column));
  return make("td", {}, button);
}

function isWanted(op) {
  const line = cells.get(op);
  const ran = line.filter(Boolean);
  const find = byId("find").value.trim().toLowerCase();
  if (find && !op.toLowerCase().includes(find)) return false;
  if (byId("type").value && typeOf(op) !== byId("type").value) return false;
  if (byId("differing").checked && !ran.some((kind) => kind.differed)) return false;
  return !byId("versions").checked || new Set(ran.map(percent)).size > 1;
}

function showMatrix() {
  const wanted = kinds.filter(isWanted);
  const lines = [];
  let type = null;
  for (const op of wanted) {
    if (typeOf(op) !== type) {
      type = typeOf(op);
      lines.push(row("type", make("th", { scope: "rowgroup", colSpan: subjects.length + 1 }, type)));
    }
    lines.push(row("", make("th", { scope: "row" }, op),
      ...subjects.map((_, column) => cell(op, column))));
  }
  byId("matrix").replaceChildren(header("step kind", ...subjects.map(name)),
    make("tbody", {}, ...lines));
  byId("shown").textContent = `${wanted.length} of ${results.kinds.length} step kinds`;
}

function program(difference) {
  const text = results.programs[difference.program];
  const title = make("summary", {}, make("code", {}, difference.program), ` step ${difference.step}: `,
    make("code", {}, difference.what), ` expected ${difference.expected}, got ${difference.got}`);
  const about = [`${difference.file}; compared: ${difference.check}.`];
  if (text && text.why) about.push(` Why the program is there: ${text.why}.`);
  const parts = [make("p", {}, ...about)];
  if (difference.reason) parts.push(make("p", {}, `Known: ${difference.reason}`));
  if (difference.link) parts.push(make("p", {}, make("a", { href: difference.link }, difference.link)));
  if (text) {
    const lines = text.listing.split("\n").map((line, index) => make("span",
      { className: index === difference.step ? "here" : "" }, line + "\n"));
    parts.push(make("div", { className: "beside" }, make("pre", {}, ...lines),
      make("pre", {}, text.python)));
  }
  return make("details", {}, title, ...parts);
}

function showDetail(op, column) {
  chosen = op + column;
  const subject = subjects[column];
  const kind = cells.get(op)[column];
  const differences = subject.differences.filter((one) => one.op === op);
  byId("detail").hidden = false;
  byId("detail-title").textContent = `${op} on ${name(subject)}`;
  byId("detail-text").textContent = kind.differed === 0
    ? `All ${count(kind.agreed)} steps agreed.`
    : `${count(kind.agreed)} steps agreed, ${count(kind.differed)} differed; ` +
      `${differences.length} of them are shown.`;
  byId("programs").replaceChildren(...differences.map(program));
  const first = byId("programs").querySelector("details");
  if (first) first.open = true;
  for (const button of document.querySelectorAll("#matrix button")) {
    button.setAttribute("aria-pressed", String(button.dataset.op + button.dataset.column === chosen));
  }
  byId("detail").focus();
  byId("detail").scrollIntoView({ block: "start" });
}

function showReasons() {
  const lines = subjects.flatMap((subject) => Object.entries(subject.reasons)
    .sort((one, other) => other[1] - one[1])
    .map(([reason, number]) => row("", make("th", { scope: "row" }, name(subject)),
      make("td", {}, count(number)), make("td", { className: "text" }, reason))));
  byId("reasons").replaceChildren(header("implementation", "programs", "why they differ"),
    make("tbody", {}, ...lines));
  byId("reasons").closest("section").hidden = lines.length === 0;
}

function showCoverage() {
  const missed = results.kinds.filter((op) => cells.get(op).every((kind) => !kind));
  byId("coverage").textContent =
    `${results.kinds.length - missed.length} of ${results.kinds.length} step kinds ran` +
    (missed.length ? `; never: ${missed.join(", ")}.` : ".");
}

byId("summary").textContent = `${subjects.length} implementations held against ${results.reference} ` +
  `in ${count(results.files)} ${results.files === 1 ? "trace" : "traces"}, by holdfast ${results.holdfast}.`;
byId("type").append(make("option", { value: "" }, "all"),
  ...types.map((type) => make("option", { value: type }, type)));
byId("filters").addEventListener("input", showMatrix);
byId("filters").addEventListener("submit", (event) => event.preventDefault());
byId("matrix").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) showDetail(button.dataset.op, Number(button.dataset.column));
});
showSubjects();
showMatrix();
showReasons();
showCoverage();
