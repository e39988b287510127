"use strict";
// The arbitration: its effect is judged by the server as one fills it, and what was not saved is offered again.

const form = document.querySelector("form[data-effet]");
const notice = document.querySelector("[data-garde]");
const storage = `arbitrage ${form.dataset.personne} ${new URL(form.action).pathname}`;
let waiting = 0;
let asked = 0;

function typed() {
  const sent = new FormData(form);
  for (const name of ["fichier", "vu"]) sent.delete(name);
  return new URLSearchParams(sent).toString();
}

async function judge() {
  const turn = ++asked;
  const sent = new FormData(form);
  sent.delete("fichier");
  sent.set("op", "effet");
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("effet");
    await calm(document.getElementById("effet"));
    if (found && turn === asked) document.getElementById("effet").replaceChildren(...found.childNodes);
  } catch {
    // The effect stays as it was: saving says the same, or why not.
  }
}

function fill(kept) {
  for (const [name, value] of new URLSearchParams(kept)) {
    const field = form.elements.namedItem(name);
    if (field) field.value = value; // of radios, the one that has this value is checked
  }
  judge();
}

form.addEventListener("input", () => {
  localStorage.setItem(storage, typed());
  clearTimeout(waiting);
  waiting = setTimeout(judge, 500);
});

if (notice.dataset.garde === "fait") localStorage.removeItem(storage);
const kept = localStorage.getItem(storage);
if (kept && kept !== typed()) {
  const [take, forget] = notice.querySelectorAll("button");
  take.addEventListener("click", () => {
    fill(kept);
    notice.hidden = true;
  });
  forget.addEventListener("click", () => {
    localStorage.removeItem(storage);
    notice.hidden = true;
  });
  notice.hidden = false;
}
