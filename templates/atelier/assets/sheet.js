"use strict";
// A sheet that keeps itself: drafts while one types, list buttons without a new page, the real preview beside.

const PAUSE = 250; // the preview follows what is typed
const REST = 700; // problems and checks wait until one stops
const SLOWEST = 10000;
const form = document.getElementById("fiche");
const look = document.querySelector("[data-apercu]");
const storage = `atelier ${form.dataset.personne} ${form.dataset.fiche}`; // a shared browser keeps each one's apart
const BESIDE = [...form.elements].filter((one) => !form.contains(one)).map((one) => one.name); // no part of the text
let timer = 0;
let resting = 0;
let last = 0;
let sending = false;
let again = false;
let dirty = false;
let waiting = null;
let written = false; // something was typed since the page came

const say = (words, alarm = false) => {
  const state = document.getElementById("etat"); // a list that is taken up brings another one
  state.textContent = words;
  state.classList.toggle("alarm", alarm);
};
const version = () => form.elements.version;

function content(operation) {
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
  for (const name of BESIDE) sent.delete(name);
  sent.set("op", operation);
  return sent;
}

function keepHere() {
  try {
    localStorage.setItem(storage, content("garder").toString());
    localStorage.setItem(`${storage} le`, new Date().toISOString());
  } catch {
    say("Ce navigateur ne garde pas un texte aussi long\u00a0: laisser cette page ouverte.", true);
  }
}
function forgetHere() {
  localStorage.removeItem(storage);
  localStorage.removeItem(`${storage} le`);
}
// One request at a time: each names the version that the one before it made.
async function alone(work) {
  sending = true;
  await work();
  sending = false;
  const [button, once] = [waiting, again];
  waiting = null;
  again = false;
  if (button) form.requestSubmit(button);
  else if (once) keep();
}

function keep() {
  clearTimeout(timer);
  if (!dirty) return;
  if (sending) again = true;
  else alone(sendDraft);
}

async function sendDraft() {
  dirty = false;
  last = Date.now();
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: content("garder"),
      headers: { Accept: "application/json" },
      keepalive: document.visibilityState === "hidden",
    });
    const told = await answer.json();
    if (answer.status === 401) {
      dirty = true;
      keepHere();
      say("Votre session est terminée\u00a0: enregistrer pour entrer de nouveau. Votre texte est encore ici.", true);
    } else if (answer.status === 409) {
      say(
        "Ce contenu a été changé dans un autre onglet\u00a0: enregistrer pour choisir. Votre texte est encore ici.",
        true,
      );
    } else if (told.refus && answer.status < 500 && answer.status !== 429) {
      dirty = true;
      keepHere();
      say(`${told.refus} Le texte est gardé dans ce navigateur.`, true);
    } else if (!answer.ok) {
      throw new Error(String(answer.status));
    } else {
      version().value = told.version;
      say(told.version ? "Brouillon gardé." : "");
      forgetHere();
      show();
      clearTimeout(resting);
      resting = setTimeout(judge, REST);
    }
  } catch {
    dirty = true;
    keepHere();
    say("L’atelier ne répond pas\u00a0: votre texte est gardé dans ce navigateur, nouvel essai dans un instant.", true);
    timer = setTimeout(keep, 4000);
  }
}

// What is given up is not sent again by the page that closes, nor kept here.
function giveUp() {
  clearTimeout(timer);
  dirty = false;
  forgetHere();
}

// A button waits for the draft in hand: what it sends must name the version that follows, else it seems another tab's.
form.addEventListener("submit", (event) => {
  if (!sending) {
    sessionStorage.setItem(storage, "envoyé");
    if (event.submitter?.value === "abandonner") giveUp();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting = event.submitter;
});

function typed() {
  dirty = true;
  written = true;
  counts();
  clearTimeout(timer);
  timer = setTimeout(keep, Date.now() - last > SLOWEST ? 0 : PAUSE);
}
form.addEventListener("input", typed);
form.addEventListener("change", typed);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden" || !dirty) return;
  keepHere(); // a tab that closes waits for no answer
  keep();
});

