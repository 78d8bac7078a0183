/* The payment's dialog: boxes that count when focus leaves them, parts drawn again, Confirmar, Cancelar, Editar. */
import { busy, call, message, put } from "./portal.js";
import { openWindow, sendFiles } from "./sending.js";

const pesos = new Intl.NumberFormat("es-CO", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** What a box says to the server: days as dd/mm/yyyy. */
function said(box) {
  return box.dataset.kind === "date" ? box.value.split("-").reverse().join("/") : box.value;
}

/** Write an amount as Colombians do; what is no amount stays. */
function formatted(text) {
  const bare = text.trim().replaceAll(".", "").replace(",", ".");
  return /^\d+(\.\d+)?$/.test(bare) ? pesos.format(Number(bare)) : text;
}

/** Show the dialog of a payment; ``done`` is called after it was left. */
export function openForm(dialog, done) {
  const { token, urls, rebuild, everyBox, uploadStyle } = JSON.parse(dialog.dataset.config);
  let drawing = false;
  let queue = Promise.resolve();

  const boxes = (host = dialog) => [...host.querySelectorAll("[data-box]")];
  const named = (key, host = dialog) => host.querySelector(`[data-box="${key}"]`);

  /* One request after the other. */
  function ask(url, data = {}) {
    const free = busy();
    const next = queue.then(() => call(url, { form: token, ...data }));
    queue = next.finally(free);
    return next;
  }

  function texts() {
    const typed = boxes().filter((box) => box.dataset.kind === "text" || box.dataset.kind === "notes");
    return Object.fromEntries(typed.map((box) => [box.dataset.box, box.value]));
  }

  function draw(sections, key = "", sent = "") {
    const focused = document.activeElement;
    const again = dialog.contains(focused) && focused.dataset.box;
    drawing = true;
    for (const [name, html] of Object.entries(sections)) {
      const host = dialog.querySelector(`[data-part="${name}"]`);
      const kept = boxes(host).filter((box) => box.dataset.kind !== "choice" && box.value !== box.defaultValue &&
        !(box.dataset.box === key && box.value === sent));
      put(host, html);
      if (rebuild === "loses_text" && key) continue;
      for (const old of kept) {
        const fresh = named(old.dataset.box, host);
        if (fresh) fresh.value = old.value;
      }
    }
    if (again && !dialog.contains(focused) && rebuild !== "loses_text") {
      const fresh = focused.type === "radio"
        ? boxes().find((box) => box.dataset.box === again && box.value === focused.value)
        : named(again);
      fresh?.focus();
      if (fresh?.type === "text") fresh.setSelectionRange(fresh.value.length, fresh.value.length);
    }
    drawing = false;
  }

  /* Puts only the one box's new text in its place. */
  function patch(sections, box, sent) {
    const part = document.createElement("template");
    part.innerHTML = Object.values(sections)[0];
    const fresh = named(box.dataset.box, part.content);
    if (!fresh) return;
    const untouched = box.value === sent;
    box.defaultValue = fresh.defaultValue;
    if (untouched) box.value = fresh.defaultValue;
  }

  async function commit(box) {
    const sent = box.value;
    const answer = await ask(urls.commit, { field: box.dataset.box, value: said(box) });
    if (!answer) return;
    if (rebuild === "never" && box.dataset.kind !== "choice") patch(answer.sections, box, sent);
    else draw(answer.sections, box.dataset.box, sent);
  }

  function sends(kind) {
    return kind === "date" || kind === "money" || everyBox || rebuild === "loses_text";
  }

  dialog.addEventListener("focusout", ({ target: box }) => {
    const kind = box.dataset.kind;
    if (drawing || !kind || kind === "choice") return;
    if (kind === "money") box.value = formatted(box.value);
    if (sends(kind) && box.value !== box.defaultValue) commit(box);
  });
  dialog.addEventListener("change", ({ target }) => {
    if (target.dataset.kind === "choice") commit(target);
    if ("files" in target.dataset && uploadStyle === "chooser") takeFiles();
  });
  dialog.addEventListener("submit", (event) => event.preventDefault());

  async function redraw(url, data) {
    const answer = await ask(url, data);
    if (answer) draw(answer.sections);
  }

  function leave() {
    dialog.close();
    dialog.remove();
    done();
  }

  async function confirm() {
    const panel = dialog.querySelector("[data-errors]");
    panel.replaceChildren();
    const answer = await ask(urls.confirm, { texts: texts() });
    if (!answer) return;
    if (answer.ok) {
      if (answer.said) await message(answer.said);
      leave();
      return;
    }
    const title = document.createElement("p");
    title.textContent = "No fue posible guardar la información:";
    const list = document.createElement("ul");
    list.append(...answer.errors.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
    panel.append(title, list);
    panel.scrollIntoView({ block: "center" });
  }

  async function takeFiles() {
    const input = dialog.querySelector("[data-files]");
    const files = [...input.files];
    if (!files.length) return;
    const free = busy();
    await sendFiles(urls, files);
    free();
    input.value = "";
    redraw(urls.documents, { closed: true });
  }

  async function attach() {
    if (uploadStyle === "chooser") dialog.querySelector("[data-files]").click();
    else if (uploadStyle === "input") takeFiles();
    else {
      await openWindow(urls.uploadWindow);
      redraw(urls.documents, { closed: true });
    }
  }

  async function leaveBy(url) {
    if (await ask(url)) leave();
  }

  const deeds = {
    "validate-planilla": () => redraw(urls.validatePlanilla, { texts: texts() }),
    "validate-cufe": () => redraw(urls.validateCufe, { texts: texts() }),
    detach: ({ index }) => redraw(urls.detach, { index: Number(index) }),
    attach,
    confirm,
    cancel: () => leaveBy(urls.cancel),
    unlock: () => leaveBy(urls.unlock),
  };
  dialog.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) deeds[button.dataset.do](button.dataset);
  });
  dialog.showModal();
}
