// A receipt or a ballot dropped in a group's page: fingerprint, journal and signature are checked here;
// nothing is sent.
(() => {
  "use strict";
  const place = document.getElementById("receipt");
  if (!place) return;
  const { ballot, sha256, group, cycle, journal } = place.dataset;
  const UNSAFE = "Ce navigateur ne calcule d’empreinte que sur une page sûre (https)";
  const FORMAT = "chorale-accuse-1\n";
  const SIGNATURE = "\nsignature: ";
  const encoder = new TextEncoder();
  const bytesOf = (base64) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const digest = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));
  const fetched = async (address) => {
    const answer = await fetch(address, { cache: "no-store" });
    if (!answer.ok) throw new Error(address);
    return new Uint8Array(await answer.arrayBuffer());
  };

  // The receipt that a mail carries, or the text itself.
  const receiptOf = (text) => {
    if (text.startsWith(FORMAT)) return text;
    for (const block of text.match(/^(?:[A-Za-z0-9+/=]{4,76}\n)+/gm) || []) {
      try {
        const inside = new TextDecoder().decode(bytesOf(block.replaceAll("\n", "")));
        if (inside.startsWith(FORMAT)) return inside;
      } catch {
        /* Another part of the mail. */
      }
    }
    return "";
  };

  const signed = async (receipt, keys) => {
    const cut = receipt.lastIndexOf(SIGNATURE);
    const covered = encoder.encode(receipt.slice(0, cut + 1));
    const signature = bytesOf(receipt.slice(cut + SIGNATURE.length).trim());
    for (const key of keys) {
      const known = await crypto.subtle.importKey("spki", bytesOf(key), { name: "Ed25519" }, false, ["verify"]);
      if (await crypto.subtle.verify("Ed25519", known, signature, covered)) return true;
    }
    return false;
  };

  // Each entry of the journal covers the one before: what was changed shows.
  const chain = async () => {
    const entries = new TextDecoder()
      .decode(await fetched(journal))
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    let previous = "0".repeat(64);
    for (const entry of entries) {
      const covered = JSON.stringify([entry.number, entry.at, entry.kind, entry.facts, entry.previous]);
      if (entry.previous !== previous || (await digest(encoder.encode(covered))) !== entry.digest) return null;
      previous = entry.digest;
    }
    return entries;
  };

  const journalLines = async (receipt, facts) => {
    const entries = await chain();
    if (!entries) return [[false, "Le journal publié a été modifié\u00a0: ses entrées ne se suivent plus."]];
    const lines = [
      entries.some((entry) => entry.digest === facts.journal)
        ? [true, "Le journal publié contient l’entrée que cite votre accusé, et rien n’y a été changé."]
        : [false, "Le journal publié ne contient pas l’entrée que cite votre accusé."],
    ];
    const keys = entries.filter((entry) => entry.kind === "receipt-key").map((entry) => JSON.parse(entry.facts).public);
    try {
      lines.push(
        (await signed(receipt, keys))
          ? [true, "La signature de l’accusé est celle du service."]
          : [false, "La signature ne tient pas\u00a0: l’accusé a été changé, ou il vient d’ailleurs."],
      );
    } catch {
      lines.push([
        null,
        "Ce navigateur ne sait pas vérifier la signature (Ed25519)\u00a0: «\u00a0chorale ipm verify\u00a0» le fait.",
      ]);
    }
    return lines;
  };

  const receiptLines = async (receipt) => {
    const facts = Object.fromEntries(
      receipt
        .split("\n")
        .slice(1)
        .map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]),
    );
    if (facts.cycle !== cycle || facts.groupe !== group) {
      const whose = `cycle «\u00a0${facts.cycle}\u00a0», groupe «\u00a0${facts.groupe}\u00a0»`;
      return [[false, `Cet accusé est celui d’un autre dépôt\u00a0: ${whose}.`]];
    }
    const counted =
      facts.empreinte === sha256
        ? [true, `Le dépôt n° ${facts.depot} de votre accusé est bien le bulletin publié et compté.`]
        : [
            false,
            `Le bulletin publié n’est pas celui de cet accusé (dépôt n° ${facts.depot})\u00a0: un dépôt plus récent ` +
              "de votre groupe l’a peut-être remplacé. Essayez l’accusé du dernier dépôt.",
          ];
    return [counted, ...(journal ? await journalLines(receipt, facts) : [])];
  };

  const check = async (bytes) => {
    const published = await digest(await fetched(ballot));
    const lines =
      published === sha256
        ? [[true, "Le bulletin publié a l’empreinte que cette page annonce."]]
        : [[false, "Le bulletin publié n’a pas l’empreinte que cette page annonce."]];
    const text = new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
    const pasted = text.replace(/\s/g, "").toLowerCase();
    const receipt = receiptOf(text);
    if (receipt) return [...lines, ...(await receiptLines(receipt))];
    if (/^[0-9a-f]{64}$/.test(pasted))
      return [
        ...lines,
        pasted === published
          ? [true, "L’empreinte que vous avez donnée est celle du bulletin publié."]
          : [false, "L’empreinte que vous avez donnée n’est pas celle du bulletin publié."],
      ];
    if ((await digest(bytes)) === published)
      return [...lines, [true, "Votre fichier est, à l’octet près, le bulletin publié."]];
    // What an editor or git does to a text: marks of Windows at the end of lines, and at the beginning.
    return [
      ...lines,
      (await digest(encoder.encode(text))) === published
        ? [
            true,
            "Votre fichier est le bulletin publié\u00a0: seules les marques de fin de ligne ou de début diffèrent.",
          ]
        : [false, "Votre fichier n’est ni un accusé, ni le bulletin publié à l’octet près."],
    ];
  };

  const element = (name, attributes, ...children) => {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...children);
    return made;
  };
  const badges = new Map([
    [true, ["badge badge--retained", "oui"]],
    [false, ["badge badge--rejected", "non"]],
    [null, ["badge badge--moved", "à voir"]],
  ]);
  const list = element("ul", { className: "ipm-audit" });
  const result = element("div", {}, list);
  result.setAttribute("role", "status");
  const say = (lines) =>
    list.replaceChildren(
      ...lines.map(([verdict, words]) => {
        const [className, said] = badges.get(verdict);
        return element("li", {}, element("span", { className }, said), ` ${words}`);
      }),
    );
  const UNREAD = "Un fichier publié n’a pas pu être lu\u00a0: vérifiez la connexion, puis recommencez.";
  let asked = 0;
  const run = async (bytes) => {
    if (!globalThis.crypto?.subtle) return say([[null, `${UNSAFE}\u00a0: voir la commande dans les preuves.`]]);
    const turn = ++asked;
    const lines = await check(bytes).catch(() => [[null, UNREAD]]);
    if (turn === asked) say(lines);
  };

  const input = element("input", { type: "file", id: "receipt-file" });
  const pasted = element("input", { type: "text", id: "receipt-digest", autocomplete: "off", spellcheck: false });
  const box = element(
    "div",
    { className: "ipm-receipt__drop" },
    element(
      "div",
      { className: "field" },
      element(
        "label",
        { htmlFor: "receipt-file" },
        "Votre accusé (.txt ou le courriel .eml) ou votre bulletin\u00a0: choisissez-le, ou déposez-le ici",
      ),
      input,
    ),
    element(
      "div",
      { className: "field" },
      element("label", { htmlFor: "receipt-digest" }, "Ou collez l’empreinte de l’accusé"),
      pasted,
    ),
    element("p", { className: "muted" }, "Tout se vérifie dans cette page\u00a0: rien n’est envoyé."),
    result,
  );
  input.addEventListener("change", async () => {
    if (input.files.length) run(new Uint8Array(await input.files[0].arrayBuffer()));
  });
  pasted.addEventListener("input", () => {
    const text = pasted.value.replace(/\s/g, "");
    if (text.length === 64) run(encoder.encode(text));
    else {
      asked += 1;
      list.replaceChildren();
    }
  });
  for (const name of ["dragover", "drop"])
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.toggle("is-over", name === "dragover");
    });
  box.addEventListener("dragleave", () => box.classList.remove("is-over"));
  box.addEventListener("drop", async (event) => {
    const [file] = event.dataTransfer.files;
    if (file) run(new Uint8Array(await file.arrayBuffer()));
  });
  place.append(box);
})();