let judged = 0;
function judge() {
  judged += 1;
  check(judged);
  weigh(judged);
}

// Problems stand beside their fields while one types, never before a field was touched.
const touched = new Set();
form.addEventListener("focusout", (event) => {
  const field = event.target.closest("[data-champ]");
  if (field) touched.add(field.dataset.champ);
});
async function check(turn) {
  try {
    const answer = await fetch(`/atelier/problemes/${form.dataset.fiche}`, { headers: { Accept: "application/json" } });
    const { problemes } = await answer.json();
    await calm();
    if (turn !== judged) return;
    for (const field of form.querySelectorAll("[data-champ]")) {
      const told = problemes[field.dataset.champ] ?? [];
      const error = field.querySelector(":scope > .error, :scope > fieldset > .error");
      if (!error || (told.length && !touched.has(field.dataset.champ) && error.hidden)) continue;
      error.textContent = told.join(" ; ");
      error.hidden = told.length === 0;
      field.classList.toggle("wrong", told.length > 0);
    }
  } catch {
    // the next draft asks again
  }
}

// The weight of a letter, its articles and its checks follow what is typed, once who is among them has left.
async function weigh(turn) {
  const shown = form.querySelector("section.letter");
  if (!shown) return;
  try {
    const answer = await fetch(form.action);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("section.letter");
    await calm(shown);
    if (fresh && turn === judged) shown.replaceChildren(...fresh.childNodes);
  } catch {
    // the next draft asks again
  }
}

// A button of a list answers with the whole sheet: only the form is taken from it, and the place is kept.
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  const operation = button?.name === "op" ? button.value : "";
  if (!/\.(monter|descendre|retirer|ajouter)|^placer\./.test(operation)) return;
  event.preventDefault();
  clearTimeout(timer);
  alone(() => rearrange(operation, button));
});

async function answered(operation) {
  const answer = await fetch(form.action, { method: "POST", body: content(operation) });
  return [await answer.text(), new URL(answer.url)];
}

async function rearrange(operation, button) {
  form.inert = true; // what would be typed meanwhile is not in the form that comes
  try {
    const [text, { searchParams }] = await answered(operation).finally(() => {
      form.inert = false;
    });
    const page = new DOMParser().parseFromString(text, "text/html");
    const fresh = page.getElementById("fiche");
    if (!fresh) throw new Error("no form");
    const open = [...form.querySelectorAll("details[open]")].map(named);
    form.replaceChildren(...fresh.childNodes);
    for (const one of form.querySelectorAll("details")) if (open.includes(named(one))) one.open = true;
    dress();
    settle(searchParams.get("place") ?? "", operation);
    show();
  } catch {
    button.focus();
    say("L’atelier ne répond pas\u00a0: rien n’a bougé, votre texte est encore ici.");
    typed();
  }
}

const named = (one) => one.id || one.closest(".item")?.id;

function settle(id, operation) {
  const item = document.getElementById(id);
  if (!item) return;
  const verb = operation.split(".").at(-1);
  const same = item.querySelector(`:scope > .moves button[value$=".${verb}"]:not(:disabled)`);
  const first = item.querySelector("input:not([type=hidden]), select, textarea");
  item.querySelector(":scope > details")?.setAttribute("open", "");
  if (document.activeElement !== document.body) return; // gone on beside the sheet
  (operation.includes("ajouter") ? (first ?? item) : (same ?? item)).focus();
}

// Items are dragged too; the order of the hidden ranks is the order of the list.
function dress() {
  for (const list of form.querySelectorAll("[data-liste] > .items")) {
    for (const item of list.children) {
      const grip = item.querySelector(":scope > details > summary");
      if (!grip || list.children.length < 2) continue;
      item.addEventListener("pointerdown", (event) => {
        item.draggable = event.target.closest("summary") === grip;
      });
      item.addEventListener("dragstart", (event) => {
        if (event.target !== item) return;
        item.classList.add("dragged");
        event.dataTransfer.effectAllowed = "move";
        event.dataTransfer.setData("text/plain", item.id);
      });
      item.addEventListener("dragend", () => {
        item.classList.remove("dragged");
        item.draggable = false;
        typed();
      });
      item.addEventListener("dragover", (event) => {
        const moving = list.querySelector(":scope > .dragged");
        if (!moving || moving === item) return;
        event.preventDefault();
        const box = item.getBoundingClientRect();
        list.insertBefore(moving, event.clientY < box.top + box.height / 2 ? item : item.nextSibling);
      });
    }
  }
  window.chorale?.dress(form);
  counts();
}

