/** A piece of a message: plain text, or text that leads somewhere. */
export type Piece = { kind: "text"; text: string } | { kind: "link"; text: string; href: string };

/** Addresses worth a link: https, mailto and tel as they are written, bare mail addresses, and http where
    it is the gateway's own. */
const ADDRESS = /\b(?:https?:\/\/|mailto:|tel:)[^\s<>"']+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/giu;
/** Characters that turn the reading direction around: with them a link could look like another one. */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/u;
/** What ends a sentence rather than an address. */
const TRAILING = /[.,;:!?…'"]+$/u;

/**
 * Splits a message into text and links. Nothing else in it ever becomes markup. `gateway` is an address
 * whose own pages are linked without https too: a gateway on somebody's own machine.
 */
export function linkify(message: string, gateway?: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  const plain = (to: number): void => {
    if (to > from) pieces.push({ kind: "text", text: message.slice(from, to) });
  };
  for (const match of message.matchAll(ADDRESS)) {
    const text = withoutTail(match[0]);
    const href = target(text, gateway);
    if (href === null) continue;
    plain(match.index);
    pieces.push({ kind: "link", text, href });
    from = match.index + text.length;
  }
  plain(message.length);
  return pieces;
}

function withoutTail(found: string): string {
  let text = found.replace(TRAILING, "");
  while (text.endsWith(")") && count(text, ")") > count(text, "(")) text = text.slice(0, -1).replace(TRAILING, "");
  return text;
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}

function target(text: string, gateway: string | undefined): string | null {
  if (TURNING.test(text)) return null;
  const address = /^(?:https?|mailto|tel):/iu.test(text) ? text : `mailto:${text}`;
  try {
    const url = new URL(address);
    if (url.protocol === "http:") return gateway !== undefined && url.origin === new URL(gateway).origin ? url.href : null;
    const leads = url.protocol === "https:" ? url.hostname !== "" : url.pathname !== "";
    return leads ? url.href : null;
  } catch {
    return null;
  }
}
