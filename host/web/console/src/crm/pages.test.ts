import { describe, expect, it, vi } from "vitest";

import { ProblemError } from "../api/rest.ts";
import type { CustomersJob, ImportReport, Problem } from "../api/types.ts";
import { aCase, casesRest, customer, customersRest, customField, task } from "../domain/fixtures.ts";
import { CaseStore } from "./case.svelte.ts";
import { FieldForm } from "./field-form.svelte.ts";
import { formatOf, Import } from "./import.svelte.ts";
import { Job } from "./job.svelte.ts";
import { RecordStore } from "./record.svelte.ts";
import { TaskForm, Tasks } from "./tasks.svelte.ts";

function no(code: string, more: Partial<Problem> = {}): ProblemError {
  return new ProblemError({ type: "urn:x", code, status: 422, title: "t", detail: "The gateway's words.", ...more });
}

describe("a record", () => {
  it("that is no more is told from one that cannot be had", async () => {
    const one = vi.fn(() => Promise.reject(no("not_found", { status: 404 })));
    const store = new RecordStore("a", { customers: customersRest({ one }) });
    await store.load();
    expect(store.gone).toBe(true);
    one.mockImplementation(() => Promise.reject(new Error("down")));
    await store.load();
    expect([store.gone, store.problem]).toEqual([false, expect.any(String)]);
  });

  it("keeps what is typed while other pages are looked at, and through a conflict", async () => {
    const change = vi.fn(() => Promise.reject(no("conflict", { status: 409 })));
    const rest = { customers: customersRest({ one: (id) => Promise.resolve(customer(id, { notes: "theirs" })), change }) };
    const store = new RecordStore("a", rest);
    await store.load();
    store.edit();
    if (store.form !== null) store.form.notes = "mine";
    expect(await store.save([])).toBeNull();
    expect([store.form?.conflict, store.form?.notes]).toEqual([true, "mine"]);
    expect(await store.takeTheirs()).toBe(true);
    expect([store.form?.conflict, store.form?.notes]).toEqual([false, "theirs"]);
  });

  it("says at a field of the operator's what is wrong with it", async () => {
    const errors = [{ place: "fields.plan", problem: "No such plan.", remedy: "" }, { place: "tags.1", problem: "Too long.", remedy: "" }, { place: "fields.gone", problem: "Gone.", remedy: "" }];
    const store = new RecordStore("a", { customers: customersRest({ one: (id) => Promise.resolve(customer(id)), change: () => Promise.reject(no("unacceptable", { errors })) }) });
    await store.load();
    store.edit();
    await store.save([customField("plan")]);
    expect(store.form).toMatchObject({ problems: { "custom-plan": "No such plan.", tags: "Too long." }, refused: "Gone." });
  });
});

describe("a case", () => {
  it("keeps a follow-up that could not be noted", async () => {
    const followUp = vi.fn(() => Promise.reject(new Error("down")) as Promise<never>);
    const store = new CaseStore("cas_1", { cases: casesRest({ one: () => Promise.resolve(aCase("cas_1")), followUp }) });
    await store.load();
    store.followUp = " Asked again. ";
    expect([await store.note(), store.followUp, store.refused, store.adding]).toEqual([false, " Asked again. ", expect.any(String), false]);
    expect(followUp).toHaveBeenCalledWith("cas_1", "Asked again.");
  });
});

describe("tasks", () => {
  it("of a case are chosen from its customer's", async () => {
    const tasks = vi.fn(() => Promise.resolve({ items: [task("1", { customer: "a" }), task("2", { customer: "b" })] }));
    const store = new Tasks({ cases: casesRest({ tasks }) }, { customer: "a" }, (one) => one.customer === "a");
    await store.load();
    expect([store.items?.map(({ id }) => id), tasks.mock.calls]).toEqual([["1"], [[{ customer: "a" }]]]);
    store.put(task("3", { customer: "b" }));
    store.put(task("4", { customer: "a", due: "2026-02-01T00:00:00Z" }));
    expect(store.items?.map(({ id }) => id)).toEqual(["4", "1"]);
  });

  it("are ticked only once the gateway has noted it, and stay where they are", async () => {
    const changeTask = vi.fn((id: string) => Promise.resolve(task(id, { version: 2, done_at: "2026-01-31T10:00:00Z" })));
    const store = new Tasks({ cases: casesRest({ tasks: () => Promise.resolve({ items: [task("1"), task("2")] }), changeTask }) }, "me");
    await store.load();
    expect(await store.setDone(task("1"), true)).toBe(true);
    expect(store.items?.map(({ done_at }) => done_at !== null)).toEqual([true, false]);
    changeTask.mockImplementation(() => Promise.reject(new Error("down")));
    expect([await store.setDone(task("2"), true), store.items?.[1]?.done_at, store.refused]).toEqual([false, null, expect.any(String)]);
  });

  it("need something to do", async () => {
    const form = new TaskForm();
    expect([await form.send({ cases: casesRest() }, null, null), form.problem]).toEqual([null, expect.any(String)]);
  });
});

