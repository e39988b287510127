// A scenario: the published inputs and a few changes; carried by a link, or saved as a file that the program replays.
(() => {
  "use strict";
  const { Exact, natural } = globalThis.ChoraleIPM;
  const START = "#et-si=";
  const STATES = { obligatoire: "mandatory", retiree: "excluded", libre: "free" };
  const WORDS = Object.fromEntries(Object.entries(STATES).map(([word, state]) => [state, word]));

  const NOTHING = "aucun";
  const LINKS = { prealables: "requires", incompatibles: "excludes" };
  const BOUNDS = { plancher: "floor", plafond: "cap" };

  // requires and excludes hold whole lists; an empty text in bounds takes the limit away.
  const none = () => ({
    envelope: null,
    rule: {},
    weights: {},
    costs: {},
    states: {},
    points: {},
    requires: {},
    excludes: {},
    bounds: {},
  });

  const same = (one, other) => Exact.read(one).compare(Exact.read(other)) === 0;

  // The references that cannot stay once some are excluded: those, and all that require them.
  const gone = (requests, states) => {
    const out = new Set(requests.map(({ reference }) => reference).filter((name) => states[name] === "excluded"));
    for (let size = -1; size !== out.size; ) {
      size = out.size;
      for (const { reference, requires = [] } of requests)
        if (requires.some((name) => out.has(name))) out.add(reference);
    }
    return out;
  };

  const linked = (request, changes) => {
    const made = { ...request };
    for (const kind of ["requires", "excludes"]) {
      if (changes[kind][request.reference]) made[kind] = changes[kind][request.reference];
      if (made[kind] && !made[kind].length) delete made[kind];
    }
    return made;
  };

  const changed = (request, changes, out) => {
    const made = { ...request, cost: changes.costs[request.reference] || request.cost };
    const state = changes.states[request.reference];
    if (state === "mandatory") made.mandatory = true;
    if (state === "free") delete made.mandatory;
    if (made.cost !== request.cost) {
      delete made.low;
      delete made.high;
    }
    if (made.excludes) made.excludes = made.excludes.filter((name) => !out.has(name));
    if (made.excludes && !made.excludes.length) delete made.excludes;
    return made;
  };

  const ballot = (points, changes, out) => {
    const merged = Object.entries({ ...points, ...changes });
    const kept = merged.filter(([name, value]) => !out.has(name) && !Exact.read(value).isZero);
    return Object.fromEntries(kept.sort(([a], [b]) => natural(a, b)));
  };

  const bounded = (published, changes) => {
    const made = { ...published };
    for (const [theme, limits] of Object.entries(changes)) {
      const kept = Object.entries({ ...made[theme], ...limits }).filter(([, value]) => value !== "");
      if (kept.length) made[theme] = Object.fromEntries(kept);
      else delete made[theme];
    }
    return made;
  };

  // Return the inputs that a scenario decides on.
  const apply = (inputs, changes) => {
    const requests = inputs.requests.map((request) => linked(request, changes));
    const out = gone(requests, changes.states);
    return {
      ...inputs,
      envelope: changes.envelope || inputs.envelope,
      rule: { ...inputs.rule, ...changes.rule, bounds: bounded(inputs.rule.bounds, changes.bounds) },
      groups: inputs.groups.map((group) => ({ ...group, weight: changes.weights[group.key] || group.weight })),
      requests: requests
        .filter(({ reference }) => !out.has(reference))
        .map((request) => changed(request, changes, out)),
      ballots: Object.fromEntries(
        inputs.groups.map(({ key }) => [key, ballot(inputs.ballots[key], changes.points[key] || {}, out)]),
      ),
    };
  };

  // The scenario as the end of an address: only what differs, in words that can be read.
  const fragment = (changes) => {
    const parts = [];
    const coded = (name) => encodeURIComponent(name).replaceAll(".", "%2E");
    const add = (value, ...names) => parts.push(`${names.map(coded).join(".")}:${encodeURIComponent(value)}`);
    if (changes.envelope) add(changes.envelope, "enveloppe");
    for (const [name, value] of Object.entries(changes.rule)) add(value, "regle", name);
    for (const [key, value] of Object.entries(changes.weights)) add(value, "poids", key);
    for (const [name, value] of Object.entries(changes.costs)) add(value, "cout", name);
    for (const [name, value] of Object.entries(changes.states)) add(WORDS[value], "demande", name);
    for (const [word, kind] of Object.entries(LINKS))
      for (const [name, list] of Object.entries(changes[kind])) add(list.join("~") || NOTHING, word, name);
    for (const [word, kind] of Object.entries(BOUNDS)) {
      for (const [theme, limits] of Object.entries(changes.bounds))
        if (kind in limits) add(limits[kind] || NOTHING, word, theme);
    }
    for (const [key, points] of Object.entries(changes.points))
      for (const [name, value] of Object.entries(points)) add(value, "points", key, name);
    return parts.length ? START + parts.join(",") : "";
  };

  const decoded = (text) => {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  };

  const amount = (text) => {
    const found = Exact.read(text);
    return found && found.compare(Exact.ZERO) >= 0 ? String(found) : null;
  };

  // The references that a text lists, as they are known; null when one is unknown, or is the request itself.
  const references = (text, inputs, own) => {
    const known = new Map(inputs.requests.map(({ reference }) => [reference.toLowerCase(), reference]));
    const found = text
      .split(/[\s,;~]+/)
      .filter(Boolean)
      .map((word) => known.get(word.toLowerCase()));
    if (found.some((name) => name === undefined || name === own)) return null;
    return [...new Set(found)].sort(natural);
  };

  const RULE_VALUES = {
    method: () => globalThis.ChoraleIPM.METHODS,
    completion: () => ["none", "points-per-cost", "utilitarian", "add1", "add1-exhaustive"],
  };

  const takeLimit = (changes, inputs, [kind, name], value) => {
    const limit = value === NOTHING ? "" : amount(value);
    if (!BOUNDS[kind] || limit === null || !inputs.requests.some(({ theme }) => theme === name)) return;
    changes.bounds[name] = { ...changes.bounds[name], [BOUNDS[kind]]: limit };
  };

  const takeLinks = (changes, inputs, [kind, name], value) => {
    const list = references(value === NOTHING ? "" : value, inputs, name);
    if (LINKS[kind] && list && inputs.requests.some(({ reference }) => reference === name))
      changes[LINKS[kind]][name] = list;
  };

  const take = (changes, inputs, [kind, first, second], value) => {
    const known = (name) => inputs.requests.some(({ reference }) => reference === name);
    const group = (key) => inputs.groups.some((one) => one.key === key);
    const number = amount(value);
    if (kind === "enveloppe" && number) changes.envelope = number;
    if (kind === "regle" && RULE_VALUES[first] && RULE_VALUES[first]().includes(value)) changes.rule[first] = value;
    if (kind === "poids" && group(first) && number) changes.weights[first] = number;
    if (kind === "cout" && known(first) && number) changes.costs[first] = number;
    if (kind === "demande" && known(first) && STATES[value]) changes.states[first] = STATES[value];
    if (kind === "points" && group(first) && known(second) && number)
      changes.points[first] = { ...changes.points[first], [second]: number };
  };

  // Read the end of an address; what is unknown there is left out. Null when it carries no scenario.
  const read = (hash, inputs) => {
    if (!hash.startsWith(START)) return null;
    const changes = none();
    for (const part of hash.slice(START.length).split(",")) {
      const [names, value = ""] = part.split(":");
      const path = names.split(".").map(decoded);
      for (const reader of [take, takeLimit, takeLinks]) reader(changes, inputs, path, decoded(value));
    }
    return changes;
  };

  const yaml = (value, indent = "") => {
    if (Array.isArray(value)) {
      if (value.every((one) => typeof one === "string"))
        return ` [${value.map((one) => JSON.stringify(one)).join(", ")}]\n`;
      return `\n${value.map((one) => `${indent}- ${yaml(one, `${indent}  `).trimStart()}`).join("")}`;
    }
    if (value && typeof value === "object") {
      const entries = Object.entries(value);
      if (!entries.length) return " {}\n";
      const named = (key) => (/^[a-z_][a-z0-9_-]*$/i.test(key) ? key : JSON.stringify(key));
      return `\n${entries.map(([key, one]) => `${indent}${named(key)}:${yaml(one, `${indent}  `)}`).join("")}`;
    }
    return ` ${JSON.stringify(value)}\n`;
  };

  // The file that « chorale ipm decide » replays: complete, so that it depends on nothing else.
  const file = (inputs, decision, title, differences) => {
    const notes = [
      title,
      ...differences.map((line) => `- ${line}`),
      "Pour refaire le calcul : chorale ipm decide scenario.yml",
    ];
    const comment = notes.map((line) => `# ${line.replace(/\s+/g, " ")}\n`).join("");
    return comment + yaml({ format: "chorale-scenario-1", retained: decision.retained, inputs }).trimStart();
  };

  globalThis.ChoraleIPM.scenario = { none, same, apply, fragment, read, file, gone, amount, references };
})();
