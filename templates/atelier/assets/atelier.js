"use strict";
// The summary of errors takes the focus: a screen reader says it first.
document.querySelector("[data-focus]")?.focus();

// What only who has no script needs.
for (const one of document.querySelectorAll(".no-script")) one.hidden = true;

// Four digits make a year: without a last one, Chromium waits for six and takes the hour for them.
const LAST = { date: "9999-12-31", "datetime-local": "9999-12-31T23:59" };
for (const one of document.querySelectorAll("input")) if (LAST[one.type]) one.max ||= LAST[one.type];

// A long list is narrowed as one types, without regard to accents; what is ticked stays so.
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const narrow = document.querySelector("[data-filtre]");
narrow?.addEventListener("input", () => {
  const words = plain(narrow.value).split(/\s+/);
  for (const one of document.querySelectorAll(narrow.dataset.filtre)) {
    const text = plain(one.textContent);
    one.hidden = !words.every((word) => text.includes(word));
  }
});

// All that a form chooses among, at once; once more takes it back.
document.querySelector("[data-cocher]")?.addEventListener("click", ({ target }) => {
  const boxes = [...document.forms[target.dataset.cocher].elements].filter((one) => one.type === "checkbox");
  const all = !boxes.every((one) => one.checked);
  for (const one of boxes) one.checked = all;
});

// A button that loses something asks first, here rather than on the page that its address leads to.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirmer]");
  if (!button) return;
  if (!window.confirm(button.dataset.confirmer)) return event.preventDefault();
  const there = new URL(button.formAction);
  there.searchParams.delete("question");
  button.formAction = there;
});

// A publication that is prepared, a letter that leaves: followed until it ends or has other buttons.
const followed = document.querySelector("[data-suivre]");
if (followed) {
  let pressed = false; // a page that is read again would take the place of the answer
  for (const leaving of ["submit", "beforeunload"])
    addEventListener(leaving, () => {
      pressed = true;
    });
  let typed = false; // and of what is being filled in: told then, and read again by who wants to
  document.addEventListener("input", () => {
    typed = true;
  });
  const rhythm = "calme" in followed.dataset ? 10000 : 1000;
  const other = document.querySelector("[data-autre]");
  other?.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault(); // the same address would only move within the page
    window.location.reload();
  });
  const look = async () => {
    try {
      const answer = await fetch(followed.dataset.suivre, { headers: { Accept: "application/json" } });
      const { phase, etape, lignes = [] } = await answer.json();
      await calm();
      if (pressed) return;
      if (phase !== (followed.dataset.phase ?? "building")) {
        if (!typed || !other) return window.location.reload();
        other.hidden = false;
        return;
      }
      const step = followed.querySelector("span");
      if (step.textContent !== etape) step.textContent = etape;
      document.querySelectorAll("[data-lignes] li").forEach((line, rank) => {
        if (lignes[rank]) line.textContent = lignes[rank];
      });
    } catch {
      followed.querySelector("span").textContent = "l’atelier ne répond pas";
    }
    setTimeout(look, rhythm);
  };
  setTimeout(look, rhythm);
}

// The code of a link leaves the address bar at once and needs no field; a person still has to press the button.
const field = document.querySelector("[data-code]");
function adopt() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code || code === "contenu") return;
  field.querySelector("input").value = code;
  field.hidden = true;
  for (const one of document.querySelectorAll("[data-demande], [data-autres]")) one.hidden = true;
  document.querySelector("[data-pret]").hidden = false;
  history.replaceState(null, "", location.pathname + location.search);
}
if (field) {
  addEventListener("hashchange", adopt);
  adopt();
}
