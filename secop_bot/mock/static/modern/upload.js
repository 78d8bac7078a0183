/* The upload window: files are chosen, then sent, and each row says how far it is. */
import { call } from "./portal.js";
import { sendFiles } from "./sending.js";

const WORDS = { processing: "Procesando…", success: "Documento anexo", error: "Error al anexar el documento" };
const main = document.querySelector("main");
const urls = JSON.parse(main.dataset.config);
const body = main.querySelector("tbody");
const input = main.querySelector("input[type=file]");
const size = new Intl.NumberFormat("es-CO", { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const chosen = [];
let sent = 0;

function choose() {
  for (const file of input.files) {
    chosen.push(file);
    const row = body.insertRow();
    for (const text of [file.name, `${size.format(file.size / 1024)} KB`, "Pendiente por anexar"]) {
      row.insertCell().textContent = text;
    }
  }
  input.value = "";
}
input.addEventListener("change", choose);
choose(); // what was chosen while the page was loading

async function attach() {
  const first = sent;
  const files = chosen.slice(first);
  sent = chosen.length;
  if (!files.length) return;
  await sendFiles(urls, files, (index, progress) => {
    const row = body.rows[first + index];
    row.dataset.progress = progress;
    row.cells[2].textContent = WORDS[progress];
  });
}

async function close() {
  await call(urls.close);
  window.close();
}

main.querySelector("[data-do=attach]").addEventListener("click", attach);
main.querySelector("[data-do=close]").addEventListener("click", close);
