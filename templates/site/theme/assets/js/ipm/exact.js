// Exact numbers: fractions of big integers, read from decimal text and written back without rounding.
(() => {
  "use strict";
  const gcd = (first, second) => {
    let a = first < 0n ? -first : first;
    let b = second < 0n ? -second : second;
    while (b) [a, b] = [b, a % b];
    return a;
  };

  class Exact {
    constructor(top, under = 1n) {
      if (under === 1n) {
        this.top = top;
        this.under = under;
        return;
      }
      const divisor = gcd(top, under) * (under < 0n ? -1n : 1n) || 1n;
      this.top = top / divisor;
      this.under = under / divisor;
    }

    plus(other) {
      if (this.under === other.under) return new Exact(this.top + other.top, this.under);
      return new Exact(this.top * other.under + other.top * this.under, this.under * other.under);
    }

    minus(other) {
      if (this.under === other.under) return new Exact(this.top - other.top, this.under);
      return new Exact(this.top * other.under - other.top * this.under, this.under * other.under);
    }

    times(other) {
      return new Exact(this.top * other.top, this.under * other.under);
    }

    over(other) {
      return new Exact(this.top * other.under, this.under * other.top);
    }

    // Negative, zero or positive, as a comparison function returns it.
    compare(other) {
      const difference = this.top * other.under - other.top * this.under;
      return difference < 0n ? -1 : difference > 0n ? 1 : 0;
    }

    get isZero() {
      return this.top === 0n;
    }

    // "12.5" where the decimals end, "70/17" where they do not: the text that the decision file holds.
    toString() {
      let rest = this.under;
      let places = 0;
      while (rest % 10n === 0n) [rest, places] = [rest / 10n, places + 1];
      for (const prime of [2n, 5n]) while (rest % prime === 0n) [rest, places] = [rest / prime, places + 1];
      if (rest !== 1n) return `${this.top}/${this.under}`;
      if (!places) return String(this.top);
      const size = this.top < 0n ? -this.top : this.top;
      const digits = String((size * 10n ** BigInt(places)) / this.under).padStart(places + 1, "0");
      return `${this.top < 0n ? "-" : ""}${digits.slice(0, -places)}.${digits.slice(-places)}`;
    }

    // A number where whole, so that any program compares it; the exact text otherwise.
    get numeric() {
      return this.under === 1n && Number.isSafeInteger(Number(this.top)) ? Number(this.top) : String(this);
    }

    // French text, rounded half up: « 1 234,5 ».
    shown(places = 2) {
      const size = this.top < 0n ? -this.top : this.top;
      const power = 10n ** BigInt(places);
      const rounded = (2n * size * power + this.under) / (2n * this.under);
      const whole = String(rounded / power).replace(/\B(?=(\d{3})+$)/g, "\u202f");
      const decimals = places
        ? String(rounded % power)
            .padStart(places, "0")
            .replace(/0+$/, "")
        : "";
      return (this.top < 0n && rounded ? "\u2212" : "") + whole + (decimals && `,${decimals}`);
    }

    static sum(values) {
      return values.reduce((total, value) => total.plus(value), Exact.ZERO);
    }

    // Read "12", "0.5", "0,5" or "70/17"; null for anything else.
    static read(text) {
      const found = /^(-?\d+)(?:[.,](\d+)|\/(\d+))?$/.exec(String(text).replace(/[\s\u202f\u00a0]/g, ""));
      if (!found) return null;
      const [, whole, decimals = "", under] = found;
      if (under !== undefined) return BigInt(under) ? new Exact(BigInt(whole), BigInt(under)) : null;
      return new Exact(BigInt(whole + decimals), 10n ** BigInt(decimals.length));
    }
  }

  Exact.ZERO = new Exact(0n);
  Exact.ONE = new Exact(1n);

  // Digits are read as numbers: DE-2 stands before DE-10; never depends on the language of the browser.
  const natural = (first, second) => {
    const [a, b] = [first, second].map((text) => text.split(/([0-9]+)/));
    for (let place = 0; place < Math.min(a.length, b.length); place += 1) {
      if (a[place] === b[place]) continue;
      if (place % 2) {
        const [one, other] = [BigInt(a[place]), BigInt(b[place])];
        if (one !== other) return one < other ? -1 : 1;
      } else {
        return a[place] < b[place] ? -1 : 1;
      }
    }
    return a.length - b.length || (first < second ? -1 : first > second ? 1 : 0);
  };

  // An object some of whose facts are worked out when they are first read: most never are.
  const lazy = (object, makers) => {
    for (const [name, make] of Object.entries(makers)) {
      const get = () => {
        const value = make();
        Object.defineProperty(object, name, { value, enumerable: true });
        return value;
      };
      Object.defineProperty(object, name, { get, enumerable: true, configurable: true });
    }
    return object;
  };

  globalThis.ChoraleIPM = { Exact, natural, gcd, lazy };
})();