// Lengths that mail programs cut are told as one types.
const LIMITS = { subject: [0, 60], preheader: [40, 110], title: [0, 60] };
function counts() {
  if (!document.querySelector(".letter")) return;
  for (const field of form.querySelectorAll("[data-compte]")) {
    const limits = LIMITS[field.dataset.compte];
    if (!limits) continue;
    let told = field.nextElementSibling;
    if (!told?.classList.contains("count")) {
      told = Object.assign(document.createElement("p"), { className: "count" });
      field.after(told);
    }
    const length = [...field.value.trim()].length;
    told.textContent = `${length} signes, ${limits[0] ? `${limits[0]} à ` : ""}${limits[1]} au plus`;
    told.classList.toggle("over", length > limits[1] || (length > 0 && length < limits[0]));
  }
}

// The preview: a new frame takes the place of the old one once it is loaded, at the same height.
let loading = 0;
function show() {
  if (!look || look.hidden) return;
  const chosen = look.querySelector("[aria-pressed=true]");
  const frames = look.querySelector(".frames");
  frames.classList.toggle("narrow", "etroit" in chosen.dataset);
  const old = [...frames.querySelectorAll("iframe")];
  const fresh = document.createElement("iframe");
  loading += 1;
  const mine = loading;
  fresh.title = `Aperçu\u00a0: ${chosen.textContent.trim()}`;
  fresh.setAttribute("sandbox", "allow-same-origin");
  fresh.src = `${chosen.dataset.vue}&v=${version().value}-${mine}`;
  fresh.style.visibility = "hidden";
  fresh.addEventListener("load", () => {
    if (mine !== loading) return fresh.remove();
    follow(fresh, old.at(-1));
    fresh.style.visibility = "";
    if (old.includes(document.activeElement)) fresh.focus();
    for (const one of old) one.remove();
  });
  frames.append(fresh);
}

function follow(fresh, old) {
  const page = fresh.contentDocument;
  if (!page) return;
  const place = words();
  const target = place ? blocks(page).find((one) => plain(one.textContent).includes(place)) : null;
  const view = fresh.contentWindow;
  const { top, height } = target?.getBoundingClientRect() ?? {};
  // the frame alone: scrollIntoView would move the sheet too, under the hand of who writes
  if (target) view.scrollTo(0, view.scrollY + top - (view.innerHeight - height) / 2);
  else if (old?.contentWindow) view.scrollTo(0, old.contentWindow.scrollY);
}
const blocks = (page) => [...page.querySelectorAll("p, li, h1, h2, h3, h4, td, a")];
const plain = (text) =>
  text
    .replace(/[\s\u00a0\u202f]+/g, " ")
    .replace(/[’]/g, "'")
    .trim();

