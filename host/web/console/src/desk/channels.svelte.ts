// What the channels can do. Asked at every connection, and when a channel turns up that is not known.

import type { Rest } from "../api/rest.ts";
import type { ChannelView, ConsoleEvent, Snapshot } from "../api/types.ts";

/** So long after a failure it is tried again. */
const RETRY_MS = 15_000;

export class Channels {
  /** By id; null: not loaded yet. */
  all: readonly ChannelView[] | null = $state.raw(null);
  readonly #rest: Pick<Rest, "channels">;
  readonly #now: () => number;
  #loading = false;
  #failedMs: number | null = null;
  /** Unknown ones that were asked for in vain: not to be asked for again before the next connection. */
  #missing: readonly string[] = [];

  constructor(rest: Pick<Rest, "channels">, now: () => number) {
    this.#rest = rest;
    this.#now = now;
  }

  of(id: string): ChannelView | null {
    return this.all?.find((channel) => channel.id === id) ?? null;
  }

  title(id: string): string {
    return this.of(id)?.title ?? id;
  }

  /** A connection is there: the gateway may have been set up anew. */
  connected(): void {
    this.#missing = [];
    void this.load();
  }

  /** A conversation on this channel is shown. */
  need(id: string): void {
    if (this.all === null || this.#missing.includes(id) || this.of(id) !== null) return;
    this.#missing = [...this.#missing, id];
    void this.load();
  }

  tick(nowMs: number): void {
    if (this.#failedMs !== null && nowMs - this.#failedMs >= RETRY_MS) void this.load();
  }

  async load(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    this.#failedMs = null;
    try {
      this.all = (await this.#rest.channels()).items;
    } catch {
      this.#failedMs = this.#now();
    } finally {
      this.#loading = false;
    }
  }
}

/** The channels that what the gateway tells is about. */
export function channelsIn(told: { readonly snapshot: Snapshot } | { readonly event: ConsoleEvent }): string[] {
  if ("snapshot" in told) {
    const { conversations, offers, floor } = told.snapshot;
    const shown = [...conversations, ...offers].map(({ conversation }) => conversation);
    return [...shown, ...(floor?.conversations ?? [])].map(({ channel }) => channel);
  }
  const { event } = told;
  if (event.kind === "conversation_added") return [event.held.conversation.channel];
  if (event.kind === "offer_presented") return [event.offer.conversation.channel];
  if (event.kind === "floor_conversation_changed") return [event.conversation.channel];
  return [];
}
