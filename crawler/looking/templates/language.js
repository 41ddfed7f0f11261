"use strict";
(() => {
  const choose = (value) => { document.documentElement.lang = value; };
  for (const input of document.querySelectorAll("input[name=language]")) {
    input.addEventListener("change", () => choose(input.value));
  }
  if ((navigator.language || "").startsWith("zh")) {
    document.getElementById("in-zh").checked = true;
    choose("zh-Hans");
  }
})();
