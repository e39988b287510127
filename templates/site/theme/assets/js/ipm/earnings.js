// Sequential Phragmén: supporters earn at the pace of their weight, a request is bought when they can pay.
(() => {
  "use strict";
  const { Exact, candidates, tie } = globalThis.ChoraleIPM;
  const sorted = (numbers) => numbers.sort((a, b) => a - b);

  // When the supporters of a bundle, who earn at the pace of their weight, can pay for it together.
  const instant = (election, bundle, paidAt) => {
    const pace = Exact.sum(bundle.support.map(({ voter }) => election.weights[voter]));
    const owed = Exact.sum(bundle.support.map(({ voter }) => election.weights[voter].times(paidAt[voter])));
    return bundle.cost.plus(owed).over(pace);
  };

  const earliest = (election, found, paidAt) => {
    let best = null;
    for (const bundle of found) {
      const when = instant(election, bundle, paidAt);
      const order = best ? when.compare(best.when) : -1;
      if (order < 0) best = { bundle, when, tied: [bundle.wanted] };
      else if (order === 0) {
        best.tied.push(bundle.wanted);
        if (tie(election, bundle, best.bundle) < 0) best.bundle = bundle;
      }
    }
    return best;
  };

  const phragmen = (election, { retained, allowed, budget }) => {
    const skip = election.rule.overflow === "skip";
    const steps = [];
    let [chosen, money, paidAt] = [retained, budget, election.voters.map(() => Exact.ZERO)];
    for (;;) {
      const fits = (bundle) =>
        bundle.support.some(({ voter }) => !election.weights[voter].isZero) &&
        !(skip && bundle.cost.compare(money) > 0);
      const best = earliest(election, candidates(election, chosen, allowed).filter(fits), paidAt);
      if (!best || best.bundle.cost.compare(money) > 0) return { steps, wallets: [] };
      const payers = new Set(best.bundle.support.map(({ voter }) => voter));
      const since = paidAt;
      const payments = election.weights.map((weight, voter) =>
        payers.has(voter) ? weight.times(best.when.minus(since[voter])) : Exact.ZERO,
      );
      paidAt = paidAt.map((before, voter) => (payers.has(voter) ? best.when : before));
      chosen |= best.bundle.mask;
      money = money.minus(best.bundle.cost);
      steps.push({
        ...best.bundle,
        phase: "shares",
        price: null,
        payments,
        wallets: [],
        tied: best.tied.length > 1 ? sorted(best.tied) : [],
      });
    }
  };

  Object.assign(globalThis.ChoraleIPM, { phragmen });
})();
