// What the room decides: its cost, what it contradicts, what is still to be said, and the file that holds it.
(() => {
  "use strict";
  const { Exact, listing, unitOf } = globalThis.ChoraleIPM;
  const KEPT = ["retained", "reduced"];

  // state holds the decision of each request by reference, why the envelope is exceeded, and the next priorities.
  const judge = (data, state) => {
    const { inputs, labels } = data;
    const unit = unitOf(inputs, labels);
    const recommended = new Set(data.retained);
    const requests = new Map(inputs.requests.map((request) => [request.reference, request]));
    const all = [...data.retained, ...[...requests.keys()].filter((name) => !recommended.has(name))];
    const retained = all.filter((name) => KEPT.includes(state.decided[name].fate));
    const kept = new Set(retained);
    const cost = (name) =>
      (state.decided[name].fate === "reduced" && Exact.read(state.decided[name].cost)) ||
      Exact.read(requests.get(name).cost);
    const highest = (name) =>
      state.decided[name].fate === "reduced"
        ? cost(name)
        : Exact.read(requests.get(name).high || requests.get(name).cost);
    const total = Exact.sum(retained.map(cost));
    const excess = total.minus(Exact.read(inputs.envelope));
    const beyond = excess.compare(Exact.ZERO) > 0;
    const differs = (name) =>
      kept.has(name) !== recommended.has(name) ||
      ["reduced", "deferred", "rejected"].includes(state.decided[name].fate);
    const departures = all.filter(differs);

    const faults = [];
    for (const name of all) {
      const { requires = [], excludes = [], mandatory } = requests.get(name);
      if (mandatory && !kept.has(name)) faults.push(`${name} est obligatoire et n’est pas retenue.`);
      if (!kept.has(name)) continue;
      const missing = requires.filter((other) => !kept.has(other));
      if (missing.length) faults.push(`${name} est retenue sans ${listing(missing)}, dont elle dépend.`);
      const rivals = excludes.filter((other) => kept.has(other) && all.indexOf(other) < all.indexOf(name));
      const mirrored = all.filter(
        (other) =>
          kept.has(other) &&
          all.indexOf(other) < all.indexOf(name) &&
          (requests.get(other).excludes || []).includes(name) &&
          !rivals.includes(other),
      );
      for (const other of [...rivals, ...mirrored])
        faults.push(`${other} et ${name} s’excluent, et sont toutes deux retenues.`);
      const { fate, scope } = state.decided[name];
      const reduced = Exact.read(state.decided[name].cost);
      if (fate !== "reduced") continue;
      const full = Exact.read(requests.get(name).cost);
      if (!reduced || reduced.compare(Exact.ZERO) <= 0 || reduced.compare(full) >= 0)
        faults.push(`${name} en partie : son coût doit être au-dessus de zéro et moindre que ${unit.figure(full)}.`);
      if (!scope.trim()) faults.push(`${name} en partie : dire ce qui est fait.`);
    }
    for (const name of departures) {
      const { author, reason } = state.decided[name];
      if (!author.trim() || !reason.trim())
        faults.push(`${name} s’écarte de la recommandation : dire à la demande de qui, et pourquoi.`);
    }
    if (beyond && !state.overrun.trim())
      faults.push(`L’enveloppe est dépassée de ${unit.amount(excess)} : en donner la raison.`);

    const rest = beyond
      ? `${unit.figure(excess)} au-delà de l’enveloppe`
      : `reste ${unit.figure(Exact.ZERO.minus(excess))}`;
    const most = unit.figure(Exact.sum(retained.map(highest)));
    const count = `${retained.length} ${retained.length < 2 ? "demande retenue" : "demandes retenues"}`;
    const spent = `${unit.amount(total)} sur ${unit.figure(inputs.envelope)}`;
    const summary = `${count}, ${spent}, ${rest} ; au plus cher ${most}`;
    return { retained, departures, faults, summary, excess: beyond ? excess : null };
  };

  // A reference as it stands in a file: between quotation marks where it could be read as something else.
  const named = (name) => (/^[A-Za-z][\w.-]*$/.test(name) ? name : JSON.stringify(name));
  const quoted = (text) => JSON.stringify(text.trim().replace(/\s+/g, " "));

  // content/ipm/<cycle>/arbitration.yml, ready to commit.
  const file = (data, state) => {
    const { retained, departures, excess } = judge(data, state);
    const lines = [
      "# yaml-language-server: $schema=../../../docs/schemas/arbitration.json",
      `# À placer dans content/ipm/${data.labels.cycle}/arbitration.yml`,
      `date: ${state.date}`,
      `retained: [${retained.map(named).join(", ")}]`,
    ];
    if (departures.length) lines.push("deviations:");
    for (const name of departures) {
      const { fate, author, reason } = state.decided[name];
      const decision = KEPT.includes(fate) ? "retained" : fate === "refused" ? "rejected" : fate;
      lines.push(
        `  ${named(name)}:`,
        `    decision: ${decision}`,
        `    author: ${quoted(author)}`,
        `    reason: ${quoted(reason)}`,
      );
    }
    const reduced = retained.filter((name) => state.decided[name].fate === "reduced");
    if (reduced.length) lines.push("reduced:");
    for (const name of reduced) {
      const { cost, scope } = state.decided[name];
      lines.push(`  ${named(name)}:`, `    cost: ${Exact.read(cost) || "0"}`, `    scope: ${quoted(scope)}`);
    }
    if (excess) lines.push("overrun:", `  amount: ${excess}`, `  reason: ${quoted(state.overrun)}`);
    const priorities = state.priorities.filter((text) => text.trim());
    if (priorities.length) lines.push("next_priorities:", ...priorities.map((text) => `  - ${quoted(text)}`));
    return `${lines.join("\n")}\n`;
  };

  globalThis.ChoraleIPM.arbitration = { judge, file };
})();
