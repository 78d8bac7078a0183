/* Draws a tour over the portal's page: an outline, a caption and a spoken line, or the summary at the end.

   All of it stands in a closed shadow root, so that nothing that reads or searches the page ever meets its words; it
   lies in the browser's top layer, above the page's own windows, and lets every click through. Styles are set without
   a <style> element and texts without HTML, so that no policy of the page keeps them out. */
({
  parts() {
    const KEY = Symbol.for("secop-bot.tour");
    const modals = [...document.querySelectorAll("dialog:modal")].filter((e) => e.getClientRects().length);
    const home = modals.at(-1) ?? document.documentElement; // outside an open modal window nothing is spoken
    let host = document.querySelector("secop-bot-tour");
    if (!host?.[KEY]) {
      host?.remove();
      host = document.createElement("secop-bot-tour");
      host.style.display = "contents";
      const root = host.attachShadow({ mode: "closed" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(this.STYLE);
      root.adoptedStyleSheets = [sheet];
      const make = (tag, name, into) => {
        const e = document.createElement(tag);
        e.className = name;
        into.append(e);
        return e;
      };
      const layer = make("div", "layer", root);
      layer.popover = "manual";
      layer.setAttribute("aria-hidden", "true");
      const spoken = make("div", "spoken", root);
      spoken.setAttribute("role", "status");
      spoken.setAttribute("aria-live", "polite");
      spoken.lang = "es";
      host[KEY] = { root, layer, spoken, make, ring: make("div", "ring", layer), box: make("div", "box", layer) };
    }
    if (host.parentNode !== home) home.append(host);
    return host[KEY];
  },

  draw({ step, what, lines, keys, paused, spot }) {
    const { layer, ring, box, spoken, make } = this.parts();
    if (layer.matches(":popover-open")) layer.hidePopover();
    layer.showPopover(); // again, to lie above a window that was opened since
    const margin = 6;
    ring.hidden = !spot;
    if (spot) {
      Object.assign(ring.style, {
        left: `${spot.x - margin}px`, top: `${spot.y - margin}px`,
        width: `${spot.width + 2 * margin}px`, height: `${spot.height + 2 * margin}px`,
      });
    }
    box.replaceChildren();
    box.classList.toggle("paused", paused);
    const head = make("div", "head", box);
    make("span", "step", head).textContent = paused ? `En pausa · ${step}` : step;
    make("span", "keys", head).textContent = keys;
    make("div", "what", box).textContent = what;
    for (const line of lines) make("div", "line", box).textContent = line;
    const said = [paused ? "En pausa." : "", step, what, ...lines].filter(Boolean).join(". ");
    spoken.dataset.next = said;
    setTimeout(() => { // a line that is there as it is inserted is not spoken, and of several at once only the last is
      if (spoken.textContent !== spoken.dataset.next) spoken.textContent = spoken.dataset.next;
    }, 60);
    box.classList.remove("above");
    const low = box.getBoundingClientRect();
    const hides = spot && spot.y + spot.height + 2 * margin > low.top && spot.x < low.right
      && spot.x + spot.width > low.left;
    box.classList.toggle("above", Boolean(hides) && spot.y > innerHeight - spot.y - spot.height);
  },

  lift() {
    const { ring } = this.parts();
    ring.hidden = true;
  },

  summary({ title, subtitle, columns, rows, lines, button, call }) {
    const { root, layer, make } = this.parts();
    if (layer.matches(":popover-open")) layer.hidePopover();
    root.querySelector("dialog")?.remove();
    const dialog = make("dialog", "panel", root);
    dialog.lang = "es";
    dialog.setAttribute("aria-label", title);
    make("h2", "", dialog).textContent = title;
    make("p", "", dialog).textContent = subtitle;
    const table = make("table", "", dialog);
    const head = make("tr", "", make("thead", "", table));
    for (const name of columns) Object.assign(make("th", "", head), { scope: "col", textContent: name });
    const body = make("tbody", "", table);
    for (const { cells, sign } of rows) {
      const row = make("tr", sign, body);
      cells.forEach((cell, n) => {
        const e = make(n ? "td" : "th", "", row);
        if (!n) e.scope = "row";
        e.textContent = cell;
      });
    }
    for (const line of lines) make("p", "", dialog).textContent = line;
    const end = make("button", "", dialog);
    end.type = "button";
    end.textContent = button;
    end.autofocus = true;
    const done = (event) => { event.preventDefault(); window[call]?.("done"); };
    end.addEventListener("click", done);
    dialog.addEventListener("cancel", done);
    dialog.showModal(); // the page below can't be pressed meanwhile, neither by key nor by mouse
  },

  STYLE: `
    .layer { all: unset; position: fixed; inset: 0; width: 100vw; height: 100vh; pointer-events: none;
      overflow: hidden; font: 16px/1.4 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    .layer:not(:popover-open) { display: none; }
    .ring { position: absolute; box-sizing: border-box; border: 3px solid #ffb300; border-radius: 6px;
      box-shadow: 0 0 0 2px #10243e, 0 0 0 5px rgb(255 179 0 / 35%); }
    .ring[hidden] { display: none; }
    .box { position: absolute; left: 50%; bottom: 14px; transform: translateX(-50%); box-sizing: border-box;
      width: min(736px, calc(100vw - 28px)); padding: 10px 16px 12px; border-radius: 10px; background: #10243e;
      color: #fff; border: 2px solid #ffb300; box-shadow: 0 6px 24px rgb(0 0 0 / 45%); overflow-wrap: anywhere; }
    .box.above { bottom: auto; top: 14px; }
    .box.paused { background: #5b2a00; }
    .head { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 2px 16px; font-size: 14px;
      color: #ffd98a; }
    .what { font-size: 18px; font-weight: 600; }
    .line { color: #e4ebf5; white-space: pre-line; }
    .spoken { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    .panel { box-sizing: border-box; width: min(960px, calc(100vw - 32px)); max-height: calc(100vh - 32px);
      overflow: auto; padding: 18px 24px 20px; border: 2px solid #10243e; border-radius: 12px; background: #fff;
      color: #14202e; font: 15px/1.4 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
    .panel::backdrop { background: rgb(16 36 62 / 65%); }
    h2 { margin: 0; font-size: 21px; }
    p { margin: 4px 0 8px; overflow-wrap: anywhere; }
    table { border-collapse: collapse; width: 100%; margin: 8px 0; }
    th, td { text-align: left; vertical-align: top; font-weight: normal; padding: 4px 8px;
      border-bottom: 1px solid #cfd8e3; overflow-wrap: anywhere; }
    thead th { font-weight: 600; background: #eef3f9; }
    tr.yes td:last-child { color: #17652f; white-space: nowrap; }
    tr.no td { color: #a11212; }
    button { font: inherit; font-weight: 600; padding: 8px 18px; border: 0; border-radius: 8px; background: #10243e;
      color: #fff; cursor: pointer; position: sticky; bottom: 0; float: right; }
    button:focus-visible { outline: 3px solid #ffb300; outline-offset: 2px; }
    @media (prefers-reduced-motion: no-preference) {
      .ring { transition: left .15s, top .15s, width .15s, height .15s; }
    }`,
})
