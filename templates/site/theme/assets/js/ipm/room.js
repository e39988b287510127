// The meeting room: one slide at a time, what would change at hand, what is decided kept in the browser, then saved.
(() => {
  "use strict";
  const ipm = globalThis.ChoraleIPM;
  const { element, listing } = ipm;
  const place = document.getElementById("room");
  const bar = document.getElementById("room-bar");
  const holder = document.getElementById("room-data");
  if (!place || !bar || !holder) return;
  const data = JSON.parse(holder.textContent);
  const { inputs, labels } = data;
  const recommended = new Set(data.retained);
  const slides = [...place.querySelectorAll(".room-slide")];
  const FATES = [
    ["retained", "Retenue"],
    ["reduced", "Retenue en partie"],
    ["deferred", "Reportée"],
    ["rejected", "Écartée"],
  ];

  const fresh = () =>
    structuredClone({ decided: data.decided, overrun: data.overrun, priorities: data.priorities, date: data.date });
  // Another computation or another decision starts anew: what was kept for it would not apply.
  const print = [...holder.textContent].reduce((sum, sign) => (Math.imul(sum, 31) + sign.codePointAt(0)) | 0, 7);
  const KEY = `chorale-salle-${labels.cycle}-${print}`;
  const kept = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY));
    } catch {
      return null;
    }
  };
  const state = kept() || fresh();
  let current = 0;

  const field = (id, label, control) =>
    element("div", { class: "field" }, element("label", { for: id }, label), Object.assign(control, { id }));
  const input = (value, attributes = {}) =>
    element("input", { type: "text", autocomplete: "off", value, ...attributes });

  // What the computation would say if the request were imposed, or withdrawn.
  const trial = (name, word) => {
    const changes = ipm.scenario.none();
    changes.states[name] = word;
    const made = ipm.scenario.apply(inputs, changes);
    const decision = ipm.decide(made);
    const link = element("a", { href: `../et-si/${ipm.scenario.fragment(changes)}` }, "essayer plus");
    if (decision.impossible)
      return element("p", {}, "Imposée : c’est impossible, les contraintes se contredisent. ", link);
    const entered = decision.retained.filter((one) => one !== name && !recommended.has(one));
    const left = data.retained.filter((one) => one !== name && !decision.retained.includes(one));
    const moves = [
      entered.length ? `entreraient ${listing(entered)}` : "",
      left.length ? `sortiraient ${listing(left)}` : "",
    ].filter(Boolean);
    const head = word === "mandatory" ? "Si on l’imposait au calcul" : "Si on la retirait du calcul";
    return element("p", {}, `${head} : ${moves.join(" ; ") || "rien d’autre ne changerait"} (`, link, ").");
  };

  const choice = (name) => {
    const one = state.decided[name];
    const options = recommended.has(name) ? FATES : [["refused", "Non retenue"], ...FATES];
    const radios = options.map(([value, words]) => {
      const id = `salle-${name}-${value}`;
      const radio = element("input", { type: "radio", name: `salle-${name}`, id, value, checked: one.fate === value });
      return element("span", { class: "room-radio" }, radio, element("label", { for: id }, words));
    });
    const partly = element(
      "div",
      { class: "room-more" },
      field(
        `salle-${name}-cost`,
        `Coût réduit (${labels.unit})`,
        input(one.cost.replace(".", ","), { inputmode: "decimal", "data-key": "cost" }),
      ),
      field(`salle-${name}-scope`, "Ce qui est fait", input(one.scope, { "data-key": "scope" })),
    );
    const why = element(
      "div",
      { class: "room-more" },
      field(
        `salle-${name}-author`,
        "À la demande de",
        input(one.author, { list: "room-groups", "data-key": "author" }),
      ),
      field(`salle-${name}-reason`, "Raison", input(one.reason, { "data-key": "reason" })),
    );
    const told = element("p", { class: "room-told", role: "status" });
    const set = element(
      "fieldset",
      { class: "room-choice" },
      element("legend", {}, "La réunion décide"),
      ...radios,
      partly,
      why,
      told,
    );
    const show = () => {
      const { fate } = state.decided[name];
      const judged = ipm.arbitration.judge(data, state);
      partly.hidden = fate !== "reduced";
      why.hidden = !judged.departures.includes(name);
      const mine = judged.faults.filter((fault) =>
        new RegExp(`(^|[^\\w-])${name.replace(/[^\w-]/g, "\\$&")}($|[^\\w-])`).test(fault),
      );
      told.textContent = ipm.spaced(mine.join(" "));
    };
    set.addEventListener("input", ({ target }) => {
      if (target.type === "radio") state.decided[name].fate = target.value;
      else state.decided[name][target.dataset.key] = target.value;
      changed();
    });
    return { set, show };
  };

  const end = () => {
    const overrun = field("salle-overrun", "Raison du dépassement de l’enveloppe", input(state.overrun));
    const date = field("salle-date", "Date de la réunion", element("input", { type: "date", value: state.date }));
    const area = element("textarea", { rows: 3 }, state.priorities.join("\n"));
    const priorities = field("salle-priorities", "Priorités du cycle suivant, une par ligne", area);
    const faults = element("ul", { class: "room-faults" });
    const text = element("pre", { class: "room-file", tabindex: 0, "aria-label": "arbitration.yml" });
    const save = element("button", { type: "button", class: "button" }, "Enregistrer arbitration.yml");
    const reset = element("button", { type: "button", class: "button button--quiet" }, "Tout reprendre du début");
    const folder = `content/ipm/${labels.cycle}/`;
    const where = element(
      "p",
      {},
      `Le fichier se donne à l’atelier, page « Arbitrage » du cycle ; ou il se place dans ${folder}.`,
    );
    save.addEventListener("click", () => {
      const link = element("a", {
        href: URL.createObjectURL(new Blob([ipm.arbitration.file(data, state)], { type: "text/yaml" })),
        download: "arbitration.yml",
      });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    reset.addEventListener("click", () => {
      if (!confirm("Oublier tout ce qui a été décidé sur cette page ?")) return;
      try {
        localStorage.removeItem(KEY);
      } catch {
        /* Nothing was kept. */
      }
      location.reload();
    });
    for (const [box, read] of [
      [overrun, (value) => Object.assign(state, { overrun: value })],
      [date, (value) => Object.assign(state, { date: value || data.date })],
      [priorities, (value) => Object.assign(state, { priorities: value.split("\n") })],
    ])
      box.addEventListener("input", ({ target }) => {
        read(target.value);
        changed();
      });
    const show = () => {
      const judged = ipm.arbitration.judge(data, state);
      overrun.hidden = !judged.excess;
      faults.replaceChildren(...judged.faults.map((fault) => element("li", {}, fault)));
      text.textContent = ipm.arbitration.file(data, state);
    };
    const box = slides.at(-1).querySelector("[data-end]");
    slides.at(-1).querySelector("p").remove();
    box.append(
      date,
      overrun,
      priorities,
      element("div", { role: "status" }, faults),
      element("div", { class: "room-buttons" }, save, reset),
      where,
      text,
    );
    return { show };
  };

  const parts = slides.slice(0, -1).map((slide) => {
    const made = choice(slide.dataset.reference);
    slide.querySelector("[data-choice]").append(made.set);
    return made;
  });
  parts.push(end());
  place.append(
    element(
      "datalist",
      { id: "room-groups" },
      ...Object.values(labels.groups).map((name) => element("option", { value: name })),
    ),
  );

  const button = (words, label) =>
    element("button", { type: "button", class: "button button--quiet", "aria-label": label }, words);
  const back = button("←", "Diapositive précédente");
  const on = button("→", "Diapositive suivante");
  const whole = button("Plein écran");
  const jump = element("select", { id: "room-jump", "aria-label": "Aller à la diapositive" });
  for (const [index, slide] of slides.entries()) {
    const name = slide.dataset.reference;
    const words = name ? `${index + 1}. ${name} ${labels.titles[name]}` : "Ce qui est décidé";
    jump.append(element("option", { value: String(index) }, words));
  }
  const sums = element("p", { class: "room-sums", role: "status" });
  bar.append(back, on, whole, jump, sums);
  bar.hidden = false;

  const changed = () => {
    try {
      localStorage.setItem(KEY, JSON.stringify(state));
    } catch {
      /* A browser that keeps nothing: the file can still be saved. */
    }
    parts[current].show();
    const judged = ipm.arbitration.judge(data, state);
    const count = judged.faults.length;
    const open = count ? ` ; ${count} ${count < 2 ? "point" : "points"} à régler` : "";
    sums.textContent = ipm.spaced(`${judged.summary}${open}.`);
  };

  const tried = new Set();
  const go = (index, focus = true) => {
    current = Math.max(0, Math.min(slides.length - 1, index));
    for (const [rank, slide] of slides.entries()) slide.hidden = rank !== current;
    const slide = slides[current];
    const name = slide.dataset.reference;
    if (name && !tried.has(name) && ipm.METHODS.includes(inputs.rule.method)) {
      tried.add(name);
      const words = inputs.requests.find(({ reference }) => reference === name).mandatory
        ? []
        : [trial(name, recommended.has(name) ? "excluded" : "mandatory")];
      slide.querySelector("[data-if]").append(...words);
    }
    jump.value = String(current);
    back.disabled = current === 0;
    on.disabled = current === slides.length - 1;
    changed();
    history.replaceState(null, "", `#${slide.id}`);
    if (focus) slide.focus({ preventScroll: true });
  };
  back.addEventListener("click", () => go(current - 1));
  on.addEventListener("click", () => go(current + 1));
  jump.addEventListener("change", () => go(Number(jump.value), false));
  const wrapper = place.parentElement;
  whole.hidden = !document.fullscreenEnabled;
  whole.addEventListener("click", () =>
    document.fullscreenElement ? document.exitFullscreen() : wrapper.requestFullscreen(),
  );
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, select, textarea, pre")) return;
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 1, PageUp: -1, Home: -slides.length, End: slides.length }[
      event.key
    ];
    if (!step) return;
    event.preventDefault();
    go(current + step);
  });
  addEventListener("beforeprint", () => {
    for (const slide of slides) slide.hidden = false;
    for (const part of parts) part.show();
  });
  addEventListener("afterprint", () => go(current, false));

  const asked = slides.findIndex((slide) => `#${slide.id}` === location.hash);
  go(Math.max(asked, 0), false);
  ipm.room = { state: () => state, file: () => ipm.arbitration.file(data, state) };
})();
