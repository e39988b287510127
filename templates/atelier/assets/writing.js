"use strict";
// The writing area: a toolbar, clean paste, links found by their words, pictures. The text stays a plain textarea.

const TOOLS = [
  ["Gras", "G", (area) => wrap(area, "**"), "b"],
  ["Italique", "I", (area) => wrap(area, "*"), "i"],
  ["Titre", "T", (area) => lines(area, "## ")],
  ["Liste", "•", (area) => lines(area, "- ")],
  ["Liste numérotée", "№", (area) => lines(area, "1. ")],
  ["Citation", "»", (area) => lines(area, "> ")],
  ["Encadré", "!", (area) => insertBlock(area, '!!! note "Titre"\n\n    Texte de l\'encadré.\n')],
  ["Tableau", "▦", (area) => insertBlock(area, "| Colonne | Colonne |\n| --- | --- |\n| | |\n")],
  ["Lien", "Lien", (area, bar) => links(area, bar), "k"],
];
const BLOCK = ["Bloc\u00a0: webinaires, rencontres, cycle", "Bloc", (area) => openBlocks(area)];

const SHEET = document.getElementById("fiche")?.dataset.fiche ?? "";
if (SHEET) TOOLS.push(BLOCK); // a text that is imported is no sheet yet
const JSON_ASKED = { Accept: "application/json" };

function make(name, more) {
  return Object.assign(document.createElement(name), more);
}

// Text goes in through the browser's own insertion, so that Ctrl+Z takes it back.
function insert(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// A list of the sheet may have been taken up since: the area is then another one, of the same name.
const current = (area) => document.getElementById(area.id) ?? area;

// What comes late takes the focus from nobody.
function insertBeside(area, text, ...place) {
  const elsewhere = document.activeElement;
  insert(area, text, ...place);
  if (elsewhere !== area) elsewhere.focus();
}

function wrap(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const size = mark.length;
  const held = value.slice(start - size, start) === mark && value.slice(end, end + size) === mark;
  if (held && value[start - size - 1] !== mark[0]) {
    insert(area, chosen, start - size, end + size);
    area.setSelectionRange(start - size, end - size);
    return;
  }
  if (!chosen.trim()) {
    insert(area, mark + mark, end, end);
    area.setSelectionRange(end + size, end + size);
    return;
  }
  const made = window.marks.around(chosen, mark);
  insert(area, made);
  area.setSelectionRange(start, start + made.length);
}

function insertBlock(area, text) {
  insert(area, window.marks.gap(area.value.slice(0, area.selectionStart)) + text);
}

// Enter in a list begins its next item, and in an empty item ends the list.
function goOn(event) {
  const area = event.currentTarget;
  const { selectionStart: here, selectionEnd: end, value } = area;
  if (event.isComposing || here !== end || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  const start = value.lastIndexOf("\n", here - 1) + 1;
  const next = window.marks.nextItem(value.slice(start, here));
  if (next === "" || (next === null && /^[^\n]/.test(value.slice(here)))) return;
  event.preventDefault();
  if (next === null) insert(area, "", start, here);
  else insert(area, `\n${next}`);
}

function lines(area, mark) {
  const { value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const stop = value.indexOf("\n", area.selectionEnd);
  const end = stop < 0 ? value.length : stop;
  insert(area, window.marks.headed(value.slice(start, end).split("\n"), mark).join("\n"), start, end);
}

// The pages of the site that have the words of a field, each a button; who types an address finds none.
async function search(field, list, sheet, done) {
  const asked = field.value;
  if (/^(https?:|mailto:)|\.md\b/.test(asked) || asked.trim().length < 2) return list.replaceChildren();
  const answer = await fetch(`/atelier/liens?${new URLSearchParams({ q: asked, fiche: sheet })}`, {
    headers: JSON_ASKED,
  });
  const { pages } = await answer.json();
  await calm(list);
  if (field.value !== asked) return;
  list.replaceChildren(
    ...pages.map(({ chemin, titre }) => {
      const item = document.createElement("li");
      const button = make("button", { type: "button", className: "quiet", textContent: titre });
      button.addEventListener("click", () => done(chemin, titre));
      item.append(button);
      return item;
    }),
  );
}

// A field that names a page is filled by the words of its title.
function named(field) {
  const list = make("ul", { className: "found" });
  list.setAttribute("aria-live", "polite");
  const help = document.getElementById(`${field.id}-aide`);
  if (help) help.textContent += " Quelques mots de son titre la trouvent.";
  field.after(list);
  field.addEventListener("input", () =>
    search(field, list, "", (address) => {
      field.value = address;
      list.replaceChildren();
      field.focus();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }),
  );
  field.addEventListener("keydown", (event) => event.key === "Escape" && list.replaceChildren());
}

function links(area, bar) {
  bar.nextElementSibling?.matches(".link-search") && bar.nextElementSibling.remove();
  const { selectionStart: start, selectionEnd: end } = area;
  const box = document.createElement("div");
  const id = `l-${area.id}`;
  box.className = "link-search";
  box.innerHTML = `<label for="${id}">Adresse https, ou mots d’une page du site</label>
    <input type="text" id="${id}" autocomplete="off"><ul aria-live="polite"></ul>
    <p class="buttons"><button type="button">Mettre l’adresse</button>
      <button type="button" class="quiet">Fermer</button></p>`;
  const [field, list] = [box.querySelector("input"), box.querySelector("ul")];
  const [put, close] = box.querySelectorAll(".buttons button");
  const done = (address, title) => {
    const words = area.value.slice(start, end) || title || address;
    box.remove();
    insert(area, `[${words}](${window.marks.address(address)})`, start, end);
  };
  field.addEventListener("input", () => search(field, list, SHEET, done));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (field.value) done(field.value);
    }
    if (event.key === "Escape") {
      box.remove();
      area.focus();
    }
  });
  put.addEventListener("click", () => field.value && done(field.value));
  close.addEventListener("click", () => {
    box.remove();
    area.focus();
  });
  bar.after(box);
  field.focus();
}

