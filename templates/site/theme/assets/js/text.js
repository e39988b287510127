/* What a text gains by a script: tabs that agree, code that one copies, abbreviations that open, pictures, paper. */
(() => {
  "use strict";

  function addCopyButtons() {
    if (!navigator.clipboard) return;
    document.querySelectorAll(".prose .highlight > pre").forEach((pre) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copier";
      button.setAttribute("aria-live", "polite");
      button.addEventListener("click", async () => {
        const code = pre.querySelector("code").cloneNode(true);
        for (const mark of code.querySelectorAll(".annotation")) mark.remove();
        await navigator.clipboard.writeText(code.textContent.replace(/[ \t]+$/gm, ""));
        button.textContent = "Copié";
        setTimeout(() => {
          button.textContent = "Copier";
        }, 2000);
      });
      pre.after(button);
    });
  }

  const FOLDED = "details, .tabbed-content";

  function openAbbreviations() {
    const abbreviations = document.querySelectorAll(".prose abbr[title]");
    if (!abbreviations.length) return;
    const bubble = document.createElement("span");
    bubble.className = "bubble";
    bubble.id = "sigle";
    bubble.setAttribute("role", "tooltip");
    bubble.hidden = true;
    document.body.append(bubble);
    let leaving;
    function show(abbreviation) {
      clearTimeout(leaving);
      const box = abbreviation.getBoundingClientRect();
      bubble.textContent = abbreviation.dataset.words;
      bubble.hidden = false;
      const left = Math.min(box.left, document.documentElement.clientWidth - bubble.offsetWidth - 8);
      bubble.style.left = `${Math.max(8, left) + window.scrollX}px`;
      bubble.style.top = `${box.bottom + window.scrollY + 6}px`;
    }
    function hide() {
      clearTimeout(leaving);
      bubble.hidden = true;
    }
    /* A pointer may go from the word to what explains it, which large letters need; the focus keeps it shown. */
    function leave() {
      clearTimeout(leaving);
      if (document.activeElement?.getAttribute("aria-describedby") !== bubble.id) leaving = setTimeout(hide, 300);
    }
    bubble.addEventListener("mouseenter", () => clearTimeout(leaving));
    bubble.addEventListener("mouseleave", leave);
    const met = [];
    /* Once on the way of the Tab key is enough, where it is reached: what stands in a closed tab or note is not. */
    function isMet(abbreviation) {
      const before = met.filter((one) => one.textContent === abbreviation.textContent);
      return before.some((one) => one.closest(FOLDED)?.contains(abbreviation) ?? true);
    }
    abbreviations.forEach((abbreviation) => {
      abbreviation.dataset.words = abbreviation.title;
      abbreviation.removeAttribute("title");
      if (!abbreviation.closest("a, button, summary, label") && !isMet(abbreviation)) {
        met.push(abbreviation);
        abbreviation.tabIndex = 0;
        abbreviation.setAttribute("aria-describedby", bubble.id);
      }
      abbreviation.addEventListener("focus", () => show(abbreviation));
      abbreviation.addEventListener("click", () => show(abbreviation));
      abbreviation.addEventListener("mouseenter", () => show(abbreviation));
      abbreviation.addEventListener("mouseleave", leave);
      abbreviation.addEventListener("blur", hide);
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") hide();
    });
    document.addEventListener("click", (event) => {
      if (!event.target.closest("abbr, .bubble")) hide();
    });
  }

  function openPictures() {
    const links = document.querySelectorAll("a.zoom");
    if (!links.length) return;
    const dialog = document.createElement("dialog");
    dialog.className = "lightbox";
    dialog.setAttribute("aria-label", "Image agrandie");
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button button--quiet";
    close.textContent = "Fermer";
    const picture = document.createElement("img");
    picture.alt = "";
    dialog.append(close, picture);
    document.body.append(dialog);
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
    links.forEach((link) => {
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        picture.src = link.href;
        picture.alt = link.querySelector("img").alt;
        dialog.showModal();
      });
    });
  }

  const CHOSEN = "onglets";

  function chosenTabs() {
    try {
      const kept = JSON.parse(localStorage.getItem(CHOSEN));
      return Array.isArray(kept) ? kept : [];
    } catch {
      return []; // a reader may refuse that a site keeps anything
    }
  }

  function keepTab(name) {
    const names = [name, ...chosenTabs().filter((one) => one !== name)].slice(0, 20);
    try {
      localStorage.setItem(CHOSEN, JSON.stringify(names));
    } catch {
      // this page agrees all the same
    }
  }

  function decoded(name) {
    try {
      return decodeURIComponent(name);
    } catch {
      return name; // a « % » that stands for itself
    }
  }

  function linkTabs() {
    const sets = document.querySelectorAll(".prose .tabbed-set");
    if (!sets.length) return;
    const nameOf = (input) => input.nextElementSibling.textContent.trim();
    function choose(name) {
      for (const set of sets) {
        const same = [...set.querySelectorAll(":scope > input")].find((one) => nameOf(one) === name);
        if (same) same.checked = true;
      }
    }
    function reveal(hash) {
      const target = hash ? document.getElementById(decoded(hash.slice(1))) : null;
      if (!target?.closest(".tabbed-set")) return;
      if (target.matches("input")) choose(nameOf(target));
      for (let part = target.closest(".tabbed-content"); part; part = part.parentElement.closest(".tabbed-content")) {
        const input = part.previousElementSibling.previousElementSibling;
        choose(nameOf(input));
        input.checked = true;
      }
      (target.matches("input") ? target.parentElement : target).scrollIntoView();
    }
    for (const set of sets) {
      set.addEventListener("change", ({ target }) => {
        if (target.parentElement !== set) return;
        const before = set.getBoundingClientRect().top;
        choose(nameOf(target));
        keepTab(nameOf(target));
        window.scrollBy({ top: set.getBoundingClientRect().top - before, behavior: "instant" });
      });
    }
    for (const name of chosenTabs().reverse()) choose(name);
    window.addEventListener("hashchange", () => reveal(location.hash));
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='#']"); // the address may be that one already
      if (link?.hash === location.hash) reveal(link.hash);
    });
    reveal(location.hash);
  }

  function openOnPaper() {
    const opened = [];
    window.addEventListener("beforeprint", () => {
      document
        .querySelectorAll(".prose a[href]:not([href^='#'], [href^='http'], [href^='mailto:'])")
        .forEach((link) => {
          link.dataset.address = link.href;
        });
      document.querySelectorAll(".prose details:not([open])").forEach((details) => {
        details.open = true;
        opened.push(details);
      });
    });
    window.addEventListener("afterprint", () => {
      for (const details of opened.splice(0)) details.open = false;
    });
  }

  linkTabs();
  addCopyButtons();
  openAbbreviations();
  openPictures();
  openOnPaper();
})();
