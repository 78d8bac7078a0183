/* The list of contracts: rows from the server, tabs, "Ver más". */
import { call, translate } from "./portal.js";

const panel = document.querySelector("[data-rows]");
const body = panel.querySelector("tbody");
const count = panel.querySelector("[role=status]");
const more = panel.querySelector("button");
const tabs = [...document.querySelectorAll("[role=tab]")];
let tab = "first";
let shown = 0;

async function load() {
  const answer = await call(panel.dataset.rows, { tab, first: shown });
  if (!answer) return;
  const part = document.createElement("tbody");
  part.innerHTML = answer.html;
  translate(part);
  body.append(...part.rows);
  shown = answer.shown;
  more.hidden = shown >= answer.count;
  count.textContent = `Mostrando ${shown} de ${answer.count}`;
}

for (const chosen of tabs) {
  chosen.addEventListener("click", () => {
    for (const other of tabs) other.setAttribute("aria-selected", String(other === chosen));
    body.replaceChildren();
    tab = chosen.dataset.tab;
    shown = 0;
    load();
  });
}
more.addEventListener("click", load);
load();
