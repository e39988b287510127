// The agenda's filters, made instant: the state is the address, the count is announced. Without this file, each button
// leads to a page made in advance.
(() => {
  const form = document.getElementById("filtres"), count = document.getElementById("compte");
  if (!form) return;
  const names = ["public", "genre", "lieu", "mois", "etat"];
  const home = new URL(form.action).pathname, here = location.pathname === home;
  const items = [...document.querySelectorAll(".agenda__month:not(.agenda__month--past) .event")];
  const show = (wanted) => {
    let kept = 0;
    for (const item of items) {
      item.hidden = !names.every((name) => !wanted.get(name) || item.dataset[name].split(" ").includes(wanted.get(name)));
      kept += !item.hidden;
    }
    for (const month of document.querySelectorAll(".agenda__month"))
      month.hidden = ![...month.querySelectorAll(".event")].some((item) => !item.hidden);
    for (const button of form.elements)
      if (button.name) button.setAttribute("aria-pressed", wanted.get(button.name) === button.value);
    count.textContent = kept + "\u00a0rendez-vous à venir" + ([...wanted].length ? " pour ces choix" : "");
  };
  const read = () => new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => names.includes(name)));
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || !button.name) return;
    event.preventDefault();
    const wanted = here ? read() : new URLSearchParams();
    const pressed = button.getAttribute("aria-pressed") === "true";
    pressed ? wanted.delete(button.name) : wanted.set(button.name, button.value);
    const address = home + (wanted.size ? "?" + wanted : "");
    if (!here) return location.assign(address);
    history.pushState(null, "", address);
    show(wanted);
  });
  if (here) {
    addEventListener("popstate", () => show(read()));
    show(read());
  }
})();
