/* Hears the two keys of a tour in every document, before the page does; all other keys are none of its business. */
(call) => addEventListener("keydown", (event) => {
  const signal = { F8: "pause", F9: "stop" }[event.key];
  if (!signal || !event.isTrusted || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!event.repeat) window[call]?.(signal);
}, true)
