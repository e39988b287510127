"use strict";
{
  // One key per request: a digit gives the score, « s » says no opinion. The list itself never moves.
  const form = document.querySelector("form.scores");
  const answered = document.querySelector("[data-answered]");
  document.querySelector(".script-only").hidden = false;

  function count() {
    const groups = [...form.querySelectorAll("[data-score]")];
    const done = groups.filter((group) => group.querySelector(":checked")).length;
    answered.textContent = done + " sur " + groups.length + " demandes notées";
  }

  form.addEventListener("keydown", (event) => {
    const group = event.target.closest("[data-score]");
    if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
    const value = event.key.toLowerCase() === "s" ? "sans-avis" : event.key;
    const wanted = [...group.querySelectorAll("input")].find((input) => input.value === value);
    if (!wanted) return;
    event.preventDefault();
    wanted.checked = true;
    wanted.focus();
    count();
  });
  form.addEventListener("change", count);
  count();

  let dirty = false;
  form.addEventListener("input", () => { dirty = true; });
  form.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
}
