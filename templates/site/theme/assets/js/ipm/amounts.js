// Amounts in words: as precise as their unit, « ≈ » where they are rounded, the unit in agreement.
(() => {
  "use strict";
  const { Exact } = globalThis.ChoraleIPM;
  const ALIKE = ["mois", "fois", "corps", "frais"];
  const LONGEST = 6;
  const power = (places) => new Exact(10n ** BigInt(places));
  const whole = (value, places) => value.times(power(places)).under === 1n;
  const decimals = (value) => {
    let places = 0;
    while (places < LONGEST && !whole(value, places)) places += 1;
    return places;
  };

  // The unit of a scenario: labels give its name and usual decimals, the amounts that were written may ask for more.
  const unitOf = (inputs, { unit: name = "", places: usual = 2, cents = false }) => {
    const costs = inputs.requests.flatMap(({ cost, low, high }) => [cost, low, high]);
    const given = [inputs.envelope, ...costs].filter((text) => text !== undefined).map(Exact.read);
    const places = Math.max(usual, ...given.map(decimals));
    const digits = (value) => {
      const text = value.shown(places);
      return cents && /,\d$/.test(text) ? `${text}0` : text;
    };
    const figure = (text) => {
      const value = Exact.read(text);
      return (whole(value, places) ? "" : "≈\u00a0") + digits(value);
    };
    const agreed = (value) => {
      const below = value.compare(new Exact(2n)) < 0 && value.compare(new Exact(-2n)) > 0;
      const first = /^[\p{L}\p{N}_]{3,}s(?=[\s-]|$)/u.exec(name);
      if (!below || !first || ALIKE.includes(first[0])) return name;
      return first[0].slice(0, -1) + name.slice(first[0].length);
    };
    return {
      figure,
      amount: (text) => figure(text) + (name ? `\u00a0${agreed(Exact.read(text))}` : ""),
      price: (text) => {
        const value = Exact.read(text);
        const least = new Exact(100n);
        let digitsOf = places + 1;
        while (!value.isZero && digitsOf < 12 && value.times(power(digitsOf)).compare(least) < 0) digitsOf += 1;
        const rounded = value.shown(digitsOf);
        if (whole(value, digitsOf)) return rounded;
        const exact = `${value.top}/${value.under}`;
        return exact.length <= 7 ? `${exact} (≈\u00a0${rounded})` : `≈\u00a0${rounded}`;
      },
    };
  };

  Object.assign(globalThis.ChoraleIPM, { unitOf });
})();
