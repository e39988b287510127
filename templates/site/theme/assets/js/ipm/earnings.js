// Sequential Phragmén, and equal shares with bounded overspending: the two other rules where groups pay.
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

  const below = ([one, other], [first, second]) => (one.compare(first) || other.compare(second)) < 0;

  // The lowest price for each part of the cost that the supporters can pay: {ratio, price} or null.
  const offer = (bundle, wallets) => {
    const limits = bundle.support
      .map(({ voter, gain }) => ({ limit: wallets[voter].over(gain), gain }))
      .sort((a, b) => a.limit.compare(b.limit) || a.gain.compare(b.gain));
    let [paid, rest, best] = [Exact.ZERO, Exact.sum(limits.map(({ gain }) => gain)), null];
    for (const { limit, gain } of limits) {
      const full = bundle.cost.minus(paid).over(rest);
      const level = limit.compare(full) < 0 ? limit : full;
      const share = bundle.cost.isZero ? Exact.ONE : paid.plus(level.times(rest)).over(bundle.cost);
      if (!share.isZero) {
        const price = level.over(share);
        const found = [price.over(share), price];
        if (!best || below(found, best)) best = found;
      }
      if (level.compare(limit) < 0 || share.compare(Exact.ONE) === 0) break;
      [paid, rest] = [paid.plus(limit.times(gain)), rest.minus(gain)];
    }
    return best && { bundle, ratio: best[0], price: best[1] };
  };

  const overspending = (election, { retained, allowed, budget }) => {
    const total = Exact.sum(election.weights);
    const steps = [];
    let [chosen, money] = [retained, budget];
    let wallets = election.weights.map((weight) => (total.isZero ? Exact.ZERO : budget.times(weight).over(total)));
    for (;;) {
      const affordable = candidates(election, chosen, allowed).filter(({ cost }) => cost.compare(money) <= 0);
      const offers = affordable.map((bundle) => offer(bundle, wallets)).filter(Boolean);
      if (!offers.length) return { steps, wallets };
      const best = offers.reduce((first, other) =>
        (other.ratio.compare(first.ratio) || tie(election, other.bundle, first.bundle)) < 0 ? other : first,
      );
      const payments = wallets.map(() => Exact.ZERO);
      for (const { voter, gain } of best.bundle.support) {
        const due = best.price.times(gain);
        payments[voter] = due.compare(wallets[voter]) < 0 ? due : wallets[voter];
      }
      wallets = wallets.map((wallet, voter) => wallet.minus(payments[voter]));
      const tied = offers.filter(({ ratio }) => ratio.compare(best.ratio) === 0).map(({ bundle }) => bundle.wanted);
      chosen |= best.bundle.mask;
      money = money.minus(best.bundle.cost);
      steps.push({
        ...best.bundle,
        phase: "shares",
        price: best.price,
        payments,
        wallets,
        tied: tied.length > 1 ? sorted(tied) : [],
      });
    }
  };

  Object.assign(globalThis.ChoraleIPM, { phragmen, overspending });
})();
