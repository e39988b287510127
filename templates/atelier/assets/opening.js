"use strict";
// The sealed answers are opened here, with a key that never leaves this page: only what it opened is sent.
const place = document.getElementById("cle");
if (place) {
  place.hidden = false;
  const told = document.getElementById("ouvert");
  const sealed = JSON.parse(document.getElementById("scelles").textContent);

  const fingerprint = async (text) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
    return [...new Uint8Array(digest)].map((one) => one.toString(16).padStart(2, "0")).join("");
  };

  // The one line of a key file that is neither empty nor a comment.
  const secretIn = (text) => {
    const lines = text.split(/\r?\n/).map((line) => line.trim());
    const found = lines.filter((line) => line && !line.startsWith("#"));
    return found.length === 1 && found[0].toUpperCase().startsWith("AGE-SECRET-KEY-1") ? found[0] : "";
  };

  const opened = async (one, decrypter, armor) => {
    const box = document.querySelector(`[data-groupe="${CSS.escape(one.group)}"]`);
    const mark = box.querySelector(".tag");
    try {
      const text = await decrypter.decrypt(armor.decode(one.sealed), "text");
      if ((await fingerprint(text)) !== one.fingerprint) {
        mark.textContent = "empreinte différente";
        return false;
      }
      box.querySelector("textarea[name]").value = text;
      mark.textContent = "ouverte, empreinte vérifiée";
      mark.classList.add("good");
      return true;
    } catch {
      mark.textContent = "cette clé ne l’ouvre pas";
      return false;
    }
  };

  document.getElementById("fichier-cle").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    const secret = file.size < 10000 ? secretIn(await file.text()) : "";
    if (!secret) {
      told.textContent = "Ce fichier n’est pas une clé secrète.";
      return;
    }
    told.textContent = "Ouverture…";
    try {
      const { armor, Decrypter } = await import(place.dataset.age);
      const decrypter = new Decrypter();
      decrypter.addIdentity(secret.toUpperCase());
      const done = [];
      for (const one of sealed) done.push(await opened(one, decrypter, armor));
      const count = done.filter(Boolean).length;
      const words = count < 2 ? "réponse ouverte" : "réponses ouvertes";
      told.textContent = `${count} ${words} sur ${sealed.length}. Il reste à les enregistrer.`;
    } catch {
      told.textContent = "Cette clé secrète n’est pas valide : un caractère y manque ou y est changé.";
    }
  });
}
