/* Before the first paint: say that scripts run, and keep the reader's choice of light or dark. */
(() => {
  const root = document.documentElement;
  root.className = /[?&]q=[^&]/.test(location.search) ? "js asks" : "js";
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "dark" || choice === "light") root.setAttribute("data-theme", choice);
  } catch {
    /* Storage may be forbidden: the system's choice then stands. */
  }
})();
