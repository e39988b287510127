// What may be retained together: prerequisites make bundles, exclusions and theme caps close doors.
(() => {
  "use strict";
  const { Exact, members } = globalThis.ChoraleIPM;

  // What forbids adding a request to those retained, whatever the money: {reason, against} or null.
  const obstacle = (election, wanted, retained) => {
    const joining = election.closures[wanted];
    const together = joining | retained;
    const against = election.against[wanted] & together;
    if (against) {
      const rivals = members(against & ~(1n << BigInt(wanted)));
      return { reason: "exclusion", against: rivals.map((index) => election.names[index]) };
    }
    for (const { theme, cap, mask } of election.bounds) {
      if (cap && joining & mask & ~retained && election.cost(together & mask).compare(cap) > 0) {
        return { reason: "cap", against: [theme] };
      }
    }
    return null;
  };

  const joined = (election, bundle) => {
    if (bundle.length === 1) return election.support[bundle[0]];
    const gains = election.voters.map(() => Exact.ZERO);
    for (const member of bundle)
      for (const { voter, gain } of election.support[member]) gains[voter] = gains[voter].plus(gain);
    return gains.map((gain, voter) => ({ voter, gain })).filter(({ gain }) => !gain.isZero);
  };

  const TIES = {
    "lower-cost": (a, b) => a.cost.compare(b.cost),
    "higher-cost": (a, b) => b.cost.compare(a.cost),
    "more-points": (a, b) => b.points.compare(a.points),
    "more-groups": (a, b) => b.backers - a.backers,
    reference: (a, b) => a.wanted - b.wanted,
  };

  // The declared order between equals.
  const tie = (election, first, second) => {
    for (const criterion of [...election.rule.tie_break, "reference"]) {
      const order = TIES[criterion](first, second);
      if (order) return order;
    }
    return 0;
  };

  // A request with the prerequisites that are still missing: bought together or not at all.
  const bundle = (election, wanted, retained) =>
    joint(election, wanted, members(election.closures[wanted] & ~retained));

  // Sets held as big numbers are slow keys: here a set is the list of its members.
  const joint = (election, wanted, inside) => {
    const known = election.bundles[wanted];
    const key = inside.length > 1 ? inside.join() : wanted;
    known[key] ||= made(election, wanted, inside);
    return known[key];
  };

  const made = (election, wanted, inside) => {
    const mask = inside.reduce((all, member) => all | (1n << BigInt(member)), 0n);
    return {
      wanted,
      mask,
      members: inside,
      cost: election.cost(mask),
      points: Exact.sum(inside.map((member) => election.totals[member])),
      support: joined(election, inside),
      backers: election.points.filter((points) => inside.some((member) => !points[member].isZero)).length,
    };
  };

  // The bundles that may still join, one for each different set of missing requests.
  const candidates = (election, retained, allowed) => {
    const kept = new Set(members(retained));
    const seen = new Set();
    const found = [];
    for (const wanted of members(allowed & ~retained)) {
      const needs = election.needs[wanted];
      const inside = needs.length > 1 ? needs.filter((member) => !kept.has(member)) : needs;
      const several = inside.length > 1 && inside.join();
      if (several && seen.has(several)) continue;
      if (!election.free[wanted] && obstacle(election, wanted, retained)) continue;
      if (several) seen.add(several);
      found.push(joint(election, wanted, inside));
    }
    return found;
  };

  const mandatory = (election) => election.mandatory.reduce((mask, member) => mask | election.closures[member], 0n);

  const themeClashes = (election, forced, { theme, floor, cap, mask }) => {
    const found = [];
    const must = election.cost(forced & mask);
    const total = election.cost(mask);
    if (cap && must.compare(cap) > 0)
      found.push({ kind: "mandatory-above-cap", theme, cost: String(must), cap: String(cap) });
    if (cap && floor && floor.compare(cap) > 0)
      found.push({ kind: "floor-above-cap", theme, floor: String(floor), cap: String(cap) });
    if (floor && floor.compare(total) > 0)
      found.push({ kind: "floor-above-requests", theme, floor: String(floor), cost: String(total) });
    return found;
  };

  const floorClashes = (election, forced) => {
    const promised = election.bounds.filter(({ floor }) => floor && !floor.isZero);
    const outside = election.cost(promised.reduce((mask, limits) => mask & ~limits.mask, forced));
    const floors = Exact.sum(promised.map(({ floor }) => floor));
    if (!promised.length || floors.plus(outside).compare(election.envelope) <= 0) return [];
    const themes = promised.map(({ theme }) => theme);
    return [
      {
        kind: "floors-above-envelope",
        themes,
        floors: String(floors),
        outside: String(outside),
        envelope: String(election.envelope),
      },
    ];
  };

  // Each reason why no set of requests can satisfy the constraints, as facts; the words stand in sentences.js.
  const clashes = (election) => {
    const forced = mandatory(election);
    const references = members(forced).map((index) => election.names[index]);
    const cost = election.cost(forced);
    const found = [];
    if (cost.compare(election.envelope) > 0) {
      found.push({
        kind: "mandatory-above-envelope",
        references,
        cost: String(cost),
        envelope: String(election.envelope),
      });
    }
    for (const first of members(forced)) {
      for (const second of members(election.rivals[first] & forced)) {
        if (first < second)
          found.push({ kind: "mandatory-exclusion", first: election.names[first], second: election.names[second] });
      }
    }
    for (const limits of election.bounds) found.push(...themeClashes(election, forced, limits));
    return [...found, ...floorClashes(election, forced)];
  };

  Object.assign(globalThis.ChoraleIPM, { obstacle, bundle, candidates, tie, mandatory, clashes });
})();
