"use strict";
// The secret keys of a cycle: made, tried and used here. They never leave this page: only what they opened is sent.
const at = (id) => document.getElementById(id);
const told = (id) => JSON.parse(at(id).textContent);
const BAD_FILE = "Ce fichier n’est pas une clé secrète.";
const LOCKED =
  "Ce fichier de clé est fermé par une phrase\u00a0: l’ouvrir d’abord avec age, puis donner ce qu’il contient.";
const BAD_KEY = "Cette clé secrète n’est pas valide\u00a0: un caractère y manque ou y est changé.";

async function digest(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
}

// The 25 digits that people read to each other; the service computes the same.
async function aloud(recipient) {
  const number = BigInt(`0x${await digest(recipient)}`) % 10n ** 25n;
  return number.toString().padStart(25, "0").match(/\d{5}/g).join(" ");
}

// What a key file says; PowerShell writes it in UTF-16.
async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const [first, second] = bytes;
  const wide = (first === 0xff && second === 0xfe && "utf-16le") || (first === 0xfe && second === 0xff && "utf-16be");
  return new TextDecoder(wide || "utf-8").decode(bytes);
}

// The one line of a key file that is neither empty nor a comment.
function secretIn(text) {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const found = lines.filter((line) => line && !line.startsWith("#"));
  return found.length === 1 && found[0].toUpperCase().startsWith("AGE-SECRET-KEY-1") ? found[0].toUpperCase() : "";
}

// What a key file opens, or a sentence in place of it.
async function withKey(input, verdict, age, use) {
  const [file] = input.files;
  if (!file) return;
  const text = file.size < 10000 ? await textOf(file) : "";
  const secret = secretIn(text);
  if (!secret) {
    verdict.textContent = /AGE ENCRYPTED FILE|^age-encryption\.org/.test(text) ? LOCKED : BAD_FILE;
    return;
  }
  verdict.textContent = "Ouverture…";
  let opener;
  try {
    const { armor, Decrypter, identityToRecipient } = await import(age);
    const decrypter = new Decrypter();
    decrypter.addIdentity(secret);
    opener = {
      recipient: await identityToRecipient(secret),
      open: (sealed) => decrypter.decrypt(armor.decode(sealed), "text"),
    };
  } catch {
    verdict.textContent = BAD_KEY;
    return;
  }
  verdict.textContent = await use(opener);
}

function whenGiven(input, verdict, age, use) {
  let turn = Promise.resolve(); // of two files, the last one has the last word
  const given = () => {
    const one = () => withKey(input, verdict, age, use);
    turn = turn.then(one, one);
  };
  input?.addEventListener("change", given);
  if (input?.files.length) given(); // chosen before this script was there
}

// The sealed answers of a closed questionnaire.
async function opened(one, opener) {
  const box = document.querySelector(`[data-groupe="${CSS.escape(one.group)}"]`);
  const mark = box.querySelector(".tag");
  mark.classList.remove("good");
  try {
    const text = await opener.open(one.sealed);
    if ((await digest(text)) !== one.fingerprint) {
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
}

whenGiven(at("fichier-cle"), at("ouvert"), at("cle")?.dataset.age, async (opener) => {
  const sealed = told("scelles");
  const done = [];
  for (const one of sealed) done.push(await opened(one, opener));
  const count = done.filter(Boolean).length;
  const words = count < 2 ? "réponse ouverte" : "réponses ouvertes";
  return `${count} ${words} sur ${sealed.length}. Il reste à les enregistrer.`;
});

// A key of the cycle, tried before the questionnaire opens.
whenGiven(at("fichier-essai"), at("verdict"), at("verification")?.dataset.age, async (opener) => {
  const { keys, sealed, witness } = told("essai");
  try {
    if ((await opener.open(sealed)) === witness)
      return `C’est la clé de «\u00a0${keys[opener.recipient]}\u00a0»\u00a0: elle ouvrira les réponses.`;
  } catch {}
  return "Cette clé n’ouvrirait pas les réponses de ce cycle\u00a0: ce n’est aucune des siennes.";
});

// The proof that a key which was just made is kept.
whenGiven(at("fichier-preuve"), at("verdict"), at("preuve")?.dataset.age, async (opener) => {
  const { sealed, mine } = told("essai");
  if (opener.recipient !== mine) return "Ce fichier est celui d’une autre clé.";
  at("reponse").value = (await opener.open(sealed)).trim().split(/\s+/).pop();
  return "La clé lit l’essai. Il reste à enregistrer sa partie publique.";
});

function saver(content, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/plain" }));
  link.download = name;
  link.textContent = `Garder le fichier ${name}`;
  link.className = "button";
  return link;
}

if (at("creer")) at("creer").disabled = false;

// A key is made at the press of a button, its file offered at once, its public part alone put in the form.
at("creer")?.addEventListener("click", async ({ target }) => {
  const form = at("creation");
  if (!at("titulaire").reportValidity()) return;
  target.disabled = true;
  const { generateX25519Identity, identityToRecipient } = await import(form.dataset.age);
  const secret = await generateX25519Identity();
  const recipient = await identityToRecipient(secret);
  const { value: holder } = at("titulaire");
  const digits = await aloud(recipient);
  const note = [
    `# Clé secrète, ${form.dataset.cycle}, gardée par : ${holder}`,
    `# Clé publique : ${recipient}`,
    `# À voix haute : ${digits}`,
  ];
  const plain = holder
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9]+/g, "-");
  const link = saver([...note, secret, ""].join("\n"), `cle-${form.dataset.cycle}-${plain}.txt`.toLowerCase());
  const said = document.createElement("p");
  said.textContent = [
    `La clé est créée. À voix haute\u00a0: ${digits}. Gardez son fichier hors de ce poste aussi`,
    "(clé USB, coffre, gestionnaire de mots de passe)\u00a0: personne ne pourra le refaire.",
  ].join(" ");
  const line = document.createElement("p");
  line.className = "buttons";
  line.append(link);
  at("creee").replaceChildren(said, line);
  at("publique").value = recipient;
  target.textContent = "Créer une autre clé à la place";
  target.disabled = false;
  if ([target, document.body].includes(document.activeElement)) link.focus(); // not from who types meanwhile
});
