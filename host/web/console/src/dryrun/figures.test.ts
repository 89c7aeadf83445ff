import { expect, it } from "vitest";

import type { SimulatedColumn, SimulatedColumnKind, SimulatedFigures } from "../api/types.ts";
import { queuesOf, rowsOf } from "./figures.ts";

const spread = { mean: 18.44, p50: 3, p90: 60, p95: 80, p99: 120, max: 240 };

function figures(more: Partial<SimulatedFigures> = {}): SimulatedFigures {
  return { offered: 488, answered: 392, abandoned: 96, closed_unanswered: 0, never_answered: 0, turned_away: 0, service_level_percent: 59.8, abandoned_percent: 19.7, wait_s: spread, left_after_s: spread, occupancy_percent: 80, places_taken_percent: 70, longest_line: 9, ...more };
}

function column(kind: SimulatedColumnKind, total: SimulatedFigures, agents: number | null = 5): SimulatedColumn {
  return { kind, agents, total, queues: { sales: total }, answered_within: [], interval_s: 900, intervals: [] };
}

it("says what changed from today, whatever stands before it, and whether that is better", () => {
  const columns = [column("as_it_was", figures(), null), column("in_force", figures()), column("changed", figures({ answered: 435, service_level_percent: 73.6, abandoned_percent: 25, occupancy_percent: 70 }), 6)];
  const row = (id: string) => rowsOf(columns, null, 20).find((one) => one.id === id);
  expect(row("agents")).toMatchObject({ cells: ["–", "5", "6"], change: "+1", verdict: null });
  expect(row("answered")).toMatchObject({ cells: ["392", "392", "435"], change: "+43", verdict: "better" });
  expect(row("level")).toMatchObject({ label: "Answered within 20 s", change: "+13.8", verdict: "better" });
  expect(row("left")).toMatchObject({ change: "+5.3", verdict: "worse" });
  expect(row("busy")).toMatchObject({ change: "-10.0", verdict: null });
  expect(row("wait-mean")).toMatchObject({ cells: ["18.4 s", "18.4 s", "18.4 s"], change: "0.0", verdict: null });
});

it("one configuration alone has nothing to change from", () => {
  expect(rowsOf([column("in_force", figures())], null, 20).every(({ change }) => change === "")).toBe(true);
});

it("what is seldom is shown where there is any", () => {
  const ids = (of: SimulatedFigures) => rowsOf([column("in_force", of)], null, 20).map(({ id }) => id);
  expect(ids(figures())).not.toContain("never");
  expect(ids(figures({ never_answered: 2 }))).toContain("never");
});

it("a queue that only the changed configuration has, has nothing today", () => {
  const changed = { ...column("changed", figures()), queues: { sales: figures(), vip: figures() } };
  const columns = [column("in_force", figures()), changed];
  expect(queuesOf(columns)).toEqual(["sales", "vip"]);
  expect(rowsOf(columns, "vip", 20).find(({ id }) => id === "offered")).toMatchObject({ cells: ["–", "488"], change: "" });
});
