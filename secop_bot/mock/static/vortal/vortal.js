"use strict";
/* What every page shares: ajax with its overlay, message boxes, the modal window, late translation. */
var V = (function () {
  var settings = { translateDelay: 150, keyboardOnly: [], messageBox: "", modal: {} };
  var pending = 0;
  var overlay = null;
  var WORDS = {
    InExecution: "En ejecución", Signed: "Firmado", Modified: "Modificado",
    UnderModification: "En modificación", Closed: "Cerrado", Terminated: "Terminado",
    Pending: "Pendiente", Draft: "Borrador", Registered: "Registrado",
    SentToBuyer: "Enviado a la Entidad Estatal", UnderApproval: "En aprobación",
    Accepted: "Aceptada", Rejected: "Rechazada", Paid: "Pagado"
  };

  function byId(id) { return document.getElementById(id); }

  function block() {
    pending += 1;
    if (overlay) { return; }
    overlay = document.createElement("div");
    overlay.className = "blockUI blockOverlay vortal-preloader";
    document.body.appendChild(overlay);
  }

  function unblock() {
    pending -= 1;
    if (pending > 0 || !overlay) { return; }
    overlay.remove();
    overlay = null;
  }

  /* What a fault of the mock adds to a good answer. */
  function mishap(headers) {
    var text = headers.get("X-Mock-Dialog");
    if (headers.has("X-Mock-Overlay")) { block(); }
    if (headers.has("X-Mock-Late")) { settings.translateDelay = Number(headers.get("X-Mock-Late")); }
    if (text) { setTimeout(function () { (text.endsWith("%3F") ? confirm : alert)(decodeURIComponent(text)); }); }
  }

  async function ask(url, body, headers) {
    var response = await fetch(url, {
      method: "POST", body: body, headers: Object.assign({ "X-Requested-With": "XMLHttpRequest" }, headers)
    });
    if (response.status === 401) {
      window.top.location = (await response.json()).login;
      return new Promise(function () {});
    }
    if (!response.ok) { throw new Error(String(response.status)); }
    mishap(response.headers);
    return response.json();
  }

  /* Asks the server; gives its answer, or null after the error was shown. */
  async function call(url, data, quietly) {
    if (!quietly) { block(); }
    try {
      var form = data instanceof FormData;
      var answer = await ask(url, form ? data : JSON.stringify(data || {}),
                             form ? {} : { "Content-Type": "application/json" });
      if (answer.message) { message(answer.message); }
      return answer;
    } catch (error) {
      if (!quietly) {
        message("Se ha producido un error inesperado en el servidor. Intente más tarde.");
      }
      return null;
    } finally {
      if (!quietly) { unblock(); }
    }
  }

  /* Shows a box that is already in the page; gives true for its yes. */
  function question(id) {
    var box = byId(id);
    var shade = document.createElement("div");
    shade.className = "mdShade";
    document.body.appendChild(shade);
    box.style.display = "block";
    return new Promise(function (resolve) {
      box.onclick = function (event) {
        if (event.target.tagName !== "INPUT") { return; }
        box.style.display = "none";
        shade.remove();
        resolve(event.target.classList.contains("mdYes"));
      };
    });
  }

  function message(text) {
    byId(settings.messageBox).querySelector(".mdText").textContent = text;
    return question(settings.messageBox);
  }

  function runScripts(host) {
    host.querySelectorAll("script").forEach(function (old) {
      var fresh = document.createElement("script");
      fresh.textContent = old.textContent;
      old.replaceWith(fresh);
    });
  }

  function put(host, html) {
    host.innerHTML = html;
    runScripts(host);
  }

  /* The server prints a state's code; its word comes a moment later. */
  function translateState(id, code) {
    setTimeout(function () {
      var cell = byId(id);
      if (cell) { cell.textContent = WORDS[code] || code; }
    }, settings.translateDelay);
  }

  function openModal(title, url) {
    var shade = document.createElement("div");
    shade.className = "mdShade mdModalShade";
    var frame = document.createElement("div");
    frame.id = settings.modal.dialog;
    frame.className = "VortalModal";
    frame.innerHTML = '<div class="mdTitle"><span></span></div>';
    frame.querySelector("span").textContent = title;
    var inner = document.createElement("iframe");
    inner.id = settings.modal.frame;
    inner.name = settings.modal.frame;
    inner.src = url;
    frame.appendChild(inner);
    document.body.appendChild(shade);
    document.body.appendChild(frame);
  }

  function closeModal() {
    document.querySelectorAll(".mdModalShade, .VortalModal").forEach(function (part) { part.remove(); });
    if (settings.afterModal) { settings.afterModal(); }
  }

  function toggleMenu(id) {
    var menu = byId(id);
    var shown = menu.style.display === "block";
    document.querySelectorAll(".SubMenu").forEach(function (other) { other.style.display = "none"; });
    menu.style.display = shown ? "none" : "block";
  }

  /* Some buttons of the platform have answered only to the keyboard. */
  document.addEventListener("click", function (event) {
    var button = event.target.closest("input[type=button], a");
    if (!button || event.detail === 0) { return; }
    if (settings.keyboardOnly.includes((button.value || button.textContent).trim())) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  return {
    setup: function (given) { Object.assign(settings, given); },
    settings: settings, byId: byId, block: block, unblock: unblock, call: call, question: question,
    message: message, put: put, translateState: translateState, openModal: openModal,
    closeModal: closeModal, toggleMenu: toggleMenu,
    go: function (url) { window.location = url; }
  };
})();
