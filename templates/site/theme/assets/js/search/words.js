/* Words of a query: without accents nor elisions, without those that say nothing, down to their trunk. */
const EMPTY = new Set(
  (
    "a ai alors as au aucun aucune aussi autre aux avec avez avoir avons c ca car ce ceci cela celle celui ces cet " +
    "cette ceux chez ci combien comme comment d dans de depuis des dois different differente differentes differents doit doivent donc du elle elles en encore " +
    "entre es est et etaient etait etes etre eu eux fait faire fais faut fois font hors ici il ils j je jusqu l la " +
    "laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais me meme mes mon n ne ni non nos " +
    "notre nous on ont ou par parce pas peut peuvent peux plus pour pourquoi pouvez pouvoir puis puisque qu quand " +
    "que quel quelle quelles quels qui quoi rien s sa sans se sera ses si soit son sont sous suis sur t ta te tes " +
    "ton tous tout toute toutes tres tu un une vers veux voici voila voir vos votre voulez voudrais vous vouloir y " +
    "arrive arriver autour besoin bonjour cherche chercher merci peu possible souhaite souhaiterais svp trouver trouve"
  ).split(" "),
);

export function plain(text) {
  return text
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae");
}

export function split(text) {
  return plain(text).match(/[a-z0-9]+/g) ?? [];
}

/* The words that say something; all of them when none does. */
export function words(text) {
  const all = split(text);
  const useful = all.filter((word) => !EMPTY.has(word));
  return useful.length ? useful : all;
}

/* What the forms of a French word share: its endings of number, of gender and of conjugation are left out. */
export function trunk(word) {
  if (word.length < 4 || /\d/.test(word)) return word;
  return word
    .replace(/eaux$/, "eau")
    .replace(/aux$/, "al")
    .replace(/[sx]$/, "")
    .replace(/(ees?|er|ez|ent|es?)$/, "")
    .replace(/(.)\1$/, "$1");
}
