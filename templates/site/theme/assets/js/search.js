/* The search: reads the site's index once, forgets accents and plurals, and says how many pages it found. */
(function () {
  "use strict";
  var SHOWN = 30;
  var form = document.querySelector(".search-page__form");
  var input = document.getElementById("query");
  var count = document.getElementById("search-count");
  var list = document.getElementById("search-results");
  var STOP = new Set("a au aux avec ce ces d dans de des du en est et il j je l la le les leur m ma mes mon n ne ou par pas pour qu que qui s sa se ses son sur t un une vos votre y".split(" "));
  var sections = null;

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/œ/g, "oe").replace(/æ/g, "ae");
  }
  /* The trunk of a French word: the endings of plurals, feminines, infinitives and actions are left out. */
  function trunk(word) {
    if (word.length > 4) word = word.replace(/aux$/, "al");
    if (word.length > 3) word = word.replace(/[sx]$/, "");
    if (word.length > 4) word = word.replace(/(ation|ee|er|ez|e)$/, "");
    return word.length > 3 ? word.replace(/e$/, "") : word;
  }
  function words(text) {
    return plain(text).split(/[^a-z0-9]+/).filter(Boolean);
  }
  function asked(text) {
    var all = words(text);
    var useful = all.filter(function (word) { return !STOP.has(word); });
    return (useful.length ? useful : all).map(trunk);
  }
  function bare(html) {
    var page = new DOMParser().parseFromString(html, "text/html");
    return page.body.textContent.replace(/[ \t\r\n]+/g, " ").trim();
  }
  function prepare(entry) {
    var title = bare(entry.title || "");
    var text = bare(entry.text || "");
    return {
      address: entry.location,
      title: title,
      text: text,
      titleWords: words(title).map(trunk),
      textWords: words(text).map(trunk)
    };
  }
  function load(addresses) {
    return fetch(addresses[0])
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .catch(function (error) {
        if (addresses.length < 2) throw error;
        return load(addresses.slice(1));
      });
  }

  /* Only the word being typed, the last one, matches the beginning of longer words. */
  function matches(known, wanted, last) {
    return known === wanted || (last && wanted.length > 2 && known.startsWith(wanted));
  }
  function points(section, wanted) {
    return wanted.map(function (word, index) {
      var last = index === wanted.length - 1;
      var title = section.titleWords.some(function (known) { return matches(known, word, last); });
      var text = section.textWords.some(function (known) { return matches(known, word, last); });
      return title * 10 + text * 3;
    });
  }
  function sum(numbers) {
    return numbers.reduce(function (total, number) { return total + number; }, 0);
  }
  /* One result for each page, its best section; a page answers when each word is somewhere in it. */
  function find(wanted, every) {
    var pages = new Map();
    sections.forEach(function (section) {
      var found = points(section, wanted);
      var name = section.address.split("#")[0];
      var page = pages.get(name);
      if (!page) pages.set(name, (page = { page: name, best: -1, section: section, words: found.map(function () { return 0; }) }));
      if (sum(found) > page.best) {
        page.best = sum(found);
        page.section = section;
      }
      page.words = page.words.map(function (known, index) { return Math.max(known, found[index]); });
    });
    return Array.from(pages.values())
      .filter(function (page) { return every ? page.words.every(Boolean) : page.words.some(Boolean); })
      .sort(function (a, b) { return sum(b.words) + b.best - sum(a.words) - a.best || a.page.localeCompare(b.page); });
  }

  function excerpt(text, wanted) {
    var pieces = text.split(/(\s+)/);
    var first = pieces.findIndex(function (piece) { return hit(piece, wanted); });
    var from = Math.max(0, first - 24);
    return { before: from > 0, pieces: pieces.slice(from, from + 64), after: from + 64 < pieces.length };
  }
  function hit(piece, wanted) {
    return words(piece).map(trunk).some(function (known) {
      return wanted.some(function (word, index) { return matches(known, word, index === wanted.length - 1); });
    });
  }
  function marked(element, text, wanted) {
    var part = excerpt(text, wanted);
    if (part.before) element.append("… ");
    part.pieces.forEach(function (piece) {
      if (!hit(piece, wanted)) return element.append(piece);
      var mark = document.createElement("mark");
      mark.textContent = piece;
      element.append(mark);
    });
    if (part.after) element.append(" …");
  }
  function made(tag, name, text) {
    var element = document.createElement(tag);
    if (name) element.className = name;
    if (text) element.textContent = text;
    return element;
  }
  function shown(result, wanted) {
    var item = made("li", "result");
    var link = made("a", "", result.section.title);
    link.href = "../" + result.section.address;
    item.append(link);
    var home = sections.find(function (section) { return section.address === result.page; });
    if (home && home !== result.section) item.append(made("div", "result__place", "Dans la page « " + home.title + " »"));
    if (result.section.text) {
      var text = made("p");
      marked(text, result.section.text, wanted);
      item.append(text);
    }
    return item;
  }
  function sentence(total, every) {
    if (!total) return "Aucune page ne répond. Essayez d'autres mots, ou un seul.";
    var pages = total === 1 ? "1 page trouvée" : total + "\u00a0pages trouvées";
    if (!every) pages += " avec une partie de vos mots";
    return total > SHOWN ? pages + "\u00a0: voici les " + SHOWN + " premières." : pages + ".";
  }
  function answer() {
    var wanted = asked(input.value);
    list.replaceChildren();
    if (!wanted.length) {
      count.textContent = "";
      return;
    }
    var every = true;
    var results = find(wanted, true);
    if (!results.length && wanted.length > 1) {
      every = false;
      results = find(wanted, false);
    }
    count.textContent = sentence(results.length, every);
    list.append.apply(list, results.slice(0, SHOWN).map(function (result) { return shown(result, wanted); }));
  }
  function ask() {
    history.replaceState(null, "", input.value ? "?q=" + encodeURIComponent(input.value) : location.pathname);
    if (sections) return answer();
    if (!words(input.value).length) return;
    count.textContent = "Recherche en cours…";
    load(form.dataset.index.split(" "))
      .then(function (index) {
        sections = (index.docs || index.items).map(prepare);
        answer();
      })
      .catch(function () {
        count.textContent = "L'index du site n'a pas pu être lu. Rechargez la page, ou parcourez les rubriques.";
      });
  }

  var waiting;
  input.addEventListener("input", function () {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask();
  });
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) ask();
  else input.focus();
})();
