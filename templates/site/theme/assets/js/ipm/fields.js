// The form of a « what-if »: ordinary fields with their labels, built once from the published inputs.
(() => {
  "use strict";
  const { Exact } = globalThis.ChoraleIPM;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children.map((child) => (typeof child === "string" ? spaced(child) : child)));
    return made;
  };

  // The no-break spaces of French before high punctuation and inside quotation marks.
  const spaced = (text) =>
    text
      .replace(/ (?=[;!?])/g, "\u202f")
      .replace(/ (?=[:»])/g, "\u00a0")
      .replace(/« /g, "«\u00a0");

  // A label says briefly what is seen, then whose it is for those who do not see the line above.
  const labelled = (id, label, whose, control) => {
    const rest = whose ? [element("span", { class: "visually-hidden" }, ` ${whose}`)] : [];
    return element("div", { class: "field what-if__field" }, element("label", { for: id }, label, ...rest), control);
  };

  const text = (id, label, value, whose, more) =>
    labelled(
      id,
      label,
      whose,
      element("input", {
        id,
        type: "text",
        autocomplete: "off",
        value,
        "data-published": value,
        "data-name": whose ? `${label} ${whose}` : label,
        ...more,
      }),
    );

  const number = (id, label, value, whose = "") =>
    text(id, label, decimal(value), whose, { inputmode: "decimal", "data-published": value });

  const choice = (id, label, options, value, whose = "") => {
    const select = element("select", { id, "data-published": value });
    for (const [key, words] of options)
      select.append(element("option", { value: key, selected: key === value }, words));
    return labelled(id, label, whose, select);
  };

  // Text for a field: « 12,5 »; a fraction stays a fraction.
  const decimal = (text) => String(text).replace(".", ",");

  const folded = (words, ...children) =>
    element(
      "details",
      { class: "sheet" },
      element("summary", {}, words),
      element("div", { class: "sheet__body" }, ...children),
    );

  const COMPLETIONS = [
    ["points-per-cost", "par points rapportés au coût"],
    ["utilitarian", "par total de points"],
    ["add1", "en augmentant les parts d’une unité"],
    ["add1-exhaustive", "en augmentant les parts, jusqu’à l’épuisement"],
    ["none", "ne pas l’employer"],
  ];

  const envelope = ({ inputs, labels }) => {
    const amount = Number(inputs.envelope);
    const step = amount >= 200 ? 10 : amount / 20;
    const range = element("input", {
      id: "wi-range",
      type: "range",
      min: Math.round(amount / 2),
      max: Math.round(amount * 1.5),
      step,
      value: amount,
      "aria-label": `Enveloppe en ${labels.unit}, curseur`,
    });
    return element(
      "div",
      { class: "what-if__envelope" },
      number("wi-envelope", `Enveloppe (${labels.unit})`, inputs.envelope),
      range,
    );
  };

  const main = (data) => {
    const { inputs, labels } = data;
    const methods = globalThis.ChoraleIPM.METHODS.map((key) => [key, labels.rules[key] || key]);
    return element(
      "div",
      { class: "what-if__main" },
      envelope(data),
      choice("wi-method", "Règle", methods, inputs.rule.method),
      choice("wi-completion", "Emploi du reste", COMPLETIONS, inputs.rule.completion),
    );
  };

  // What only the command computes, said where one would look for it.
  const elsewhere = ({ labels }) => {
    const missing = Object.keys(labels.rules).filter((key) => !globalThis.ChoraleIPM.METHODS.includes(key));
    if (!missing.length) return [];
    const names = globalThis.ChoraleIPM.listing(missing.map((key) => labels.rules[key]));
    return [
      element(
        "p",
        { class: "muted what-if__elsewhere" },
        `Ces règles demandent la commande « chorale ipm decide --rule », pas cette page\u00a0: ${names}.`,
      ),
    ];
  };

  // The groups in the order of the community, not of their keys.
  const ordered = ({ inputs, labels }) => {
    const order = Object.keys(labels.groups);
    return [...inputs.groups].sort((one, other) => order.indexOf(one.key) - order.indexOf(other.key));
  };

  const weights = (data) =>
    folded(
      "Poids des groupes",
      element(
        "div",
        { class: "what-if__grid" },
        ...ordered(data).map(({ key, weight }) =>
          number(`wi-weight-${key}`, data.labels.groups[key] || key, weight, "(poids)"),
        ),
      ),
    );

  const bounds = ({ inputs, labels }) => {
    const used = Object.keys(labels.themes).filter((key) => inputs.requests.some(({ theme }) => theme === key));
    if (!used.length) return [];
    const limits = (key) => ({ floor: "", cap: "", ...(inputs.rule.bounds[key] || {}) });
    const rows = used.map((key) =>
      element(
        "li",
        { class: "what-if__theme" },
        element("span", { class: "what-if__name" }, labels.themes[key]),
        number(`wi-floor-${key}`, "Au moins", limits(key).floor, `(${labels.themes[key]})`),
        number(`wi-cap-${key}`, "Au plus", limits(key).cap, `(${labels.themes[key]})`),
      ),
    );
    const help = element("p", { class: "muted" }, `En ${labels.unit}\u00a0; un champ vide n’impose rien.`);
    return [folded("Planchers et plafonds des thèmes", help, element("ul", { class: "what-if__requests" }, ...rows))];
  };

  const requests = ({ inputs, labels }) => {
    const states = [
      ["free", "libre"],
      ["mandatory", "obligatoire"],
      ["excluded", "retirée"],
    ];
    const rows = inputs.requests.map(({ reference, cost, mandatory, requires = [], excludes = [] }) =>
      element(
        "li",
        { class: "what-if__request" },
        element(
          "span",
          { class: "what-if__name" },
          element("span", { class: "ref" }, reference),
          ` ${labels.titles[reference] || ""}`,
        ),
        number(`wi-cost-${reference}`, "Coût", cost, `(${reference})`),
        choice(`wi-state-${reference}`, "État", states, mandatory ? "mandatory" : "free", `(${reference})`),
        text(`wi-requires-${reference}`, "Préalables", requires.join(", "), `(${reference})`),
        text(`wi-excludes-${reference}`, "Incompatible avec", excludes.join(", "), `(${reference})`),
      ),
    );
    const help = element(
      "p",
      { class: "muted" },
      "Les préalables et les incompatibilités sont des références séparées par des virgules.",
    );
    return folded("Coûts et liens des demandes", help, element("ul", { class: "what-if__requests" }, ...rows));
  };

  const points = (data) => {
    const { inputs, labels } = data;
    const groups = ordered(data).map(({ key }) => [key, labels.groups[key] || key]);
    const panels = groups.map(([key, name], place) =>
      element(
        "fieldset",
        { class: "what-if__points", id: `wi-points-${key}`, hidden: place > 0 },
        element("legend", {}, `Points de ${name} : `, element("span", { id: `wi-total-${key}` })),
        element(
          "div",
          { class: "what-if__grid" },
          ...inputs.requests.map(({ reference }) =>
            number(
              `wi-point-${key}-${reference}`,
              reference,
              inputs.ballots[key][reference] || "0",
              `(points de ${name})`,
            ),
          ),
        ),
      ),
    );
    return folded(
      "Points des groupes",
      choice("wi-group", "Groupe", groups, groups.length ? groups[0][0] : ""),
      ...panels,
    );
  };

  const buttons = () =>
    element(
      "p",
      { class: "button-row" },
      element("button", { class: "button", type: "button", id: "wi-link" }, "Copier le lien"),
      element("button", { class: "button button--quiet", type: "button", id: "wi-save" }, "Enregistrer le scénario"),
      element(
        "button",
        { class: "button button--quiet", type: "button", id: "wi-reset" },
        "Revenir au résultat publié",
      ),
    );

  // Fill the place of the page with the form and an empty result.
  const form = (place, data) => {
    const controls = element(
      "form",
      { class: "what-if__form", autocomplete: "off" },
      main(data),
      ...elsewhere(data),
      weights(data),
      requests(data),
      ...bounds(data),
      points(data),
      buttons(),
    );
    const status = element("p", { class: "what-if__status", role: "status", id: "wi-status" });
    place.append(controls, status, element("div", { class: "what-if__result", id: "wi-result" }));
    return controls;
  };

  Object.assign(globalThis.ChoraleIPM, { form, element, spaced, decimal, folded, ordered, Exact });
})();
