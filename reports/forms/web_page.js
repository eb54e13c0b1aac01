"use strict";
// Column heads become buttons that sort their table; the third press gives the order of the report back.
const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
const status = document.getElementById("sorted");
const sayings = document.body.dataset;

function keyOf(cell) {
  return cell.dataset.order === undefined ? cell.textContent : Number(cell.dataset.order);
}

function compare(a, b) {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === typeof b) return collator.compare(a, b);
  return typeof a === "number" ? -1 : 1;
}

function sort(body, original, column, direction) {
  if (!direction) return body.replaceChildren(...original);
  const keyed = original.map((row, place) => [keyOf(row.cells[column]), place, row]);
  keyed.sort((a, b) => direction * compare(a[0], b[0]) || a[1] - b[1]);
  body.replaceChildren(...keyed.map((each) => each[2]));
}

function makeSortable(table) {
  const body = table.tBodies[0];
  const original = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const next = { none: ["ascending", 1, "up"], ascending: ["descending", -1, "down"], descending: ["none", 0, "not"] };
  heads.forEach((head, column) => {
    if (!head.textContent.trim()) return;
    const name = head.textContent.trim();
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const [order, direction, saying] = next[head.getAttribute("aria-sort")];
      heads.forEach((other) => other.hasAttribute("aria-sort") && other.setAttribute("aria-sort", "none"));
      head.setAttribute("aria-sort", order);
      sort(body, original, column, direction);
      status.textContent = sayings[saying].replace("{column}", () => name);
    });
  });
}

document.querySelectorAll("table[data-sortable]").forEach(makeSortable);
