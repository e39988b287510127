// The form of a « what-if »: ordinary fields with their labels, built once from the published inputs.
(function () {
  "use strict";
  const { Exact } = globalThis.ChoraleIPM;

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (value === true) made.setAttribute(key, "");
      else if (value !== false && value !== undefined) made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  };

  const number = (id, label, value, hidden = false) => {
    const text = element("label", { for: id, class: hidden ? "visually-hidden" : undefined }, label);
    const input = element("input", { id, type: "text", inputmode: "decimal", autocomplete: "off", value: decimal(value), "data-published": value });
    return element("div", { class: "field what-if__field" }, text, input);
  };

  const choice = (id, label, options, value, hidden = false) => {
    const select = element("select", { id, "data-published": value });
    for (const [key, words] of options) select.append(element("option", { value: key, selected: key === value }, words));
    return element("div", { class: "field what-if__field" }, element("label", { for: id, class: hidden ? "visually-hidden" : undefined }, label), select);
  };

  // Text for a field: « 12,5 »; a fraction stays a fraction.
  const decimal = (text) => String(text).replace(".", ",");

  const folded = (words, ...children) => element("details", { class: "sheet" }, element("summary", {}, words), element("div", { class: "sheet__body" }, ...children));

  const COMPLETIONS = [
    ["points-per-cost", "par points rapportés au coût"],
    ["utilitarian", "par total de points"],
    ["add1", "en augmentant les parts d'une unité"],
    ["add1-exhaustive", "en augmentant les parts, jusqu'à l'épuisement"],
    ["none", "ne pas l'employer"],
  ];

  const envelope = ({ inputs, labels }) => {
    const amount = Number(inputs.envelope);
    const step = amount >= 200 ? 10 : amount / 20;
    const range = element("input", { id: "wi-range", type: "range", min: Math.round(amount / 2), max: Math.round(amount * 1.5), step, value: amount, "aria-label": `Enveloppe en ${labels.unit}, curseur` });
    return element("div", { class: "what-if__envelope" }, number("wi-envelope", `Enveloppe (${labels.unit})`, inputs.envelope), range);
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

  const weights = ({ inputs, labels }) =>
    folded("Poids des groupes", element("div", { class: "what-if__grid" }, ...inputs.groups.map(({ key, weight }) => number(`wi-weight-${key}`, labels.groups[key] || key, weight))));

  const requests = ({ inputs, labels }) => {
    const states = [["free", "libre"], ["mandatory", "obligatoire"], ["excluded", "retirée"]];
    const rows = inputs.requests.map(({ reference, cost, mandatory }) =>
      element(
        "li",
        { class: "what-if__request" },
        element("span", { class: "what-if__name" }, element("span", { class: "ref" }, reference), ` ${labels.titles[reference] || ""}`),
        number(`wi-cost-${reference}`, `Coût de ${reference}`, cost, true),
        choice(`wi-state-${reference}`, `État de ${reference}`, states, mandatory ? "mandatory" : "free", true),
      ),
    );
    return folded("Coûts et contraintes des demandes", element("ul", { class: "what-if__requests" }, ...rows));
  };

  const points = ({ inputs, labels }) => {
    const groups = inputs.groups.map(({ key }) => [key, labels.groups[key] || key]);
    const panels = groups.map(([key, name], place) =>
      element(
        "fieldset",
        { class: "what-if__points", id: `wi-points-${key}`, hidden: place > 0 },
        element("legend", {}, `Points de ${name} : `, element("span", { id: `wi-total-${key}` })),
        element(
          "div",
          { class: "what-if__grid" },
          ...inputs.requests.map(({ reference }) => number(`wi-point-${key}-${reference}`, reference, inputs.ballots[key][reference] || "0")),
        ),
      ),
    );
    return folded("Points des groupes", choice("wi-group", "Groupe", groups, groups.length ? groups[0][0] : ""), ...panels);
  };

  const buttons = () =>
    element(
      "p",
      { class: "button-row" },
      element("button", { class: "button", type: "button", id: "wi-link" }, "Copier le lien"),
      element("button", { class: "button button--quiet", type: "button", id: "wi-save" }, "Enregistrer le scénario"),
      element("button", { class: "button button--quiet", type: "button", id: "wi-reset" }, "Revenir au résultat publié"),
    );

  // Fill the place of the page with the form and an empty result.
  const form = (place, data) => {
    const controls = element("form", { class: "what-if__form", autocomplete: "off" }, main(data), weights(data), requests(data), points(data), buttons());
    const status = element("p", { class: "what-if__status", role: "status", id: "wi-status" });
    place.append(controls, status, element("div", { class: "what-if__result", id: "wi-result" }));
    place.hidden = false;
    return controls;
  };

  Object.assign(globalThis.ChoraleIPM, { form, element, decimal, folded, Exact });
})();
