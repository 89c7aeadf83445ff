// What was filled in, as the API takes it; or what is wrong with it. Pure.

import type { Simulate } from "../api/types.ts";
import { catalogue as t } from "../i18n.ts";

export type Traffic = "made_up" | "recorded";

/** As it stands in the fields: texts. */
export interface Form {
  readonly traffic: Traffic;
  /** By channel. */
  readonly perHour: Readonly<Record<string, string>>;
  readonly handle: string;
  readonly patience: string;
  readonly hours: string;
  readonly days: string;
  readonly target: string;
  readonly seed: string;
  readonly changes: string;
}

export const EMPTY: Form = { traffic: "made_up", perHour: {}, handle: "300", patience: "", hours: "8", days: "7", target: "20", seed: "1", changes: "" };

/** Something wrong, and the field that it is about. */
export interface Wrong {
  readonly field: string;
  readonly why: string;
}

export type Wish = { readonly ok: true; readonly wish: Simulate } | { readonly ok: false; readonly wrong: Wrong };

const RATE_MAX = 50_000;
const HOURS_MAX = 672;
const DAYS_MAX = 366;
const SECONDS_MAX = 86_400;
const SEED_MAX = 4_294_967_295;

export function wishOf(form: Form): Wish {
  const words = t.dryRun;
  const wrongs: Wrong[] = [];
  const positive = (field: string, text: string, what: string, max: number): number => {
    const value = Number(text.trim().replace(",", "."));
    if (text.trim() !== "" && Number.isFinite(value) && value > 0 && value <= max) return value;
    wrongs.push({ field, why: words.wrong.number(what, max) });
    return 0;
  };
  const whole = (field: string, text: string, what: string, max: number): number => {
    const value = Number(text.trim());
    if (text.trim() !== "" && Number.isInteger(value) && value >= 1 && value <= max) return value;
    wrongs.push({ field, why: words.wrong.whole(what, max) });
    return 1;
  };
  const patience = form.patience.trim() === "" ? {} : { patience_s: positive("patience", form.patience, words.patience, SECONDS_MAX) };
  const traffic = form.traffic === "recorded" ? { recorded_days: whole("days", form.days, words.days, DAYS_MAX) } : { ...madeUp(form, wrongs, positive) };
  const wish: Simulate = {
    ...traffic,
    ...patience,
    target_s: whole("target", form.target, words.target, SECONDS_MAX),
    seed: whole("seed", form.seed, words.seed, SEED_MAX),
    ...(form.changes.trim() === "" ? {} : { changes: form.changes }),
  };
  const wrong = wrongs[0];
  return wrong === undefined ? { ok: true, wish } : { ok: false, wrong };
}

function madeUp(form: Form, wrongs: Wrong[], positive: (field: string, text: string, what: string, max: number) => number): Simulate {
  const given = Object.entries(form.perHour).filter(([, text]) => text.trim() !== "" && text.trim() !== "0");
  const per_hour = Object.fromEntries(given.map(([channel, text]) => [channel, positive(`rate-${channel}`, text, t.dryRun.perHour, RATE_MAX)]));
  const first = Object.keys(form.perHour)[0] ?? "";
  if (given.length === 0) wrongs.push({ field: `rate-${first}`, why: t.dryRun.wrong.noRate });
  return { per_hour, handle_s: positive("handle", form.handle, t.dryRun.handle, SECONDS_MAX), hours: positive("hours", form.hours, t.dryRun.hours, HOURS_MAX) };
}
