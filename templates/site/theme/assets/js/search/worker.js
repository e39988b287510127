/* The thread of the search: answers the queries of its page. Its modules are all named here, to be loaded at once. */
import "./library.js";
import "./meaning.js";
import "./ranking.js";
import "./spelling.js";
import "./words.js";
import { openIndex } from "./finder.js";

const FOLDER = new URL("../../../pagefind/", import.meta.url).pathname;
let opened = null;

/* The index of this site; when it could not be read, the next query tries again. */
function index() {
  opened ??= openIndex(FOLDER).catch((error) => {
    opened = null;
    throw error;
  });
  return opened;
}

addEventListener("message", async ({ data: [number, text, options] }) => {
  const found = await index()
    .then((one) => one.find(text, options))
    .catch(() => null);
  postMessage([number, found]);
});
index().catch(() => {}); // the first query tries again, and tells
postMessage([]);
