// Old addresses: what stood in the one page of a cycle has a page of its own now.
(() => {
  "use strict";
  const MOVED = {
    groupes: "groupe/#groupes",
    satisfaction: "groupe/#satisfaction",
    portefeuilles: "groupe/#portefeuilles",
    "prix-des-ecarts": "groupe/#prix-des-ecarts",
    points: "demande/#points",
    retenues: "#decision",
    contestables: "#decision",
    tours: "calcul/#tours",
    preuves: "preuves/",
    audit: "preuves/#audit",
    solidite: "preuves/#solidite",
    "autres-regles": "preuves/#autres-regles",
    enveloppes: "preuves/#enveloppes",
    verifier: "preuves/#verifier",
    fichiers: "preuves/#fichiers",
    "et-si": "et-si/#et-si",
  };

  const destination = (hash) => {
    const name = decodeURIComponent(hash.slice(1));
    if (name.startsWith("et-si=")) return `et-si/${hash}`;
    if (name.startsWith("groupe-")) return `groupe/${encodeURIComponent(name.slice("groupe-".length))}/`;
    return Object.hasOwn(MOVED, name) ? MOVED[name] : "";
  };

  const follow = () => {
    if (location.hash.length < 2) return;
    const target = destination(location.hash);
    if (target) return location.replace(target);
    // A request keeps its place in the list of the first page: its sheet is one link further.
    const link = document.getElementById(location.hash.slice(1))?.querySelector("a[href^='demande/']");
    if (link) location.replace(link.getAttribute("href"));
  };

  addEventListener("hashchange", follow);
  follow();
})();
