// A number with its noun.

/** Which form a number takes. */
export const plural = new Intl.PluralRules("en");

/** `1 chat`, `2 chats`. */
export function count(n: number, one: string, other: string): string {
  return `${n} ${plural.select(n) === "one" ? one : other}`;
}
