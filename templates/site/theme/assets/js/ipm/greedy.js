// The cut rules: order the requests by one number, retain from the top while the money lasts.
(() => {
  "use strict";
  const { Exact, candidates, tie } = globalThis.ChoraleIPM;

  // Which of two has more merit (a ratio; nothing below means « before all others »): negative for the first.
  const byMerit = ([mine, below], [theirs, under]) => {
    if (below.isZero || under.isZero) return Number(under.isZero) - Number(below.isZero);
    return theirs.times(below).compare(mine.times(under));
  };

  // Those of the most merit: one, or all that are equal.
  const first = (bundles, merit) => {
    let [found, most] = [[], null];
    for (const bundle of bundles) {
      const mine = merit(bundle);
      const order = most ? byMerit(mine, most) : -1;
      if (order < 0) [found, most] = [[bundle], mine];
      else if (order === 0) found.push(bundle);
    }
    return found;
  };

  const inOrder = (election, { retained, allowed, budget }, merit, phase = "shares") => {
    const skip = election.rule.overflow === "skip" || phase !== "shares";
    const steps = [];
    let [chosen, money] = [retained, budget];
    for (;;) {
      const fits = candidates(election, chosen, allowed).filter(
        ({ points, cost }) => !points.isZero && !(skip && cost.compare(money) > 0),
      );
      const equals = first(fits, merit);
      const best = equals.reduce((one, other) => (one && tie(election, one, other) < 0 ? one : other), null);
      if (!best || best.cost.compare(money) > 0) return { steps, wallets: [] };
      const tied = equals.length > 1 ? equals.map(({ wanted }) => wanted).sort((a, b) => a - b) : [];
      steps.push({ ...best, phase, price: null, payments: [], wallets: [], tied });
      chosen |= best.mask;
      money = money.minus(best.cost);
    }
  };

  const worth = (bundle) => Exact.sum(bundle.support.map(({ gain }) => gain));

  // Borda count of each request: 2 for each other that the voter places below it, 1 for each equal.
  const rankSums = (election) =>
    election.names.map((_, request) =>
      Exact.sum(
        election.points.map((points, voter) => {
          const orders = points.map((given) => points[request].compare(given));
          const count = orders.reduce((sum, order) => sum + (order > 0 ? 2 : order === 0 ? 1 : 0), -1);
          return election.weights[voter].times(new Exact(BigInt(count)));
        }),
      ),
    );

  const approvals = (election) =>
    election.names.map((_, request) =>
      Exact.sum(election.weights.filter((__, voter) => !election.points[voter][request].isZero)),
    );

  const bySum = (scores) => (election, start) => {
    const numbers = scores(election);
    return inOrder(election, start, (bundle) => [
      Exact.sum(bundle.members.map((member) => numbers[member])),
      Exact.ONE,
    ]);
  };

  const byPoints = (election, start) => inOrder(election, start, (bundle) => [worth(bundle), Exact.ONE]);
  const byPointsPerCost = (election, start) => inOrder(election, start, (bundle) => [worth(bundle), bundle.cost]);

  // Complete a decision with what the remainder can pay, skipping what is too dear.
  const filled = (election, start, perCost) =>
    inOrder(election, start, (bundle) => [bundle.points, perCost ? bundle.cost : Exact.ONE], "completion");

  Object.assign(globalThis.ChoraleIPM, {
    byPoints,
    byPointsPerCost,
    byRankSum: bySum(rankSums),
    byApprovals: bySum(approvals),
    filled,
  });
})();
