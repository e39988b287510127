// A theme's floor is a reserved sub-envelope, run first when the rule alone would not reach it.
(() => {
  "use strict";
  const { Exact, members, filled } = globalThis.ChoraleIPM;
  const taken = (steps) => steps.reduce((mask, step) => mask | step.mask, 0n);
  const wanted = (election) => election.bounds.filter(({ floor }) => floor && !floor.isZero);
  const least = (one, other) => (one.compare(other) < 0 ? one : other);

  const advanced = (election, start, steps) => ({
    ...start,
    retained: start.retained | taken(steps),
    budget: start.budget.minus(election.cost(taken(steps))),
  });

  const afterFloors = (election, start, spend, promised) => {
    let [current, steps] = [start, []];
    for (const { floor, mask } of promised) {
      const need = floor.minus(election.cost(current.retained & mask));
      const budget = least(need.compare(Exact.ZERO) < 0 ? Exact.ZERO : need, current.budget);
      const share = { ...current, allowed: current.allowed & mask, budget };
      const bought = spend(election, share).steps;
      const extra = filled(election, advanced(election, share, bought), true).steps;
      const made = [...bought, ...extra].map((step) => ({ ...step, phase: "floor" }));
      steps = [...steps, ...made];
      current = advanced(election, current, made);
    }
    const rest = spend(election, current);
    return { ...rest, steps: [...steps, ...rest.steps] };
  };

  // What the rule buys, with each floor that it would miss run first as an envelope of its own.
  const reserved = (election, start, spend) => {
    const floors = wanted(election);
    let promised = [];
    for (;;) {
      const outcome = afterFloors(election, start, spend, promised);
      const chosen = start.retained | taken(outcome.steps);
      const missed = floors.filter(({ floor, mask }) => election.cost(chosen & mask).compare(floor) < 0);
      if (missed.every((limits) => promised.includes(limits))) return outcome;
      promised = floors.filter((limits) => promised.includes(limits) || missed.includes(limits));
    }
  };

  // What each floor changed, and the points it cost.
  const floorPrices = (election, outcome, unconstrained) => {
    const floors = wanted(election);
    if (!floors.length) return [];
    const [mine, other] = [taken(outcome.steps), taken(unconstrained().steps)];
    const points = (mask) => Exact.sum(members(mask).map((index) => election.totals[index]));
    const names = (mask) => members(mask).map((index) => election.names[index]);
    return floors.map(({ theme, floor, mask }) => ({
      theme,
      floor: String(floor),
      spent: String(election.cost(mine & mask)),
      points_lost: String(points(other).minus(points(mine))),
      entered: names(mine & ~other),
      left: names(other & ~mine),
    }));
  };

  Object.assign(globalThis.ChoraleIPM, { reserved, floorPrices, taken });
})();
