// A light stemmer for Ukrainian, in place of the vendored one: that one needs a
// look-behind, which older Safari refuses, and keeps state between words
// (docs/adr/0019-search.md). Words come in small letters, without apostrophes,
// with г for ґ.
const ukrainianEndings = (
  "уватися юватися увати ювати атися ятися итися ати яти ити іти їти ути " +
  "еві єві ові ами ями ими їми ого ього ому ьому ості істю ість остей " +
  "ією ої єю ею ою ію ія ії ій ий їй ів їв ам ям ах ях ем єм ом им їм ім их їх іх ей ую юю " +
  "ється еться иться аться яться ються уться емося имося емо ємо имо ете єте ите їте " +
  "ають яють ують юють ють уть ать ять ає яє ує ює " +
  "а я о е є и і ї у ю ь й"
).split(" ").sort((a, b) => b.length - a.length);

function stemmer(word: string): string {
  const plain = word.replace(/(....)с[ья]$/, "$1");
  const ending = ukrainianEndings.find((e) => plain.endsWith(e) && plain.length - e.length >= (/^.[хм]$/.test(e) ? 4 : 3)) || "";
  return plain.slice(0, plain.length - ending.length)
    .replace(/([бвгджзклмнпрстфхцчшщ])\1$/, "$1") // питання, питань
    .replace(/(...)(?:[аяеі]н|[аяиіу][лв]|ат)$/, "$1") // мовчання, мовчала, мовчати; адвокати as if it were a verb
    .replace(/([бвгджзклмнпрстфхцчшщ])[ео]([кц])$/, "$1$2") // свідок, свідка
    .replace(/і/g, "о"); // робота, робіт
}
