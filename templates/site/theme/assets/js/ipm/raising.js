// Add1: give every wallet one unit more, by weight, until the next step would overspend;
// and the comparison with the plain order.
(() => {
  "use strict";
  const { Exact, candidates, equalShares, byPoints, members, taken } = globalThis.ChoraleIPM;

  const open = (election, start, outcome) =>
    candidates(election, start.retained | taken(outcome.steps), start.allowed).filter(({ support }) =>
      support.some(({ voter }) => !election.weights[voter].isZero),
    );

  const exhausted = (election, start, outcome) => {
    const left = start.budget.minus(election.cost(taken(outcome.steps)));
    return !open(election, start, outcome).some(({ cost }) => cost.compare(left) <= 0);
  };

  // The last outcome that the real budget can pay; exhaustive also stops once nothing more fits.
  const raised = (election, start, exhaustive) => {
    const unit = Exact.sum(election.weights);
    let [best, budget] = [equalShares(election, start), start.budget];
    while (!unit.isZero && !(exhaustive && exhausted(election, start, best)) && open(election, start, best).length) {
      budget = budget.plus(unit);
      const outcome = equalShares(election, { ...start, budget });
      if (election.cost(taken(outcome.steps)).compare(start.budget) > 0) return best;
      best = outcome;
    }
    return best;
  };

  // The plain order by points instead, when more voters (by weight) prefer it.
  const compared = (election, start, outcome) => {
    const plain = byPoints(election, start);
    const [mine, theirs] = [taken(outcome.steps), taken(plain.steps)];
    const worth = (mask, voter) =>
      Exact.sum(
        members(mask).flatMap((index) =>
          election.support[index].filter((pair) => pair.voter === voter).map(({ gain }) => gain),
        ),
      );
    const balance = Exact.sum(
      election.weights.map((weight, voter) => {
        const order = worth(mine & ~theirs, voter).compare(worth(theirs & ~mine, voter));
        return weight.times(new Exact(BigInt(order)));
      }),
    );
    return balance.compare(Exact.ZERO) >= 0 ? outcome : plain;
  };

  Object.assign(globalThis.ChoraleIPM, { raised, compared });
})();
