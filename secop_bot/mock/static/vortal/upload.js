"use strict";
/* Sends files one by one and asks until each is processed. */
var Upload = (function () {
  var page = {};
  var chosen = [];

  /* tell(index, progress) is called whenever a file's progress changes. */
  async function send(url, urls, files, tell) {
    var token = "";
    for (var i = 0; i < files.length; i += 1) {
      var data = new FormData();
      data.append("file", files[i], files[i].name);
      tell(i, "processing");
      var answer = await V.call(url + (token ? "&window=" + token : ""), data, true);
      if (!answer) { V.message("Se ha producido un error al cargar el documento."); return; }
      token = answer.window;
    }
    for (;;) {
      var status = await V.call(urls.status + "?window=" + token, {}, true);
      if (!status) { return; }
      var part = status.files.slice(-files.length);
      part.forEach(function (progress, index) { tell(index, progress); });
      if (!part.includes("processing")) { return; }
      await new Promise(function (resolve) { setTimeout(resolve, 60); });
    }
  }

  function row(index) { return V.byId("tblFilesTable").tBodies[0].rows[index + 1]; }

  var WORDS = { processing: "Procesando…", success: "Documento anexo", error: "Error al anexar el documento" };

  function tell(index, progress) {
    var line = row(index);
    line.setAttribute("processed", progress);
    line.cells[2].textContent = WORDS[progress];
  }

  function choose(input) {
    var body = V.byId("tblFilesTable").tBodies[0];
    Array.from(input.files).forEach(function (file) {
      chosen.push(file);
      var line = body.insertRow();
      line.className = chosen.length % 2 ? "gridLineLight" : "gridLineDark";
      line.insertCell().textContent = file.name;
      line.insertCell().textContent = (file.size / 1024).toFixed(1).replace(".", ",") + " KB";
      line.insertCell().textContent = "Pendiente por anexar";
    });
    input.value = "";
  }

  var sent = 0;

  async function attach() {
    var first = sent;
    var files = chosen.slice(first);
    sent = chosen.length;
    if (files.length) {
      await send(page.urls.upload, page.urls, files, function (i, progress) { tell(first + i, progress); });
    }
  }

  async function close() {
    await V.call(page.urls.close, {});
    window.close();
  }

  return {
    start: function (given) { page = given; }, send: send, choose: choose, attach: attach, close: close
  };
})();
