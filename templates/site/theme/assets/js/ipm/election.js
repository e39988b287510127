// What every rule reads: the inputs of a decision file, by position, with exact numbers.
(() => {
  "use strict";
  const { Exact, natural } = globalThis.ChoraleIPM;
  const exact = (text) => Exact.read(text) || Exact.ZERO;

  const pairs = (requests, position) => {
    const rivals = requests.map(() => 0n);
    requests.forEach((request, index) => {
      for (const name of request.excludes || []) {
        rivals[index] |= 1n << BigInt(position.get(name));
        rivals[position.get(name)] |= 1n << BigInt(index);
      }
    });
    return rivals;
  };

  const closure = (requires, start) => {
    const seen = new Set();
    const waiting = [start];
    while (waiting.length) {
      const current = waiting.pop();
      if (!seen.has(current)) {
        seen.add(current);
        waiting.push(...requires[current]);
      }
    }
    return [...seen].reduce((mask, member) => mask | (1n << BigInt(member)), 0n);
  };

  // Positions of the members of a set held as bits.
  const members = (mask) => {
    const found = [];
    const digits = mask.toString(2);
    for (let place = digits.length - 1; place >= 0; place -= 1)
      if (digits[place] === "1") found.push(digits.length - 1 - place);
    return found;
  };

  // Return the election described by the inputs of a decision; utilities are exact, sets are bits.
  // A voter of weight 2 gains, hence pays, what two voters would.
  const election = (inputs) => {
    const requests = [...inputs.requests].sort((a, b) => natural(a.reference, b.reference));
    const names = requests.map((request) => request.reference);
    const position = new Map(names.map((name, index) => [name, index]));
    const costs = requests.map((request) => exact(request.cost));
    const groups = [...inputs.groups].sort((a, b) => natural(a.key, b.key));
    const points = groups.map((group) => names.map((name) => exact(inputs.ballots[group.key][name] || "0")));
    const weights = groups.map((group) => exact(group.weight));
    const requires = requests.map((request) => (request.requires || []).map((name) => position.get(name)));
    const rule = inputs.rule;
    const closures = names.map((_, index) => closure(requires, index));
    const rivals = pairs(requests, position);
    const against = closures.map((mask) => members(mask).reduce((all, member) => all | rivals[member], 0n));
    const gains = {
      score: (voter, index) => points[voter][index],
      cost: (_, index) => costs[index],
      cardinality: () => Exact.ONE,
    };
    const support = names.map((_, index) =>
      groups
        .map((__, voter) => ({ voter, gain: gains[rule.utility](voter, index).times(weights[voter]) }))
        .filter(({ voter, gain }) => !points[voter][index].isZero && !gain.isZero),
    );
    return {
      names,
      costs,
      points,
      weights,
      support,
      rule,
      envelope: exact(inputs.envelope),
      bundles: names.map(() => ({})),
      voters: groups.map((group) => group.key),
      frozen: exact(inputs.frozen_weight || "0"),
      themes: requests.map((request) => request.theme),
      mandatory: members(
        requests.reduce((mask, request, index) => (request.mandatory ? mask | (1n << BigInt(index)) : mask), 0n),
      ),
      closures,
      rivals,
      needs: closures.map(members),
      // What no link forbids: no rival, no cap on a theme.
      free: against.map((rival) => !rival && !Object.values(rule.bounds || {}).some(({ cap }) => cap !== undefined)),
      against,
      bounds: Object.entries(rule.bounds || {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([theme, limits]) => ({
          theme,
          floor: limits.floor === undefined ? null : exact(limits.floor),
          cap: limits.cap === undefined ? null : exact(limits.cap),
          mask: requests.reduce(
            (mask, request, index) => (request.theme === theme ? mask | (1n << BigInt(index)) : mask),
            0n,
          ),
        })),
      totals: names.map((_, index) => Exact.sum(groups.map((__, voter) => points[voter][index].times(weights[voter])))),
      cost: (mask) => Exact.sum(members(mask).map((index) => costs[index])),
    };
  };

  Object.assign(globalThis.ChoraleIPM, { election, members });
})();
