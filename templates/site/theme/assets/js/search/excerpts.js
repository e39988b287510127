/* Excerpts: of a page that has been read, the passage that holds the most ideas, and the sections where they stand. */

const LENGTH = 34;
const SECTIONS = 3;

/* The places of the words that were found, in order, with the idea that each one says. */
function places(page) {
  const found = page.parts.flatMap((part, idea) => (part ? part.places.map((place) => ({ place, idea })) : []));
  return found.sort((a, b) => a.place - b.place);
}

/* The passage as pieces of text, those that were found being marked; nothing when only the title answers. */
export function passage(page) {
  const found = places(page);
  if (!found.length) return [];
  let best = { worth: 0, from: 0 };
  for (const { place } of found) {
    const near = found.filter((one) => one.place >= place && one.place < place + LENGTH);
    const worth = new Set(near.map((one) => one.idea)).size * 10 + near.length;
    if (worth > best.worth) best = { worth, from: place };
  }
  const from = Math.max(0, best.from - 6);
  const marked = new Set(found.map((one) => one.place));
  const shown = page.data.content.slice(from, from + LENGTH);
  const pieces = shown.flatMap((word, index) =>
    marked.has(from + index) ? highlighted(word, shown[index + 1]) : [plain(word + space(word, shown[index + 1]))],
  );
  if (from > 0) pieces.unshift(plain("…\u00a0"));
  if (from + LENGTH < page.data.content.length) pieces.push(plain("…"));
  return pieces;
}
function plain(text) {
  return { text, marked: false };
}
/* A word that was found, without the quotes and the stops around it. */
function highlighted(word, next) {
  const [, before, inside, after] = word.match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/u);
  return [plain(before), { text: inside, marked: true }, plain(after + space(word, next))].filter(
    (piece) => piece.text,
  );
}

/* The indexer parts « l’ » from its noun: nothing is drawn between them. It forgets which blanks never end a line:
   those before signs, between a number and what it counts, and before the « … » of an end. */
function space(word, next = "") {
  if (word.endsWith("’")) return "";
  if (/^[;?!]/.test(next)) return "\u202f";
  const counted = /\d$/.test(word) && /^\p{L}/u.test(next);
  return !next || counted || word.endsWith("«") || /^[:»%€]/.test(next) ? "\u00a0" : " ";
}
export function joined(text) {
  return text.replace(/’ (?=[\p{L}\p{N}])/gu, "’");
}

/* The sections that say the most ideas of the query: their titles and the names to link to. */
export function sections(page) {
  const worth = new Map();
  for (const { place, idea } of places(page)) {
    const section = page.data.sections.findLast(([location]) => location <= place);
    if (!section) continue;
    if (!worth.has(section)) worth.set(section, { ideas: new Set(), count: 0 });
    worth.get(section).ideas.add(idea);
    worth.get(section).count += 1;
  }
  const points = ([, said]) => said.ideas.size * 100 + said.count;
  return [...worth]
    .sort((a, b) => points(b) - points(a))
    .slice(0, SECTIONS)
    .map(([[, id, title]]) => ({ id, title: joined(title) }));
}
