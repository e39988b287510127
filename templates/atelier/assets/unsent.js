"use strict";
// What nothing keeps before it is sent (a message, a list, a reason): this browser keeps it while one types, a day at
// most, and offers it again after a crash. It is erased once received, once given up, and on the way out.

const PREFIX = "non envoyé";
const SENT = "envoyé :";
const DAY = 24 * 60 * 60 * 1000;
const own = (start) => `${start} ${document.body.dataset.personne} `; // a shared browser keeps each one's apart
const MINE = own(PREFIX);
const MINES = [PREFIX, "arbitrage", "atelier"].map(own); // what the arbitration and the sheets keep too
const parts = [...document.querySelectorAll("[data-unsent]")];
const unsent = new Set(parts.filter((one) => one.dataset.unsent === "seen"));

const ASIDE = ["hidden", "file", "password"];
const fieldsOf = (part) =>
  [...part.querySelectorAll("input, select, textarea")].filter((one) => one.name && !ASIDE.includes(one.type));
const ticked = (one) => ["checkbox", "radio"].includes(one.type);
const placeOf = (part) => `${MINE}${new URL(fieldsOf(part)[0].form.action).pathname} ${part.id}`;
const said = (part) =>
  fieldsOf(part)
    .filter((one) => !ticked(one) || one.checked)
    .map((one) => [one.name, one.value]);
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function read(place) {
  try {
    return JSON.parse(localStorage.getItem(place));
  } catch {
    return null; // a browser that keeps nothing, or something else under that name
  }
}
function forget(place) {
  try {
    localStorage.removeItem(place);
  } catch {
    // nothing was kept
  }
}
function places(start) {
  try {
    return Object.keys(localStorage).filter((one) => one.startsWith(start));
  } catch {
    return [];
  }
}
function keep(part) {
  try {
    localStorage.setItem(placeOf(part), JSON.stringify({ at: Date.now(), said: said(part) }));
  } catch {
    // the browser still asks before it leaves the page
  }
}

// A form of a page that keeps what was not taken, to be sent as it was.
const sentAgain = (form) => form.querySelector(":scope > textarea[hidden]") !== null;

function when(at) {
  const since = new Date(at);
  const day = since.toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
  return `le ${day} à ${since.getHours()} h ${String(since.getMinutes()).padStart(2, "0")}`;
}
function excerpt(kept) {
  const words = kept.said.map(([, value]) => value.trim()).sort((one, other) => other.length - one.length)[0];
  const short = [...words.replace(/\s+/g, " ")];
  return short.length > 60 ? `${short.slice(0, 60).join("")}…` : short.join("");
}

function fill(part, kept) {
  const values = new Map();
  for (const [name, value] of kept.said) values.set(name, [...(values.get(name) ?? []), value]);
  for (const one of fieldsOf(part)) {
    const mine = values.get(one.name) ?? [];
    if (ticked(one)) one.checked = mine.includes(one.value);
    else if (mine.length) one.value = mine.shift();
  }
  for (let one = part.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  unsent.add(part);
  (fieldsOf(part).find((one) => one.type === "textarea") ?? fieldsOf(part)[0]).focus();
}

function offer(part, kept) {
  const notice = document.createElement("div");
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  const told = document.createElement("p");
  const typed = `tapé ${when(kept.at)}\u00a0: «\u00a0${excerpt(kept)}\u00a0»`;
  told.textContent = `Ce navigateur garde un texte qui n’est pas parti, ${typed}`;
  const buttons = document.createElement("p");
  buttons.className = "buttons";
  const take = Object.assign(document.createElement("button"), { type: "button", textContent: "Le reprendre" });
  const drop = Object.assign(document.createElement("button"), { type: "button", textContent: "L’oublier" });
  drop.className = "quiet";
  buttons.append(take, drop);
  notice.append(told, buttons);
  take.addEventListener("click", () => {
    if (unsent.has(part) && !window.confirm("Remplacer ce qui est tapé dans cette page\u202f?")) return;
    notice.remove();
    fill(part, kept);
  });
  drop.addEventListener("click", () => {
    notice.remove();
    forget(placeOf(part));
    document.querySelector("main").setAttribute("tabindex", "-1");
    document.querySelector("main").focus();
  });
  document.querySelector("main h1").after(notice);
}

// What this tab sent was received when the page that answers says so; a page that refuses it shows it again.
function settle() {
  const sent = sessionStorage.getItem(SENT);
  if (!sent || document.querySelector("main [role=alert]") || [...document.forms].some(sentAgain)) return;
  sessionStorage.removeItem(SENT);
  if (document.querySelector("main .done, [data-received]")) forget(sent);
}

for (const place of places(PREFIX)) if (!(Date.now() - read(place)?.at < DAY)) forget(place);
settle();
for (const part of parts) {
  const shown = said(part);
  const kept = read(placeOf(part));
  if (kept && !same(kept.said, shown)) offer(part, kept);
  part.addEventListener("input", () => {
    if (part.dataset.unsent !== "seen" && same(said(part), shown)) {
      unsent.delete(part);
      forget(placeOf(part));
    } else {
      unsent.add(part);
      keep(part);
    }
  });
}

addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  const part = parts.find((one) => one === form || one.contains(event.submitter));
  if (part) {
    unsent.delete(part);
    sessionStorage.setItem(SENT, placeOf(part));
  } else if (!sentAgain(form)) {
    sessionStorage.removeItem(SENT); // the answer to come is that of another form
  }
  if (form.getAttribute("action") === "/atelier/sortir") leave(event);
  // Another button of the page: what is kept is offered when one comes back.
  for (const one of unsent) if (read(placeOf(one))) unsent.delete(one);
});

function leave(event) {
  const question = "Un texte n’est pas parti\u00a0: sortir l’efface de ce navigateur. Sortir quand même\u202f?";
  const kept = MINES.flatMap(places);
  if ((kept.length || unsent.size) && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  for (const one of kept) forget(one);
  unsent.clear();
}
