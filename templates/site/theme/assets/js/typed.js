// What was typed survives a service that is away: kept for this tab when it is sent, offered again by 503.html; without
// a network nothing is sent, and the page stays.
(() => {
  "use strict";
  const PREFIX = "saisie:";

  function again(kept, form) {
    for (const [name, value] of kept) {
      const field = document.createElement("textarea");
      field.name = name;
      field.hidden = true;
      field.value = value;
      form.append(field);
    }
    form.action = location.pathname + location.search;
    form.closest("[data-typed]").hidden = false;
  }

  function forget() {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  }

  function stay(form, button) {
    form.querySelector("[data-offline]")?.remove();
    const said = document.createElement("p");
    said.className = "error";
    said.role = "alert";
    said.dataset.offline = "";
    said.textContent = "Le réseau est coupé\u00a0: rien n’est parti, et votre saisie est encore là.";
    (button?.closest("form p, form div") ?? form.lastElementChild).after(said);
  }

  // A machine without a network still reaches what runs on it: whoever answers is asked.
  let reached = false;
  let press = 0; // the last one alone sends: a network that comes back meets the press that waited and the next
  async function tried(form, button) {
    const mine = press;
    const there = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (mine !== press) return;
    if (!there) return stay(form, button);
    reached = true;
    form.requestSubmit(button);
    reached = false;
  }

  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    press += 1;
    if (!navigator.onLine && !reached) {
      event.preventDefault();
      tried(form, event.submitter);
      return;
    }
    const sent = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
    const there = event.submitter?.getAttribute("formaction") ?? form.action;
    try {
      sessionStorage.setItem(PREFIX + new URL(there, location.href).pathname, JSON.stringify(sent));
    } catch {
      // A browser that keeps nothing still has its « back » button, which the page names.
    }
  });

  try {
    const away = document.querySelector("[data-typed] form");
    const kept = sessionStorage.getItem(PREFIX + location.pathname);
    if (away && kept) again(JSON.parse(kept), away);
    else if (!away && /^\/(participer|atelier)\//.test(location.pathname)) forget(); // the service answered
  } catch {
    // Nothing was kept.
  }
})();
