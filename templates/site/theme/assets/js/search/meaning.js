/* Meaning of a query: its words corrected, then each idea with the expressions that are worth the same. */
import { speller } from "./spelling.js";
import { dated, empty, plain, reference, split, trunk, unglued, widened, words } from "./words.js";

/* What an expression of the same meaning is worth beside the one that was typed. */
const SAME = 0.7;
/* A longer query that ends with an empty word is a sentence. */
const ENDED = 3;

function same(one, other) {
  return one.length === other.length && one.every((word, index) => trunk(word) === trunk(other[index]));
}

/* Returns what reads queries with what the editors taught; settings are those of pagefind/chorale.json. */
export function understanding(settings) {
  const name = new Set(words(settings.name).map(trunk));
  const groups = settings.synonyms.map((group) => group.map((expression) => words(expression)));
  const taught = [...groups.flat(), ...settings.answers.flatMap((answer) => answer.queries.map(words))];
  const silent = taught.filter((expression) => expression.length > 1 && expression.every(empty));
  const written = [...settings.synonyms.flat(), ...settings.answers.flatMap((answer) => answer.queries)];
  const glued = new Map(written.map((text) => [split(text).join(""), text]));
  const spelling = speller(settings.words, taught.flat());
  const answers = settings.answers.map((answer) => ({
    ...answer,
    asked: answer.queries.map((query) => meaning(query, telling(words(query)))),
  }));

  /* What is said by words that say nothing alone: « et si » when it is all that is asked, or an expression that editors
     taught, « pas à pas ». */
  function phrase(all) {
    if (all.length > 1 && all.every(empty)) return all;
    const said = ` ${all.join(" ")} `;
    return silent.find((known) => said.includes(` ${known.join(" ")} `)) ?? [];
  }
  /* The ideas of a query whose words were corrected. */
  function meaning(text, kept, guessed) {
    const all = split(text);
    const together = phrase(all);
    const found = ideas(
      kept.filter((word) => !together.includes(word)),
      guessed,
    );
    const [before, last] = all.slice(-2);
    if (found.length && all.length <= ENDED && empty(last) && !empty(before)) end(found.at(-1), last);
    if (together.length) {
      const way = { words: together, worth: 1, phrase: true };
      found.push({ names: [together.join(" ")], said: together, ways: [way], wider: [], doubtful: false });
    }
    return found;
  }
  /* No query ends with a word for nothing: « service fait » is first looked for as it stands. */
  function end(idea, last) {
    const [way, ...others] = idea.ways;
    const ended = { words: [...way.words, last], worth: 1, phrase: true, strict: true };
    idea.ways = [ended, { ...way, worth: SAME }, ...others];
  }
  /* The longest expression of the groups that begins at a place, with every group that it has a meaning in. */
  function expression(wanted, place) {
    let found = { length: 1, among: new Set() };
    groups.forEach((group, index) => {
      for (const known of group) {
        if (known.length < found.length || !same(wanted.slice(place, place + known.length), known)) continue;
        if (known.length > found.length) found = { length: known.length, among: new Set() };
        found.among.add(index);
      }
    });
    return found;
  }
  /* What the words mean: for each idea its names, what was said, and the expressions to look for with their worth. */
  function ideas(wanted, guessed = new Set()) {
    const found = new Map();
    for (let place = 0; place < wanted.length; ) {
      const date = dated(wanted, place);
      const { length, among } = date ? { length: date, among: new Set() } : expression(wanted, place);
      const said = wanted.slice(place, place + length);
      const others = [...among].flatMap((group) => groups[group].filter((other) => !same(other, said)));
      const names = among.size ? [...among].map((group) => `=${group}`) : [said.map(trunk).join(" ")];
      const ways = [
        { words: said, worth: 1, phrase: date > 0 },
        ...others.map((other) => ({ words: other, worth: SAME })),
      ];
      const doubtful = said.some((word) => guessed.has(word));
      const wider = date ? widened(said) : [];
      if (!found.has(names.join())) found.set(names.join(), { names, said, ways, wider, doubtful });
      place += length;
    }
    return [...found.values()];
  }
  /* The answers whose query has the same ideas; one expression of several words may be said with a word more. */
  function chosen(meant) {
    const meets = (one, other) => one.names.some((name) => other.names.includes(name));
    const plainWords = meant.filter((idea) => !idea.names[0].startsWith("="));
    const long = meant.filter((idea) => idea.said.length > 1);
    const all = (asked, said) => asked.every((one) => said.some((other) => meets(one, other)));
    return answers.filter((answer) =>
      answer.asked.some(
        (asked) =>
          (asked.length === meant.length && all(asked, meant)) ||
          (asked.length === meant.length - 1 && plainWords.length === 1 && all(asked, long)),
      ),
    );
  }
  /* The name of the community says nothing in its own site, unless it is all that is asked. */
  function telling(all) {
    const useful = all.filter((word) => !name.has(trunk(word)));
    return useful.length ? useful : all;
  }
  /* « DE-8 » is DE-08, where pages write it so: « de » says nothing, and what is left is a lone figure. */
  function padded(figure) {
    return /^\d$/.test(figure) && spelling.knows(`0${figure}`) ? `0${figure}` : figure;
  }
  function numberOf([letters, figure]) {
    return `${letters} ${empty(letters) ? padded(figure) : figure}`;
  }
  function numbered(wanted) {
    return wanted.length === 1 ? wanted.map(padded) : wanted;
  }
  /* What an unknown word is taken for: an expression that editors write in several words, « rendezvous », what follows
     its elision, a reference, or the nearest word, a guess. */
  function taken(word) {
    if (glued.has(word)) return { near: glued.get(word), sure: true };
    const tail = unglued(word);
    if (empty(tail)) return { near: "", sure: true, silent: true };
    if (reference(word)) return { near: numberOf(reference(word).split(" ")), sure: true };
    if (tail && spelling.knows(tail, false)) return { near: tail, sure: true };
    const found = spelling.nearest(word);
    return empty(plain(found.near)) ? { near: "", sure: true, silent: true } : found;
  }
  /* Each unknown word becomes a known one, or is set aside. */
  function correct(wanted, typing) {
    const kept = [];
    const changes = new Map();
    const guessed = new Set();
    const lost = [];
    wanted.forEach((word, index) => {
      const known = spelling.knows(word, typing && index === wanted.length - 1);
      const { near, sure, silent } = known ? { near: word, sure: true } : taken(word);
      if (!known && near) changes.set(word, near);
      if (!sure) for (const part of words(near)) guessed.add(part);
      if (near) kept.push(...(known ? [word] : words(near)));
      else if (!silent) lost.push(word);
    });
    return { kept, changes, guessed, lost };
  }

  /* Reads a query; typing says that its last word may be unfinished, exact that each is to be taken as it is. */
  function understand(text, { typing, exact }) {
    const wanted = numbered(telling([...new Set(words(text))]));
    const plainly = { kept: wanted, changes: new Map(), guessed: new Set(), lost: [] };
    const { kept, changes, guessed, lost } = exact ? plainly : correct(wanted, typing);
    const corrected = changes.size ? respelt(text, changes) : "";
    const meant = meaning(corrected || text, kept, guessed);
    const found = meant.map((idea) => ({
      ...idea,
      ways: idea.ways.filter(
        (way) => exact || typing || way.phrase || way.words.every((word) => spelling.written(word)),
      ),
    }));
    return { ideas: found, answers: chosen(meant), lost, corrected };
  }
  return { understand, learn: spelling.learn };
}

/* The query as it was typed, with the corrected words in their place. */
function respelt(text, changes) {
  return text.replace(/[\p{L}\p{N}]+/gu, (word) => changes.get(plain(word)) ?? word);
}
