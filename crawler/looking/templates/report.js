"use strict";
(() => {
  const { titles, words } = JSON.parse(document.getElementById("data").textContent);
  const field = document.getElementById("search-field");
  const list = document.getElementById("search-results");
  const count = document.getElementById("search-count");
  const keys = titles.map((entry) => (entry.title + " " + entry.site).toLowerCase());
  const cell = (name, text) => {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    return part;
  };
  const row = (entry) => {
    const item = document.createElement("li");
    let title = cell("result-title", entry.title);
    if (/^https?:\/\//.test(entry.url || "")) {
      title = document.createElement("a");
      title.className = "result-title";
      title.href = entry.url;
      title.rel = "noreferrer nofollow noopener";
      title.textContent = entry.title;
    }
    title.lang = "zh-Hans";
    item.append(title, cell("result-note", [entry.day, entry.site].filter(Boolean).join(" · ")));
    if (entry.status !== "clean") {
      const chip = cell("chip status-" + entry.status, "");
      for (const lang of ["en", "zh"]) chip.append(cell(lang, words.status[entry.status][lang]));
      item.append(chip);
    }
    return item;
  };
  const search = () => {
    const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = titles.filter((_, place) => wanted.every((word) => keys[place].includes(word)));
    const most = wanted.length ? 100 : 15;
    list.replaceChildren(...found.slice(0, most).map(row));
    const zh = document.documentElement.lang.startsWith("zh");
    count.textContent = words[zh ? "zh" : "en"]
      .replace("{found}", found.length).replace("{shown}", Math.min(found.length, most));
  };
  field.disabled = false;
  field.addEventListener("input", search);
  for (const input of document.querySelectorAll("input[name=language]")) {
    input.addEventListener("change", search);
  }
  search();
})();
