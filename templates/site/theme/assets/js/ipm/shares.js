// Method of Equal Shares: wallets of equal right buy, again and again, the request with the lowest price per point.
// Wallets are whole numbers over one scale; exact fractions, slow to reduce, are made only for who reads them.
(() => {
  "use strict";
  const { Exact, candidates, gcd, lazy, tie } = globalThis.ChoraleIPM;
  const DOUBT = 1e-9;

  const common = (values) => values.reduce((all, { under }) => (all / gcd(all, under)) * under, 1n);
  const scaled = (value, unit) => value.top * (unit / value.under);

  // Costs and gains as whole numbers: of how many parts an amount, and a point, are made.
  const units = (election) => {
    election.units ||= { money: common(election.costs), gain: common(election.support.flat().map(({ gain }) => gain)) };
    return election.units;
  };

  const whole = (election, bundle) => {
    const { money, gain } = units(election);
    bundle.whole ||= {
      cost: scaled(bundle.cost, money),
      payers: bundle.support.map((pair) => ({ voter: pair.voter, gain: scaled(pair.gain, gain) })),
    };
    return bundle.whole;
  };

  // The price per part of a point at which the supporters can pay the whole cost: {need, rest}, to be read over the
  // scale of the wallets; null when their money is short.
  const price = ({ cost, payers: all }, wallets, scale) => {
    let [payers, need, held] = [all, cost * scale, 0n];
    for (const { voter } of payers) held += wallets[voter];
    if (!payers.length || held < need) return null;
    for (;;) {
      let rest = 0n;
      for (const { gain } of payers) rest += gain;
      const short = payers.filter(({ voter, gain }) => wallets[voter] * rest < need * gain);
      if (!short.length) return { need, rest };
      for (const { voter } of short) need -= wallets[voter];
      payers = payers.filter((pair) => !short.includes(pair));
    }
  };

  const compare = (one, other) => {
    const difference = one.need * other.rest - other.need * one.rest;
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  };

  // Math.min does not take big numbers.
  const lesser = (one, other) => [one, other][Number(other < one)];

  // About how much: enough to tell prices that are far apart, whatever the number of their digits.
  const about = ({ need, rest }, scale) => {
    const cut = BigInt(4 * Math.max(0, scale.toString(16).length - 100));
    return Number(need >> cut) / Number((rest * scale) >> cut);
  };

  // The cheapest bundle per point, with those that cost as little: {bundle, price, tied} or null.
  // A price never falls while wallets empty: a bundle's last price (Infinity: out of reach for good) spares most work.
  const cheapest = (election, found, wallets, scale, last) => {
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    const weigh = (bundle) => {
      const cost = price(whole(election, bundle), wallets, scale);
      const rough = cost ? about(cost, scale) : Number.POSITIVE_INFINITY;
      last.set(bundle, rough);
      if (!cost) return;
      const order = best ? compare(cost, best.price) : -1;
      if (order < 0) {
        best = { bundle, price: cost, tied: [bundle.wanted] };
        least = rough;
      } else if (order === 0) {
        best.tied.push(bundle.wanted);
        if (tie(election, bundle, best.bundle) < 0) best.bundle = bundle;
      }
    };
    const [first] = found.reduce(
      ([one, low], bundle) => {
        const known = last.get(bundle) ?? -1;
        return known < low ? [bundle, known] : [one, low];
      },
      [null, Number.POSITIVE_INFINITY],
    );
    if (first) weigh(first);
    for (const bundle of found) {
      const known = last.get(bundle) ?? -1;
      if (bundle !== first && known !== Number.POSITIVE_INFINITY && known <= least * (1 + DOUBT)) weigh(bundle);
    }
    return best;
  };

  const shared = (election, budget, money) => {
    const total = Exact.sum(election.weights);
    const parts = election.weights.map((weight) =>
      total.isZero ? Exact.ZERO : budget.times(weight).times(new Exact(money)).over(total),
    );
    const scale = common(parts);
    return { wallets: parts.map((part) => scaled(part, scale)), scale };
  };

  // Share the budget by weight and let the wallets buy.
  const equalShares = (election, { retained, allowed, budget }) => {
    const { money, gain } = units(election);
    const exact = (amounts, over) => amounts.map((amount) => new Exact(amount, over * money));
    const [steps, last] = [[], new Map()];
    let { wallets, scale } = shared(election, budget, money);
    let chosen = retained;
    for (;;) {
      const best = cheapest(election, candidates(election, chosen, allowed), wallets, scale, last);
      if (!best) {
        const [left, over] = [wallets, scale];
        return lazy({ steps }, { wallets: () => exact(left, over) });
      }
      const { need, rest } = best.price;
      const divisor = gcd(need, rest) || 1n;
      const [top, under, before] = [need / divisor, rest / divisor, scale];
      const due = wallets.map(() => 0n);
      for (const payer of best.bundle.whole.payers) {
        const [asked, held] = [payer.gain * top, wallets[payer.voter] * under];
        due[payer.voter] = lesser(asked, held);
      }
      wallets = wallets.map((wallet, voter) => wallet * under - due[voter]);
      scale *= under;
      const [left, over] = [wallets, scale];
      chosen |= best.bundle.mask;
      const tied = best.tied.length > 1 ? best.tied.sort((a, b) => a - b) : [];
      const step = { ...best.bundle, phase: "shares", tied };
      steps.push(
        lazy(step, {
          price: () => new Exact(top * gain, under * before * money),
          payments: () => exact(due, over),
          wallets: () => exact(left, over),
        }),
      );
    }
  };

  Object.assign(globalThis.ChoraleIPM, { equalShares });
})();
