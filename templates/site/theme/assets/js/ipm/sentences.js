// One plain French sentence for each request: why a scenario retains it, or why not.
(function () {
  "use strict";
  const { Exact } = globalThis.ChoraleIPM;
  const shown = (text, places) => Exact.read(text).shown(places);
  const listing = (words) => (words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} et ${words[words.length - 1]}`);

  const retained = (round, labels) => {
    const money = `${shown(round.cost)}\u00a0${labels.unit}`;
    if (round.phase === "mandatory") return `Obligatoire\u00a0: financée avant toute priorisation, pour ${money}.`;
    const others = round.requests.filter((name) => name !== round.wanted);
    let text = `Retenue au tour ${round.round}`;
    if (others.length) text += ` (lot mené par ${round.wanted}, avec ${listing(others)})`;
    if (round.price) text += `, à ${shown(round.price, 3)} par point`;
    const paid = Object.entries(round.payments).map(([key, amount]) => `${labels.groups[key]} ${shown(amount)}`);
    if (paid.length) text += `\u00a0: coût ${money}, payé par ${listing(paid)}`;
    else if (round.phase === "completion") text += `\u00a0: coût ${money}, pris sur ce qui restait de l'enveloppe`;
    else text += `\u00a0: coût ${money}, pour ${shown(round.points)} points`;
    if (round.phase === "floor") text += ", sur la part réservée à son thème";
    const tied = round.tied.filter((name) => name !== round.wanted);
    if (tied.length) text += ` (à égalité avec ${listing(tied)}, départagée)`;
    return `${text}.`;
  };

  const refused = (refusal, remaining, labels) => {
    const money = (text) => `${shown(text)}\u00a0${labels.unit}`;
    const others = refusal.bundle.filter((name) => name !== refusal.reference);
    const needed = money(refusal.needed) + (others.length ? ` avec ${listing(others)}, préalable${others.length > 1 ? "s" : ""}` : "");
    const reasons = {
      "no-points": "aucun groupe ne lui a donné de points.",
      exclusion: `incompatible avec ${listing(refusal.against)}.`,
      cap: `le plafond du thème «\u00a0${listing(refusal.against.map((key) => labels.themes[key] || key))}\u00a0» serait dépassé.`,
      wallets:
        `elle coûte ${needed}, il restait ${money(refusal.available)} à ceux qui la soutiennent ` +
        `(il manque ${money(refusal.missing)}), et ${money(remaining)} dans l'enveloppe à la fin.`,
      stopped: `le classement s'est arrêté avant elle (elle coûte ${needed}, il restait ${money(remaining)}).`,
      envelope: `elle coûte ${needed}, il ne restait que ${money(remaining)}.`,
    };
    return `Non retenue\u00a0: ${reasons[refusal.reason]}`;
  };

  // The sentence of every request that the scenario knows, by reference.
  const sentences = (decision, labels) => {
    const found = {};
    for (const round of decision.rounds) for (const name of round.requests) found[name] = retained(round, labels);
    for (const refusal of decision.refused) found[refusal.reference] = refused(refusal, decision.remaining, labels);
    return found;
  };

  Object.assign(globalThis.ChoraleIPM, { sentences, listing });
})();