// A block comes from the server and goes where one writes; without this script it goes to the end of the text.
const blocks = document.querySelector("[data-bloc]");
let writing = document.getElementById("c-corps");
let inserting = false;
function openBlocks(area) {
  if (!blocks)
    return tell(area, "Dans une lettre, un bloc est une rubrique\u00a0: «\u00a0Ajouter\u00a0» en bas de la liste.");
  writing = area;
  blocks.open = true;
  blocks.querySelector("select").focus();
}
blocks?.addEventListener("click", async (event) => {
  if (event.target.value !== "inserer" || !writing) return;
  const fields = [...blocks.querySelectorAll("[name^='bloc.']")];
  const asked = new URLSearchParams(fields.map((one) => [one.name, one.value]));
  asked.set("fiche", SHEET);
  const told = blocks.querySelector("#b-etat");
  event.preventDefault();
  if (inserting) return;
  writing = current(writing);
  if (asked.get("bloc.quoi") === "lien") {
    blocks.open = false;
    return links(writing, writing.previousElementSibling);
  }
  inserting = true;
  try {
    const answer = await fetch(`/atelier/bloc?${asked}`, { headers: JSON_ASKED });
    const { texte, refus } = await answer.json();
    told.textContent = refus ?? "";
    if (refus) return;
    await calm();
    const area = current(writing);
    const start = area.selectionStart;
    const put = blocks.contains(document.activeElement) ? insert : insertBeside;
    blocks.open = false;
    put(area, `${window.marks.gap(area.value.slice(0, start))}${texte}\n`);
  } catch {
    told.textContent = "L’atelier n’a pas répondu\u00a0: rien n’est inséré.";
  } finally {
    inserting = false;
  }
});

// What is pasted with a form of its own is cleaned by the server; Ctrl+Shift+V stays as it is.
let plainly = false;
async function paste(event) {
  const { clipboardData: held, currentTarget: area } = event;
  const picture = [...(held?.files ?? [])].find((one) => one.type.startsWith("image/"));
  const html = held?.getData("text/html") ?? "";
  if (picture && !html) {
    event.preventDefault();
    return upload(area, picture);
  }
  if (!html || plainly) return;
  event.preventDefault();
  const plain = held.getData("text/plain");
  const place = window.places.hold(area);
  const put = (text) =>
    landed(place, (into, start, end) => {
      const inside = /[^\n]$/.test(into.value.slice(0, start)) && !text.trim().includes("\n");
      insertBeside(into, inside ? text.trim() : text, start, end);
    });
  const long = setTimeout(tell, 700, area, "Le texte collé est mis en forme\u00a0: un instant…");
  try {
    const answer = await fetch("/atelier/coller", {
      method: "POST",
      signal: AbortSignal.timeout(20000),
      body: new URLSearchParams({ html }),
      headers: JSON_ASKED,
    });
    if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
    const { texte = plain, doutes, refus } = await answer.json();
    await put(texte);
    clearTimeout(long);
    tell(area, refus ?? doutes.join(" "));
  } catch {
    await put(plain);
    clearTimeout(long);
    tell(area, "Le texte est collé tel quel\u00a0: l’atelier n’a pas répondu.");
  }
}

