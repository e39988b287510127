// The form and the changes it carries: fields are read into a scenario, a scenario is written into the fields.
(() => {
  "use strict";
  const ipm = globalThis.ChoraleIPM;
  const { scenario, decimal } = ipm;
  const at = (id) => document.getElementById(id);
  const THEMES = { floor: "wi-floor", cap: "wi-cap" };
  const LINKS = ["requires", "excludes"];

  // Reads the fields of a published cycle; faults names the fields that could not be read, with what they hold.
  const controls = ({ inputs }) => {
    let faults = [];
    const fields = new Map();

    // The field, and what was read of it: one keystroke changes one field, all others are as they were.
    const read = (id, reading) => {
      if (!fields.has(id)) fields.set(id, { field: at(id) });
      const one = fields.get(id);
      if (one.text !== one.field.value) Object.assign(one, reading(one.field), { text: one.field.value });
      if (one.fault) faults.push(one.fault);
      return one.found;
    };

    const mark = (field, value, differs) => {
      const unread = value === null;
      if (unread) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      field.classList.toggle("what-if__changed", differs);
      const fault = unread && `${field.dataset.name} («\u00a0${field.value}\u00a0»)`;
      return { found: differs ? value : null, fault };
    };

    // A field's number when it is one and differs from the published one; nothing at all where that is allowed.
    const edited = (id, optional = false) =>
      read(id, (field) => {
        const { published } = field.dataset;
        if (optional && field.value.trim() === "") return mark(field, "", published !== "");
        const value = scenario.amount(field.value);
        return mark(field, value, value !== null && (published === "" || !scenario.same(value, published)));
      });

    const listed = (id, own) =>
      read(id, (field) => {
        const value = scenario.references(field.value, inputs, own);
        return mark(field, value, value !== null && value.join(", ") !== field.dataset.published);
      });

    const chosen = (id) => {
      const field = at(id);
      const differs = field.value !== field.dataset.published;
      field.classList.toggle("what-if__changed", differs);
      return differs ? field.value : null;
    };

    const themes = () =>
      [...new Set(inputs.requests.map(({ theme }) => theme))].filter((theme) => at(`wi-floor-${theme}`));

    const collect = () => {
      faults = [];
      const found = { ...scenario.none(), envelope: edited("wi-envelope") };
      const put = (where, key, value) => {
        if (value !== null) where[key] = value;
      };
      put(found.rule, "method", chosen("wi-method"));
      put(found.rule, "completion", chosen("wi-completion"));
      for (const { reference } of inputs.requests) {
        put(found.costs, reference, edited(`wi-cost-${reference}`));
        put(found.states, reference, chosen(`wi-state-${reference}`));
        for (const kind of LINKS) put(found[kind], reference, listed(`wi-${kind}-${reference}`, reference));
      }
      for (const theme of themes()) {
        const limits = {};
        for (const [kind, id] of Object.entries(THEMES)) put(limits, kind, edited(`${id}-${theme}`, true));
        if (Object.keys(limits).length) found.bounds[theme] = limits;
      }
      for (const { key } of inputs.groups) {
        put(found.weights, key, edited(`wi-weight-${key}`));
        const given = {};
        for (const { reference } of inputs.requests) put(given, reference, edited(`wi-point-${key}-${reference}`));
        if (Object.keys(given).length) found.points[key] = given;
      }
      return found;
    };

    const set = (id, value) => {
      const field = at(id);
      const wanted = value === undefined || value === null ? field.dataset.published : value;
      if (Array.isArray(wanted)) field.value = wanted.join(", ");
      else field.value = field.inputMode === "decimal" ? decimal(wanted) : wanted;
    };

    const fill = (wanted) => {
      set("wi-envelope", wanted.envelope);
      set("wi-method", wanted.rule.method);
      set("wi-completion", wanted.rule.completion);
      for (const { reference } of inputs.requests) {
        set(`wi-cost-${reference}`, wanted.costs[reference]);
        set(`wi-state-${reference}`, wanted.states[reference]);
        for (const kind of LINKS) set(`wi-${kind}-${reference}`, wanted[kind][reference]);
      }
      for (const theme of themes())
        for (const [kind, id] of Object.entries(THEMES)) set(`${id}-${theme}`, wanted.bounds[theme]?.[kind]);
      for (const { key } of inputs.groups) {
        set(`wi-weight-${key}`, wanted.weights[key]);
        for (const { reference } of inputs.requests)
          set(`wi-point-${key}-${reference}`, wanted.points[key]?.[reference]);
      }
      at("wi-range").value = Number(wanted.envelope || inputs.envelope);
    };

    // An incompatibility goes both ways: what one request says, the other's field says too.
    const mirror = (field) => {
      const own = field.id.slice("wi-excludes-".length);
      const list = scenario.references(field.value, inputs, own);
      if (list === null) return;
      for (const { reference } of inputs.requests) {
        const other = at(`wi-excludes-${reference}`);
        const said = reference === own ? null : scenario.references(other.value, inputs, reference);
        if (said && said.includes(own) !== list.includes(reference)) {
          const wanted = said.includes(own) ? said.filter((name) => name !== own) : [...said, own];
          set(other.id, scenario.references(wanted.join(), inputs, reference));
        }
      }
    };

    return { collect, fill, set, mirror, faults: () => faults };
  };

  Object.assign(ipm, { controls });
})();