function words() {
  const field = document.activeElement;
  if (!field?.matches?.("#fiche textarea, #fiche input[type=text]")) return "";
  const before = field.value.slice(0, field.selectionStart).split("\n").at(-1);
  const line = before + field.value.slice(field.selectionStart).split("\n")[0];
  const found = plain(line.replace(/^[\s#>*\-\d.]+/, "").split(/[*_[\]`|:]/)[0]);
  return found.length > 3 ? found.slice(0, 40) : "";
}

look?.addEventListener("click", (event) => {
  const button = event.target.closest("[data-vue]");
  if (!button) return;
  for (const one of look.querySelectorAll("[data-vue]")) one.setAttribute("aria-pressed", String(one === button));
  show();
});

// What this browser kept when the atelier did not answer is offered, never put back by itself.
const textOf = (sent) => {
  const told = new URLSearchParams(sent);
  for (const name of ["par", "version", "montre"]) told.delete(name);
  return told.toString();
};
const OFFERED = `${storage} offert `; // apart, so that what is typed next takes the place of none
const done = new URLSearchParams(window.location.search).get("fait");
const saved = sessionStorage.getItem(storage) && ["enregistre", "reuni", "seul", "identique", "choisi"].includes(done);
sessionStorage.removeItem(storage); // what this tab sent is answered: what is typed from here on is not
function setAside() {
  const kept = localStorage.getItem(storage);
  // what was received, the answer alone being lost, or the page closed as it left, needs no offer
  if (kept && !saved) localStorage.setItem(OFFERED + (localStorage.getItem(`${storage} le`) ?? ""), kept);
  forgetHere();
  const places = Object.keys(localStorage).filter((one) => one.startsWith(OFFERED));
  for (const place of places.sort()) {
    const text = localStorage.getItem(place);
    if (textOf(text) === textOf(content("garder"))) localStorage.removeItem(place);
    else offer(place, text);
  }
}

function when(moment) {
  const since = new Date(moment);
  if (Number.isNaN(since.getTime())) return "";
  const day = since.toLocaleDateString("fr-FR", { day: "numeric", month: "long" });
  return ` (tapé le ${day} à ${since.getHours()} h ${String(since.getMinutes()).padStart(2, "0")})`;
}

function offer(place, text) {
  const notice = document.createElement("div");
  notice.className = "notice warn";
  notice.setAttribute("role", "status");
  const told = `Ce navigateur garde un texte que l’atelier n’a pas reçu${when(place.slice(OFFERED.length))}.`;
  notice.innerHTML = `<p></p><p class="buttons"><button type="button">Le reprendre</button>
      <button type="button" class="quiet">L’oublier</button></p>`;
  notice.firstChild.textContent = told;
  const [take, forget] = notice.querySelectorAll("button");
  take.addEventListener("click", () => {
    if (sending || (written && !window.confirm("Remplacer ce qui est tapé dans cette page\u202f?"))) return;
    alone(() => takeBack(place, text, notice.firstChild));
  });
  forget.addEventListener("click", () => {
    localStorage.removeItem(place);
    notice.remove();
  });
  document.querySelector(".bench").before(notice);
}

async function takeBack(place, text, told) {
  const sent = new URLSearchParams(text);
  sent.set("version", version().value);
  clearTimeout(timer);
  form.inert = true; // the page is about to be read again
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    localStorage.removeItem(place);
    giveUp();
    window.location.reload();
  } catch (error) {
    form.inert = false;
    if (dirty) typed();
    told.textContent =
      error.message === "401"
        ? "Votre session est terminée\u00a0: entrer de nouveau, puis reprendre ce texte, que ce navigateur garde."
        : "L’atelier ne répond pas\u00a0: ce navigateur garde le texte\u202f; réessayer dans un instant.";
  }
}
setAside();

dress();
if (look && window.matchMedia("(min-width: 70rem)").matches) {
  look.hidden = false;
  show();
}
window.atelier = { typed };

// Ctrl+S keeps the draft at once, where a browser would save the page.
document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  event.preventDefault();
  keep();
});

// Enter in a field beside the sheet presses the button of its own part, not the first one of the sheet.
document.addEventListener("keydown", (event) => {
  const part = event.target.closest("details.state");
  const button = part?.querySelector("button[form='fiche']");
  if (event.key !== "Enter" || !button || !event.target.matches("input")) return;
  event.preventDefault();
  button.click();
});

// What is selected in the text is the passage that one comments, selected before or after the part is opened.
const review = document.querySelector("[data-relire]");
function takePassage() {
  const passage = document.getElementById("r-passage");
  const commented = document.getElementById("c-corps");
  if (!review.open || passage.value) return;
  passage.value = commented.value.slice(commented.selectionStart, commented.selectionEnd);
}
if (review && document.getElementById("c-corps")) {
  review.addEventListener("toggle", takePassage);
  form.addEventListener("focusout", ({ target }) => target.id === "c-corps" && takePassage());
}
