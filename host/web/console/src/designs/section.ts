// What a design's section says, without trusting that it is well-formed. Pure.

export type Path = readonly (string | number)[];

/** The value at a path within the section; undefined: there is none. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => (typeof inner === "object" && inner !== null ? (inner as Record<string | number, unknown>)[part] : undefined), value);
}

/** The same as a text; empty: there is none. */
export function textAt(value: unknown, path: Path): string {
  const found = at(value, path);
  return typeof found === "string" || typeof found === "number" ? String(found) : "";
}

/** The same as a switch. */
export function flagAt(value: unknown, path: Path, usual: boolean): boolean {
  const found = at(value, path);
  return typeof found === "boolean" ? found : usual;
}

/** The languages that it has texts in. */
export function languagesOf(value: unknown): string[] {
  const texts = at(value, ["texts"]);
  return typeof texts === "object" && texts !== null ? Object.keys(texts) : [];
}

/** The text of a section under another name: its own heading and those of its inner tables. */
export function renamed(text: string, from: string, to: string): string {
  const quoted = from.replace(/[-]/g, "\\-");
  return text.replace(new RegExp(`^(\\s*\\[+\\s*design\\s*\\.\\s*)("?)${quoted}\\2(?=\\s*[.\\]])`, "gm"), `$1${to}`);
}

/** Whether a section may be called so. */
export const isName = (name: string): boolean => /^[a-z0-9][a-z0-9_-]{0,31}$/.test(name);

/** Whether a text is a tag of a language (BCP 47). */
export function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
