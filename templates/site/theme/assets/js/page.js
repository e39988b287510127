/* What every page needs: the menu of small screens, the light, and tables that a keyboard can scroll. */
(function () {
  "use strict";
  var root = document.documentElement;

  var menuButton = document.getElementById("menu-button");
  var menu = document.getElementById("menu");
  function showMenu(open) {
    menuButton.setAttribute("aria-expanded", String(open));
    menu.classList.toggle("is-open", open);
  }
  menuButton.hidden = false;
  menuButton.addEventListener("click", function () {
    showMenu(menuButton.getAttribute("aria-expanded") !== "true");
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && menu.classList.contains("is-open")) {
      showMenu(false);
      menuButton.focus();
    }
  });

  var themeButton = document.getElementById("theme-button");
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  function dark() {
    var choice = root.getAttribute("data-theme");
    return choice ? choice === "dark" : system.matches;
  }
  function tellTheme() {
    themeButton.setAttribute("aria-pressed", String(dark()));
  }
  themeButton.hidden = false;
  tellTheme();
  system.addEventListener("change", tellTheme);
  themeButton.addEventListener("click", function () {
    var next = dark() ? "light" : "dark";
    root.setAttribute("data-theme", next);
    try {
      localStorage.setItem("theme", next);
    } catch (refused) {
      /* The choice then lasts for this page only. */
    }
    tellTheme();
  });

  function frameTables() {
    document.querySelectorAll(".prose table").forEach(function (table) {
      if (table.closest(".table-frame")) return;
      var frame = document.createElement("div");
      frame.className = "table-frame";
      table.parentNode.insertBefore(frame, table);
      frame.appendChild(table);
    });
  }
  var named = 0; // boxes come and go: a place in the page would be given twice
  function letKeyboardScroll() {
    document.querySelectorAll(".table-frame, .prose pre, .diagram").forEach(function (box) {
      var wide = box.scrollWidth > box.clientWidth + 1;
      if (!wide) {
        box.removeAttribute("tabindex");
        return;
      }
      box.tabIndex = 0;
      if (!box.hasAttribute("aria-label")) {
        box.setAttribute("role", "region");
        box.setAttribute("aria-label", "Contenu à faire défiler (" + (named += 1) + ")");
      }
    });
  }
  frameTables();
  letKeyboardScroll();
  window.addEventListener("resize", letKeyboardScroll);
  document.addEventListener("toggle", letKeyboardScroll, true);
  document.fonts.ready.then(letKeyboardScroll);
  new MutationObserver(function () {
    requestAnimationFrame(letKeyboardScroll);
  }).observe(document.body, { childList: true, subtree: true });
})();
