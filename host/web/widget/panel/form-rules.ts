import type { FormField } from "../../protocol/api.ts";
import { base, type Catalogue } from "./catalogue.ts";

/** Of the languages on offer, the first wish that is there, in whatever region; empty when none is. */
export function likeliest(tags: readonly string[], wishes: readonly string[]): string {
  for (const wish of wishes) {
    const found = tags.find((tag) => tag === wish.toLowerCase()) ?? tags.find((tag) => base(tag) === base(wish));
    if (found !== undefined) return found;
  }
  return "";
}

/** A text by language, in the one that is nearest; without any, what it is called anyhow. */
export function worded(texts: Record<string, string>, language: string, anyhow: string): string {
  const tags = Object.keys(texts);
  return texts[likeliest(tags, [language, "en"]) || (tags[0] ?? "")] ?? anyhow;
}

/** What is wrong with an answer, in words; null: nothing that can be seen from here. */
export function problemOf(field: FormField, answer: string, texts: Catalogue): string | null {
  const { kind, chars_min, chars_max, pattern, required } = field;
  const given = answer.trim();
  if (given === "") return required ? texts.missing : null;
  const { length } = Array.from(given);
  const fits = length >= chars_min && length <= chars_max;
  switch (kind) {
    case "email":
      return /^\S+@[^@\s.]+(\.[^@\s.]+)+$/.test(given) ? null : texts.like("ann@example.com");
    case "phone":
      return /^\+[\d\s().\-/]{6,}$/.test(given) ? null : texts.like("+44 20 7946 0958");
    case "number":
      return fits && /^\d+$/.test(given) ? null : texts.digits(chars_min, chars_max);
    case "text":
      if (pattern !== undefined) return isLike(pattern, given) ? null : texts.like(pattern.replace(/[#*]/g, "0").replace(/\?/g, "X"));
      return fits ? null : texts.reasons.unfit;
    case "choice":
      return null;
  }
}

function isLike(pattern: string, text: string): boolean {
  const signs: Record<string, RegExp> = { "#": /^\d$/, "?": /^[a-z]$/i, "*": /^[a-z\d]$/i };
  const given = Array.from(text);
  const wanted = Array.from(pattern);
  return given.length === wanted.length && wanted.every((sign, at) => signs[sign]?.test(given[at] ?? "") ?? sign.toLowerCase() === given[at]?.toLowerCase());
}
