"use strict";
// A form is answered by a key of the person's choice: what is asked of it is fetched at that moment, never before.
const words = {
  NotAllowedError: "La clé n'a pas été donnée à temps. Recommencez, ou passez par un lien.",
  InvalidStateError: "Cet appareil a déjà une clé pour vous : elle est dans la liste.",
  NotSupportedError: "Cet appareil ne sait pas garder de clé d'accès. Essayez-en un autre.",
  SecurityError: "Cette page n'est pas ouverte à l'adresse du service : ouvrez-la par son vrai nom.",
};
const capable =
  window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential.parseCreationOptionsFromJSON;

async function answered(form) {
  const answer = await fetch(form.dataset.passe, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  const asked = await answer.json();
  const made = asked.user
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  return JSON.stringify(made.toJSON());
}

for (const form of capable ? document.querySelectorAll("[data-passe]") : []) {
  const told = form.querySelector("[role=alert]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    told.hidden = true;
    try {
      form.elements.reponse.value = await answered(form);
    } catch (error) {
      if (error.message === "401") return window.location.reload();
      told.textContent = words[error.name] ?? "L'atelier ne répond pas : vérifiez la connexion, puis recommencez.";
      told.hidden = false;
      return;
    }
    form.submit();
  });
}
for (const one of capable ? document.querySelectorAll("[data-sans-passe]") : []) one.hidden = true;
