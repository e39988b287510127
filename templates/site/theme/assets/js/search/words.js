/* Words of a query: without accents nor elisions, without those that say nothing, down to their trunk. */
const EMPTY = new Set(
  (
    "a ai alors arrive arriver as au aucun aucune aussi autour autre aux avec avez avoir avons besoin " +
    "bonjour c ca car ce ceci cela celle celui ces cet cette ceux cherche chercher chez ci combien comme " +
    "comment d dans de depuis dernier derniere dernieres derniers des different differente differentes " +
    "differents dire dis disent dit dois doit doivent donc du elle elles en encore entre es est et " +
    "etaient etait etes etre eu eux faire fais fait faut fois font hors ici il ils j je jusqu l la " +
    "laquelle le lequel les lesquelles lesquels leur leurs liste lors lorsque lui m ma mais me meme merci " +
    "mes met mets mettre mon n ne ni non nos notre nous on ont ou page pages par parce pas peu peut " +
    "peuvent peux plus possible pour pourquoi pouvez pouvoir prochain prochaine prochaines prochains puis " +
    "puisque qu quand que quel quelle quelles quelqu quels qui quoi rien s sa sans sais sait savoir se " +
    "sera ses si soit son sont souhaite souhaiterais sous suis sur svp t ta te tes ton tous tout toute " +
    "toutes tres trouve trouver tu un une vers veulent veut veux voici voila voir vos votre voudrais " +
    "voulez vouloir vous y " +
    // as they are written on a phone
    "bjr bsr chui dc dsl jai jdois jpeux jsuis jveux jvoudrais keske kel kelle kels kelles ki koi kom koman koment " +
    "komment ms mtn pk pkoi pourkoi pr qd qq qqn qqun slt stp tjrs tjs tt"
  ).split(" "),
);

const LINKS = new Set("a au aux avec chez d dans de des du en et l la le les par pour sur un une".split(" "));

export function plain(text) {
  if (/^[a-z0-9]*$/.test(text)) return text; // most words of the site: thousands are read at once on a phone
  return text
    .normalize("NFKD") // « ﬁche », as a PDF writes it, too
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/œ/g, "oe")
    .replace(/æ/g, "ae");
}

const MONTHS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split(" ");

/* The month that a word names, or begins as no other does: « janv », « sept ». */
function named(word) {
  const begun = MONTHS.filter((month) => month.startsWith(word));
  return begun.length === 1 ? begun[0] : "";
}
/* A date in figures is looked for as pages write it: « 11/02/2027 » is « 11 fevrier 2027 ». */
function spelt(date, before, day, month, year = "") {
  const name = Number(day) <= 31 && MONTHS[Number(month) - 1];
  return name
    ? `${before} ${Number(day) === 1 ? "1er" : Number(day)} ${name} ${year.length === 2 ? `20${year}` : year} `
    : date;
}
function ofYear(date, before, month, year) {
  return MONTHS[Number(month) - 1] ? `${before} ${MONTHS[Number(month) - 1]} ${year} ` : date;
}
function ofDay(date, day, word) {
  return named(word) ? `${day === "1" ? "1er" : day} ${named(word)}` : date;
}
function inWords(date, word, year) {
  return named(word) ? `${named(word)} ${year}` : date;
}
/* Dates as people type them, « 2027-02-11 », « 02/2027 », « 11 févr. », as pages write them. */
function spelledOut(said) {
  return said
    .replace(/\b(\d{4})-(\d{1,2})-(\d{1,2})\b/g, (date, year, month, day) => spelt(date, "", day, month, year))
    .replace(/(^|[^\w.])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?\b/g, spelt)
    .replace(/(^|[^\w.])(\d{1,2})[/.-](\d{4})\b/g, ofYear)
    .replace(/\b(\d{4})-(\d{2})\b/g, (date, year, month) => ofYear(date, "", month, year))
    .replace(/\b(\d{1,2}) +([a-z]{3,9})\b/g, ofDay)
    .replace(/\b([a-z]{3,9})\.? +(\d{4})\b/g, inWords);
}
/* How many words the date takes that begins at a place, or the month of a year; none when no date does. */
export function dated(wanted, place) {
  const [day, month, year] = wanted.slice(place, place + 3);
  if (MONTHS.includes(day) && /^\d{4}$/.test(month)) return 2;
  if (!/^(\d{1,2}|1er)$/.test(day) || !MONTHS.includes(month)) return 0;
  return /^\d{4}$/.test(year) ? 3 : 2;
}
/* A date, its month of that year, then its month: where no page has the one, the next is looked for. */
export function widened(date) {
  const place = date.findIndex((word) => MONTHS.includes(word));
  return [date, date.slice(place), [date[place]]];
}

/* « 1 200 » and « 1.200 » are the number 1200. */
function number(_, before, grouped) {
  return before + grouped.replace(/\D/g, "");
}
/* « D.U.M.E. » is one word. */
function initials(dotted) {
  return dotted.replaceAll(".", "");
}

export function split(text) {
  const said = plain(text)
    .replace(/\b(?:[a-z]\.){2,}[a-z]?(?![a-z0-9])/g, initials)
    .replace(/(^|[^\w.,/-])(\d{1,3}(?:[\s.]\d{3})+)(?!\w)/g, number);
  return (/\d/.test(said) ? spelledOut(said) : said).match(/[a-z0-9]+/g) ?? [];
}

/* The words that say something; all of them when none does. */
export function words(text) {
  const all = split(text);
  const useful = all.filter((word) => !EMPTY.has(word));
  return useful.length ? useful : all;
}

/* What follows an elision that was typed without its apostrophe: « cest », « dentreprise »; else nothing. */
export function unglued(word) {
  return /^(?:[cdjlmnst]|qu)([aeiouyh].+)$/.exec(word)?.[1] ?? "";
}
/* A reference typed without its sign: « de07 » is « de 07 »; else nothing. */
export function reference(word) {
  const [, letters, digits] = /^([a-z]+)(\d+)$/.exec(word) ?? [];
  return digits ? `${letters} ${digits}` : "";
}
export function empty(word) {
  return EMPTY.has(word);
}

/* The words of a title but for its links: « et si » says something there, where a query says it for nothing. */
export function titleWords(title) {
  return split(title).filter((word) => !LINKS.has(word));
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
