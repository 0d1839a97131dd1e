// Sorting and filtering of the tables that allow it. Without it every page works the same: the
// tables come from the server in order and whole. Fava loads this on each of its pages.

const ROWS = 8;

function valueOf(row, index, kind) {
  const cell = row.cells[index];
  const text = (cell?.dataset.value ?? cell?.textContent ?? "").trim();
  if (kind !== "num") return text.toLocaleLowerCase("en-GB");
  const number = Number(text.replace(/[£,%\s]/g, "").replace("−", "-"));
  return text === "" || Number.isNaN(number) ? Number.NEGATIVE_INFINITY : number;
}

function columnOf(head) {
  let index = 0;
  for (const each of head.parentElement.cells) {
    if (each === head) return index;
    index += each.colSpan;
  }
  return index;
}

function sortBy(table, head, kind) {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const body = table.tBodies[0];
  const rows = [...body.rows].filter((row) => !row.classList.contains("unsorted"));
  const index = columnOf(head);
  const keys = new Map(rows.map((row) => [row, valueOf(row, index, kind)]));
  const order = (a, b) =>
    typeof a === "number" ? a - b : a.localeCompare(b, "en-GB", { numeric: true });
  rows.sort((a, b) => (down ? -1 : 1) * order(keys.get(a), keys.get(b)));
  body.append(...rows);
}

function makeSortable(table) {
  for (const head of table.tHead?.rows[0]?.cells ?? []) {
    if (head.dataset.sort === undefined) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sortBy(table, head, head.dataset.sort));
    head.append(button);
  }
}

function makeFilterable(table) {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < ROWS) return;
  const line = document.createElement("p");
  const label = document.createElement("label");
  const box = document.createElement("input");
  const said = document.createElement("span");
  line.className = "rows screen";
  box.type = "search";
  said.setAttribute("role", "status");
  label.append("Show rows with ", box);
  line.append(label, " ", said);
  box.addEventListener("input", () => {
    const words = box.value.toLocaleLowerCase("en-GB").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLocaleLowerCase("en-GB");
      row.hidden = !words.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    const total = table.tFoot ? " The last row is still the total of all." : "";
    said.textContent = words.length ? `${shown} of ${rows.length} rows are shown.${total}` : "";
  });
  (table.closest(".scroll") ?? table).before(line);
}

function enhance() {
  for (const table of document.querySelectorAll(".ringfence table.sorts:not([data-ready])")) {
    table.dataset.ready = "yes";
    makeSortable(table);
    makeFilterable(table);
  }
}

// What was closed is opened for print: a closed section would be left out without a word.
function openAll() {
  for (const each of document.querySelectorAll(".ringfence details:not([open])")) {
    each.dataset.closed = "yes";
    each.open = true;
  }
}

function closeAgain() {
  for (const each of document.querySelectorAll(".ringfence details[data-closed]")) {
    each.open = false;
    delete each.dataset.closed;
  }
}

export default {
  init() {
    window.addEventListener("beforeprint", openAll);
    window.addEventListener("afterprint", closeAgain);
  },
  onPageLoad: enhance,
  onExtensionPageLoad: enhance,
};
