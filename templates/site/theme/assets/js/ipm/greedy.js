// The cut rules: order the requests by one number, retain from the top while the money lasts.
(() => {
  "use strict";
  const { Exact, candidates, tie } = globalThis.ChoraleIPM;

  // More merit first (a ratio; nothing below means « before all others »), then the declared tie order.
  const before = (election, first, second) => {
    const [[mine, below], [theirs, under]] = [first.merit, second.merit];
    const free = Number(below.isZero) - Number(under.isZero);
    const order = below.isZero || under.isZero ? -free : theirs.times(below).compare(mine.times(under));
    return order < 0 || (order === 0 && tie(election, first, second) < 0);
  };

  const inOrder = (election, { retained, allowed, budget }, merit, phase = "shares") => {
    const skip = election.rule.overflow === "skip" || phase !== "shares";
    const steps = [];
    let [chosen, money] = [retained, budget];
    for (;;) {
      let best = null;
      for (const bundle of candidates(election, chosen, allowed)) {
        if (bundle.points.isZero || (skip && bundle.cost.compare(money) > 0)) continue;
        const rated = { ...bundle, merit: merit(bundle) };
        if (!best || before(election, rated, best)) best = rated;
      }
      if (!best || best.cost.compare(money) > 0) return { steps, wallets: [] };
      steps.push({ ...best, phase, price: null, payments: [], wallets: [], tied: [] });
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
  const byPointsPerCost = (election, start) =>
    inOrder(election, start, (bundle) => [worth(bundle), bundle.cost]);

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
