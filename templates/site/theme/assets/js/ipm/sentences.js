// Plain French: why a scenario retains each request, or why not; and what makes it impossible.
(() => {
  "use strict";
  const { Exact, lazy, unitOf } = globalThis.ChoraleIPM;
  const shown = (text, places) => Exact.read(text).shown(places);
  const listing = (words) =>
    words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} et ${words[words.length - 1]}`;
  // What makes a scenario impossible is said of amounts as they were written: all their decimals.
  const written = (text) => shown(text, 6);
  const group = (key, labels) => labels.groups[key] || key;
  const theme = (key, labels) => labels.themes[key] || key;

  const PRICED = { score: "par point", cost: "par unité de coût", cardinality: "par demande" };

  const retained = (round, inputs, labels, unit) => {
    const cost = unit.amount(round.cost);
    if (round.phase === "mandatory") return `Obligatoire\u00a0: financée avant toute priorisation, pour ${cost}.`;
    const others = round.requests.filter((name) => name !== round.wanted);
    let text = `Retenue au tour ${round.round}`;
    if (others.length) text += ` (lot mené par ${round.wanted}, avec ${listing(others)})`;
    if (round.price) text += `, à ${unit.price(round.price)} ${PRICED[inputs.rule.utility]}`;
    const paid = Object.entries(round.payments).map(([key, amount]) => `${group(key, labels)} ${unit.figure(amount)}`);
    if (paid.length) text += `\u00a0: coût ${cost}, payé par ${listing(paid)}`;
    else if (round.phase === "completion") text += `\u00a0: coût ${cost}, pris sur ce qui restait de l’enveloppe`;
    else text += `\u00a0: coût ${cost}, pour ${shown(round.points)} points`;
    if (round.phase === "floor") text += ", sur la part réservée à son thème";
    const tied = round.tied.filter((name) => name !== round.wanted);
    if (tied.length) text += ` (à égalité avec ${listing(tied)}, départagée)`;
    return `${text}.`;
  };

  const needed = (refusal, unit) => {
    const others = refusal.bundle.filter((name) => name !== refusal.reference);
    return (
      unit.amount(refusal.needed) +
      (others.length ? ` avec ${listing(others)}, préalable${others.length > 1 ? "s" : ""}` : "")
    );
  };

  const REASONS = {
    "no-points": () => "aucun groupe ne lui a donné de points",
    "no-weight": () => "seuls des groupes de poids nul lui ont donné des points",
    exclusion: ({ against }) => `incompatible avec ${listing(against)}`,
    cap: (refusal, _, unit, labels, inputs, decision) => {
      const [key] = refusal.against;
      const inside = new Map(
        inputs.requests.filter((one) => one.theme === key).map((one) => [one.reference, one.cost]),
      );
      const brought = refusal.bundle.filter((name) => inside.has(name));
      const costs = [...decision.retained, ...brought]
        .filter((name) => inside.has(name))
        .map((name) => inside.get(name));
      const total = String(Exact.sum(costs.map((cost) => Exact.read(cost))));
      const through = `avec ${listing(brought)}, préalable${brought.length > 1 ? "s" : ""}, `;
      return (
        `${inside.has(refusal.reference) ? "" : through}le plafond du thème ` +
        `«\u00a0${theme(key, labels)}\u00a0» serait ` +
        `dépassé (${unit.amount(total)} pour ${unit.amount(inputs.rule.bounds[key].cap)})`
      );
    },
    wallets: (refusal, left, unit) =>
      `elle coûte ${needed(refusal, unit)}, il restait ${unit.amount(refusal.available)} ` +
      `à ceux qui la soutiennent (il manque ${unit.amount(refusal.missing)}), et ${left} dans l’enveloppe à la fin`,
    stopped: (refusal, left, unit) =>
      `le calcul s’est arrêté avant elle (elle coûte ${needed(refusal, unit)}, il restait ${left})`,
    envelope: (refusal, left, unit) => `elle coûte ${needed(refusal, unit)}, il ne restait que ${left}`,
  };

  const CLASHES = {
    "mandatory-above-envelope": ({ references, cost, envelope }) =>
      `Les demandes obligatoires, préalables compris (${references.join(", ")}), coûtent ${written(cost)} : ` +
      `l’enveloppe n’est que de ${written(envelope)}.`,
    "mandatory-exclusion": ({ first, second }) =>
      `${first} et ${second} sont obligatoires (ou préalables) et s’excluent.`,
    "mandatory-above-cap": ({ cost, cap }, name) =>
      `Thème « ${name} » : les demandes obligatoires coûtent ${written(cost)}, ` +
      `au-dessus du plafond de ${written(cap)}.`,
    "floor-above-cap": ({ floor, cap }, name) =>
      `Thème « ${name} » : le plancher (${written(floor)}) dépasse le plafond (${written(cap)}).`,
    "floor-above-requests": ({ floor, cost }, name) =>
      `Thème « ${name} » : le plancher est de ${written(floor)}, mais ses demandes ne coûtent que ${written(cost)}.`,
    "floors-above-envelope": ({ floors, outside, envelope, themes }, _, labels) =>
      `Les planchers des thèmes (${themes.map((key) => theme(key, labels)).join(", ")}) ` +
      `demandent ${written(floors)} : avec les demandes obligatoires des autres thèmes (${written(outside)}), ` +
      `l’enveloppe de ${written(envelope)} ne suffit pas.`,
  };

  // The sentence of one thing that makes a scenario impossible.
  const clash = (cause, labels) => CLASHES[cause.kind](cause, theme(cause.theme, labels), labels);

  // The sentence of every request that the scenario knows, by reference; each is written when it is first read.
  const sentences = (decision, inputs, labels) => {
    const makers = {};
    const unit = unitOf(inputs, labels);
    const left = unit.amount(decision.remaining);
    for (const round of decision.rounds)
      for (const name of round.requests) makers[name] = () => retained(round, inputs, labels, unit);
    for (const refusal of decision.refused)
      makers[refusal.reference] = () =>
        `Non retenue\u00a0: ${REASONS[refusal.reason](refusal, left, unit, labels, inputs, decision)}.`;
    return lazy({}, makers);
  };

  const SAID = { reasons: Object.keys(REASONS), clashes: Object.keys(CLASHES), utilities: Object.keys(PRICED) };
  Object.assign(globalThis.ChoraleIPM, { sentences, clash, listing, SAID });
})();
