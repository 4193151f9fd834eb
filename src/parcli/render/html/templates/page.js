"use strict";
/* Filters: rows of a section are shown that hold all words searched for and every choice made. */
(() => {
  /* "Đúng hạn" is found by "dung han", and by "đúng hạn"; who writes marks means them. */
  const lower = (text) => text.normalize("NFC").toLowerCase();
  const plain = (text) => lower(text).normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d");

  for (const form of document.querySelectorAll("form[data-filters]")) {
    const section = form.closest("section");
    const rows = [...section.querySelectorAll("[data-row]")];
    const words = new Map();
    const output = form.querySelector("output");
    const none = section.querySelector(".none");

    const holds = (row, word) => {
      if (!words.has(row)) words.set(row, [lower(row.textContent), plain(row.textContent)]);
      const [marked, bare] = words.get(row);
      return word === plain(word) ? bare.includes(word) : marked.includes(word);
    };
    const apply = () => {
      const asked = lower(form.elements.search.value).split(/\s+/).filter(Boolean);
      const chosen = [...form.querySelectorAll("select")].filter((select) => select.value);
      let shown = 0;
      for (const row of rows) {
        const fits =
          chosen.every((select) => (row.dataset[select.name] || "").split("|").includes(select.value)) &&
          asked.every((word) => holds(row, word));
        row.hidden = !fits;
        shown += fits;
      }
      for (const group of section.querySelectorAll("tbody")) {
        const head = group.querySelector(".group");
        if (head) head.hidden = !group.querySelector("[data-row]:not([hidden])");
      }
      if (none) none.hidden = shown > 0;
      output.value = output.dataset.of.replace("{shown}", shown).replace("{total}", rows.length);
    };
    form.addEventListener("input", apply);
    form.addEventListener("reset", () => setTimeout(apply));
    form.addEventListener("submit", (event) => event.preventDefault());
    form.hidden = false;
    apply();
  }

  /* A link to a row that a filter hides shows it again. */
  addEventListener("hashchange", () => {
    const target = document.getElementById(location.hash.slice(1));
    if (target && target.hidden) {
      target.closest("section").querySelector("form[data-filters]").reset();
      setTimeout(() => target.scrollIntoView());
    }
  });
})();
