// What is typed into a gap, made equal where people mean the same. The server
// marks by quiz.FoldTyped; internal/quiz/testdata/folding.json holds both to the
// same answers.
const alike: [RegExp, string][] = [
  [/[’ʼ‘‛`´ʹ′＇]/g, "'"],
  [/[“”„«»]/g, '"'],
  [/[‐‑‒–—−]/g, "-"],
];

/** Case as Unicode folds it: what capitals share is one letter. */
const lower = (s: string): string => s.toLowerCase().toUpperCase().toLowerCase().replace(/ς/g, "σ");

function letters(s: string, exact: boolean): string {
  let base = "";
  let out = "";
  for (const r of s.normalize("NFD")) {
    let c = r;
    if (r === "ı") c = base = "i";
    else if (!/\p{Mn}/u.test(r)) base = r;
    else if ((base === "i" && r === "\u0307") || (base === "е" && r === "\u0308")) continue;
    else if (!exact && /\p{Script=Latin}/u.test(base)) continue;
    else if (!exact && /\p{Script=Cyrillic}/u.test(base) && (r === "\u0300" || r === "\u0301")) continue;
    else if ((base === "s" || base === "t") && r === "\u0327") c = "\u0326";
    out += c;
  }
  return out.normalize("NFC");
}

/** Folds an answer to a gap; exact: the signs of letters count. */
function foldTyped(typed: string, exact: boolean): string {
  let s = lower(typed.replace(/\p{Cf}/gu, "").normalize("NFC"));
  for (const [of, to] of alike) s = s.replace(of, to);
  return letters(s, exact)
    .replace(/[\s\u0085]+/g, " ")
    .replace(/[ .,;:!?…"]+$/, "")
    .replace(/^[ "]+/, "");
}
