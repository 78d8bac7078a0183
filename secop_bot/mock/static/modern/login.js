/* The pages before the portal: each sends its boxes and goes where the answer says. */
import { call, go } from "./portal.js";

const form = document.querySelector("form");
const told = form.querySelector("[role=alert]");
const failures = JSON.parse(form.dataset.failures);

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  told.textContent = "";
  const data = {};
  for (const box of form.querySelectorAll("[data-key]")) data[box.dataset.key] = box.value;
  const robot = form.querySelector("iframe");
  if (robot) data.recaptcha = robot.contentDocument.querySelector("input").checked;
  const answer = await call(form.dataset.url, data);
  if (!answer) return;
  if (answer.ok) go(answer.next);
  else if (answer.alert) window.alert(failures[answer.failure]);
  else told.textContent = failures[answer.failure];
});
