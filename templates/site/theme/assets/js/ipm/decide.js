// The decision told in order: what must be, what themes are promised, what is bought, what fills;
// and why the rest is not.
(() => {
  "use strict";
  const ipm = globalThis.ChoraleIPM;
  const { Exact, lazy, members, bundle, obstacle, taken } = ipm;

  const RULES = {
    "equal-shares": ipm.equalShares,
    greedy: ipm.byPoints,
    "greedy-per-cost": ipm.byPointsPerCost,
    borda: ipm.byRankSum,
    approvals: ipm.byApprovals,
    phragmen: ipm.phragmen,
  };
  const WALLETS = ["equal-shares"];

  const completed = (election, start, outcome) => {
    const bought = taken(outcome.steps);
    const rest = { ...start, retained: start.retained | bought, budget: start.budget.minus(election.cost(bought)) };
    const more = ipm.filled(election, rest, election.rule.completion === "points-per-cost");
    return { ...outcome, steps: [...outcome.steps, ...more.steps] };
  };

  const spent = (election, start) => {
    const { method, completion, comparison } = election.rule;
    const raising = method === "equal-shares" && completion.startsWith("add1");
    let outcome = raising
      ? ipm.raised(election, start, completion === "add1-exhaustive")
      : RULES[method](election, start);
    if (WALLETS.includes(method) && ["points-per-cost", "utilitarian"].includes(completion)) {
      outcome = completed(election, start, outcome);
    }
    return comparison ? ipm.compared(election, start, outcome) : outcome;
  };

  const selected = (election) => {
    const retained = ipm.mandatory(election);
    let budget = election.envelope.minus(election.cost(retained));
    if (!election.frozen.isZero) {
      const present = Exact.sum(election.weights);
      budget = budget.times(present).over(present.plus(election.frozen));
    }
    const none = { price: null, payments: [], wallets: [], tied: [] };
    const first = members(retained).map((wanted) => ({
      ...none,
      ...bundle(election, wanted, retained & ~(1n << BigInt(wanted))),
      phase: "mandatory",
    }));
    const allowed = (1n << BigInt(election.names.length)) - 1n;
    const outcome = ipm.reserved(election, { retained, allowed, budget }, spent);
    return { ...outcome, steps: [...first, ...outcome.steps] };
  };

  const byVoter = (election, amounts, keep = () => true) =>
    Object.fromEntries(
      amounts
        .map((amount, voter) => [election.voters[voter], amount])
        .filter(([, amount]) => keep(amount))
        .map(([key, amount]) => [key, String(amount)]),
    );

  const rounds = (election, steps) => {
    let remaining = election.envelope;
    return steps.map((step, index) => {
      remaining = remaining.minus(step.cost);
      const name = (member) => election.names[member];
      const told = {
        round: index + 1,
        phase: step.phase,
        wanted: name(step.wanted),
        requests: [...step.members.filter((member) => member !== step.wanted), step.wanted].map(name),
        cost: step.cost.numeric,
        points: step.points.numeric,
        tied: step.tied.map(name),
        remaining: remaining.numeric,
      };
      return lazy(told, {
        price: () => step.price && String(step.price),
        payments: () => byVoter(election, step.payments, (amount) => !amount.isZero),
        wallets: () => byVoter(election, step.wallets),
      });
    });
  };

  const refusal = (election, request, retained, remaining, wallets) => {
    const found = bundle(election, request, retained);
    const forbidden = obstacle(election, request, retained);
    let reason = wallets ? "wallets" : found.cost.compare(remaining) <= 0 ? "stopped" : "envelope";
    const followed = found.members.some((member) => election.points.some((given) => !given[member].isZero));
    if (!found.support.length) reason = followed ? "no-weight" : "no-points";
    const available = () => {
      const held = wallets?.();
      return held?.length ? Exact.sum(found.support.map(({ voter }) => held[voter])) : remaining;
    };
    const missing = () => {
      const short = found.cost.minus(available());
      return short.compare(Exact.ZERO) > 0 ? short : Exact.ZERO;
    };
    const told = {
      reference: election.names[request],
      reason: forbidden ? forbidden.reason : reason,
      bundle: found.members.map((member) => election.names[member]),
      needed: String(found.cost),
      against: forbidden ? forbidden.against : [],
    };
    return lazy(told, { available: () => String(available()), missing: () => String(missing()) });
  };

  // Return the same data as a published decision file (inputs left out), or {impossible: what clashes}.
  const decide = (inputs) => {
    const election = ipm.election(inputs);
    const impossible = ipm.clashes(election);
    if (impossible.length) return { impossible };
    const outcome = selected(election);
    const told = rounds(election, outcome.steps);
    const retained = taken(outcome.steps);
    const remaining = election.envelope.minus(election.cost(retained));
    const paying = WALLETS.includes(election.rule.method) ? () => outcome.wallets : null;
    const free = { ...election, bounds: election.bounds.map((limits) => ({ ...limits, floor: null })) };
    const others = members(((1n << BigInt(election.names.length)) - 1n) & ~retained);
    const made = {
      retained: told.flatMap((round) => round.requests),
      cost: election.cost(retained).numeric,
      remaining: remaining.numeric,
      rounds: told,
      refused: others.map((request) => refusal(election, request, retained, remaining, paying)),
      floors: ipm.floorPrices(election, outcome, () => selected(free)),
    };
    return lazy(made, { wallets: () => byVoter(election, outcome.wallets) });
  };

  Object.assign(ipm, { decide, METHODS: Object.keys(RULES) });
})();
