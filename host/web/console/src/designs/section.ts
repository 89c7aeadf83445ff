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

/** Whether a text is a tag of a language (BCP 47). */
export function isTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}
