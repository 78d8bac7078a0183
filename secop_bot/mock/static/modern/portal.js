/* What every page shares: asking the server, the busy cover, dialogs, chips that are translated a moment later. */

const WORDS = {
  InExecution: "En ejecución", Signed: "Firmado", Modified: "Modificado",
  UnderModification: "En modificación", Closed: "Cerrado", Terminated: "Terminado",
  Pending: "Pendiente", Draft: "Borrador", Registered: "Registrado",
  SentToBuyer: "Enviado a la Entidad Estatal", UnderApproval: "En aprobación",
  Accepted: "Aceptada", Rejected: "Rechazada", Paid: "Pagado",
};
const settings = document.body.dataset;
const keyboardOnly = JSON.parse(settings.keyboardOnly ?? "[]");
const covers = new Map(); // host -> how many requests it waits for

/** Cover the page, or the dialog on top of it; gives what takes the cover away again. */
export function busy() {
  const host = [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.querySelector("main");
  const before = covers.get(host) ?? 0;
  covers.set(host, before + 1);
  if (!before) {
    const cover = document.createElement("div");
    cover.className = "sc-busy";
    cover.setAttribute("role", "progressbar");
    cover.setAttribute("aria-label", "Cargando");
    host.setAttribute("aria-busy", "true");
    host.append(cover);
  }
  return () => {
    const left = covers.get(host) - 1;
    covers.set(host, left);
    if (left) return;
    covers.delete(host);
    host.removeAttribute("aria-busy");
    host.querySelector(":scope > .sc-busy")?.remove();
  };
}

export function go(address) {
  busy();
  location.assign(address);
}

/** What a fault of the mock adds to a good answer. */
function mishap(headers) {
  const text = headers.get("X-Mock-Dialog");
  if (headers.has("X-Mock-Overlay")) busy();
  if (headers.has("X-Mock-Late")) settings.translateDelay = headers.get("X-Mock-Late");
  if (text) setTimeout(() => (text.endsWith("%3F") ? confirm : alert)(decodeURIComponent(text)));
}

async function request(url, options) {
  const headers = { "X-Requested-With": "XMLHttpRequest", ...options.headers };
  const response = await fetch(url, { ...options, headers });
  if (response.status === 401) {
    location.assign((await response.json()).login);
    return new Promise(() => {});
  }
  if (!response.ok) throw new Error(String(response.status));
  mishap(response.headers);
  return response;
}

async function answered(ask, quietly) {
  const free = quietly ? () => {} : busy();
  try {
    return await ask();
  } catch {
    if (!quietly) message("Se ha producido un error inesperado en el servidor. Intente más tarde.");
    return null;
  } finally {
    free();
  }
}

/** Send data to the server; gives its answer, or null after the error was shown. */
export function call(url, data = {}, { quietly = false } = {}) {
  const file = data instanceof FormData;
  const options = file
    ? { method: "POST", body: data }
    : { method: "POST", body: JSON.stringify(data), headers: { "Content-Type": "application/json" } };
  return answered(async () => {
    const answer = await (await request(url, options)).json();
    if (answer.message) message(answer.message);
    return answer;
  }, quietly);
}

/** Fetch a part of the page; gives its markup, or null after the error was shown. */
export function fetchPart(url) {
  return answered(async () => (await request(url, {})).text(), false);
}

/** Show a dialog that is already in the page; gives true for its yes. */
export function question(key, text) {
  const dialog = document.querySelector(`[data-dialog="${key}"]`);
  if (text) dialog.querySelector("[data-dialog-text]").textContent = text;
  dialog.returnValue = "no";
  if (!dialog.open) dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclick = (event) => {
      const button = event.target.closest("[data-answer]");
      if (button) dialog.close(button.dataset.answer);
    };
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

export function message(text) {
  return question("message", text);
}

/** Replace the contents of a part of the page. */
export function put(host, html) {
  host.innerHTML = html;
  translate(host);
}

/** The server prints a state's code; its word comes a moment later. */
export function translate(host) {
  const chips = host.querySelectorAll("[data-state]");
  setTimeout(() => {
    for (const chip of chips) chip.textContent = WORDS[chip.dataset.state] ?? chip.dataset.state;
  }, Number(settings.translateDelay ?? 0));
}

/* Nothing answers before the scripts are there to answer. */
document.addEventListener("DOMContentLoaded", () => { document.body.inert = false; });

/* Some buttons of the platform have answered only to the keyboard. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("button, a");
  if (button && event.detail > 0 && keyboardOnly.includes(button.textContent.trim())) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);