describe("a file of customers", () => {
  const report = (more: Partial<ImportReport> = {}): ImportReport => ({ rows: 2, new: 1, updated: 1, skipped: 0, problems: [], problems_total: 0, job: null, ...more });
  const file = new File(["x"], "all.CSV");

  it("is known by its name", () => {
    expect(["a.csv", "a.JSON", "a.jsonl", "a"].map(formatOf)).toEqual(["csv", "json", "json", "csv"]);
  });

  it("is written only after it was found to be fine as it is", async () => {
    const take = vi.fn(() => Promise.resolve(report()));
    const one = new Import({ customers: customersRest({ take }) });
    expect(one.missing).not.toBeNull();
    one.choose(file);
    await one.write();
    expect(take).not.toHaveBeenCalled();
    await one.check();
    expect([one.writes, take.mock.calls]).toEqual([2, [[file, "csv", { check: true, existing: "update" }]]]);
    one.existing = "skip";
    one.forget();
    expect(one.writes).toBe(0);
  });

  it("that has become bad since shows the new report", async () => {
    const bad = report({ problems: [{ line: 3, column: "email", problem: "No email." }], problems_total: 1 });
    const take = vi.fn(() => Promise.resolve(report()));
    const one = new Import({ customers: customersRest({ take }) });
    one.choose(file);
    await one.check();
    take.mockImplementation(() => Promise.reject(no("bad_file", { report: bad })));
    await one.write();
    expect([one.report, one.problem, one.writes, one.job]).toEqual([bad, null, 0, null]);
  });
});

describe("a job", () => {
  const running: CustomersJob = { id: "j", kind: "import", done: 1, total: 2, state: "running" };

  it("is asked for while somebody looks, until it is done", async () => {
    const ask = vi.fn(() => Promise.resolve(running));
    const job = new Job("j", { customers: customersRest({ job: ask }) });
    await job.tick(false);
    expect(ask).toHaveBeenCalledTimes(0);
    void job.tick(true);
    await job.tick(true);
    expect(ask).toHaveBeenCalledTimes(1);
    await Promise.resolve();
    ask.mockImplementation(() => Promise.resolve({ ...running, state: "done" }));
    await job.tick(true);
    await job.tick(true);
    expect([job.done, ask.mock.calls.length]).toEqual([true, 2]);
  });
});

describe("a field of the operator's", () => {
  it("has a name that files can carry, a label, and choices where it is a pick list", async () => {
    const form = new FieldForm(null);
    form.name = "Contract";
    form.kind = "pick_list";
    expect(await form.send({ customers: customersRest() })).toBeNull();
    expect(Object.keys(form.problems)).toEqual(["name", "label", "choices"]);
  });

  it("keeps its kind, and sends each choice once", async () => {
    const changeField = vi.fn(() => Promise.resolve(customField("plan")));
    const form = new FieldForm(customField("plan", { kind: "pick_list", choices: ["Gold"], version: 4 }));
    form.choices = "Gold\n\n Silver \nGold";
    form.retired = true;
    await form.send({ customers: customersRest({ changeField }) });
    expect(changeField).toHaveBeenCalledWith("plan", { version: 4, draft: { label: "Field plan", choices: ["Gold", "Silver"], required: false, retired: true } });
  });

  it("says at its place what the gateway says no to", async () => {
    const form = new FieldForm(null);
    form.name = "plan";
    form.label = "Plan";
    await form.send({ customers: customersRest({ addField: () => Promise.reject(no("unacceptable", { errors: [{ place: "name", problem: "Taken.", remedy: "" }] })) }) });
    expect([form.problems, form.refused, form.busy]).toEqual([{ name: "Taken." }, null, false]);
  });
});
