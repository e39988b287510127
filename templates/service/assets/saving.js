// What was typed leaves the page only once it is kept: a save that fails is said beside the button, nothing is lost.
(() => {
  "use strict";
  const form = document.querySelector("form[data-kept]");
  const failed = form?.querySelector("[data-failed]");
  const told = form?.querySelector("[data-told]");
  let dirty = false;
  let sending = false;
  let native = false;

  function fail(sentence) {
    failed.textContent = `${sentence} Votre saisie est restée dans cette page.`;
    failed.hidden = false;
    dirty = true;
  }

  function stay(page, address) {
    for (const name of ["version", "vu"]) form.elements[name].value = page.querySelector(`[name=${name}]`).value;
    history.replaceState(null, "", address);
    if (dirty) return;
    const said = page.querySelector("[data-told]");
    told.className = said.className;
    told.replaceChildren(...said.childNodes);
  }

  async function send(button) {
    const body = new URLSearchParams(new FormData(form));
    if (button?.name) body.append(button.name, button.value);
    dirty = false; // what is typed from here on is not in it
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected && answer.ok) {
      const joined = answer.url.includes("reuni="); // a colleague's rows are to be shown
      if (joined || button?.dataset.stay === undefined || document.querySelector(".summary"))
        location.assign(answer.url);
      else stay(page, answer.url);
    } else if (page.querySelector("form[data-kept], [data-focus]")) {
      native = true; // a correction or a conflict: the browser shows the page that says which
      form.requestSubmit(button);
    } else {
      fail(page.querySelector(".lead")?.textContent ?? "Rien n’a été enregistré.");
    }
  }

  form?.addEventListener("submit", async (event) => {
    dirty = dirty && !native;
    if (native) return;
    event.preventDefault();
    if (sending) return;
    sending = true;
    failed.hidden = true;
    try {
      await send(event.submitter);
    } catch {
      fail("Rien n’est enregistré\u00a0: le service ne répond pas. Réessayez dans un instant.");
    }
    sending = false;
  });
  form?.addEventListener("input", () => {
    dirty = true;
    if (!told) return;
    told.className = "small";
    told.textContent = "Saisie pas encore enregistrée.";
  });
  addEventListener("beforeunload", (event) => {
    if (dirty) event.preventDefault();
  });
})();
