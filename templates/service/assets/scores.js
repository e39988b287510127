// One key per request: a digit gives the score, « s » says no opinion, Enter goes on. The list itself never moves.
(() => {
  "use strict";
  const form = document.querySelector("form.scores");
  const answered = document.querySelector("[data-answered]");
  const groups = [...form.querySelectorAll("[data-score]")];

  function count() {
    const done = groups.filter((group) => group.querySelector(":checked")).length;
    answered.textContent = `${done} sur ${groups.length} demandes notées`;
  }

  function score(group, value) {
    const wanted = [...group.querySelectorAll("input")].find((input) => input.value === value);
    if (!wanted) return false;
    wanted.checked = true;
    wanted.focus();
    wanted.dispatchEvent(new Event("input", { bubbles: true }));
    count();
    return true;
  }

  function goOn(group) {
    const next = groups[groups.indexOf(group) + 1];
    if (next) (next.querySelector(":checked") ?? next.querySelector("input")).focus();
    else form.querySelector("[data-save]").focus();
    return true;
  }

  form.addEventListener("keydown", (event) => {
    const group = event.target.closest("[data-score]");
    if (!group || event.ctrlKey || event.metaKey || event.altKey) return;
    const done =
      event.key === "Enter" ? goOn(group) : score(group, event.key.toLowerCase() === "s" ? "sans-avis" : event.key);
    if (done) event.preventDefault();
  });
  form.addEventListener("change", count);
  count();
})();
