"use strict";
// A form is answered by a key of the person's choice. What is asked of it is fetched beforehand, and again before it is
// too old: Safari opens no key for a press of a button that it waited for the network since.
const FRESH = 240_000;
const words = {
  NotAllowedError: "La clé n’a pas été donnée à temps. Recommencez, ou passez par un lien.",
  InvalidStateError: "Cet appareil a déjà une clé pour vous\u00a0: elle est dans la liste.",
  ConstraintError:
    "Cet appareil ne vérifie pas qui l’utilise\u00a0: réglez-y un code ou une empreinte, puis recommencez.",
  NotSupportedError: "Cet appareil ne sait pas garder de clé d’accès. Essayez-en un autre.",
  SecurityError: "Cette page n’est pas ouverte à l’adresse du service\u00a0: ouvrez-la par son vrai nom.",
};
const capable =
  window.PublicKeyCredential?.parseRequestOptionsFromJSON && window.PublicKeyCredential.parseCreationOptionsFromJSON;

async function fetched(form) {
  const answer = await fetch(form.dataset.passe, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(answer.status);
  return { asked: await answer.json(), until: Date.now() + FRESH };
}

async function answered(form, ready) {
  let found = await ready;
  if (!found || found.until < Date.now()) found = await fetched(form);
  const { asked } = found;
  const made = asked.user
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  return JSON.stringify(made.toJSON());
}

let asking = false; // a device asks for one key at a time

for (const form of capable ? document.querySelectorAll("[data-passe]") : []) {
  const told = form.querySelector("[role=alert]");
  form.hidden = false;
  const prepared = () => fetched(form).catch(() => null);
  let ready = prepared();
  setInterval(() => {
    ready = prepared();
  }, FRESH);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    told.hidden = true;
    try {
      form.elements.reponse.value = await answered(form, ready);
    } catch (error) {
      if (error.message === "401") return form.submit(); // the page of an ended session keeps what was typed
      told.textContent = words[error.name] ?? "L’atelier ne répond pas\u00a0: vérifiez la connexion, puis recommencez.";
      told.hidden = false;
      return;
    } finally {
      asking = false;
    }
    form.submit();
  });
}
for (const one of capable ? document.querySelectorAll("[data-sans-passe]") : []) one.hidden = true;
