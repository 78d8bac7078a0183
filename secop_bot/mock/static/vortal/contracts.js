"use strict";
/* The list of contracts: rows by ajax, tabs, "Ver más". */
var Contracts = (function () {
  var page = {};
  var shown = 0;
  var tab = "first";

  async function load() {
    var answer = await V.call(page.rows, { tab: tab, first: shown });
    if (!answer) { return; }
    var body = V.byId(page.table).tBodies[0];
    var part = document.createElement("tbody");
    part.innerHTML = answer.html;
    var rows = Array.from(part.rows);
    rows.forEach(function (row) { body.appendChild(row); });
    rows.forEach(function (row) { V.put(row, row.innerHTML); });
    shown = answer.shown;
    V.byId(page.more).style.display = shown < answer.count ? "" : "none";
    V.byId(page.count).textContent = "Mostrando " + shown + " de " + answer.count;
  }

  function choose(link, name) {
    document.querySelectorAll(".Tabs a").forEach(function (other) { other.className = ""; });
    link.className = "TabOn";
    var body = V.byId(page.table).tBodies[0];
    Array.from(body.querySelectorAll(".gridLineLight, .gridLineDark")).forEach(function (row) { row.remove(); });
    tab = name;
    shown = 0;
    load();
  }

  return {
    start: function (given) { page = given; load(); },
    more: load, choose: choose,
    view: function (number) { V.block(); V.go(page.view + "?docUniqueIdentifier=" + encodeURIComponent(number)); }
  };
})();
