/* A page that does not exist: the words of its address are asked of the search, and the nearest pages are shown. */
import { joined } from "./excerpts.js";
import { openSearch, ROOT } from "./search.js";

const SHOWN = 5;
const NOTHING = "Aucune page ne ressemble à cette adresse\u00a0: la recherche et les rubriques mènent partout.";
const told = document.getElementById("near-told");
const list = document.getElementById("near-pages");

/* The words of the address from its end: a folder says less than the page that was wanted in it. */
function wanted() {
  const path = decodeURI(location.pathname).replace(/\.\w+$/, "");
  return path.split("/").filter(Boolean).reverse();
}

async function find() {
  const search = await openSearch();
  for (const part of wanted()) {
    const { answers, pages } = await search.find(part.replace(/[-_+]/g, " "));
    const read = pages.filter((page) => page.data);
    const others = read.map((page) => ({ address: page.data.address, title: joined(page.data.title) }));
    const found = [...answers, ...others].slice(0, SHOWN); // what editors answer, as on the page of the search
    if (found.length) return found;
  }
  return [];
}

find()
  .then((found) => {
    for (const page of found) {
      const link = document.createElement("a");
      link.href = ROOT + page.address;
      link.textContent = page.title;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    told.textContent = found.length ? "" : NOTHING;
  })
  .catch(() => {
    told.textContent = NOTHING;
  });
