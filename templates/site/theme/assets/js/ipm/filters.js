// Filters over the table of requests: words, theme, result, group; without this script the whole table stays.
(() => {
  "use strict";
  const place = document.getElementById("filters");
  const table = document.getElementById("points");
  if (!place || !table) return;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const themes = [...table.tBodies];
  const rows = themes.flatMap((theme) =>
    [...theme.rows].slice(1).map((row) => ({ row, theme, words: plain(row.cells[0].textContent) })),
  );
  const [search, theme, fate, group] = ["words", "theme", "fate", "group"].map((name) =>
    document.getElementById(`filter-${name}`),
  );
  const status = place.querySelector("[role=status]");

  const kept = ({ row, words, theme: own }) =>
    plain(search.value)
      .split(/\s+/)
      .every((word) => words.includes(word)) &&
    (!theme.value || own.dataset.themeName === theme.value) &&
    (!fate.value || (fate.value === "changed" ? "changed" in row.dataset : row.dataset.fate === fate.value)) &&
    (!group.value || row.dataset.groups.split(" ").includes(group.value));

  const update = () => {
    let count = 0;
    for (const one of rows) {
      one.row.hidden = !kept(one);
      count += one.row.hidden ? 0 : 1;
    }
    for (const one of themes) one.hidden = [...one.rows].slice(1).every((row) => row.hidden);
    status.textContent = count
      ? `${count} ${count < 2 ? "demande" : "demandes"} sur ${rows.length}`
      : "Aucune demande ne répond à ces filtres.";
  };
  place.addEventListener("input", update);
  update();
})();
