/* Before the first paint: say that scripts run, and keep the reader's choice of light or dark. */
(function () {
  var root = document.documentElement;
  root.className = "js";
  try {
    var choice = localStorage.getItem("theme");
    if (choice === "dark" || choice === "light") root.setAttribute("data-theme", choice);
  } catch (refused) {
    /* Storage may be forbidden: the system's choice then stands. */
  }
})();
