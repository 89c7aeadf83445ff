import { describe, expect, it } from "vitest";

import type { PluginLogLevel, PluginLogLine } from "../api/types.ts";
import { emptyLog, LINES_MAX, read, view, type Log } from "./log.ts";

const levels: readonly PluginLogLevel[] = ["debug", "info", "warn", "error"];

function line(number: number): PluginLogLine {
  return { number, at: "2026-01-31T09:30:00.000Z", level: levels[number % 4] ?? "info", text: `line ${number}` };
}

function page(from: number, to: number, missed = 0) {
  return { items: Array.from({ length: to - from + 1 }, (_, index) => line(from + index)), next_after: to, missed };
}

const numbers = (log: Log): number[] => log.lines.map(({ number }) => number);

describe("reading", () => {
  it("adds what is new, once, in order", () => {
    const log = read(read(read(emptyLog, page(1, 3)), page(2, 5)), page(2, 5));
    expect(numbers(log)).toEqual([1, 2, 3, 4, 5]);
    expect(log.after).toBe(5);
  });

  it("keeps as many lines as the gateway", () => {
    const log = read(read(emptyLog, page(1, LINES_MAX)), page(LINES_MAX + 1, LINES_MAX + 5));
    expect(log.lines).toHaveLength(LINES_MAX);
    expect(log.lines[0]?.number).toBe(6);
  });

  it("counts lines that were gone, but not those before the first look", () => {
    expect(read(emptyLog, page(101, 102, 100)).missed).toBe(0);
    expect(read(read(emptyLog, page(1, 2)), page(13, 14, 10)).missed).toBe(10);
  });

  it("begins again when the gateway did", () => {
    expect(read(read(emptyLog, page(1, 9)), { items: [line(1)], next_after: 1, missed: 0 })).toEqual(emptyLog);
  });

  it("changes nothing when nothing is new", () => {
    const log = read(emptyLog, page(1, 3));
    expect(read(log, { items: [], next_after: 3, missed: 0 })).toBe(log);
  });
});

describe("the view", () => {
  const log = read(emptyLog, page(1, 8));

  it("leaves out what matters less", () => {
    expect(view(log, "warn", null).lines.map(({ level }) => level)).toEqual(["warn", "error", "warn", "error"]);
    expect(view(log, "trace", null).lines).toHaveLength(8);
  });

  it("stands still while it is stopped, and says how much waits", () => {
    expect(view(log, "warn", 4)).toEqual({ lines: [line(2), line(3)], waiting: 2 });
  });
});
