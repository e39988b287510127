/* The search of the site: loads Pagefind and its settings once, when somebody first asks, and answers queries. */
import { understanding } from "./meaning.js";
import { RANKING, rank } from "./ranking.js";
import { trunk } from "./words.js";

/* The genre and the weight of every page, by the names that Pagefind gives them. */
function known({ pages, genres, heavy }) {
  const genreOf = new Map(Object.entries(pages.others).flatMap(([genre, ids]) => ids.map((id) => [id, genre])));
  const heavyTrunks = new Set(heavy.map(trunk));
  const genre = (id) => genreOf.get(id) ?? pages.genre;
  return {
    total: pages.total,
    genre,
    weight: (id) => genres[genre(id)],
    heavy: (idea) => idea.ways.some((way) => way.words.every((word) => heavyTrunks.has(trunk(word)))),
  };
}

async function readJson(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/* Opens the index of a folder; load imports Pagefind's module. */
export async function openIndex(folder, load = (address) => import(address)) {
  const [module, settings] = await Promise.all([load(`${folder}pagefind.js`), readJson(`${folder}chorale.json`)]);
  const pagefind = module.createInstance({ basePath: folder, baseUrl: "/", ranking: RANKING });
  await pagefind.init();
  const facts = known(settings);
  const understand = understanding(settings);
  let listed = null;
  const audiences = () => {
    listed ??= readJson(`${folder}publics.json`);
    return listed;
  };
  return {
    /* Answers a query: what was understood, the chosen answers, then every page found, the best first. */
    async find(text, { typing = false, exact = false, genre = "", audience = "" } = {}) {
      const query = understand(text, { typing, exact });
      const theirs = audience ? new Set((await audiences())[audience]) : null;
      const kept = (id) => (!genre || facts.genre(id) === genre) && (!theirs || theirs.has(id));
      const pages = query.ideas.length ? await rank(pagefind, query.ideas, facts, { kept, typing }) : [];
      const chosen = new Set(query.answers.map((answer) => answer.address.split("#")[0]));
      return { ...query, pages: pages.filter((page) => !page.data || !chosen.has(address(page))) };
    },
  };
}

/* The published address of a page that has been read, from the root of the site. */
export function address(page) {
  return page.data.raw_url.replace(/^\//, "").replace(/\.html$/, "/");
}

export const ROOT = new URL("../../../", import.meta.url).href;
let opened = null;

/* The index of this site; when it could not be read, the next query tries again. */
export function openSearch() {
  opened ??= openIndex(`${ROOT}pagefind/`).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}
