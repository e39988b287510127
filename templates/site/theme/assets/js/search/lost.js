/* A page that does not exist: the words of its address are asked of the search, and the nearest pages are shown. */
import { joined } from "./excerpts.js";
import { openSearch, ROOT } from "./search.js";

const SHOWN = 5;
const NOTHING = "Aucune page ne ressemble à cette adresse\u00a0: la recherche et les rubriques mènent partout.";
const told = document.getElementById("near-told");
const list = document.getElementById("near-pages");

/* An address as it is read: older sites wrote « é » as one sign, « %E9 ». */
function decoded(path) {
  try {
    return decodeURI(path);
  } catch {
    return path.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
  }
}
/* The words of the address from its end: a folder says less than the page that was wanted in it; a date stays one. */
function wanted() {
  const path = decoded(location.pathname).replace(/\.\w+$/, "");
  const parts = path.split("/").filter(Boolean).reverse();
  return parts.map((part) => part.replace(/[-_+](?=\D)|(\D)[-_+](?=\d)/g, "$1 "));
}

async function find() {
  const search = await openSearch();
  for (const part of wanted()) {
    const { answers, pages } = await search.find(part);
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
