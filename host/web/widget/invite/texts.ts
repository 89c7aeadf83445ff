/** A text, and the language it is in. */
export interface Said {
  text: string;
  language: string;
}

/** The text for a language: the same, else one that its speakers read, else English, else any; null: there is none. */
export function inLanguage(texts: Readonly<Record<string, string>>, language: string): Said | null {
  const wanted = language.toLowerCase();
  const [primary] = wanted.split("-");
  const tags = Object.keys(texts);
  const of = (tag: string): string | undefined => tag.split("-")[0];
  const tag = tags.find((one) => one === wanted) ?? tags.find((one) => of(one) === primary) ?? tags.find((one) => of(one) === "en") ?? tags[0];
  return tag === undefined ? null : { text: texts[tag] ?? "", language: tag };
}

/** Which way a language is written. */
export const directionOf = (language: string): "ltr" | "rtl" => (/^(ar|fa|he|ps|ur|yi)\b/i.test(language) ? "rtl" : "ltr");