async function landed(place, put) {
  await calm();
  window.places.land(place, current(place), put);
  setTimeout(window.places.release, 0);
}

function tell(area, words) {
  const told = current(area).parentElement.querySelector(".told"); // a field of one sentence has none
  if (told) told.textContent = words;
}

async function upload(area, file) {
  const holder = document.querySelector("[data-image]");
  if (!holder) return tell(area, "Une image se met dans un article de la lettre.");
  const alt = window.prompt("Ce que montre l’image, pour qui ne la voit pas\u00a0:");
  if (!alt) return tell(area, "Sans description, l’image n’est pas ajoutée.");
  tell(area, "L’image est envoyée et réduite\u00a0: un instant…");
  const place = window.places.hold(area);
  let text = "";
  const sent = new FormData();
  sent.append("fichier", file);
  sent.append("alt", alt);
  try {
    const signal = AbortSignal.timeout(120000);
    const answer = await fetch(holder.dataset.image, { method: "POST", body: sent, headers: JSON_ASKED, signal });
    const told = await answer.json();
    if (answer.ok) text = `\n![${told.alt}](${told.nom})\n`;
    tell(area, answer.ok ? "" : (told.refus ?? "L’image n’est pas passée."));
  } catch {
    tell(area, "L’image n’est pas ajoutée\u00a0: l’atelier n’a pas répondu.");
  }
  await landed(place, (into, start, end) => text && insertBeside(into, text, start, end));
}

// One stop of the Tab key for the whole toolbar; arrows go from tool to tool.
function bar(area) {
  const made = document.createElement("div");
  made.className = "tools";
  made.setAttribute("role", "toolbar");
  made.setAttribute("aria-label", "Mise en forme");
  for (const [rank, [name, sign, act, key]] of TOOLS.entries()) {
    const button = make("button", {
      type: "button",
      className: "quiet",
      textContent: sign,
    });
    button.setAttribute("aria-label", key ? `${name} (Ctrl+${key.toUpperCase()})` : name);
    button.title = button.getAttribute("aria-label");
    button.tabIndex = rank ? -1 : 0;
    button.addEventListener("click", () => act(area, made));
    made.append(button);
  }
  made.addEventListener("keydown", (event) => {
    const all = [...made.children];
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next =
      event.key === "Home"
        ? all[0]
        : event.key === "End"
          ? all.at(-1)
          : all[all.indexOf(event.target) + (step ?? Number.NaN)];
    if (!next) return;
    event.preventDefault();
    for (const one of all) one.tabIndex = one === next ? 0 : -1;
    next.focus();
  });
  return made;
}

// The sentences of a model, once all selected, give way to what is typed or pasted: never what was typed already.
function replaceable(area) {
  if (area.value !== area.defaultValue) return;
  area.select();
  tell(area, "Les phrases du modèle sont sélectionnées\u00a0: ce qui est écrit ou collé les remplace.");
  area.addEventListener("input", () => tell(area, ""), { once: true });
}

function dress(root) {
  for (const field of root.querySelectorAll("[data-lien]:not([data-pret])")) {
    field.dataset.pret = "";
    named(field);
  }
  for (const field of root.querySelectorAll("[data-modele]")) {
    delete field.dataset.modele;
    const offer = () => setTimeout(replaceable, 0, field);
    if (field === document.activeElement)
      offer(); // one was there before this script
    else field.addEventListener("focus", offer, { once: true });
  }
  for (const holder of root.querySelectorAll("[data-ecrire]:not([data-pret])")) {
    const area = holder.querySelector("textarea");
    holder.dataset.pret = "";
    const tools = bar(area);
    const told = make("p", { className: "small told" });
    told.setAttribute("role", "status");
    area.before(tools);
    area.after(told);
    area.addEventListener("keydown", (event) => {
      if (event.key === "Enter") return goOn(event);
      plainly = event.shiftKey && (event.ctrlKey || event.metaKey);
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      const tool = TOOLS.find(([, , , key]) => key === event.key);
      if (!tool) return;
      event.preventDefault();
      tool[2](area, tools);
    });
    area.addEventListener("paste", paste);
    area.addEventListener("dragover", (event) => event.dataTransfer.types.includes("Files") && event.preventDefault());
    area.addEventListener("drop", (event) => {
      const file = [...event.dataTransfer.files].find((one) => one.type.startsWith("image/"));
      if (!file) return;
      event.preventDefault();
      upload(area, file);
    });
  }
}
window.chorale = { dress };
if (!document.getElementById("fiche")) dress(document);
