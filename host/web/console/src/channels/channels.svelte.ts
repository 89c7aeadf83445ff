// The channels that have a widget, and how the chosen one is put on a site.

import { explain, type Rest } from "../api/rest.ts";
import type { ChannelView, Installation } from "../api/types.ts";
import { answered, asked, failed, nothingYet, type Loaded } from "../plugins/loaded.ts";

export class Installations {
  list: Loaded<readonly ChannelView[]> = $state.raw(nothingYet());
  of: Loaded<Installation> = $state.raw(nothingYet());
  #channel: string | null = null;
  readonly #rest: Pick<Rest, "channels" | "installation">;

  constructor(rest: Pick<Rest, "channels" | "installation">) {
    this.#rest = rest;
  }

  /** Those with a widget: whose contacts hold a socket. */
  async loadList(): Promise<void> {
    this.list = asked(this.list);
    const { turn } = this.list;
    try {
      const { items } = await this.#rest.channels();
      this.list = answered(this.list, turn, items.filter(({ live }) => live));
    } catch (error) {
      this.list = failed(this.list, turn, explain(error));
    }
  }

  /** What was shown of another channel goes at once. */
  async choose(channel: string | null): Promise<void> {
    if (channel !== this.#channel) this.of = { ...nothingYet(), turn: this.of.turn + 1 };
    this.#channel = channel;
    await this.look();
  }

  /** Looks again where the chosen one was seen. */
  async look(): Promise<void> {
    const channel = this.#channel;
    if (channel === null) return;
    this.of = asked(this.of);
    const { turn } = this.of;
    try {
      const told = await this.#rest.installation(channel);
      this.of = answered(this.of, turn, told);
    } catch (error) {
      this.of = failed(this.of, turn, explain(error));
    }
  }
}
