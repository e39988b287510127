/* Ranking: what each idea finds in Pagefind's index, weighed by how much of the query a page and its title hold. */
import { split, titleWords, trunk } from "./words.js";

/* Titles are weighed below, by the part of them that the query says: Pagefind counts each form of a word again. */
export const RANKING = {
  diacriticSimilarity: 0,
  pageLength: 0.6,
  termSimilarity: 2,
  metaWeights: { title: 0, description: 0, about: 1 },
};
/* How many of the best pages are read whole, and how much their titles then count. */
const READ = 14;
const TITLE = 2.5;
const WHOLE = 1;
const GENRE = 0.5;
/* A page of a light genre that is asked weighs as much as guides do; what is past, or one request of many, does not. */
const ASKED = { least: 0.6, most: 0.9, worth: 1 };
/* The more of a query a page lacks, the further it falls: half of it is worth an eighth. */
const LACKING = 3;
/* A word that no title holds is a detail of the question more than its subject; one that was guessed, less still. */
const DETAIL = 0.4;
const GUESS = 0.15;
/* « Format » has the stem of « formation »: a page that holds only such cousins of a word answers little. */
const COUSIN = 0.4;
/* What it adds to a page that each idea stands beside the one before: « fiche structure » as much as both words. */
const BESIDE = 0.25;
const STEP = 3;
/* How many words may part those of one expression: « supprimer tous les rattachements ». */
const NEAR = 4;

/* Shorter words begin many others: they are looked for whole. */
const SHORT = 4;

/* What one expression finds: a date as it is written; a short word that stands somewhere is no beginning of others. */
async function look(pagefind, way, typing) {
  const said = way.words.join(" ");
  if (way.strict || ((way.phrase || said.length <= SHORT) && !typing)) {
    const whole = await pagefind.search(`"${said}"`);
    if (whole.results.length || way.strict) return whole.results;
  }
  return (await pagefind.search(said)).results;
}

/* A date that no page has is taken for its month: its events are the nearest. */
async function settled(pagefind, idea) {
  for (const words of idea.wider) {
    const way = { words, worth: 1, phrase: true, strict: true };
    if ((await look(pagefind, way)).length) return { ...idea, ways: [way] };
  }
  return idea;
}

/* What one idea finds: for each page its points, the worth of its best expression, and the places of the words. */
async function find(pagefind, idea, kept, typing) {
  const found = new Map();
  const lists = await Promise.all(idea.ways.map((way) => look(pagefind, way, typing)));
  lists.forEach((results, index) => {
    const { worth } = idea.ways[index];
    for (const result of results.filter(({ id }) => kept(id))) {
      const known = found.get(result.id) ?? { points: 0, worth: 0, titled: false, places: [] };
      known.places.push(...result.words);
      known.points = Math.max(known.points, result.score * worth);
      known.worth = Math.max(known.worth, worth);
      known.titled ||= Boolean(result.matchedMetaFields?.includes("title"));
      found.set(result.id, known);
    }
  });
  return found;
}

/* The pages that hold one of the ideas to ask for: parts says what each page holds of each idea. */
async function gather(pagefind, ideas, asked, kept, typing) {
  const finds = await Promise.all(
    ideas.map((idea, index) =>
      asked.includes(idea) ? find(pagefind, idea, kept, typing && index === ideas.length - 1) : new Map(),
    ),
  );
  const pages = new Map();
  finds.forEach((found, index) => {
    for (const [id, part] of found) {
      if (!pages.has(id)) pages.set(id, { id, parts: ideas.map(() => null) });
      pages.get(id).parts[index] = part;
    }
  });
  const subjects = finds.map((found) => [...found.values()].some((part) => part.titled));
  return { pages: [...pages.values()], sizes: finds.map((found) => found.size), subjects };
}

/* A word that most pages of a large site hold is not asked of the index, but looked for in the pages that are read. */
function askable(ideas, facts) {
  const light = ideas.filter((idea) => !facts.heavy(idea));
  return light.length ? light : ideas.slice(0, 1);
}
function scan(page, idea) {
  const wanted = new Set(idea.ways.flatMap((way) => way.words.map(trunk)));
  const places = [];
  page.data.content.forEach((word, place) => {
    if (split(word).some((one) => wanted.has(trunk(one)))) places.push(place);
  });
  return places.length ? { points: Math.log(1 + places.length), worth: 1, titled: false, places } : null;
}

/* Whether one of several ideas is the genre of a page: « webinaire travaux » asks for webinars; « article 13 », for
   a text that has numbers. */
function asksFor(meta, ideas) {
  const genre = trunk(split(meta.about ?? "")[0] ?? "");
  const numbered = (index) => /^\d{1,3}$/.test(ideas[index + 1]?.said.join(" ") ?? "");
  const meets = (idea) => idea.ways.some((way) => way.words.length === 1 && trunk(way.words[0]) === genre);
  return ideas.length > 1 && ideas.some((idea, index) => meets(idea) && !numbered(index));
}

