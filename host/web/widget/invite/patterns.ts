import type { PatternSyntax } from "../../protocol/api.ts";

/** So much of an address a regular expression sees. The gateway refuses those that would take long even so. */
const REGEX_CHARS = 256;
/** So much of a host and path a glob sees. */
const GLOB_CHARS = 1_024;

/** Whether an address is as a pattern says. What is no address is like none. */
export function matches(syntax: PatternSyntax, pattern: string, address: string): boolean {
  if (syntax === "regex") {
    try {
      return new RegExp(pattern).test(address.slice(0, REGEX_CHARS));
    } catch {
      return false;
    }
  }
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const { host, hostname, pathname } = url;
  if (syntax === "path") return bare(pathname) === bare(pattern);
  const whole = pattern.includes("/") ? pattern : `${pattern}/**`;
  const [named = ""] = whole.split("/");
  const where = named === "" ? "" : named.includes(":") ? host : hostname;
  const text = `${where}${pathname}`.slice(0, GLOB_CHARS);
  // What is below a folder is also the folder itself.
  return isLike(whole, text) || (whole.endsWith("/**") && isLike(whole.slice(0, -3), bare(text)));
}

const bare = (path: string): string => (path.length > 1 ? path.replace(/\/$/, "") : path);

/**
 * `*` is anything but a `/`, `**` is anything. Keeps every place of the pattern that the text may have come to, so that
 * no text takes longer than its length.
 */
function isLike(glob: string, text: string): boolean {
  const signs = glob.match(/\*\*|[^]/g) ?? [];
  let places = new Set(pass(signs, 0));
  for (const letter of text) {
    const next = new Set<number>();
    for (const at of places) {
      const sign = signs[at];
      if (sign === "**" || (sign === "*" && letter !== "/")) for (const place of pass(signs, at)) next.add(place);
      else if (sign === letter) for (const place of pass(signs, at + 1)) next.add(place);
    }
    places = next;
  }
  return places.has(signs.length);
}

/** A place, and those behind stars that may stand for nothing. */
function pass(signs: readonly string[], at: number): number[] {
  const places = [at];
  while (signs[at] === "*" || signs[at] === "**") places.push(++at);
  return places;
}
