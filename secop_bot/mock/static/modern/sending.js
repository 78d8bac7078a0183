/* Files on their way in: sent one by one, and asked for until each is processed. */
import { call, message } from "./portal.js";

const pause = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

/** Send files; ``tell(index, progress)`` is called whenever the progress of one changes. */
export async function sendFiles(urls, files, tell = () => {}) {
  let token = "";
  for (const [index, file] of files.entries()) {
    const data = new FormData();
    data.append("file", file, file.name);
    tell(index, "processing");
    const answer = await call(urls.upload + (token ? `&window=${token}` : ""), data, { quietly: true });
    if (!answer) {
      message("Se ha producido un error al cargar el documento.");
      return;
    }
    token = answer.window;
  }
  for (;;) {
    const status = await call(`${urls.status}?window=${token}`, {}, { quietly: true });
    if (!status) return;
    const progress = status.files.slice(-files.length);
    progress.forEach((one, index) => tell(index, one));
    if (!progress.includes("processing")) return;
    await pause(60);
  }
}

/** Open the upload window; settles when it is closed again. */
export async function openWindow(address) {
  const opened = window.open(address, "_blank", "popup,width=760,height=520,left=120,top=90");
  while (opened && !opened.closed) await pause(100);
}
