"""Of all that a way leads to, what a person could mean: seen, in reach, and with no other label nearer."""

from __future__ import annotations

NARROW = r"""(all, {section, label, guard, boxes}) => {
  if (all.some(e => !e.isConnected)) return null;
  const shown = e => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
  // What is clipped to nothing has a box of its own, and no one sees it.
  const clipped = e => {
    for (let up = e.parentElement; up && up !== document.body; up = up.parentElement) {
      const box = up.getBoundingClientRect();
      if (getComputedStyle(up).overflow !== 'visible' && (box.width < 2 || box.height < 2)) return true;
    }
    const drawn = e.matches('select') && document.getElementById(e.id + '_msdd');
    return !!drawn && shown(drawn);
  };
  const seen = e => shown(e) && !clipped(e);

  // The nearest text before a control is its label, and their common box does not begin with a control: where boxes
  // stand before their labels, the text before one is another's.
  const isText = node => node.data.trim() && seen(node.parentElement)
    && !node.parentElement.closest('script, style, select, textarea, a, button');
  const CELL = 'td, th, dt, [role=cell], [role=gridcell], [role=rowheader], [role=columnheader]';
  const isLabelled = e => {
    const said = new RegExp(label, 'i');
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    walk.currentNode = e;
    let text = '';
    while (text.length < 200 && walk.previousNode()) {
      const node = walk.currentNode;
      if (!isText(node)) continue;
      text = `${node.data} ${text}`.replace(/\([^)]*\)/g, ' ');
      if (!said.test(text)) continue;
      if (node.parentElement.closest(CELL)?.contains(e) === false) return false;
      let box = node.parentElement;
      let levels = 0;
      while (!box.contains(e)) { box = box.parentElement; levels += 1; }
      const part = [...box.children].find(child => child.contains(e));
      if (levels > 3 || (part !== e && part.querySelector('label'))) return false;
      const first = [...box.querySelectorAll(boxes)].find(seen);
      const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
      while (texts.nextNode() && !isText(texts.currentNode));
      return !first || !!(texts.currentNode.compareDocumentPosition(first) & Node.DOCUMENT_POSITION_FOLLOWING);
    }
    return false;
  };

  // Below a head stand values: a control with words of its own before it, in its cell, is what those words say.
  const isUnlabelled = e => {
    const cell = e.closest('td, th, [role=cell], [role=gridcell]');
    const texts = document.createTreeWalker(cell ?? e, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!(node.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)) return true;
      if (isText(node) && /\p{L}{4}/u.test(node.data)) return false;
    }
    return true;
  };

  const some = (list, test) => { const kept = list.filter(test); return kept.length ? kept : list; };
  let left = all.filter(e => !clipped(e) && !all.some(other => other !== e && e.contains(other)));
  if (guard === 'nearest') left = left.filter(isLabelled);
  if (guard === 'unlabelled') left = left.filter(isUnlabelled);
  // Where a modal window is open and has some, nothing else can be reached.
  const modals = [...document.querySelectorAll('dialog:modal, [aria-modal=true]')].filter(shown);
  if (left.length > 1 && modals.length) left = some(left, e => modals[modals.length - 1].contains(e));
  if (left.length > 1 && section) {
    const title = new RegExp(section, 'i');
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT);
    const titles = [];
    while (texts.nextNode()) {
      const e = texts.currentNode;
      if (e.getClientRects().length && title.test(e.innerText ?? '')
          && ![...e.children].some(child => title.test(child.innerText ?? ''))) titles.push(e);
    }
    const depth = e => { let n = 0; for (let up = e; up; up = up.parentElement) n += 1; return n; };
    const shared = (a, b) => { let up = a; while (up && !up.contains(b)) up = up.parentElement; return depth(up); };
    const deepest = e => Math.max(-1, ...titles
      .filter(t => t.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING).map(t => shared(t, e)));
    const best = Math.max(...left.map(deepest));
    if (best >= 0) left = left.filter(e => deepest(e) === best);
  }
  return left.map(e => [all.indexOf(e), ('value' in e ? e.value : e.innerText) ?? '']);
}"""
"""Give the places of those that are left of a list of elements, each with what stands in it; null if some were drawn
anew meanwhile."""
