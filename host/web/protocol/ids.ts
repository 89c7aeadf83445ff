import type { Ports } from "./ports.ts";

/**
 * A new id of the client's own, 22 characters. `crypto.randomUUID` is not used: it is missing on plain
 * http pages, and the ids only have to differ among one visitor's own.
 */
export function newId(ports: Pick<Ports, "random">): string {
  let id = "";
  while (id.length < 22) id += Math.floor(ports.random() * 36).toString(36);
  return id;
}
