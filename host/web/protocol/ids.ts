import type { Ports } from "./ports.ts";

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A new id of the client's own, 22 characters. `crypto.randomUUID` is not used: it is missing on plain
 * http pages, and the ids only have to differ among one visitor's own.
 */
export function newId(ports: Pick<Ports, "random">): string {
  let id = "";
  for (let i = 0; i < 22; i += 1) id += LETTERS.charAt(Math.floor(ports.random() * LETTERS.length));
  return id;
}
