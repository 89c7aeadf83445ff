import type { Request } from "./frames.ts";
import type { Shelf } from "./storage.ts";

/** More than a person writes while a gateway restarts. */
const ENTRIES_MAX = 100;

/** A request the gateway has not acknowledged. */
export interface Entry {
  request: Request;
  at: number;
  tries: number;
  failed: string | null;
}

/**
 * What still has to reach the gateway, oldest first, kept on the shelf so that a reload loses nothing.
 * One entry is on its way at a time: that keeps the order when the gateway is busy.
 */
export class Outbox {
  readonly #shelf: Shelf;
  #entries: Entry[];

  constructor(shelf: Shelf) {
    this.#shelf = shelf;
    this.#entries = read(shelf.get("outbox"));
  }

  /** Everything in it, failed ones included. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /** The oldest that has not failed. */
  get next(): Entry | null {
    return this.#entries.find(({ failed }) => failed === null) ?? null;
  }

  /** The entry of an id. */
  find(id: string): Entry | null {
    return this.#entries.find(({ request }) => request.id === id) ?? null;
  }

  /** Adds a request at the end; false when there is no room. An id that is there already stays as it is. */
  add(request: Request, at: number): boolean {
    if (this.find(request.id) !== null) return true;
    if (this.#entries.length >= ENTRIES_MAX) return false;
    this.#write([...this.#entries, { request, at, tries: 0, failed: null }]);
    return true;
  }

  /** The gateway has it, or it is given up for good. */
  remove(id: string): Entry | null {
    const entry = this.find(id);
    if (entry !== null) this.#write(this.#entries.filter((other) => other !== entry));
    return entry;
  }

  /** One try brought no answer or "later". True while fewer than `most` tries were made. */
  tryAgain(id: string, most: number): boolean {
    const entry = this.find(id);
    if (entry === null) return false;
    const tries = entry.tries + 1;
    this.#replace(entry, { ...entry, tries });
    return tries < most;
  }

  /** It will not be accepted. */
  fail(id: string, reason: string): void {
    const entry = this.find(id);
    if (entry !== null) this.#replace(entry, { ...entry, failed: reason });
  }

  /** The person wants it tried again: it goes to the end, under the same id. */
  revive(id: string): void {
    const entry = this.remove(id);
    if (entry !== null) this.#write([...this.#entries, { ...entry, tries: 0, failed: null }]);
  }

  #replace(entry: Entry, by: Entry): void {
    this.#write(this.#entries.map((other) => (other === entry ? by : other)));
  }

  #write(entries: Entry[]): void {
    this.#entries = entries;
    this.#shelf.set("outbox", entries.length > 0 ? JSON.stringify(entries) : null);
  }
}

/** What an earlier page left. Anything that is not an outbox is as good as an empty one. */
function read(kept: string | null): Entry[] {
  if (kept === null) return [];
  try {
    const value: unknown = JSON.parse(kept);
    return Array.isArray(value) ? value.filter(isEntry).slice(0, ENTRIES_MAX) : [];
  } catch {
    return [];
  }
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== "object" || value === null) return false;
  const { request, at, tries, failed } = value as Partial<Record<keyof Entry, unknown>>;
  if (typeof at !== "number" || typeof tries !== "number") return false;
  if (failed !== null && typeof failed !== "string") return false;
  if (typeof request !== "object" || request === null) return false;
  const { t, id, text, name, conversation, score } = request as Record<string, unknown>;
  if (typeof id !== "string") return false;
  if (t === "message") return typeof text === "string";
  if (t === "rate") return typeof conversation === "string" && typeof score === "number";
  return t === "end" || t === "divert" || (t === "start" && typeof name === "string");
}
