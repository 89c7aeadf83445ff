// A plugin's log as this page has read it. Pure.

import type { PluginLogLevel, PluginLogLine, PluginLogPage } from "../api/types.ts";

/** Lines shown at most; the gateway keeps no more. */
export const LINES_MAX = 1_000;

/** From the least to the most important. */
export const LEVELS: readonly PluginLogLevel[] = ["trace", "debug", "info", "warn", "error"];

export interface Log {
  /** Oldest first. */
  readonly lines: readonly PluginLogLine[];
  /** The last line that was read. */
  readonly after: number;
  /** Lines that were gone before they could be read. */
  readonly missed: number;
}

export const emptyLog: Log = { lines: [], after: 0, missed: 0 };

/** Adds what was read. The same page twice is once. */
export function read(log: Log, page: PluginLogPage): Log {
  const fresh = page.items.filter(({ number }) => number > log.after);
  // The gateway was started anew: its lines count from 1 again.
  if (page.next_after < log.after) return emptyLog;
  if (fresh.length === 0) return log;
  return {
    lines: [...log.lines, ...fresh].slice(-LINES_MAX),
    after: fresh.at(-1)?.number ?? log.after,
    // What was gone before the first look was never promised.
    missed: log.after === 0 ? 0 : log.missed + page.missed,
  };
}

export interface LogView {
  readonly lines: readonly PluginLogLine[];
  /** Lines that came since the log was stopped, and would be shown. */
  readonly waiting: number;
}

/** What is shown: lines that matter at least as much as `least`, up to line `until` while it is stopped. */
export function view(log: Log, least: PluginLogLevel, until: number | null): LogView {
  const floor = LEVELS.indexOf(least);
  const matching = log.lines.filter(({ level }) => LEVELS.indexOf(level) >= floor);
  if (until === null) return { lines: matching, waiting: 0 };
  const lines = matching.filter(({ number }) => number <= until);
  return { lines, waiting: matching.length - lines.length };
}
