// Invented dry runs.

import { problem, ProblemError } from "../src/api/rest.ts";
import type { Simulate, SimulatedColumn, SimulatedColumnKind, SimulatedFigures, Simulation } from "../src/api/types.ts";

/** `silent`: the answer never comes. */
export type DryRunScenario = "done" | "silent" | "refused" | "busy";

const TIMES = [0, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 1_800];

function figures(offered: number, level: number, left: number, wait: number, busy: number | null): SimulatedFigures {
  const abandoned = Math.round((offered * left) / 100);
  return {
    offered,
    answered: offered - abandoned,
    abandoned,
    closed_unanswered: 0,
    never_answered: 0,
    turned_away: 0,
    service_level_percent: level,
    abandoned_percent: left,
    wait_s: { mean: wait, p50: wait / 5, p90: wait * 2.6, p95: wait * 3.4, p99: wait * 5, max: wait * 8 },
    left_after_s: { mean: wait * 1.4, p50: wait, p90: wait * 2, p95: wait * 3, p99: wait * 4, max: wait * 6 },
    occupancy_percent: busy,
    places_taken_percent: busy,
    longest_line: busy === null ? null : Math.round(wait / 2),
  };
}

function column(kind: SimulatedColumnKind, agents: number | null, level: number, left: number, wait: number, busy: number | null): SimulatedColumn {
  return {
    kind,
    agents,
    total: figures(488, level, left, wait, busy),
    queues: { sales: figures(310, level - 6, left + 3, wait * 1.2, busy), support: figures(178, level + 9, left - 4, wait * 0.7, busy) },
    answered_within: TIMES.map((s) => ({ s, percent: Math.min(100 - left, level * 0.62 + (100 - left - level * 0.62) * (1 - Math.exp(-s / (wait * 2)))) })),
    interval_s: 900,
    intervals: [],
    ...(kind === "changed" ? { left_out: { "old-chat": 12 } } : {}),
  };
}

function result({ recorded_days, target_s, changes }: Simulate): Simulation {
  const recorded = recorded_days !== undefined && recorded_days !== null;
  return {
    contacts: 488,
    length_s: recorded ? recorded_days * 86_400 : 28_800,
    target_s: target_s ?? 20,
    ...(recorded ? { recorded: { left: 81, patience_mean_s: 94.2, accept_mean_s: 6.1 } } : {}),
    columns: [
      ...(recorded ? [column("as_it_was", null, 51.4, 16.6, 26.1, null)] : []),
      column("in_force", 5, 59.8, 19.7, 18.4, 88.1),
      ...(changes === undefined || changes === null ? [] : [column("changed", 6, 73.6, 10.9, 12, 76.3)]),
    ],
  };
}

const refusal = {
  ...problem("changes_refused", 422, "2 things are wrong with the changes; `errors` says what, and where."),
  errors: [
    { place: "changes.toml:5:12", problem: "priority takes 1 to 10, and this is 11\n 5 | priority = 11\n   |            ^^", remedy: "" },
    { place: "the configuration in force", problem: "agent \"ana\": queue \"billing\" is not defined", remedy: "" },
  ],
};

export async function pretendRun(wish: Simulate, stop: AbortSignal, scenario: DryRunScenario, asked: () => Promise<void>): Promise<Simulation> {
  await asked();
  if (scenario === "silent") await new Promise((_, fail) => stop.addEventListener("abort", () => fail(new Error("stopped"))));
  if (scenario === "refused") throw new ProblemError(refusal);
  if (scenario === "busy") throw new ProblemError(problem("busy", 503, "The gateway is busy. Try again in a moment."));
  return result(wish);
}
