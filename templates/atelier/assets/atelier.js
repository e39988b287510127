"use strict";
// The summary of errors takes the focus: a screen reader says it first.
document.querySelector("[data-focus]")?.focus();

// What only who has no script needs.
for (const one of document.querySelectorAll(".no-script")) one.hidden = true;

// A button that loses something asks first.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-confirmer]");
  if (button && !window.confirm(button.dataset.confirmer)) event.preventDefault();
});

// The preparation of a publication is followed until it ends.
const followed = document.querySelector("[data-suivre]");
if (followed) {
  const look = async () => {
    try {
      const answer = await fetch(followed.dataset.suivre, { headers: { Accept: "application/json" } });
      const { phase, etape } = await answer.json();
      if (phase !== "building") return window.location.reload();
      followed.querySelector("span").textContent = etape;
    } catch {
      followed.querySelector("span").textContent = "l'atelier ne répond pas";
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 700);
}
