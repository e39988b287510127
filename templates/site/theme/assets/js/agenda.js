// The agenda's filters, several at once, with a search; without this file, each choice is a page made in advance.
(() => {
  const find = (id) => document.getElementById(id);
  const form = find("filtres");
  if (!form) return;
  const [list, status, all, follow] = ["liste", "compte", "tout", "suivi"].map(find);
  const pages = list.innerHTML;
  const told = status.textContent;
  const hint = form.previousElementSibling.querySelector(".fold__hint");
  const invitation = hint.textContent;
  const home = new URL(form.action);
  const root = new URL(form.dataset.racine, location);
  const here = location.pathname === home.pathname;
  const LONGEST = 90;
  const plain = (words) => words.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();
  const make = (tag, values = {}, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(values)) made.setAttribute(name, value);
    made.append(...inside.filter(Boolean));
    return made;
  };
  let known;
  const read = async () => {
    known ??= await (await fetch(form.dataset.liste)).json();
    return known;
  };

  const groups = [...form.querySelectorAll("fieldset")];
  for (const group of groups)
    for (const link of group.querySelectorAll("a")) {
      const box = make("input", { type: "checkbox", name: group.dataset.nom, value: link.dataset.valeur });
      box.defaultChecked = !here && link.hasAttribute("aria-current");
      link.replaceWith(make("label", { class: "chip" }, box, ` ${link.textContent}`));
    }
  const words = make("input", { type: "search", name: "q", id: "mots", autocomplete: "off" });
  form.prepend(make("p", { class: "filters__words" }, make("label", { for: "mots" }, "Mots"), words));

  const chosen = () => {
    const wanted = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) wanted.append(name, value.trim());
    return wanted;
  };
  const keeps = (one, wanted) =>
    groups.every(({ dataset: { nom } }) => {
      const values = wanted.getAll(nom);
      return !values.length || values.some((value) => [one[nom] ?? []].flat().includes(value));
    }) &&
    plain(wanted.get("q") ?? "")
      .split(/\s+/)
      .every((word) =>
        plain([one.titre, one.ou, one.mots, one.resume, ...audiences(one).map(([name]) => name)].join(" ")).includes(
          word,
        ),
      );
  const audiences = (one) => (one.public ?? []).map((key) => [known.publics[key] ?? key, `publics/${key}/`]);

  const card = (one) => {
    const [day, month, year] = one.jour.split(" ");
    const named = `${one.titre}, ${one.jour}, ${one.quand}`;
    const span = (text, name = "") => text && make("span", name && { class: name }, text);
    return make(
      "li",
      { class: `event event--${one.genre} event--${one.etat}` },
      make(
        "time",
        { class: "event__date", datetime: one.instant },
        span(day, "event__day"),
        " ",
        span(month, "event__month"),
        " ",
        span(year, "event__year"),
      ),
      make(
        "div",
        { class: "event__body" },
        make(
          "h3",
          { class: "event__title" },
          make("a", { href: new URL(one.adresse, root).href, "aria-label": named }, one.titre),
        ),
        make(
          "p",
          { class: "event__facts" },
          span(known.genres[one.genre], `tag tag--${one.genre}`),
          " ",
          span(one.quand),
          " ",
          span(one.ou),
          " ",
          span(one.badge, `badge badge--${one.etat}`),
        ),
        one.resume && make("p", { class: "event__summary" }, one.resume),
      ),
      one.public &&
        make(
          "p",
          { class: "event__audiences" },
          ...audiences(one).map(([name, page]) =>
            make("a", { href: new URL(page, root).href, "aria-label": `${name}\u00a0: la page de ce public` }, name),
          ),
        ),
    );
  };
  const draw = (found, from = 0) => {
    const shown = found.slice(from, from + LONGEST);
    const months = new Map();
    for (const one of shown) {
      const name = one.jour.replace(/^\S+ /, "");
      months.set(name, [...(months.get(name) ?? []), card(one)]);
    }
    const items = [...months].map(([name, cards]) =>
      make(
        "section",
        { class: "agenda__month" },
        make("h2", {}, name[0].toUpperCase() + name.slice(1)),
        make("ul", { class: "events" }, ...cards),
      ),
    );
    const rest = found.length - from - shown.length;
    if (!rest) return items;
    const more = make("button", { type: "button", class: "button" }, `Voir les ${rest} suivants`);
    more.addEventListener("click", () => {
      list.replaceChildren(...draw(found, from + LONGEST));
      list.querySelector("a")?.focus();
    });
    return [...items, make("p", { class: "more" }, more)];
  };

  const copy = async (found) => {
    const whole = await (await fetch(new URL(known.tout, root))).text();
    const kept = new Set(found.map((one) => one.adresse));
    const events = whole.match(/BEGIN:VEVENT\r\n[\s\S]*?END:VEVENT\r\n/g) ?? [];
    const address = (event) => event.replace(/\r\n /g, "").match(/\r\nURL:(.*)\r\n/)[1];
    const inside = (event) => kept.has(address(event).replace(/^.*?\/(?=agenda\/)/, ""));
    const head = whole.slice(0, whole.indexOf("BEGIN:VEVENT"));
    const file = new Blob([head, ...events.filter(inside), "END:VCALENDAR\r\n"], { type: "text/calendar" });
    const link = make("a", { href: URL.createObjectURL(file), download: "rendez-vous.ics" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };
  const offer = (found, wanted) => {
    const key = [...wanted]
      .map(([name, value]) => `${name}=${value}`)
      .sort()
      .join("&");
    const feed = known.calendriers[key];
    const address = feed && new URL(feed, root);
    const take = make(
      "button",
      { type: "button", class: "button button--quiet" },
      "Télécharger ces rendez-vous (.ics)",
    );
    take.addEventListener("click", () => copy(found));
    const share = make("button", { type: "button", class: "button button--quiet" }, "Copier l’adresse de ces choix");
    share.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      share.textContent = "Adresse copiée";
    });
    const subscribe =
      address &&
      make(
        "a",
        { class: "button", href: `webcal://${address.host}${address.pathname}` },
        "S’abonner à ces rendez-vous",
      );
    follow.replaceChildren(make("p", { class: "button-row" }, subscribe, found.length && take, share));
  };

  let last;
  const show = async () => {
    const wanted = chosen();
    // leaving the search says « change » again: drawing anew would take the button away under the finger
    if (last === `${wanted}`) return;
    last = `${wanted}`;
    const free = !wanted.size;
    all.hidden = free && here;
    follow.hidden = free;
    const ticked = [...form.querySelectorAll(":checked")].map((box) => box.parentNode.textContent.trim());
    hint.textContent = free ? invitation : [...ticked, words.value.trim()].filter(Boolean).join(", ");
    if (free) {
      if (list.innerHTML !== pages) list.innerHTML = pages;
      status.textContent = told;
      return;
    }
    const found = (await read()).rendezVous.filter((one) => keeps(one, wanted));
    await calm(list); // leaving the words to press a link draws anew
    if (last !== `${wanted}`) return;
    list.replaceChildren(...draw(found));
    status.textContent = `${found.length || "Aucun"}\u00a0rendez-vous à venir pour ces choix`;
    offer(found, wanted);
  };
  const restore = () => {
    const wanted = new URLSearchParams(location.search);
    for (const box of form.elements)
      if (box.type === "checkbox") box.checked = wanted.getAll(box.name).includes(box.value);
    words.value = wanted.get("q") ?? "";
    return show();
  };
  const change = () => {
    const wanted = chosen();
    const address = wanted.size ? `${home.pathname}?${wanted}` : home.pathname;
    if (!here) return location.assign(address);
    history.replaceState(null, "", address);
    return show();
  };
  form.addEventListener("change", change);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change();
  });
  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    if (here) waiting = setTimeout(change, 200);
  });
  if (here) {
    addEventListener("popstate", restore);
    restore();
  }
})();
