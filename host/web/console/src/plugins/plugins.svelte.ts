// The store of the plugin page: the list, the one chosen, and what is being done to one.

import { explain, type ProblemError } from "../api/rest.ts";
import type { OperatorRest } from "../api/operator.ts";
import type { PluginDetail, PluginList, PluginRow } from "../api/types.ts";
import type { Announcer } from "../app/announcer.svelte.ts";
import { catalogue as t } from "../i18n.ts";
import { answered, asked, failed, known, nothingYet, type Loaded } from "./loaded.ts";

export type Deed = "restart" | "rollback";

export class Plugins {
  list: Loaded<PluginList> = $state.raw(nothingYet());
  detail: Loaded<PluginDetail> = $state.raw(nothingYet());
  /** What is being done, and to whom. */
  acting: { readonly deed: Deed; readonly name: string } | null = $state.raw(null);
  /** Why the last deed was not done. */
  refusal: string | null = $state(null);
  #chosen: string | null = null;
  readonly #rest: OperatorRest;
  readonly #announcer: Announcer;

  constructor(rest: OperatorRest, announcer: Announcer) {
    this.#rest = rest;
    this.#announcer = announcer;
  }

  /** Shows another one, or none. What was shown of the one before goes. */
  choose(name: string | null): void {
    if (name === this.#chosen) return;
    this.#chosen = name;
    this.refusal = null;
    this.detail = { ...nothingYet<PluginDetail>(), turn: this.detail.turn + 1 };
    if (name !== null) void this.#loadDetail(name);
  }

  /** Asks for everything shown again. */
  async refresh(): Promise<void> {
    const name = this.#chosen;
    await Promise.all([this.#loadList(), name === null ? null : this.#loadDetail(name)]);
  }

  async act(deed: Deed, name: string): Promise<void> {
    if (this.acting !== null) return;
    this.acting = { deed, name };
    this.refusal = null;
    try {
      const done = await (deed === "restart" ? this.#rest.restart(name) : this.#rest.rollback(name));
      if (this.#chosen === name) this.detail = known(this.detail, done);
      this.#put(done.plugin);
      const { generation, version } = done.plugin;
      this.#announcer.say(deed === "restart" ? t.plugins.restarted(name, generation) : t.plugins.rolledBack(name, version));
    } catch (error) {
      if (this.#chosen === name) this.refusal = explain(error);
      this.#announcer.say(explain(error));
    } finally {
      this.acting = null;
    }
  }

  async #loadList(): Promise<void> {
    this.list = asked(this.list);
    const { turn } = this.list;
    try {
      this.list = answered(this.list, turn, await this.#rest.plugins());
    } catch (error) {
      this.list = failed(this.list, turn, explain(error));
    }
  }

  async #loadDetail(name: string): Promise<void> {
    this.detail = asked(this.detail);
    const { turn } = this.detail;
    try {
      const detail = await this.#rest.plugin(name);
      this.detail = answered(this.detail, turn, detail);
    } catch (error) {
      const gone = (error as ProblemError | null)?.problem?.status === 404;
      this.detail = failed(this.detail, turn, gone ? t.plugins.gone(name) : explain(error));
    }
  }

  #put(row: PluginRow): void {
    const { value } = this.list;
    if (value === null) return;
    const items = value.items.map((item) => (item.name === row.name ? row : item));
    this.list = known(this.list, { ...value, items });
  }
}
