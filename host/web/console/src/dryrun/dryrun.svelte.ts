// The dry run: what is filled in, the run under way, and what came of the last.

import type { Announcer } from "../app/announcer.svelte.ts";
import { readTexts, type Memory } from "../app/memory.ts";
import { explain, ProblemError, type Rest } from "../api/rest.ts";
import type { PlacedProblem, Simulation } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";
import { EMPTY, wishOf, type Form, type Wrong } from "./wish.ts";

/** Where the run stands. */
export type Stage =
  | { readonly kind: "empty" }
  | { readonly kind: "running"; readonly since: number }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly text: string; readonly errors: readonly PlacedProblem[] }
  | { readonly kind: "done"; readonly result: Simulation; readonly form: Form };

const FORM = "form";
const RATES = "rates";

export class DryRun {
  form: Form = $state.raw(EMPTY);
  stage: Stage = $state.raw({ kind: "empty" });
  /** What is wrong with the form, once it was to be run. */
  wrong: Wrong | null = $state.raw(null);
  readonly #rest: Pick<Rest, "simulate">;
  readonly #memory: Memory;
  readonly #announcer: Pick<Announcer, "say">;
  #stop: AbortController | null = null;

  constructor(rest: Pick<Rest, "simulate">, memory: Memory, announcer: Pick<Announcer, "say">) {
    this.#rest = rest;
    this.#memory = memory;
    this.#announcer = announcer;
    const { traffic, ...kept } = readTexts(memory, FORM);
    this.form = { ...EMPTY, ...kept, traffic: traffic === "recorded" ? "recorded" : "made_up", perHour: readTexts(memory, RATES) };
  }

  get running(): boolean {
    return this.stage.kind === "running";
  }

  /** Whether the form says something else than what was run. */
  get older(): boolean {
    return this.stage.kind === "done" && this.stage.form !== this.form;
  }

  /** Something was filled in. */
  fill(more: Partial<Form>): void {
    this.form = { ...this.form, ...more };
    this.wrong = null;
    const { perHour, ...texts } = this.form;
    this.#memory.write(FORM, JSON.stringify(texts));
    this.#memory.write(RATES, JSON.stringify(perHour));
  }

  /** Fills in a rate for a channel that has none, without its counting as the agent's doing. */
  offer(channels: readonly string[]): void {
    const known = Object.fromEntries(channels.map((channel) => [channel, this.form.perHour[channel] ?? ""]));
    const same = Object.keys(known).length === Object.keys(this.form.perHour).length && channels.every((channel) => channel in this.form.perHour);
    if (same) return;
    const before = this.form;
    this.form = { ...this.form, perHour: known };
    if (this.stage.kind === "done" && this.stage.form === before) this.stage = { ...this.stage, form: this.form };
  }

  /** Runs what is filled in. Whether it was begun. */
  async run(now: number): Promise<boolean> {
    if (this.running) return false;
    const { form } = this;
    const wish = wishOf(form);
    this.wrong = wish.ok ? null : wish.wrong;
    if (!wish.ok) {
      this.#announcer.say(wish.wrong.why);
      return false;
    }
    const stop = new AbortController();
    this.#stop = stop;
    this.stage = { kind: "running", since: now };
    try {
      const result = await this.#rest.simulate(wish.wish, stop.signal);
      this.stage = { kind: "done", result, form };
      this.#announcer.say(t.dryRun.done(result.contacts));
    } catch (error) {
      this.stage = stop.signal.aborted ? { kind: "stopped" } : { kind: "failed", text: explain(error), errors: error instanceof ProblemError ? (error.problem.errors ?? []) : [] };
      this.#announcer.say(stop.signal.aborted ? t.dryRun.stopped : t.dryRun.failed);
    }
    return true;
  }

  stop(): void {
    this.#stop?.abort();
  }
}

/** `changes.toml:2:12` is a place in what was filled in; any other is not. */
export function placeIn(place: string): { readonly line: number; readonly column: number } | null {
  const found = /^changes\.toml:(\d+):(\d+)$/.exec(place);
  return found === null ? null : { line: Number(found[1]), column: Number(found[2]) };
}
