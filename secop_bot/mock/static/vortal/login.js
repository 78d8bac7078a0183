"use strict";
/* The pages before the portal: each sends its boxes by ajax and goes where the answer says. */
var Login = (function () {
  async function send(url, data, failures) {
    Object.values(failures).forEach(function (id) { V.byId(id).style.display = "none"; });
    var answer = await V.call(url, data);
    if (!answer) { return; }
    if (answer.ok) {
      V.block();
      V.go(answer.next);
      return;
    }
    var told = V.byId(failures[answer.failure]);
    if (answer.alert) {
      window.alert(told.textContent.trim());
      return;
    }
    told.style.display = "block";
  }

  function authenticate(url, failures) {
    var captcha = V.byId("txttxtCaptcha");
    var ticked = document.querySelector("iframe[title=reCAPTCHA]");
    send(url, {
      user: V.byId("txtUserName").value,
      password: V.byId("txtPassword").value,
      captcha: captcha ? captcha.value : "",
      recaptcha: ticked ? ticked.contentDocument.querySelector("input").checked : false
    }, failures);
  }

  document.addEventListener("keydown", function (event) {
    var button = V.byId("btnLoginButton");
    if (event.key === "Enter" && button && event.target.tagName === "INPUT" && event.target !== button) {
      button.click();
    }
  });

  return { send: send, authenticate: authenticate };
})();
