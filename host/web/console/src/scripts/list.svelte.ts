// The scripts that there are, and which of them have a draft in this tab.

import type { Memory } from "../app/memory.ts";
import { explain, type Rest } from "../api/rest.ts";
import type { SectionList, SectionSummary } from "../api/types.ts";
import { isName, renamed } from "../domain/section-name.ts";
import { answered, asked, failed, nothingYet, type Loaded } from "../plugins/loaded.ts";
import { keep, kept } from "./kept.ts";
import { firstText } from "./script.ts";

/** Why a name cannot be that of a new script. */
export type NameWrong = "empty" | "form" | "taken" | null;

export class Scripts {
  list: Loaded<SectionList> = $state.raw(nothingYet());
  readonly #sections: Pick<Rest["sections"], "list" | "one" | "remove">;
  readonly #memory: Memory;

  constructor(sections: Pick<Rest["sections"], "list" | "one" | "remove">, memory: Memory) {
    this.#sections = sections;
    this.#memory = memory;
  }

  async load(): Promise<void> {
    this.list = asked(this.list);
    const { turn } = this.list;
    try {
      const told = await this.#sections.list("script");
      this.list = answered(this.list, turn, told);
    } catch (error) {
      this.list = failed(this.list, turn, explain(error));
    }
  }

  get items(): readonly SectionSummary[] {
    return this.list.value?.sections ?? [];
  }

  wrong(name: string): NameWrong {
    if (name === "") return "empty";
    if (!isName(name)) return "form";
    return this.items.some((one) => one.name === name) ? "taken" : null;
  }

  hasDraft(name: string): boolean {
    return kept(this.#memory, name) !== null;
  }

  /** Begins a new one: it is a draft until it is published. */
  begin(name: string, queue: string): void {
    keep(this.#memory, name, { text: firstText(name, queue), replaces: null });
  }

  /** Begins a new one with everything that another has. Throws what the gateway refuses. */
  async copy(from: string, name: string): Promise<void> {
    const { text } = await this.#sections.one("script", from);
    keep(this.#memory, name, { text: renamed("script", text, from, name), replaces: null });
  }

  /** Takes one out of the configuration. Throws what the gateway refuses. */
  async remove(name: string): Promise<void> {
    const { digest } = await this.#sections.one("script", name);
    await this.#sections.remove("script", name, digest);
    keep(this.#memory, name, null);
    await this.load();
  }
}
