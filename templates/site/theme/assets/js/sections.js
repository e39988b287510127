/* Long pages: the menu of sections says where one is, and a table marked data-search is searched as one types. */
(() => {
  "use strict";

  function follow(menu) {
    const links = [...menu.querySelectorAll("a[href^='#']")];
    const places = links.map((link) => document.getElementById(link.hash.slice(1)));
    let waiting = false;
    function tell() {
      waiting = false;
      const line = menu.getBoundingClientRect().height + window.innerHeight / 4;
      const passed = places.filter((place) => place && place.getBoundingClientRect().top < line);
      const here = passed[passed.length - 1];
      links.forEach((link, rank) => {
        if (here && places[rank] === here) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      });
    }
    window.addEventListener(
      "scroll",
      () => {
        if (!waiting) requestAnimationFrame(tell);
        waiting = true;
      },
      { passive: true },
    );
    tell();
  }

  function plain(words) {
    return words
      .toLowerCase()
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .replace(/œ/g, "oe")
      .replace(/[^\p{L}\p{N}]+/gu, " ");
  }

  function count(shown, whole, one, several) {
    if (shown === 0) return `Aucun résultat sur ${whole} ${several}`;
    return `${shown} ${shown > 1 ? several : one} sur ${whole}`;
  }

  function search(table, rank) {
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const words = rows.map((row) => plain(row.textContent));
    const [one, several] = (table.dataset.counted || "ligne,lignes").split(",");
    const box = document.createElement("div");
    box.className = "table-search";
    const label = document.createElement("label");
    label.htmlFor = `table-search-${rank}`;
    label.textContent = table.dataset.search || "Chercher dans le tableau";
    const field = document.createElement("input");
    field.type = "search";
    field.id = label.htmlFor;
    field.autocomplete = "off";
    const told = document.createElement("p");
    told.setAttribute("role", "status");
    told.className = "muted";
    box.append(label, field, told);
    (table.closest(".table-frame") ?? table).before(box);
    field.addEventListener("input", () => {
      const wanted = plain(field.value).split(" ").filter(Boolean);
      let shown = 0;
      rows.forEach((row, place) => {
        row.hidden = !wanted.every((word) => words[place].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      told.textContent = wanted.length ? count(shown, rows.length, one, several) : "";
    });
    window.addEventListener("beforeprint", () => {
      for (const row of rows) row.hidden = false;
    });
  }

  document.querySelectorAll(".section-nav").forEach(follow);
  document.querySelectorAll("table[data-search]").forEach(search);
})();
