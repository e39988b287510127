// The agenda's filters, made instant; without this file, each button leads to a page made in advance.
(() => {
  const find = (id) => document.getElementById(id);
  const form = find("filtres");
  const count = find("compte");
  const all = find("tout");
  if (!form) return;
  const buttons = [...form.elements].filter((one) => one.name);
  const names = new Set(buttons.map((one) => one.name));
  const home = new URL(form.action).pathname;
  const here = location.pathname === home;
  const months = [...document.querySelectorAll(".agenda__month:not(.agenda__month--past)")];
  const read = () =>
    here
      ? [...new URLSearchParams(location.search)].filter(([name]) => names.has(name))
      : buttons.filter((one) => one.ariaPressed === "true").map((one) => [one.name, one.value]);
  const show = () => {
    const wanted = read();
    let kept = 0;
    for (const month of months) {
      const items = [...month.querySelectorAll(".event")];
      for (const item of items) {
        item.hidden = !wanted.every(([name, value]) => item.dataset[name].split(" ").includes(value));
        kept += !item.hidden;
      }
      month.hidden = items.every((item) => item.hidden);
    }
    for (const one of buttons)
      one.ariaPressed = wanted.some(([name, value]) => one.name === name && one.value === value);
    all.hidden = !wanted.length;
    if (wanted.length) find("choisir").open = true;
    count.textContent = `${kept}\u00a0rendez-vous à venir${wanted.length ? " pour ces choix" : ""}`;
  };
  form.addEventListener("submit", (event) => {
    const one = event.submitter;
    if (!one?.name) return;
    event.preventDefault();
    const wanted = new URLSearchParams(read());
    if (one.ariaPressed === "true") wanted.delete(one.name);
    else wanted.set(one.name, one.value);
    const address = home + `?${wanted}`.replace(/^\?$/, "");
    if (!here) return location.assign(address);
    history.pushState(null, "", address);
    show();
  });
  if (here) {
    addEventListener("popstate", show);
    show();
  }
})();
