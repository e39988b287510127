// The « what-if » of a cycle's page: every change decides again, and says what enters, what leaves and why.
(() => {
  "use strict";
  const ipm = globalThis.ChoraleIPM;
  const { Exact, element, scenario, listing } = ipm;
  const place = document.getElementById("what-if");
  const holder = document.getElementById("what-if-data");
  if (!place || !holder) return;
  const data = JSON.parse(holder.textContent);
  const { inputs, labels } = data;
  if (!ipm.METHODS.includes(inputs.rule.method)) {
    const rule = `La règle de ce cycle (${labels.rules[inputs.rule.method]}) ne se calcule pas dans cette page\u00a0: `;
    const words = `${rule}« chorale ipm decide ${labels.cycle} » refait la décision et ses variantes.`;
    place.replaceChildren(element("p", {}, words));
    return;
  }
  const published = ipm.decide(inputs);
  const at = (id) => document.getElementById(id);
  let changes = scenario.none();
  let current = { inputs, decision: published };
  let waiting = 0;

  const form = ipm.form(place, data);
  const fields = ipm.controls(data);
  // What the page or the reader wrote is said with all its decimals.
  const shown = (text) => Exact.read(text).shown(6);
  const titled = (reference) => `${reference} ${labels.titles[reference] || ""}`.trim();

  // The changes in words, for the reader and for the head of the saved file.
  const differences = () => {
    const cost = Object.fromEntries(inputs.requests.map((request) => [request.reference, request.cost]));
    const weight = Object.fromEntries(inputs.groups.map((group) => [group.key, group.weight]));
    const states = { mandatory: "obligatoire", excluded: "retirée", free: "libre" };
    const lines = [];
    if (changes.envelope) lines.push(`enveloppe : ${shown(inputs.envelope)} → ${shown(changes.envelope)}`);
    if (changes.rule.method) lines.push(`règle : ${labels.rules[changes.rule.method]}`);
    if (changes.rule.completion) lines.push(`emploi du reste : ${at("wi-completion").selectedOptions[0].textContent}`);
    for (const [key, value] of Object.entries(changes.weights))
      lines.push(`poids de ${labels.groups[key]} : ${shown(weight[key])} → ${shown(value)}`);
    for (const [name, value] of Object.entries(changes.costs))
      lines.push(`coût de ${name} : ${shown(cost[name])} → ${shown(value)}`);
    for (const [name, value] of Object.entries(changes.states)) lines.push(`${name} : ${states[value]}`);
    for (const [name, list] of Object.entries(changes.requires))
      lines.push(`préalables de ${name} : ${listing(list) || "aucun"}`);
    for (const [name, list] of Object.entries(changes.excludes))
      lines.push(`incompatible avec ${name} : ${listing(list) || "aucune"}`);
    for (const [theme, limits] of Object.entries(changes.bounds)) {
      for (const [kind, word] of Object.entries({ floor: "plancher", cap: "plafond" })) {
        if (kind in limits)
          lines.push(`${word} de « ${labels.themes[theme]} » : ${limits[kind] ? shown(limits[kind]) : "aucun"}`);
      }
    }
    for (const [key, given] of Object.entries(changes.points)) {
      for (const [name, value] of Object.entries(given))
        lines.push(
          `points de ${labels.groups[key]} à ${name} : ${shown(inputs.ballots[key][name] || "0")} → ${shown(value)}`,
        );
    }
    return lines;
  };

  // As on the page: what is mandatory is nobody's success.
  const won = (decision, ballots, key) => {
    const chosen = decision.rounds.filter(({ phase }) => phase !== "mandatory").flatMap(({ requests }) => requests);
    return Exact.sum(chosen.map((name) => Exact.read(ballots[key][name] || "0")));
  };
  const total = (points) => Exact.sum(Object.values(points).map((value) => Exact.read(value)));

  const moves = (title, kind, references, why) => {
    if (!references.length) return "";
    const items = references.map((name) =>
      element(
        "li",
        {},
        element("strong", {}, titled(name)),
        element("span", { class: "what-if__why" }, why[name] || "Retirée de l’essai, ou son préalable l’est."),
      ),
    );
    return element(
      "section",
      { class: `what-if__moves what-if__moves--${kind}` },
      element("h3", {}, `${title} (${references.length})`),
      element("ul", {}, ...items),
    );
  };

  const table = (caption, heads, rows) => {
    const head = element(
      "tr",
      {},
      ...heads.map((words, column) => element("th", { scope: "col", class: column ? "number" : undefined }, words)),
    );
    const body = rows.map(([first, ...rest]) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, first),
        ...rest.map((words) => element("td", { class: "number" }, words)),
      ),
    );
    return element(
      "div",
      { class: "table-frame" },
      element(
        "table",
        { class: "ipm-pinned" },
        element("caption", { class: "visually-hidden" }, caption),
        element("thead", {}, head),
        element("tbody", {}, ...body),
      ),
    );
  };

  const groupRow = (made, key) => {
    const [before, after] = [won(published, inputs.ballots, key), won(made.decision, made.inputs.ballots, key)];
    const gap = after.minus(before);
    const left = made.decision.wallets[key];
    return [
      labels.groups[key] || key,
      before.shown(),
      after.shown(),
      `${gap.compare(Exact.ZERO) > 0 ? "+" : ""}${gap.shown()}`,
      left ? ipm.unitOf(made.inputs, labels).figure(left) : "–",
    ];
  };

  const groupTable = (made) =>
    table(
      "Points obtenus par chaque groupe, au résultat publié et dans l’essai",
      ["Groupe", "Publié", "Essai", "Écart", "Reste de sa part"],
      ipm.ordered(data).map(({ key }) => groupRow(made, key)),
    );

  const report = (made) => {
    const result = at("wi-result");
    const { decision } = made;
    if (decision.impossible) {
      const told = decision.impossible.map((cause) => ipm.clash(cause, labels));
      result.replaceChildren(
        element(
          "div",
          { class: "notice notice--stop" },
          element("p", { class: "notice__title" }, "Ces contraintes se contredisent"),
          ...told.map((line) => element("p", {}, line)),
        ),
      );
      return `Impossible : ${told.join(" ")}`;
    }
    const why = ipm.sentences(decision, made.inputs, labels);
    const entered = decision.retained.filter((name) => !published.retained.includes(name));
    const left = published.retained.filter((name) => !decision.retained.includes(name));
    const every = [...decision.retained, ...decision.refused.map(({ reference }) => reference)];
    const list = element("ol", { class: "what-if__list" });
    const chosen = new Set(decision.retained);
    // Hundreds of sentences are written only for who unfolds them.
    const unfold = () => {
      if (!all.open || list.childElementCount) return;
      list.append(
        ...every.map((name) =>
          element(
            "li",
            { class: chosen.has(name) ? "is-retained" : "" },
            element("strong", {}, titled(name)),
            element("span", { class: "what-if__why" }, why[name]),
          ),
        ),
      );
    };
    const open = at("wi-all")?.open;
    const all = ipm.folded("Toutes les demandes de l’essai, avec leur raison", list);
    all.addEventListener("toggle", unfold);
    Object.assign(all, { id: "wi-all", open: Boolean(open) });
    unfold();
    const notes = differences();
    result.replaceChildren(
      ...(notes.length ? [element("p", { class: "what-if__changes" }, `Essai : ${notes.join(" ; ")}.`)] : []),
      moves("Entrent", "in", entered, why),
      moves("Sortent", "out", left, why),
      groupTable(made),
      all,
    );
    const unit = ipm.unitOf(made.inputs, labels);
    const count = decision.retained.length;
    const kept = count < 2 ? `${count} demande retenue` : `${count} demandes retenues`;
    const sums = `${kept}, ${unit.amount(decision.cost)}, reste ${unit.figure(decision.remaining)}.`;
    const same = notes.length ? "Aucune demande n’entre ni ne sort. " : "C’est la recommandation publiée. ";
    const entering = entered.length ? `Entrent : ${listing(entered)}. ` : "";
    const leaving = left.length ? `Sortent : ${listing(left)}. ` : "";
    return (entering + leaving || same) + sums;
  };

  const totals = () => {
    for (const { key } of inputs.groups) {
      const sum = total({ ...inputs.ballots[key], ...(changes.points[key] || {}) });
      at(`wi-total-${key}`).textContent = sum.compare(new Exact(100n)) ? `${sum.shown()} au lieu de 100` : "100";
    }
  };

  // Decide again with what the form says; the status is spoken once the typing pauses.
  const update = () => {
    changes = fields.collect();
    const made = scenario.apply(inputs, changes);
    current = { inputs: made, decision: ipm.decide(made) };
    totals();
    const unread = fields.faults();
    const sentence =
      (unread.length ? `Non compris, donc laissé comme publié : ${listing(unread)}. ` : "") + report(current);
    clearTimeout(waiting);
    waiting = setTimeout(() => say(sentence), 250);
  };

  const say = (sentence) => {
    clearTimeout(waiting);
    at("wi-status").textContent = ipm.spaced(sentence);
  };

  const address = () => location.href.split("#")[0] + (scenario.fragment(changes) || "#et-si");

  const copy = async () => {
    history.replaceState(null, "", address());
    try {
      await navigator.clipboard.writeText(address());
      say("Le lien de cet essai est copié.");
    } catch {
      say("Le lien de cet essai est dans la barre d’adresse.");
    }
  };

  const save = () => {
    if (current.decision.impossible) return say("Un essai impossible ne s’enregistre pas.");
    const title = `Essai « et si » du cycle ${labels.number}`;
    const text = scenario.file(current.inputs, current.decision, title, differences());
    const link = element("a", {
      href: URL.createObjectURL(new Blob([text], { type: "text/yaml" })),
      download: "scenario.yml",
    });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return say("Le scénario est enregistré : scenario.yml.");
  };

  const arrive = () => {
    const carried = scenario.read(location.hash, inputs);
    if (!carried) return;
    fields.fill(carried);
    update();
    document.getElementById("et-si").scrollIntoView();
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", (event) => {
    if (event.target.id === "wi-range") fields.set("wi-envelope", event.target.value);
    if (event.target.id.startsWith("wi-excludes-")) fields.mirror(event.target);
    if (event.target.id === "wi-envelope" && scenario.amount(event.target.value))
      at("wi-range").value = Number(String(event.target.value).replace(",", "."));
    if (event.target.id === "wi-group") {
      for (const { key } of inputs.groups) at(`wi-points-${key}`).hidden = key !== event.target.value;
      return;
    }
    update();
  });
  at("wi-link").addEventListener("click", copy);
  at("wi-save").addEventListener("click", save);
  at("wi-reset").addEventListener("click", () => {
    fields.fill(scenario.none());
    history.replaceState(null, "", "#et-si");
    update();
  });
  addEventListener("hashchange", arrive);
  update();
  arrive();
  ipm.what_if = { update, state: () => current };
})();
