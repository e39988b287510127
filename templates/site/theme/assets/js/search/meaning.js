/* Meaning of a query: its words corrected, then each idea with the expressions that are worth the same. */
import { speller } from "./spelling.js";
import { plain, trunk, words } from "./words.js";

/* What an expression of the same meaning is worth beside the one that was typed. */
const SAME = 0.7;

function same(one, other) {
  return one.length === other.length && one.every((word, index) => trunk(word) === trunk(other[index]));
}

/* Returns what reads queries with what the editors taught; settings are those of pagefind/chorale.json. */
export function understanding(settings) {
  const name = new Set(words(settings.name).map(trunk));
  const groups = settings.synonyms.map((group) => group.map((expression) => words(expression)));
  const spelling = speller(settings.words.split(" "), [
    ...groups.flat(2),
    ...settings.answers.flatMap((answer) => answer.queries.flatMap((query) => words(query))),
  ]);
  const answers = settings.answers.map((answer) => ({
    ...answer,
    asked: answer.queries.map((query) => names(ideas(telling(words(query))))),
  }));

  /* The longest expression of a group that begins at a place, with its group. */
  function expression(wanted, place) {
    let found = { length: 1, group: -1 };
    groups.forEach((group, index) => {
      for (const known of group) {
        const longer = known.length > found.length || (found.group < 0 && known.length === 1);
        if (longer && same(wanted.slice(place, place + known.length), known)) {
          found = { length: known.length, group: index };
        }
      }
    });
    return found;
  }
  /* What the words mean: for each idea its name, what was said, and the expressions to look for with their worth. */
  function ideas(wanted) {
    const found = new Map();
    for (let place = 0; place < wanted.length; ) {
      const { length, group } = expression(wanted, place);
      const said = wanted.slice(place, place + length);
      const others = group < 0 ? [] : groups[group].filter((other) => !same(other, said));
      const name = group < 0 ? trunk(said[0]) : `=${group}`;
      const ways = [{ words: said, worth: 1 }, ...others.map((other) => ({ words: other, worth: SAME }))];
      if (!found.has(name)) found.set(name, { name, said, ways });
      place += length;
    }
    return [...found.values()];
  }
  function names(meant) {
    return new Set(meant.map((idea) => idea.name));
  }
  /* The answers whose query has the same ideas; one expression of several words may be said with a word more. */
  function chosen(meant) {
    const said = names(meant);
    const plainWords = meant.filter((idea) => !idea.name.startsWith("="));
    const long = new Set(meant.filter((idea) => idea.said.length > 1).map((idea) => idea.name));
    return answers.filter((answer) =>
      answer.asked.some(
        (asked) =>
          [...asked].every((name) => said.has(name)) &&
          (asked.size === said.size ||
            (asked.size === said.size - 1 && plainWords.length === 1 && [...asked].every((name) => long.has(name)))),
      ),
    );
  }
  /* The name of the community says nothing in its own site, unless it is all that is asked. */
  function telling(all) {
    const useful = all.filter((word) => !name.has(trunk(word)));
    return useful.length ? useful : all;
  }
  /* Each unknown word becomes the nearest known one, or is set aside. */
  function correct(wanted, typing) {
    const kept = [];
    const changes = new Map();
    const lost = [];
    wanted.forEach((word, index) => {
      const known = spelling.knows(word, typing && index === wanted.length - 1);
      const near = known ? word : spelling.nearest(word);
      if (!known && near) changes.set(word, near);
      if (near) kept.push(...(known ? [word] : words(near)));
      else lost.push(word);
    });
    return { kept, changes, lost };
  }

  /* Reads a query; typing says that its last word may be unfinished, exact that each is to be taken as it is. */
  function understand(text, { typing, exact }) {
    const wanted = telling([...new Set(words(text))]);
    const { kept, changes, lost } = exact ? { kept: wanted, changes: new Map(), lost: [] } : correct(wanted, typing);
    const meant = ideas(kept);
    const found = meant.map((idea) => ({
      ...idea,
      ways: idea.ways.filter((way) => exact || typing || way.words.every((word) => spelling.written(word))),
    }));
    return { ideas: found, answers: chosen(meant), lost, corrected: changes.size ? respelt(text, changes) : "" };
  }
  return { understand, learn: spelling.learn };
}

/* The query as it was typed, with the corrected words in their place. */
function respelt(text, changes) {
  return text.replace(/[\p{L}\p{N}]+/gu, (word) => changes.get(plain(word)) ?? word);
}
