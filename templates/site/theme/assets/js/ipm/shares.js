// Method of Equal Shares: wallets of equal right buy, again and again, the request with the lowest price per point.
(() => {
  "use strict";
  const { Exact, candidates, tie } = globalThis.ChoraleIPM;

  // The price per unit of utility at which the supporters can pay the whole cost; null when their money is short.
  const price = (bundle, wallets) => {
    let payers = bundle.support;
    if (!payers.length || Exact.sum(payers.map(({ voter }) => wallets[voter])).compare(bundle.cost) < 0) return null;
    let need = bundle.cost;
    for (;;) {
      const rest = Exact.sum(payers.map(({ gain }) => gain));
      const short = payers.filter(({ voter, gain }) => wallets[voter].times(rest).compare(need.times(gain)) < 0);
      if (!short.length) return need.over(rest);
      need = need.minus(Exact.sum(short.map(({ voter }) => wallets[voter])));
      payers = payers.filter((pair) => !short.includes(pair));
    }
  };

  // The cheapest bundle per unit of utility, with those that cost as little: {bundle, price, tied} or null.
  // A price never falls while wallets empty, so a bundle's last price (null: out of reach for good)
  // spares most of the work.
  const cheapest = (election, found, wallets, last) => {
    let best = null;
    for (const bundle of found) {
      const known = last.get(bundle);
      if (known === null || (known && best && known.compare(best.price) > 0)) continue;
      const cost = price(bundle, wallets);
      last.set(bundle, cost);
      const order = cost && best ? cost.compare(best.price) : -1;
      if (!cost || order > 0) continue;
      if (order < 0) {
        best = { bundle, price: cost, tied: [bundle.wanted] };
      } else {
        best.tied.push(bundle.wanted);
        if (tie(election, bundle, best.bundle) < 0) best.bundle = bundle;
      }
    }
    return best;
  };

  const least = (one, other) => (one.compare(other) < 0 ? one : other);

  // Who pays what for a bundle at a price: never more than the wallet holds.
  const charged = ({ bundle, price: perUnit }, wallets) => {
    const due = wallets.map(() => Exact.ZERO);
    for (const { voter, gain } of bundle.support) due[voter] = least(wallets[voter], perUnit.times(gain));
    return due;
  };

  const shared = (election, budget) => {
    const total = Exact.sum(election.weights);
    return election.weights.map((weight) => (total.isZero ? Exact.ZERO : budget.times(weight).over(total)));
  };

  // Share the budget by weight and let the wallets buy.
  const equalShares = (election, { retained, allowed, budget }) => {
    const steps = [];
    let wallets = shared(election, budget);
    let chosen = retained;
    const last = new Map();
    for (;;) {
      const best = cheapest(election, candidates(election, chosen, allowed), wallets, last);
      if (!best) return { steps, wallets };
      const payments = charged(best, wallets);
      wallets = wallets.map((wallet, voter) => wallet.minus(payments[voter]));
      chosen |= best.bundle.mask;
      const tied = best.tied.length > 1 ? best.tied.sort((a, b) => a - b) : [];
      steps.push({ ...best.bundle, phase: "shares", price: best.price, payments, wallets, tied });
    }
  };

  Object.assign(globalThis.ChoraleIPM, { equalShares });
})();
