// The secret leaves the address bar at once and needs no field; a person still has to press the button.
(() => {
  "use strict";
  function adopt() {
    const code = decodeURIComponent(location.hash.slice(1));
    if (!code || code === "contenu") return;
    document.getElementById("code").value = code;
    document.querySelector("[data-code]").hidden = true;
    document.querySelector("[data-ready]").hidden = false;
    history.replaceState(null, "", location.pathname);
  }
  addEventListener("hashchange", adopt);
  adopt();
})();
