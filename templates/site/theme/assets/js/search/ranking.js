/* Ranking: what each idea finds in Pagefind's index, weighed by how much of the query a page holds and its title says. */
import { split, trunk, words } from "./words.js";

/* Titles are weighed below, by the part of them that the query says: Pagefind counts each form of a word again. */
export const RANKING = {
  diacriticSimilarity: 0,
  pageLength: 0.6,
  termSimilarity: 2,
  metaWeights: { title: 0, description: 0, about: 1 },
};
/* How many of the best pages are read whole, and how much their titles then count. */
const READ = 20;
const TITLE = 2.5;
/* The more of a query a page lacks, the further it falls: half of it is worth an eighth. */
const LACKING = 3;
/* A word that no title holds is a detail of the question more than its subject. */
const DETAIL = 0.4;
/* « Format » has the stem of « formation »: a page that holds only such cousins of a word answers little. */
const COUSIN = 0.4;

/* What one expression finds; the pages where a word is only the beginning of others are left out. */
async function look(pagefind, way, filters, typing) {
  const said = way.words.join(" ");
  const [all, exact] = await Promise.all([
    pagefind.search(said, { filters }),
    way.words.length === 1 && !typing ? pagefind.search(`"${said}"`, { filters }) : null,
  ]);
  const whole = exact?.results.length ? new Set(exact.results.map((result) => result.id)) : null;
  return whole ? all.results.filter((result) => whole.has(result.id)) : all.results;
}

/* What one idea finds: for each page its points, the worth of its best expression, and the places of the words. */
async function find(pagefind, idea, filters, typing) {
  const found = new Map();
  const lists = await Promise.all(idea.ways.map((way) => look(pagefind, way, filters, typing)));
  lists.forEach((results, index) => {
    const { worth } = idea.ways[index];
    for (const result of results) {
      const known = found.get(result.id) ?? { points: 0, worth: 0, titled: false, places: [], result };
      known.places.push(...result.words);
      known.points = Math.max(known.points, result.score * worth);
      known.worth = Math.max(known.worth, worth);
      known.titled ||= Boolean(result.matchedMetaFields?.includes("title"));
      found.set(result.id, known);
    }
  });
  return found;
}

/* The pages that hold one idea at least: part says what each holds of each idea. */
async function gather(pagefind, ideas, filters, typing) {
  const last = ideas.length - 1;
  const finds = await Promise.all(ideas.map((idea, index) => find(pagefind, idea, filters, typing && index === last)));
  const pages = new Map();
  finds.forEach((found, index) => {
    for (const [id, part] of found) {
      if (!pages.has(id)) pages.set(id, { id, result: part.result, parts: ideas.map(() => null) });
      pages.get(id).parts[index] = part;
    }
  });
  const subjects = finds.map((found) => [...found.values()].some((part) => part.titled));
  return { pages: [...pages.values()], sizes: finds.map((found) => found.size), subjects };
}

/* How much of a title the ideas say, and how many of the ideas it says: from 0, none, to 1, the very same words. */
function likeness(meta, ideas) {
  const title = words(meta.title).map(trunk);
  const about = new Set([...title, ...split(meta.about ?? "").map(trunk)]);
  const matched = new Set();
  let held = 0;
  for (const idea of ideas) {
    const way = idea.ways.find((one) => one.words.every((word) => about.has(trunk(word))));
    if (!way) continue;
    held += way.worth;
    for (const word of way.words) if (title.includes(trunk(word))) matched.add(trunk(word));
  }
  return (held / ideas.length) * (0.4 + (0.6 * matched.size) / Math.max(title.length, 1));
}

/* Whether a page that has been read holds the word itself, and not only others of the same stem. */
function itself(page, part, idea) {
  const wanted = new Set(idea.ways.flatMap((way) => way.words.map(trunk)));
  const meta = `${page.data.meta.title} ${page.data.meta.description ?? ""} ${page.data.meta.about ?? ""}`;
  const near = part.places.map((place) => page.content[place] ?? "").join(" ");
  return split(`${near} ${meta}`).some((word) => wanted.has(trunk(word)));
}

/* Returns every page that answers, the best first; the first ones have been read, their data is in them. */
export async function rank(pagefind, ideas, facts, { filters = {}, typing = false } = {}) {
  const { pages, sizes, subjects } = await gather(pagefind, ideas, filters, typing);
  const share = subjects.map((subject) => (subject ? 1 : DETAIL));
  const rarity = sizes.map((size, index) => (size ? Math.log(1 + facts.total / size) * share[index] : 0));
  const whole = rarity.reduce((sum, one) => sum + one, 0);
  function weigh(page) {
    let points = 0;
    let held = 0;
    page.parts.forEach((part, index) => {
      if (!part) return;
      const worth = page.data && !typing && !itself(page, part, ideas[index]) ? COUSIN : 1;
      points += part.points * worth * share[index];
      held += rarity[index] * part.worth * worth;
    });
    const title = page.data ? 1 + TITLE * likeness(page.data.meta, ideas) : 1;
    page.points = points * (held / whole) ** LACKING * title * facts.weight(page.id);
  }
  const sort = (list) => list.sort((a, b) => b.points - a.points || facts.order(a.id) - facts.order(b.id));
  for (const page of pages) {
    page.genre = facts.genre(page.id);
    page.whole = page.parts.every((part, index) => part || !sizes[index]);
    weigh(page);
  }
  const first = sort(pages).slice(0, READ);
  await Promise.all(
    first.map(async (page) => {
      page.data = await page.result.data();
      page.content = page.data.content.split(/\s+/);
      weigh(page);
    }),
  );
  return [...sort(first), ...pages.slice(READ)];
}
