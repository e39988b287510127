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
  const groups = new Map(
    [...table.tHead.rows[0].cells]
      .filter((cell) => cell.dataset.group)
      .map((cell) => [cell.dataset.group, cell.textContent.trim()]),
  );
  const changed = rows.some(({ row }) => "changed" in row.dataset);

  const field = (id, label, control) => {
    control.id = id;
    const box = document.createElement("div");
    box.className = "field";
    const words = document.createElement("label");
    words.htmlFor = id;
    words.textContent = label;
    box.append(words, control);
    place.append(box);
    return control;
  };
  const select = (id, label, options) => {
    const made = document.createElement("select");
    for (const [value, words] of options) made.add(new Option(words, value));
    return field(id, label, made);
  };

  const search = document.createElement("input");
  search.type = "search";
  search.autocomplete = "off";
  field("filter-words", "Référence ou mots du titre", search);
  const theme = select("filter-theme", "Thème", [
    ["", "Tous"],
    ...themes.map((one) => [one.dataset.themeName, one.dataset.themeName]),
  ]);
  const fate = select("filter-fate", "Résultat", [
    ["", "Tous"],
    ["retained", "Retenues"],
    ["other", "Non retenues"],
    ...(changed ? [["changed", "Changées par la réunion"]] : []),
  ]);
  const group = select("filter-group", "Soutenue par", [["", "Tous les groupes"], ...groups]);
  const status = document.createElement("p");
  status.setAttribute("role", "status");
  status.className = "ipm-filters__status";
  place.append(status);
  place.hidden = false;

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
