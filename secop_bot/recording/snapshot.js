/* Gives a document as a person sees it now, for a page without scripts: `frames` names the file of each iframe.
   `stylesheet` is the address that all style sheets get; without one, what they hide is hidden by the element itself.
   An open <dialog> stays open, though no more above all else. What stands in shadow roots is not taken. */
({frames, stylesheet}) => {
  const all = root => [root, ...root.querySelectorAll("*")];
  const copy = document.documentElement.cloneNode(true);
  const copied = all(copy);

  const address = (part, name, value) => {
    if (/^\s*javascript:/i.test(value)) part.removeAttribute(name);
    else if (value.startsWith(location.origin)) part.setAttribute(name, value.slice(location.origin.length));
  };
  const handler = (part, name) => {
    if (name === "onclick") part.setAttribute(name, "");  // that it answers to a click is part of what it is
    else part.removeAttribute(name);
  };
  const secret = live => live.matches("input[type=password]")
    || (live.matches("input") && /passw|contrase|clave/i.test(live.id + live.name + live.autocomplete));
  const hide = (live, part) => {
    const style = getComputedStyle(live);
    if (style.display === "none") part.setAttribute("style", "display:none");
    else if (style.visibility !== "visible") part.setAttribute("style", "visibility:hidden");
    else part.removeAttribute("style");
  };
  const value = (live, part) => {
    if (live.matches("input[type=checkbox], input[type=radio]")) part.toggleAttribute("checked", live.checked);
    else if (secret(live)) part.removeAttribute("value");
    else if (live.matches("input:not([type=file])")) part.setAttribute("value", live.value);
    else if (live.matches("textarea")) part.textContent = live.value;
    else if (live.matches("option")) part.toggleAttribute("selected", live.selected);
  };

  all(document.documentElement).forEach((live, place) => {
    const part = copied[place];
    for (const attribute of [...part.attributes]) {
      if (attribute.name.startsWith("on")) handler(part, attribute.name);
      else if (attribute.name === "data-secop-bot") part.removeAttribute(attribute.name);  // the bot's own mark
      else address(part, attribute.name, attribute.value);
    }
    value(live, part);
    if (!stylesheet) hide(live, part);
  });
  copy.querySelectorAll("iframe, frame").forEach((frame, place) => {
    frame.removeAttribute("srcdoc");  // it would be shown instead of the file
    if (frames[place]) frame.setAttribute("src", frames[place]);
    else frame.removeAttribute("src");
  });
  copy.querySelectorAll("script").forEach(script => script.remove());
  copy.querySelectorAll("link[rel=stylesheet]").forEach(sheet => {
    if (stylesheet) sheet.setAttribute("href", stylesheet);
    else sheet.remove();
  });

  const texts = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (/^\s*\n\s*$/.test(text.data) && !text.parentElement.closest("textarea, pre")) text.data = "\n";
  }
  copy.normalize();
  return "<!DOCTYPE html>\n" + copy.outerHTML.replace(/\n{2,}/g, "\n") + "\n";
}
