"use strict";
(() => {
  const shown = new Map();
  const apply = () => {
    for (const block of document.querySelectorAll("#blocks [data-kind]")) {
      block.hidden = shown.get(block.dataset.kind) === false;
    }
  };
  for (const box of document.querySelectorAll("#kinds input")) {
    box.disabled = false;
    box.addEventListener("change", () => { shown.set(box.value, box.checked); apply(); });
  }
})();
