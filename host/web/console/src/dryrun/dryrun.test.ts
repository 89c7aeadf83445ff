import { expect, it } from "vitest";

import type { Memory } from "../app/memory.ts";
import { problem, ProblemError } from "../api/rest.ts";
import type { Simulate, Simulation } from "../api/types.ts";
import { DryRun, placeIn } from "./dryrun.svelte.ts";

const result: Simulation = { contacts: 3, length_s: 60, target_s: 20, columns: [] };

function remembered(): Memory {
  const kept = new Map<string, string>();
  return { read: (key) => kept.get(key) ?? null, write: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)) };
}

function made(simulate: (wish: Simulate, stop: AbortSignal) => Promise<Simulation>, memory = remembered()): { run: DryRun; said: string[] } {
  const said: string[] = [];
  const run = new DryRun({ simulate }, memory, { say: (words) => said.push(words) });
  run.fill({ perHour: { web: "60" } });
  return { run, said };
}

it("shows what came of what was filled in, and says when the form says something else since", async () => {
  const { run, said } = made(async () => result);
  await run.run(0);
  expect(run.stage).toMatchObject({ kind: "done", result });
  expect(said).toEqual(["Done: 3 contacts."]);
  expect(run.older).toBe(false);
  run.fill({ hours: "9" });
  expect(run.older).toBe(true);
});

it("a wrong field is said and nothing is sent", async () => {
  const { run, said } = made(() => Promise.reject(new Error("sent")));
  run.fill({ hours: "none" });
  expect(await run.run(0)).toBe(false);
  expect(run.wrong?.field).toBe("hours");
  expect(said).toHaveLength(1);
  expect(run.stage.kind).toBe("empty");
});

it("a run can be stopped, and another begun", async () => {
  const { run } = made((_wish, stop) => new Promise((_, fail) => stop.addEventListener("abort", () => fail(new Error("stopped")))));
  const ran = run.run(0);
  expect(run.running).toBe(true);
  expect(await run.run(1)).toBe(false);
  run.stop();
  await ran;
  expect(run.stage.kind).toBe("stopped");
});

it("a refusal keeps each problem with its place", async () => {
  const errors = [{ place: "changes.toml:2:12", problem: "priority takes 1 to 10", remedy: "" }];
  const { run } = made(() => Promise.reject(new ProblemError({ ...problem("changes_refused", 422, "One thing is wrong."), errors })));
  await run.run(0);
  expect(run.stage).toEqual({ kind: "failed", text: "One thing is wrong.", errors });
});

it("what is filled in survives a reload", () => {
  const memory = remembered();
  made(async () => result, memory).run.fill({ traffic: "recorded", changes: "[queue.sales]" });
  const again = new DryRun({ simulate: async () => result }, memory, { say: () => undefined });
  expect(again.form).toMatchObject({ traffic: "recorded", changes: "[queue.sales]", perHour: { web: "60" } });
});

it("a place in the changes has a line and a column", () => {
  expect(placeIn("changes.toml:2:12")).toEqual({ line: 2, column: 12 });
  expect(placeIn("the configuration in force")).toBeNull();
});