/* How much of a title the ideas say, and how many of the ideas it says: from 0 to the very same words, and more. */
function likeness(meta, ideas) {
  const title = titleWords(meta.title).map(trunk);
  const about = new Set([...title, ...split(meta.about ?? "").map(trunk)]);
  const matched = new Set();
  let held = 0;
  let named = 0;
  for (const idea of ideas) {
    const way = idea.ways.find((one) =>
      one.phrase ? together(meta.title, one.words) : one.words.every((word) => about.has(trunk(word))),
    );
    if (!way) continue;
    held += way.worth;
    named += 1;
    for (const word of [...way.words, ...idea.said]) if (title.includes(trunk(word))) matched.add(trunk(word));
  }
  const said = title.filter((word) => matched.has(word)).length / Math.max(title.length, 1);
  const begins = ({ words: [word] }) => /^\d+$/.test(word) && word === title[0];
  const phrased = ideas.every((idea) => idea.ways.some((way) => way.phrase && together(meta.title, way.words)));
  const reference = ideas.some((idea) => idea.ways.some(begins));
  const whole = reference || phrased ? WHOLE : said === 1 && named === ideas.length ? WHOLE * (held / ideas.length) : 0;
  return (held / ideas.length) * (0.4 + 0.6 * said) + whole + (asksFor(meta, ideas) ? GENRE : 0);
}

/* Whether words stand one after the other in a text: Pagefind finds them wherever they are. */
function together(text, wanted) {
  return ` ${split(text).map(trunk).join(" ")} `.includes(` ${wanted.map(trunk).join(" ")} `);
}
/* Whether a page that has been read holds one of the expressions itself, its words near to one another, and not only
   others of the same stem; a date, as a whole. */
function itself(page, part, idea) {
  const [said] = idea.ways;
  if (idea.ways.every((way) => way.phrase))
    return together(`${page.data.title} . ${page.data.content.join(" ")}`, said.words);
  const { title, description = "", about = "" } = page.data;
  const singles = new Set(idea.ways.filter(({ words }) => words.length === 1).map(({ words: [word] }) => trunk(word)));
  const found = part.places.map((place) => page.data.content[place] ?? "").join(" ");
  if (split(`${found} ${title} ${description} ${about}`).some((word) => singles.has(trunk(word)))) return true;
  const several = idea.ways.filter((way) => way.words.length > 1).map((way) => way.words.map(trunk));
  if (!several.length) return false;
  const near = part.places.map((place) =>
    page.data.content.slice(Math.max(0, place - NEAR), place + NEAR + 1).join(" "),
  );
  return [title, description, about, ...near].some((text) => {
    const held = new Set(split(text).map(trunk));
    return several.some((wanted) => wanted.every((word) => held.has(word)));
  });
}

/* How many of the ideas stand just after the one that was said before them, from 0 to 1. */
function beside({ parts }) {
  const pairs = parts.slice(1).filter((part, index) => {
    const before = new Set(parts[index]?.places);
    return part?.places.some((place) =>
      Array.from({ length: STEP }, (_, step) => place - step - 1).some((one) => before.has(one)),
    );
  });
  return parts.length > 1 ? pairs.length / (parts.length - 1) : 0;
}

/* What the ideas are worth: rare ones say more than common ones, subjects more than details. */
function scale(ideas, asked, { sizes, subjects }, total) {
  const share = ideas.map((idea, index) => {
    if (idea.doubtful && ideas.length > 1) return GUESS;
    return subjects[index] || !asked.includes(idea) ? 1 : DETAIL;
  });
  const rarity = ideas.map((idea, index) => {
    const size = asked.includes(idea) ? sizes[index] : total;
    return size ? Math.log(1 + total / size) * share[index] : 0;
  });
  return { share, rarity, whole: rarity.reduce((sum, one) => sum + one, 0) };
}

/* Returns every page that answers, the best first; the first ones have been read, their data is in them. */
export async function rank(pagefind, meant, facts, { kept, typing, read }) {
  const ideas = await Promise.all(meant.map((idea) => settled(pagefind, idea)));
  const asked = askable(ideas, facts);
  const gathered = await gather(pagefind, ideas, asked, kept, typing);
  const { pages } = gathered;
  const { share, rarity, whole } = scale(ideas, asked, gathered, facts.total);
  function genre(page) {
    const weight = facts.weight(page.id);
    const light = page.data && weight >= ASKED.least && weight < ASKED.most && !facts.genre(page.id).includes(" ");
    return light && asksFor(page.data, ideas) ? ASKED.worth : weight;
  }
  function weigh(page) {
    let points = 0;
    let held = 0;
    page.parts.forEach((part, index) => {
      if (!part) return;
      const worth = page.data && !typing && !itself(page, part, ideas[index]) ? COUSIN : 1;
      points += part.points * worth * share[index];
      held += rarity[index] * part.worth * worth;
    });
    // all that is known before it is read
    const titled = page.parts.filter((part) => part?.titled).length / ideas.length;
    const title = 1 + TITLE * (page.data ? likeness(page.data, ideas) : titled);
    const order = page.data ? 1 + BESIDE * beside(page) : 1;
    page.points = points * (held / whole) ** LACKING * title * order * genre(page);
  }
  const sort = (list) => list.sort((a, b) => b.points - a.points || (a.id < b.id ? -1 : 1));
  for (const page of pages) weigh(page);
  const first = sort(pages).slice(0, READ);
  await Promise.all(
    first.map(async (page) => {
      await read(page);
      ideas.forEach((idea, index) => {
        if (!asked.includes(idea)) page.parts[index] = scan(page, idea);
      });
      weigh(page);
    }),
  );
  for (const page of pages) {
    page.genre = facts.genre(page.id);
    page.whole = page.parts.every((part, index) => part || !asked.includes(ideas[index]) || !gathered.sizes[index]);
  }
  return [...sort(first), ...pages.slice(READ)];
}
