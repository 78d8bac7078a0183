"use strict";
/* The payment's form: boxes that count on blur, money that must be typed, parts drawn again. */
var Form = (function () {
  var form = {};
  var counted = {};   // money box -> the text that real keys made
  var keyDown = false;
  var drawing = false;
  var queue = Promise.resolve();

  function boxOf(element) { return element && form.boxes ? form.boxes[element.id] : undefined; }

  /* One request after the other, as the platform does. */
  function call(url, data) {
    V.block();
    var next = queue.then(function () {
      return V.call(url, Object.assign({ form: form.token }, data));
    });
    queue = next.catch(function () {}).then(function () { V.unblock(); });
    return next;
  }

  function texts() {
    var found = {};
    Object.keys(form.boxes).forEach(function (id) {
      var box = form.boxes[id];
      var element = V.byId(id);
      if (element && (box.kind === "text" || box.kind === "notes")) { found[box.key] = element.value; }
    });
    return found;
  }

  function remember(host) {
    host.querySelectorAll("input[type=text], textarea").forEach(function (element) {
      var box = boxOf(element);
      if (box && box.kind === "money") { counted[element.id] = element.defaultValue; }
    });
  }

  function draw(sections, key, sent) {
    var focused = document.activeElement ? document.activeElement.id : "";
    drawing = true;
    Object.keys(sections).forEach(function (name) {
      var host = V.byId(form.sections[name]);
      var kept = {};
      host.querySelectorAll("input[type=text], textarea").forEach(function (element) {
        var box = boxOf(element);
        var answered = box && box.key === key && element.value === sent;
        if (box && element.value !== element.defaultValue && !answered) { kept[element.id] = element.value; }
      });
      var typed = Object.assign({}, counted);
      V.put(host, sections[name]);
      remember(host);
      if (form.rebuild === "loses_text" && key) { return; }
      Object.keys(kept).forEach(function (id) {
        if (!V.byId(id)) { return; }
        V.byId(id).value = kept[id];
        if (id in typed) { counted[id] = typed[id]; }
      });
    });
    var again = focused && V.byId(focused);
    if (again && again !== document.activeElement && form.rebuild !== "loses_text") {
      again.focus();
      if (again.setSelectionRange && again.type === "text") {
        again.setSelectionRange(again.value.length, again.value.length);
      }
    }
    drawing = false;
  }

  /* Puts only the one box's new text in its place. */
  function patch(sections, id, sent) {
    var part = document.createElement("template");
    part.innerHTML = Object.values(sections)[0];
    var fresh = part.content.getElementById(id);
    var element = V.byId(id);
    if (!fresh || !element) { return; }
    if (element.value === sent) { element.value = fresh.defaultValue; }
    element.defaultValue = fresh.defaultValue;
    counted[id] = fresh.defaultValue;
  }

  async function commit(element, value) {
    var box = boxOf(element);
    var id = element.id;
    var answer = await call(form.urls.commit, { field: box.key, value: value });
    if (!answer) { return; }
    if (form.rebuild === "never" && box.kind !== "choice") {
      patch(answer.sections, id, value);
    } else {
      draw(answer.sections, box.key, value);
    }
  }

  function sends(box) {
    return box.kind === "date" || box.kind === "money" || form.everyBox || form.rebuild === "loses_text";
  }

  document.addEventListener("keydown", function (event) { keyDown = event.isTrusted; });
  document.addEventListener("keyup", function () { keyDown = false; });
  document.addEventListener("input", function (event) {
    var box = boxOf(event.target);
    if (box && box.kind === "money" && keyDown) { counted[event.target.id] = event.target.value; }
    keyDown = false;
  });
  document.addEventListener("focusin", function (event) {
    var box = boxOf(event.target);
    if (!drawing && box && box.kind === "money") { event.target.value = counted[event.target.id]; }
  });
  document.addEventListener("focusout", function (event) {
    var element = event.target;
    var box = boxOf(element);
    if (drawing || !box || box.kind === "choice") { return; }
    if (box.kind === "money") { element.value = counted[element.id]; }
    if (sends(box) && element.value !== element.defaultValue) { commit(element, element.value); }
  });
  document.addEventListener("change", function (event) {
    var box = boxOf(event.target);
    if (box && box.kind === "choice") { commit(event.target, event.target.value); }
  });

  async function validate(url) {
    var answer = await call(url, { texts: texts() });
    if (answer) { draw(answer.sections, "", ""); }
  }

  async function confirm() {
    var panel = V.byId(form.errors);
    panel.style.display = "none";
    var answer = await call(form.urls.confirm, { texts: texts() });
    if (!answer) { return; }
    if (answer.ok) {
      if (answer.said) { await V.message(answer.said); }
      parent.V.closeModal();
      return;
    }
    var list = panel.querySelector("ul");
    list.replaceChildren();
    answer.errors.forEach(function (text) {
      var line = document.createElement("li");
      line.className = "error-text";
      line.textContent = text;
      list.appendChild(line);
    });
    panel.style.display = "block";
    panel.scrollIntoView();
  }

  async function leave(url) {
    if (await call(url, {})) { parent.V.closeModal(); }
  }

  async function showDocuments(closed) {
    var answer = await call(form.urls.documents, { closed: closed });
    if (answer) { draw(answer.sections, "", ""); }
  }

  async function detach(index) {
    var answer = await call(form.urls.detach, { index: index });
    if (answer) { draw(answer.sections, "", ""); }
  }

  function attach() {
    if (form.uploadStyle === "chooser") { V.byId(form.fileInput).click(); return; }
    if (form.uploadStyle === "input") { takeFiles(V.byId(form.fileInput)); return; }
    var opened = window.open(form.urls.uploadWindow, "_blank", "width=760,height=480,left=120,top=90");
    var timer = setInterval(function () {
      if (opened && !opened.closed) { return; }
      clearInterval(timer);
      showDocuments(true);
    }, 100);
  }

  async function takeFiles(input) {
    var files = Array.from(input.files);
    if (!files.length) { return; }
    V.block();
    await Upload.send(form.urls.upload + "?form=" + form.token, form.urls, files, function () {});
    V.unblock();
    showDocuments(true);
  }

  return {
    start: function (given) { form = given; remember(document); },
    validatePlanilla: function () { validate(form.urls.validatePlanilla); },
    validateCufe: function () { validate(form.urls.validateCufe); },
    confirm: confirm, detach: detach, attach: attach, takeFiles: takeFiles,
    cancel: function () { leave(form.urls.cancel); },
    unlock: function () { leave(form.urls.unlock); }
  };
})();
