// The « what-if » of a cycle's page: every change decides again, and says what enters, what leaves and why.
(function () {
  "use strict";
  const ipm = globalThis.ChoraleIPM;
  const { Exact, element, scenario, listing, decimal } = ipm;
  const place = document.getElementById("what-if");
  const holder = document.getElementById("what-if-data");
  if (!place || !holder) return;
  const data = JSON.parse(holder.textContent);
  const { inputs, labels } = data;
  const published = ipm.decide(inputs);
  const at = (id) => document.getElementById(id);
  let changes = scenario.none();
  let current = { inputs, decision: published };
  let waiting = 0;

  const controls = ipm.form(place, data);
  const shown = (text) => Exact.read(text).shown();
  const titled = (reference) => `${reference} ${labels.titles[reference] || ""}`.trim();

  // A field's number when it is one and differs from the published one; marks the field otherwise.
  const edited = (id) => {
    const field = at(id);
    const value = scenario.amount(field.value);
    field.toggleAttribute("aria-invalid", value === null);
    if (value === null) field.setAttribute("aria-invalid", "true");
    const differs = value !== null && !scenario.same(value, field.dataset.published);
    field.classList.toggle("what-if__changed", differs);
    return differs ? value : null;
  };

  const chosen = (id) => {
    const field = at(id);
    const differs = field.value !== field.dataset.published;
    field.classList.toggle("what-if__changed", differs);
    return differs ? field.value : null;
  };

  const collect = () => {
    const found = { ...scenario.none(), envelope: edited("wi-envelope") };
    const put = (where, key, value) => value !== null && (where[key] = value);
    put(found.rule, "method", chosen("wi-method"));
    put(found.rule, "completion", chosen("wi-completion"));
    for (const { reference } of inputs.requests) {
      put(found.costs, reference, edited(`wi-cost-${reference}`));
      put(found.states, reference, chosen(`wi-state-${reference}`));
    }
    for (const { key } of inputs.groups) {
      put(found.weights, key, edited(`wi-weight-${key}`));
      const given = {};
      for (const { reference } of inputs.requests) put(given, reference, edited(`wi-point-${key}-${reference}`));
      if (Object.keys(given).length) found.points[key] = given;
    }
    return found;
  };

  const set = (id, value) => {
    const field = at(id);
    field.value = value === undefined || value === null ? (field.tagName === "SELECT" ? field.dataset.published : decimal(field.dataset.published)) : field.tagName === "SELECT" ? value : decimal(value);
  };

  const fill = (wanted) => {
    set("wi-envelope", wanted.envelope);
    set("wi-method", wanted.rule.method);
    set("wi-completion", wanted.rule.completion);
    for (const { reference } of inputs.requests) {
      set(`wi-cost-${reference}`, wanted.costs[reference]);
      set(`wi-state-${reference}`, wanted.states[reference]);
    }
    for (const { key } of inputs.groups) {
      set(`wi-weight-${key}`, wanted.weights[key]);
      for (const { reference } of inputs.requests) set(`wi-point-${key}-${reference}`, (wanted.points[key] || {})[reference]);
    }
    at("wi-range").value = Number(wanted.envelope || inputs.envelope);
  };

  // The changes in words, for the reader and for the head of the saved file.
  const differences = () => {
    const cost = Object.fromEntries(inputs.requests.map((request) => [request.reference, request.cost]));
    const weight = Object.fromEntries(inputs.groups.map((group) => [group.key, group.weight]));
    const states = { mandatory: "obligatoire", excluded: "retirée", free: "libre" };
    const lines = [];
    if (changes.envelope) lines.push(`enveloppe : ${shown(inputs.envelope)} → ${shown(changes.envelope)}`);
    if (changes.rule.method) lines.push(`règle : ${labels.rules[changes.rule.method]}`);
    if (changes.rule.completion) lines.push(`emploi du reste : ${at("wi-completion").selectedOptions[0].textContent}`);
    for (const [key, value] of Object.entries(changes.weights)) lines.push(`poids de ${labels.groups[key]} : ${shown(weight[key])} → ${shown(value)}`);
    for (const [name, value] of Object.entries(changes.costs)) lines.push(`coût de ${name} : ${shown(cost[name])} → ${shown(value)}`);
    for (const [name, value] of Object.entries(changes.states)) lines.push(`${name} : ${states[value]}`);
    for (const [key, given] of Object.entries(changes.points)) {
      for (const [name, value] of Object.entries(given)) lines.push(`points de ${labels.groups[key]} à ${name} : ${shown(inputs.ballots[key][name] || "0")} → ${shown(value)}`);
    }
    return lines;
  };

  const won = (decision, ballots, key) => Exact.sum(decision.retained.map((name) => Exact.read(ballots[key][name] || "0")));
  const total = (points) => Exact.sum(Object.values(points).map((value) => Exact.read(value)));

  const moves = (title, kind, references, why) => {
    if (!references.length) return "";
    const items = references.map((name) => element("li", {}, element("strong", {}, titled(name)), element("span", { class: "what-if__why" }, why[name] || "Retirée de l'essai, ou son préalable l'est.")));
    return element("section", { class: `what-if__moves what-if__moves--${kind}` }, element("h3", {}, `${title} (${references.length})`), element("ul", {}, ...items));
  };

  const table = (heads, rows) => {
    const head = element("tr", {}, ...heads.map((words, column) => element("th", { scope: "col", class: column ? "number" : undefined }, words)));
    const body = rows.map(([first, ...rest]) => element("tr", {}, element("th", { scope: "row" }, first), ...rest.map((words) => element("td", { class: "number" }, words))));
    return element("div", { class: "table-frame" }, element("table", {}, element("thead", {}, head), element("tbody", {}, ...body)));
  };

  const groupTable = (made) =>
    table(
      ["Groupe", "Points obtenus, publié", "Points obtenus, essai", "Reste de sa part"],
      inputs.groups.map(({ key }) => [
        labels.groups[key] || key,
        won(published, inputs.ballots, key).shown(),
        won(made.decision, made.inputs.ballots, key).shown(),
        made.decision.wallets[key] ? shown(made.decision.wallets[key]) : "–",
      ]),
    );

  const report = (made) => {
    const result = at("wi-result");
    const { decision } = made;
    if (decision.impossible) {
      result.replaceChildren(element("div", { class: "notice notice--stop" }, element("p", { class: "notice__title" }, "Ces contraintes se contredisent"), ...decision.impossible.map((line) => element("p", {}, line))));
      return `Impossible : ${decision.impossible.join(" ")}`;
    }
    const why = ipm.sentences(decision, labels);
    const entered = decision.retained.filter((name) => !published.retained.includes(name));
    const left = published.retained.filter((name) => !decision.retained.includes(name));
    const every = [...decision.retained, ...decision.refused.map(({ reference }) => reference)];
    const list = element("ol", { class: "what-if__list" }, ...every.map((name) => element("li", { class: decision.retained.includes(name) ? "is-retained" : "" }, element("strong", {}, titled(name)), element("span", { class: "what-if__why" }, why[name]))));
    const open = at("wi-all") && at("wi-all").open;
    const all = ipm.folded("Toutes les demandes de l'essai, avec leur raison", list);
    Object.assign(all, { id: "wi-all", open: Boolean(open) });
    const notes = differences();
    result.replaceChildren(
      ...(notes.length ? [element("p", { class: "what-if__changes" }, `Essai : ${notes.join(" ; ")}.`)] : []),
      moves("Entrent", "in", entered, why),
      moves("Sortent", "out", left, why),
      groupTable(made),
      all,
    );
    const sums = `${decision.retained.length} demandes retenues, ${shown(decision.cost)} ${labels.unit}, reste ${shown(decision.remaining)}.`;
    const same = `${notes.length ? "Aucune demande n'entre ni ne sort. " : "C'est le résultat publié. "}`;
    const moved = `${entered.length ? `Entrent : ${listing(entered)}. ` : ""}${left.length ? `Sortent : ${listing(left)}. ` : ""}`;
    return (entered.length || left.length ? moved : same) + sums;
  };

  const totals = () => {
    for (const { key } of inputs.groups) {
      const sum = total({ ...inputs.ballots[key], ...(changes.points[key] || {}) });
      at(`wi-total-${key}`).textContent = sum.compare(new Exact(100n)) ? `${sum.shown()} au lieu de 100` : "100";
    }
  };

  // Decide again with what the form says; the status is spoken once the typing pauses.
  const update = () => {
    changes = collect();
    const made = scenario.apply(inputs, changes);
    current = { inputs: made, decision: ipm.decide(made) };
    totals();
    const sentence = report(current);
    clearTimeout(waiting);
    waiting = setTimeout(() => (at("wi-status").textContent = sentence), 250);
  };

  const say = (sentence) => {
    clearTimeout(waiting);
    at("wi-status").textContent = sentence;
  };

  const address = () => location.href.split("#")[0] + (scenario.fragment(changes) || "#et-si");

  const copy = async () => {
    history.replaceState(null, "", address());
    try {
      await navigator.clipboard.writeText(address());
      say("Le lien de cet essai est copié.");
    } catch {
      say("Le lien de cet essai est dans la barre d'adresse.");
    }
  };

  const save = () => {
    if (current.decision.impossible) return say("Un essai impossible ne s'enregistre pas.");
    const title = `Essai « et si » du cycle ${labels.number}`;
    const text = scenario.file(current.inputs, current.decision, title, differences());
    const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "text/yaml" })), download: "scenario.yml" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return say("Le scénario est enregistré : scenario.yml.");
  };

  const arrive = () => {
    const carried = scenario.read(location.hash, inputs);
    if (!carried) return;
    fill(carried);
    update();
    document.getElementById("et-si").scrollIntoView();
  };

  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("input", (event) => {
    if (event.target.id === "wi-range") set("wi-envelope", event.target.value);
    if (event.target.id === "wi-envelope" && scenario.amount(event.target.value)) at("wi-range").value = Number(String(event.target.value).replace(",", "."));
    if (event.target.id === "wi-group") {
      for (const { key } of inputs.groups) at(`wi-points-${key}`).hidden = key !== event.target.value;
      return;
    }
    update();
  });
  at("wi-link").addEventListener("click", copy);
  at("wi-save").addEventListener("click", save);
  at("wi-reset").addEventListener("click", () => {
    fill(scenario.none());
    history.replaceState(null, "", "#et-si");
    update();
  });
  addEventListener("hashchange", arrive);
  update();
  arrive();
  ipm.what_if = { update, state: () => current };
})();
