// Figures of plugins as words and as places on a scale. Pure; the clock is a parameter.

import type { PluginLimit, PluginRow } from "../api/types.ts";
import { duration, humanise } from "../domain/format.ts";
import { catalogue as t } from "../i18n.ts";

const SHORTEST_US = 10;
const LONGEST_US = 1_000_000;

/** `44 µs`, `1.3 ms`, `120 ms`, `2.1 s`: two figures are enough to compare. */
export function latency(us: number): string {
  if (us < 1_000) return `${us} µs`;
  if (us < 1_000_000) return `${figures(us / 1_000)} ms`;
  return `${figures(us / 1_000_000)} s`;
}

function figures(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}

/** Where a time is between 10 µs and 1 s, from 0 to 1. Each factor of ten takes the same room. */
export function onScale(us: number): number {
  const share = Math.log(Math.max(us, 1) / SHORTEST_US) / Math.log(LONGEST_US / SHORTEST_US);
  return Math.min(1, Math.max(0, share));
}

export function latencyWords({ p50_us, p95_us }: PluginRow): string {
  if (p50_us === null || p95_us === null) return t.plugins.noCalls;
  return t.plugins.latency(latency(p50_us), latency(p95_us));
}

/** The component and its version; where they could not be read, its file. */
export function named({ component, version, file }: PluginRow): string {
  return component === "" ? file : `${component} ${version}`;
}

/** The first digits are enough to tell two versions apart. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12);
}

const number = new Intl.NumberFormat(t.locale);

export function amount(value: number): string {
  return number.format(value);
}

/** `3 of 1,204 calls failed`. */
export function faultWords({ calls, faults }: PluginRow): string {
  return t.plugins.faults(amount(faults), amount(calls), calls);
}

/** `812 B`, `4.0 KiB`, `12 MiB`. */
export function bytes(value: number): string {
  if (value < 1_024) return `${value} B`;
  const kib = value / 1_024;
  return kib < 1_024 ? `${figures(kib)} KiB` : `${figures(kib / 1_024)} MiB`;
}

const causes: Readonly<Record<string, string>> = t.plugins.causes;

/** What went wrong, in plain words; a cause without words of its own stands as the gateway wrote it. */
export function causeWords(cause: string): string {
  return causes[cause] ?? humanise(cause);
}

/** What the breaker does, with the time until the next try; null while all calls go through. */
export function breakerWords({ breaker }: PluginRow, nowMs: number): string | null {
  switch (breaker.kind) {
    case "closed":
      return null;
    case "half_open":
      return t.plugins.breaker.trying;
    case "open": {
      const left = Date.parse(breaker.until_at) - nowMs;
      return left > 0 ? t.plugins.breaker.open(duration(Math.ceil(left / 1_000) * 1_000)) : t.plugins.breaker.due;
    }
    default:
      breaker satisfies never;
      return null;
  }
}

const limitNames: Readonly<Record<string, string>> = t.plugins.limits;
const units: readonly (readonly [suffix: string, unit: string])[] = [
  ["_mib", " MiB"],
  ["_kib", " KiB"],
  ["_bytes", " B"],
  ["_per_s", "/s"],
  ["_ms", " ms"],
  ["_s", " s"],
];

/** A limit's name and value; its key names the unit. */
export function limitWords({ key, value }: PluginLimit): { readonly name: string; readonly value: string } {
  const found = units.find(([suffix]) => key.endsWith(suffix));
  const bare = found === undefined ? key : key.slice(0, -found[0].length);
  return { name: limitNames[key] ?? humanise(bare), value: amount(value) + (found?.[1] ?? "") };
}
