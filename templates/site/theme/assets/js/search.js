/* The search: reads the site's index once, forgets accents and plurals, and says how many pages it found. */
(() => {
  "use strict";
  const SHOWN = 30;
  const form = document.querySelector(".search-page__form");
  const input = document.getElementById("query");
  const count = document.getElementById("search-count");
  const list = document.getElementById("search-results");
  const EMPTY_WORDS =
    "a au aux avec ce ces d dans de des du en est et il j je l la le les leur m ma mes mon n ne ou " +
    "par pas pour qu que qui s sa se ses son sur t un une vos votre y";
  const STOP = new Set(EMPTY_WORDS.split(" "));
  let sections = null;

  function plain(text) {
    return text
      .normalize("NFD")
      .replace(/[\u0300-\u036f]/g, "")
      .toLowerCase()
      .replace(/œ/g, "oe")
      .replace(/æ/g, "ae");
  }
  /* The trunk of a French word: the endings of plurals, feminines, infinitives and actions are left out. */
  function trunk(word) {
    if (word.length > 4) word = word.replace(/aux$/, "al");
    if (word.length > 3) word = word.replace(/[sx]$/, "");
    if (word.length > 4) word = word.replace(/(ation|ee|er|ez|e)$/, "");
    return word.length > 3 ? word.replace(/e$/, "") : word;
  }
  function words(text) {
    return plain(text)
      .split(/[^a-z0-9]+/)
      .filter(Boolean);
  }
  function asked(text) {
    const all = words(text);
    const useful = all.filter((word) => !STOP.has(word));
    return (useful.length ? useful : all).map(trunk);
  }
  function bare(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return page.body.textContent.replace(/[ \t\r\n]+/g, " ").trim();
  }
  function prepare(entry) {
    const title = bare(entry.title || "");
    const text = bare(entry.text || "");
    return {
      address: entry.location,
      title: title,
      text: text,
      titleWords: words(title).map(trunk),
      textWords: words(text).map(trunk),
    };
  }
  function load(addresses) {
    return fetch(addresses[0])
      .then((answer) => {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .catch((error) => {
        if (addresses.length < 2) throw error;
        return load(addresses.slice(1));
      });
  }

  /* Only the word being typed, the last one, matches the beginning of longer words. */
  function matches(known, wanted, last) {
    return known === wanted || (last && wanted.length > 2 && known.startsWith(wanted));
  }
  function points(section, wanted) {
    return wanted.map((word, index) => {
      const last = index === wanted.length - 1;
      const title = section.titleWords.some((known) => matches(known, word, last));
      const text = section.textWords.some((known) => matches(known, word, last));
      return title * 10 + text * 3;
    });
  }
  function sum(numbers) {
    return numbers.reduce((total, number) => total + number, 0);
  }
  /* One result for each page, its best section; a page answers when each word is somewhere in it. */
  function find(wanted, every) {
    const pages = new Map();
    sections.forEach((section) => {
      const found = points(section, wanted);
      const name = section.address.split("#")[0];
      if (!pages.has(name)) pages.set(name, { page: name, best: -1, section, words: found.map(() => 0) });
      const page = pages.get(name);
      if (sum(found) > page.best) {
        page.best = sum(found);
        page.section = section;
      }
      page.words = page.words.map((known, index) => Math.max(known, found[index]));
    });
    return Array.from(pages.values())
      .filter((page) => (every ? page.words.every(Boolean) : page.words.some(Boolean)))
      .sort((a, b) => sum(b.words) + b.best - sum(a.words) - a.best || a.page.localeCompare(b.page));
  }

  function excerpt(text, wanted) {
    const pieces = text.split(/(\s+)/);
    const first = pieces.findIndex((piece) => hit(piece, wanted));
    const from = Math.max(0, first - 24);
    return { before: from > 0, pieces: pieces.slice(from, from + 64), after: from + 64 < pieces.length };
  }
  function hit(piece, wanted) {
    return words(piece)
      .map(trunk)
      .some((known) => wanted.some((word, index) => matches(known, word, index === wanted.length - 1)));
  }
  function marked(element, text, wanted) {
    const part = excerpt(text, wanted);
    if (part.before) element.append("… ");
    for (const piece of part.pieces) element.append(hit(piece, wanted) ? made("mark", "", piece) : piece);
    if (part.after) element.append(" …");
  }
  function made(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }
  function shown(result, wanted) {
    const item = made("li", "result");
    const link = made("a", "", result.section.title);
    link.href = `../${result.section.address}`;
    item.append(link);
    const home = sections.find((section) => section.address === result.page);
    if (home && home !== result.section) item.append(made("div", "result__place", `Dans la page « ${home.title} »`));
    if (result.section.text) {
      const text = made("p");
      marked(text, result.section.text, wanted);
      item.append(text);
    }
    return item;
  }
  function sentence(total, every) {
    if (!total) return "Aucune page ne répond. Essayez d'autres mots, ou un seul.";
    let pages = total === 1 ? "1 page trouvée" : `${total}\u00a0pages trouvées`;
    if (!every) pages += " avec une partie de vos mots";
    return total > SHOWN ? `${pages}\u00a0: voici les ${SHOWN} premières.` : `${pages}.`;
  }
  function answer() {
    const wanted = asked(input.value);
    list.replaceChildren();
    if (!wanted.length) {
      count.textContent = "";
      return;
    }
    let every = true;
    let results = find(wanted, true);
    if (!results.length && wanted.length > 1) {
      every = false;
      results = find(wanted, false);
    }
    count.textContent = sentence(results.length, every);
    list.append(...results.slice(0, SHOWN).map((result) => shown(result, wanted)));
  }
  function ask() {
    history.replaceState(null, "", input.value ? `?q=${encodeURIComponent(input.value)}` : location.pathname);
    if (sections) return answer();
    if (!words(input.value).length) return;
    count.textContent = "Recherche en cours…";
    load(form.dataset.index.split(" "))
      .then((index) => {
        sections = (index.docs || index.items).map(prepare);
        answer();
      })
      .catch(() => {
        count.textContent = "L'index du site n'a pas pu être lu. Rechargez la page, ou parcourez les rubriques.";
      });
  }

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) ask();
  else input.focus();
})();
