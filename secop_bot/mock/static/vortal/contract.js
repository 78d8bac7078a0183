"use strict";
/* The contract's page: steps by ajax, the rows of Plan de pagos, the execution documents. */
var Contract = (function () {
  var page = {};

  async function go(step) {
    var answer = await V.call(page.urls.step, { contract: page.contract, step: step });
    if (!answer) { return; }
    V.put(V.byId("stphStepsPlaceHolder"), answer.html);
    document.querySelectorAll("#stpmStepManager [id^=stepDiv_]").forEach(function (div) {
      var chosen = div.id === "stepDiv_" + answer.step;
      div.className = chosen ? "LeftMenuButtonOn Black" : "LeftMenuButtonOff Black";
    });
    if (page.rebuiltAfter && V.byId(page.plan)) {
      setTimeout(function () { refresh(true); }, page.rebuiltAfter);
    }
  }

  async function refresh(quietly) {
    var plan = V.byId(page.plan);
    if (!plan) { return; }
    var answer = await V.call(page.urls.plan, { contract: page.contract }, quietly === true);
    if (answer) { V.put(V.byId(page.plan), answer.html); }
  }

  function openForm(mode, payment) {
    var query = "?docUniqueIdentifier=" + encodeURIComponent(page.contract) + "&mode=" + mode +
                "&payment=" + encodeURIComponent(payment || "");
    V.openModal(mode === "view" ? "Detalle del pago" : "Registro de factura", page.urls.form + query);
  }

  async function change(url, payment) {
    var answer = await V.call(url, { contract: page.contract, payment: payment });
    if (answer && !answer.message) { refresh(); }
  }

  async function send(payment) {
    var asks = page.sendQuestion;
    if (asks === "native" && !window.confirm(page.sendText)) { return; }
    if (asks === "box" && !(await V.question(page.boxes.send))) { return; }
    change(page.urls.send, payment);
  }

  async function remove(payment) {
    if (await V.question(page.boxes.remove)) { change(page.urls.remove, payment); }
  }

  function upload() {
    var opened = window.open(page.urls.upload, "_blank", "width=760,height=480,left=120,top=90");
    var timer = setInterval(async function () {
      if (opened && !opened.closed) { return; }
      clearInterval(timer);
      var answer = await V.call(page.urls.documents, { contract: page.contract, closed: true });
      if (answer) { V.put(V.byId(page.documents), answer.html); }
    }, 100);
  }

  /* The next rows of Plan de pagos, which were there all the time. */
  function more(link, count) {
    var hidden = Array.from(V.byId(page.plan).querySelectorAll("tr[style]"));
    hidden.slice(0, count).forEach(function (row) { row.removeAttribute("style"); });
    if (hidden.length <= count) { link.remove(); }
  }

  return {
    start: function (given) { page = given; V.setup({ afterModal: refresh }); go("first"); },
    go: go, create: function () { openForm("create"); },
    register: function (payment) { openForm("register", payment); },
    view: function (payment) { openForm("view", payment); },
    send: send, remove: remove, upload: upload, more: more,
    other: function () { V.message("Esta opción no hace parte del simulador."); }
  };
})();
