// A test run: a contact who is made up goes through the draft. Each trial is computed from its beginning.

import { explain, type Rest } from "../api/rest.ts";
import type { ScriptTrial, ScriptTrialStep } from "../api/types.ts";
import { answered, asked, failed, nothingYet, type Loaded } from "../plugins/loaded.ts";
import { litBy, momentOf, NOBODY, variablesOf, type Visitor } from "./visitor.ts";

export class Trial {
  visitor: Visitor = $state.raw(NOBODY);
  steps: readonly ScriptTrialStep[] = $state.raw([]);
  run: Loaded<ScriptTrial> = $state.raw(nothingYet());
  readonly #name: string;
  readonly #text: () => string;
  readonly #sections: Pick<Rest["sections"], "trial">;

  constructor(name: string, text: () => string, sections: Pick<Rest["sections"], "trial">) {
    this.#name = name;
    this.#text = text;
    this.#sections = sections;
  }

  get now(): ScriptTrial | null {
    return this.run.value;
  }

  get over(): boolean {
    return this.now?.state === "ended" || this.now?.state === "assigned";
  }

  /** See `litBy`. */
  readonly lit: ReadonlySet<string> = $derived(litBy(this.run.value));

  /** Somebody else comes: it begins again. */
  async comes(visitor: Visitor): Promise<void> {
    this.visitor = visitor;
    if (this.steps.length > 0) await this.from([]);
  }

  async step(step: ScriptTrialStep): Promise<void> {
    await this.from([...this.steps, step]);
  }

  async back(): Promise<void> {
    await this.from(this.steps.slice(0, -1));
  }

  /** Does these from the beginning. */
  async from(steps: readonly ScriptTrialStep[]): Promise<void> {
    this.steps = steps;
    this.run = asked(this.run);
    const { turn } = this.run;
    const { channel, language, at } = this.visitor;
    try {
      const told = await this.#sections.trial({ name: this.#name, text: this.#text(), channel, language: language === "" ? null : language, at: momentOf(at), variables: variablesOf(this.visitor), steps: [...steps] });
      this.run = answered(this.run, turn, told);
    } catch (error) {
      this.run = failed(this.run, turn, explain(error));
    }
  }

  /** Nobody is on their way any more. */
  clear(): void {
    this.steps = [];
    this.run = { ...nothingYet(), turn: this.run.turn + 1 };
  }
}
