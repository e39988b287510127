/* The index of the site: loads Pagefind and its settings once, when somebody first asks, and answers queries. */
import { library, readJson } from "./library.js";
import { understanding } from "./meaning.js";
import { RANKING, rank } from "./ranking.js";
import { reference, trunk, unglued, words } from "./words.js";

/* Names of pages written one after the other, each as short as tells it from the others. */
function named(text, { width }) {
  return Array.from({ length: text.length / width }, (_, rank) => text.slice(rank * width, (rank + 1) * width));
}
/* What stands there of the name that Pagefind gives to a page: « fr_0a1b2c3 ». */
function short(id, { width }) {
  const start = id.indexOf("_") + 1;
  return id.slice(start, start + width);
}

/* The genre and the weight of every page, by the names that Pagefind gives them. */
function known({ pages, genres, heavy }) {
  const lists = Object.entries(pages.others);
  const genreOf = new Map(lists.flatMap(([genre, text]) => named(text, pages).map((name) => [name, genre])));
  const heavyTrunks = new Set(heavy.map(trunk));
  const genre = (id) => genreOf.get(short(id, pages)) ?? pages.genre;
  return {
    total: pages.total,
    genre,
    weight: (id) => genres[genre(id)],
    heavy: (idea) => idea.ways.some((way) => way.words.every((word) => heavyTrunks.has(trunk(word)))),
  };
}

/* Loads the words of the site that begin as those of a query do, each letter once, and teaches them to the spelling. */
function dictionary(folder, initials, learn) {
  const loading = new Map();
  return (text) => {
    const wanted = new Set(
      words(text)
        .flatMap((word) => [word, unglued(word), ...reference(word).split(" "), /^\d$/.test(word) ? "0" : ""])
        .filter(Boolean)
        .map((one) => one[0]),
    );
    for (const initial of wanted) {
      if (!loading.has(initial) && initials.includes(initial)) {
        loading.set(
          initial,
          readJson(`${folder}mots/${initial}.json`)
            .then(learn)
            .catch(() => loading.delete(initial)), // without them, a slip is not mended: pages are found all the same
        );
      }
    }
    return Promise.all([...wanted].map((initial) => loading.get(initial)));
  };
}

/* Starts Pagefind at the first call, once; what failed is tried again at the next. */
function engine(folder, load) {
  let started = null;
  async function start() {
    const module = await load(`${folder}pagefind.js`);
    const pagefind = module.createInstance({ basePath: folder, baseUrl: "/", noWorker: true, ranking: RANKING });
    await pagefind.init();
    return pagefind;
  }
  return () => {
    started ??= start().catch((error) => {
      started = null;
      throw error;
    });
    return started;
  };
}

/* Opens the index of a folder; load imports Pagefind's module, which starts while the words of a query are read. */
export async function openIndex(folder, load = (address) => import(address)) {
  const started = engine(folder, load);
  started().catch(() => {}); // the first query tries again, and tells
  const settings = await readJson(`${folder}chorale.json`);
  const facts = known(settings);
  const { understand, learn } = understanding(settings);
  const prepare = dictionary(folder, settings.initials, learn);
  const read = library(folder);
  let listed = null;
  const audiences = () => {
    listed ??= readJson(`${folder}publics.json`);
    return listed;
  };
  return {
    read,
    /* Answers a query: what was understood, the chosen answers, then every page found, the best first. */
    async find(text, { typing = false, exact = false, genre = "", audience = "" } = {}) {
      if (!exact) await prepare(text);
      const query = understand(text, { typing, exact });
      const theirs = audience ? new Set(named((await audiences())[audience] ?? "", settings.pages)) : null;
      const kept = (id) => (!genre || facts.genre(id) === genre) && (!theirs || theirs.has(short(id, settings.pages)));
      const pages = query.ideas.length ? await rank(await started(), query.ideas, facts, { kept, typing, read }) : [];
      const chosen = new Set(query.answers.map((answer) => answer.address.split("#")[0]));
      return { ...query, pages: pages.filter((page) => !page.data || !chosen.has(page.data.address)) };
    },
  };
}
