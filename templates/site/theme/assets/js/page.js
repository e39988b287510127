/* What every page needs: the menu of small screens, the light, and tables that a keyboard can scroll. */
(() => {
  "use strict";
  const root = document.documentElement;

  /* Only while it has the focus: else a click on a text would take the next Tab back to the top of the page. */
  document.querySelector(".skip-link")?.addEventListener("click", () => {
    const main = document.getElementById("contenu");
    main.tabIndex = -1;
    main.focus();
    main.addEventListener("blur", () => main.removeAttribute("tabindex"), { once: true });
  });

  const menuButton = document.getElementById("menu-button");
  const menu = document.getElementById("menu");
  function showMenu(open) {
    menuButton.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("is-open", open);
  }
  menuButton.hidden = false;
  menuButton.addEventListener("click", () => {
    showMenu(menuButton.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.classList.contains("is-open")) {
      showMenu(false);
      menuButton.focus();
    }
  });

  const themeButton = document.getElementById("theme-button");
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  function dark() {
    const choice = root.getAttribute("data-theme");
    return choice ? choice === "dark" : system.matches;
  }
  function tellTheme() {
    themeButton.setAttribute("aria-pressed", String(dark()));
  }
  themeButton.hidden = false;
  tellTheme();
  system.addEventListener("change", tellTheme);
  themeButton.addEventListener("click", () => {
    const next = dark() ? "light" : "dark";
    root.setAttribute("data-theme", next);
    try {
      localStorage.setItem("theme", next);
    } catch {
      /* The choice then lasts for this page only. */
    }
    tellTheme();
  });

  function frameTables() {
    document.querySelectorAll(".prose table").forEach((table) => {
      if (table.closest(".table-frame")) return;
      const frame = document.createElement("div");
      frame.className = "table-frame";
      table.parentNode.insertBefore(frame, table);
      frame.appendChild(table);
    });
  }
  let named = 0; // boxes come and go: a place in the page would be given twice
  function letKeyboardScroll() {
    document.querySelectorAll(".table-frame, .prose pre, .diagram__frame").forEach((box) => {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (!wide) {
        box.removeAttribute("tabindex");
        return;
      }
      box.tabIndex = 0;
      if (!box.hasAttribute("aria-label")) {
        named += 1;
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", `Contenu à faire défiler (${named})`);
      }
    });
  }
  frameTables();
  letKeyboardScroll();
  window.addEventListener("resize", letKeyboardScroll);
  document.addEventListener("toggle", letKeyboardScroll, true);
  document.fonts.ready.then(letKeyboardScroll);
  new MutationObserver(() => {
    requestAnimationFrame(letKeyboardScroll);
  }).observe(document.body, { childList: true, subtree: true });

  /* What a page built before an instant says of it once it has come: a stage, a notice in place of another. */
  function turnAtTheInstant() {
    document.querySelectorAll("[data-turns]").forEach((place) => {
      if (Date.now() < Date.parse(place.dataset.turns)) {
        return;
      }
      place.removeAttribute("data-turns");
      if (place.dataset.then) {
        place.textContent = place.dataset.then;
      } else {
        place.hidden = !place.hidden;
      }
    });
  }
  turnAtTheInstant();
  setInterval(turnAtTheInstant, 20000);
})();
