/* The header of every page: menus, the company's selector, the notice. */
import { call, go, translate } from "./portal.js";

const menus = [...document.querySelectorAll("[data-menu]")];

function show(button, shown) {
  button.setAttribute("aria-expanded", String(shown));
  document.getElementById(button.getAttribute("aria-controls")).hidden = !shown;
}

for (const button of menus) {
  button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-expanded") === "true";
    for (const other of menus) show(other, other === button && !shown);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const button of menus) show(button, false);
});

document.querySelector("[data-switch]")?.addEventListener("change", async ({ target }) => {
  const answer = await call(target.dataset.switch, { company: target.value });
  if (answer) go(answer.next);
});

const notice = document.querySelector("[data-notice]");
if (notice) {
  notice.querySelector("button").addEventListener("click", () => notice.close());
  setTimeout(() => notice.showModal(), Number(notice.dataset.notice));
}

translate(document);
