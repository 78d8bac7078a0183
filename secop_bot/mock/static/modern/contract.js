/* The contract's page: steps, the rows of Plan de pagos, the execution documents. */
import { call, fetchPart, message, put, question, translate } from "./portal.js";
import { openForm } from "./form.js";
import { openWindow } from "./sending.js";

const page = document.querySelector("[data-config]");
const { contract, urls, asks, sendText, rebuiltAfter } = JSON.parse(page.dataset.config);
const part = (name) => page.querySelector(`[data-part="${name}"]`);

async function goTo(step) {
  const answer = await call(urls.step, { contract, step });
  if (!answer) return;
  put(part("step"), answer.html);
  for (const button of page.querySelectorAll("[data-step]")) {
    if (Number(button.dataset.step) === answer.step) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
  }
  if (rebuiltAfter && part("plan")) setTimeout(() => refresh({ quietly: true }), rebuiltAfter);
}

async function refresh(how) {
  if (!part("plan")) return;
  const answer = await call(urls.plan, { contract }, how);
  if (answer && part("plan")) put(part("plan"), answer.html);
}

async function showForm(mode, payment = "") {
  const query = new URLSearchParams({ docUniqueIdentifier: contract, mode, payment });
  const html = await fetchPart(`${urls.form}?${query}`);
  if (html === null) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const dialog = holder.content.querySelector("dialog");
  document.body.append(dialog);
  translate(dialog);
  openForm(dialog, refresh);
}

async function change(url, payment) {
  const answer = await call(url, { contract, payment });
  if (answer && !answer.message) refresh();
}

async function send(payment) {
  if (asks === "native" && !window.confirm(sendText)) return;
  if (asks === "box" && !(await question("send"))) return;
  change(urls.send, payment);
}

async function remove(payment) {
  if (await question("remove")) change(urls.remove, payment);
}

async function upload() {
  await openWindow(urls.upload);
  const answer = await call(urls.documents, { contract, closed: true });
  if (answer) put(part("execution-documents"), answer.html);
}

/* The next rows of Plan de pagos, which were there all the time. */
function showMore(count) {
  const hidden = [...part("plan").querySelectorAll("tr[hidden]")];
  for (const row of hidden.slice(0, count)) row.hidden = false;
  if (hidden.length <= count) part("plan").querySelector("[data-do=more]").remove();
}

const deeds = {
  create: () => showForm("create"),
  register: (payment) => showForm("register", payment),
  view: (payment) => showForm("view", payment),
  send,
  remove,
  upload,
  more: (count) => showMore(Number(count)),
  other: () => message("Esta opción no hace parte del simulador."),
};

page.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.step) goTo(Number(button.dataset.step));
  else if (button?.dataset.do) deeds[button.dataset.do](button.dataset.payment);
});
goTo("first");
