/* The search page: asks as one types, shows what was found and what was understood, and keeps it in the address. */
import { joined, passage, sections } from "./excerpts.js";
import { openSearch, ROOT } from "./search.js";

const PAUSE = 180;
const STEP = 10;
const form = document.getElementById("search-form");
const input = document.getElementById("query");
const genre = document.getElementById("query-genre");
const audience = document.getElementById("query-public");
const count = document.getElementById("search-count");
const heard = document.getElementById("search-heard");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
let asked = 0;
let found = { answers: [], pages: [], ideas: [] };
let shown = 0;

function made(tag, name, ...inside) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...inside);
  return element;
}
function link(target, words) {
  const element = made("a", "", words);
  element.href = target;
  return element;
}

function chosen(answer) {
  const title = made("h3", "", link(ROOT + answer.address, answer.title));
  return made(
    "li",
    "result result--chosen",
    title,
    made("p", "result__facts", answer.genre),
    made("p", "", answer.text),
  );
}
function result(page) {
  const target = ROOT + page.data.address;
  const { title, about } = page.data;
  const item = made("li", "result", made("h3", "", link(target, joined(title))));
  item.append(made("p", "result__facts", joined(about ?? page.genre).replaceAll(", ", "\u00a0· ")));
  const pieces = passage(page).map((piece) => (piece.marked ? made("mark", "", piece.text) : piece.text));
  if (pieces.length) item.append(made("p", "", ...pieces));
  const of = () => made("span", "visually-hidden", ` (${joined(title)})`); // many pages have « Documents »
  const inside = sections(page).map((one) => {
    const way = link(`${target}#${one.id}`, one.title);
    way.append(of());
    return made("li", "", way);
  });
  if (inside.length) item.append(made("ul", "result__sections", ...inside));
  const lacking = found.ideas
    .filter((_, index) => !page.parts[index])
    .map((idea) => `«\u00a0${idea.said.join(" ")}\u00a0»`);
  if (lacking.length) item.append(made("p", "result__lacking", `Sans ${lacking.join(", ")}`));
  return item;
}

async function showMore() {
  const of = found;
  const next = of.pages.slice(shown, shown + STEP);
  const { read } = await openSearch();
  await Promise.all(next.map(read));
  if (of !== found) return [];
  const items = next.map(result);
  list.append(...items);
  shown += next.length;
  more.hidden = shown >= found.pages.length;
  return items;
}

function counted(total) {
  if (!total) return "Aucune page ne répond. Essayez d’autres mots, ou passez par les rubriques.";
  const partial = !found.answers.length && !found.pages.some((page) => page.whole);
  const pages = total === 1 ? "1 page trouvée" : `${total}\u00a0pages trouvées`;
  return partial ? `${pages}, avec une partie de vos mots.` : `${pages}.`;
}
/* What was corrected or set aside, with the way to be taken at one's word. */
function understood(text) {
  const lines = [];
  if (found.corrected) {
    const own = new URL(location.href);
    own.searchParams.set("q", text);
    own.searchParams.set("lettre", "oui");
    const corrected = made("strong", "", `«\u00a0${found.corrected}\u00a0»`);
    lines.push(
      made(
        "p",
        "",
        "Résultats pour ",
        corrected,
        ". Chercher à la lettre ",
        link(own.href, `«\u00a0${text}\u00a0»`),
        ".",
      ),
    );
  }
  if (found.lost.length && found.ideas.length) {
    const words = found.lost.map((word) => `«\u00a0${word}\u00a0»`).join(", ");
    lines.push(made("p", "", `Aucune page ne contient ${words}.`));
  }
  return lines;
}

async function answer(text, options) {
  const search = await openSearch();
  return search.find(text, options);
}
function remember(text, exact) {
  const words = { q: text, genre: genre.value, public: audience.value, lettre: exact ? "oui" : "" };
  const said = new URLSearchParams(Object.entries(words).filter(([, value]) => value));
  const wanted = said.size ? `?${said}` : "";
  if (wanted !== location.search) history.replaceState(null, "", wanted || location.pathname);
}

async function ask({ typing = false, exact = false } = {}) {
  const text = input.value.trim();
  asked += 1;
  const mine = asked;
  remember(text, exact);
  if (!text) {
    found = { answers: [], pages: [], ideas: [] };
    list.replaceChildren();
    heard.replaceChildren();
    more.hidden = true;
    count.textContent = "Écrivez un mot ou une question.";
    return;
  }
  const waiting = setTimeout(() => {
    count.textContent = "Recherche en cours…";
  }, 300);
  try {
    const next = await answer(text, { typing, exact, genre: genre.value, audience: audience.value });
    clearTimeout(waiting);
    await calm(list);
    if (mine !== asked) return;
    found = next;
    if (genre.value || audience.value) found.answers = [];
    shown = 0;
    list.replaceChildren(...found.answers.map(chosen));
    heard.replaceChildren(...understood(text));
    await showMore();
    count.textContent = counted(found.answers.length + found.pages.length);
  } catch {
    if (mine === asked) {
      count.textContent = "La recherche n’a pas pu être lue. Rechargez la page, ou passez par les rubriques.";
    }
  } finally {
    clearTimeout(waiting);
  }
}

/* Down and up go from the words to the results, and from one to the next. */
function walk(event) {
  if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
  const stops = [input, ...list.querySelectorAll("h3 a")];
  const here = stops.indexOf(document.activeElement);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

let waiting;
input.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => ask({ typing: true }), PAUSE);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  ask();
});
for (const choice of [genre, audience]) choice.addEventListener("change", () => ask());
more.addEventListener("click", async () => {
  more.disabled = true; // pressed twice, it would show the same pages twice
  const [first] = await showMore().finally(() => {
    more.disabled = false;
  });
  if ([more, document.body].includes(document.activeElement)) first?.querySelector("a").focus();
});
for (const place of [form, list]) place.addEventListener("keydown", walk);

const said = new URLSearchParams(location.search);
input.value ||= said.get("q") ?? ""; // one may have typed before this script was there
genre.value ||= said.get("genre") ?? "";
audience.value ||= said.get("public") ?? "";
if (genre.selectedIndex < 0) genre.selectedIndex = 0;
if (audience.selectedIndex < 0) audience.selectedIndex = 0;
document.getElementById("search-filters").open ||= Boolean(genre.value || audience.value);
if (input.value) ask({ exact: said.has("lettre") });
