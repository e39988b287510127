/* Spelling: the words of the site and of its synonyms, and the nearest of them to a word that is none. */
import { plain, trunk } from "./words.js";

/* Letters that French readers take for one another cost half a mistake. */
function sounds(word) {
  return word
    .replace(/ph/g, "f")
    .replace(/qu|k/g, "c")
    .replace(/y/g, "i")
    .replace(/(.)\1/g, "$1")
    .replace(/(.)h/g, "$1")
    .replace(/em([bp])/g, "an$1")
    .replace(/en/g, "an")
    .replace(/eau|au/g, "o")
    .replace(/[sxtde]+$/, "");
}

/* As many letters of a word that was cut short tell it: « notif », « interpr ». */
const CUT = 5;

/* What makes a noun of a verb, and a verb's doer of it: « mandatement » is told by « mandatée ». */
const DERIVED = /(e?ments?|ations?|ages?|eurs?|euses?|rices?|ables?)$/;

/* Damerau and Levenshtein's distance: letters added, left out, changed or exchanged; beyond most, more than most. */
function distance(one, other, most) {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let before = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1];
      let cost = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        cost = Math.min(cost, before[j - 2] + 1);
      }
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > most) return most + 1;
    before = row;
    row = next;
  }
  return row[other.length];
}

function tolerance(word) {
  if (word.length < 4 || /\d/.test(word)) return 0;
  return word.length < 7 ? 1 : 2;
}

/* A letter as it may be written in a word that is looked for. */
const ACCENTED = { a: "aàâä", c: "cç", e: "eéèêë", i: "iîï", o: "oôö", u: "uùûü", y: "yÿ" };
const BEGINNING = 2;

/* The words of a text that begin so, whatever their accents: few of thousands, found without reading the others. */
function beginning(text, letters) {
  const any = [...letters].map((letter) => `[${ACCENTED[letter] ?? letter}]`).join("");
  return (text.match(new RegExp(` ${any}[^ ]*`, "g")) ?? []).map((word) => word.slice(1));
}
/* Whether a text holds a form of a word; « œ » is the one letter that is two. */
function holds(text, word) {
  const wanted = trunk(word);
  const near = beginning(text.includes("œ") ? text.replaceAll("œ", "oe") : text, word.slice(0, BEGINNING));
  return near.some((other) => trunk(plain(other)) === wanted);
}

/* What knows the words of the site, a text, and those of its synonyms: their letters are only compared for a slip. */
export function speller(written, taught) {
  const lists = [` ${written} `];
  const taughtText = ` ${taught.join(" ")} `;
  const known = new Map();
  const site = new Set();
  let compared = 0;
  function add(word) {
    const bare = plain(word);
    if (!known.has(bare)) known.set(bare, word);
    return bare;
  }
  function compare() {
    for (; compared < lists.length; compared += 1) {
      for (const word of lists[compared].trim().split(" ")) site.add(add(word));
      if (!compared) taught.forEach(add);
    }
  }

  return {
    /* Adds words of the site, rarer than those that it knows. */
    learn: (more) => lists.push(` ${more} `),
    /* Whether the pages hold a form of this word. */
    written: (word) => lists.some((text) => holds(text, word)),
    /* Whether a word needs no correction; the last one may still be at its beginning. */
    knows: (word, unfinished) =>
      [...lists, taughtText].some(
        (text) => holds(text, word) || (unfinished && word.length > 2 && beginning(text, word).length),
      ),
    /* The nearest known word, the commonest of equals, as it is spelt; nothing when none is near.
       It is sure when it sounds alike, or when one letter of many is wrong. */
    nearest(word) {
      const most = tolerance(word);
      if (!most) return { near: "", sure: false };
      compare();
      for (const cut of [word.replace(/s$/, ""), word.replace(DERIVED, "")]) {
        const longer = cut.length >= CUT && [...known.keys()].find((other) => other.startsWith(cut));
        if (longer) return { near: known.get(longer), sure: true };
      }
      const heard = sounds(word);
      let best = "";
      let likely = false;
      let least = most + 0.6;
      for (const other of known.keys()) {
        if (other.length < 4) continue;
        const apart = distance(word, other, most);
        const alike = heard === sounds(other);
        if (apart > most && !(alike && Math.abs(word.length - other.length) < 4)) continue;
        const cost =
          (alike ? 0.4 + apart * 0.1 : apart) + (word[0] === other[0] ? 0 : 0.5) + (site.has(other) ? 0 : 0.1);
        if (cost < least) {
          least = cost;
          best = other;
          likely = alike || word[0] === other[0];
        }
      }
      return { near: best && known.get(best), sure: least < 1 || (likely && least < 2 && word.length > 5) };
    },
  };
}
