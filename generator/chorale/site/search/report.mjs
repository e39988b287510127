/* Report: answers queries as the search page does, under Node, with the index and the scripts of a built site. */
import { readFile } from "node:fs/promises";

const READ = 10;
const [scripts, folder] = process.argv.slice(2);
const { openIndex } = await import(`${scripts}finder.js`);

globalThis.fetch = async (place) => {
  const bytes = await readFile(String(place).replace(/\?.*$/, ""));
  return new Response(bytes);
};
/* Pagefind's module has a name that Node takes for an older kind of script: it is read, then imported as text. */
async function load(place) {
  const text = await readFile(place, "utf-8");
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}

const search = await openIndex(folder, load);
let said = "";
for await (const piece of process.stdin) said += piece;
const answers = [];
for (const query of JSON.parse(said)) {
  const { answers: chosen, pages, corrected, lost } = await search.find(query);
  const found = [...chosen.map((answer) => answer.address.split("#")[0]), ...pages.slice(0, READ).map((page) => page.data.address)];
  answers.push({ query, found: found.slice(0, READ), corrected, lost });
}
process.stdout.write(JSON.stringify(answers));
