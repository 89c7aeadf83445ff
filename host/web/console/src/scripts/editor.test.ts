import { flushSync } from "svelte";
import { expect, it, vi } from "vitest";

import { problem, ProblemError } from "../api/rest.ts";
import type { SectionsRest } from "../api/sections.ts";
import type { Section, SectionDraft, SectionEdit } from "../api/types.ts";
import type { Memory } from "../app/memory.ts";
import { sectionsRest } from "../domain/fixtures.ts";
import { ScriptEditor } from "./editor.svelte.ts";
import { appliedAll } from "./edits.ts";
import { keep, kept } from "./kept.ts";
import { Scripts } from "./list.svelte.ts";
import { EditorPage } from "./page.svelte.ts";
import { Trial } from "./trial.svelte.ts";
import { momentOf, NOBODY, variablesOf } from "./visitor.ts";

/** A gateway whose texts are JSON: edits are applied, nothing is lost. */
function gateway(more: Partial<SectionsRest> = {}): SectionsRest & { published: Section } {
  const published: Section = { kind: "script", name: "welcome", text: written({ objects: [{ tag: "start", does: "message", text: { en: "Hi" }, next: "queue" }, { tag: "queue", does: "forward", queue: "sales" }] }), digest: "d1", used_by: ["shop"], read_only: null, revisions: [] };
  const rest: SectionsRest & { published: Section } = {
    published,
    ...sectionsRest({
      one: async () => rest.published,
      draft: async (_kind, _name, text, edits) => drawn(text, edits),
      publish: async (_kind, _name, text, replaces) => {
        if (replaces !== rest.published.digest) throw new ProblemError(problem("changed_since", 409, "Somebody else was faster."));
        rest.published = { ...rest.published, text, digest: `${rest.published.digest}+` };
        return rest.published;
      },
      ...more,
    }),
  };
  return rest;
}

const written = (value: unknown): string => JSON.stringify(value, null, 1);

function drawn(text: string, edits: readonly SectionEdit[]): SectionDraft {
  try {
    const value = appliedAll(JSON.parse(text), edits);
    return { text: edits.length === 0 ? text : written(value), value, problems: [] };
  } catch {
    return { text, value: null, problems: [{ line: 1, column: 1, problem: "not TOML", path: [] }] };
  }
}

function memory(): Memory {
  const all = new Map<string, string>();
  return { read: (key) => all.get(key) ?? null, write: (key, value) => void (value === null ? all.delete(key) : all.set(key, value)) };
}

const quiet = { say: () => undefined };
const text = (value: string): SectionEdit => ({ op: "set", path: ["objects", 0, "text", "en"], value });

async function open(rest: SectionsRest, tab = memory()): Promise<ScriptEditor> {
  const editor = new ScriptEditor("welcome", rest, tab, quiet);
  await editor.load();
  return editor;
}

it("a published script is opened as it is", async () => {
  const editor = await open(gateway());
  expect(editor.stage.kind).toBe("open");
  expect(editor.objects.map(({ tag }) => tag)).toEqual(["start", "queue"]);
  expect(editor.dirty).toBe(false);
  expect(editor.canUndo).toBe(false);
});

it("an edit is undone and done again, and its draft is kept in the tab until nothing differs", async () => {
  const tab = memory();
  const rest = gateway();
  const editor = await open(rest, tab);
  editor.edit([text("Hello")]);
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hello" });
  await editor.check();
  expect(kept(tab, "welcome")?.text).toContain("Hello");
  editor.undo();
  expect(editor.drafting.text).toBe(rest.published.text);
  expect(kept(tab, "welcome")).toBeNull();
  editor.redo();
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hello" });
  expect(editor.settled).toBe(true);
});

it("what is typed into one field is taken back at once", async () => {
  const editor = await open(gateway());
  for (const word of ["H", "He", "Hey"]) {
    editor.edit([text(word)], "0 text en");
    await editor.check();
  }
  editor.undo();
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hi" });
});

it("undoing before the gateway has answered takes back what it has not seen", async () => {
  const editor = await open(gateway());
  editor.edit([text("Hello")]);
  await editor.check();
  editor.edit([text("Hello there")], "0 text en");
  editor.undo();
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hello" });
  editor.stop();
});

it("a draft of before is opened again, and says so", async () => {
  const tab = memory();
  keep(tab, "welcome", { text: '{"objects":[]}', replaces: "d0" });
  const editor = await open(gateway(), tab);
  expect(editor.restored).toBe(true);
  expect(editor.behind).toBe(true);
  expect(editor.objects).toEqual([]);
});

it("a script that is not there and has no draft is missing; with one it is new", async () => {
  const rest = gateway({ one: () => Promise.reject(new ProblemError(problem("not_found", 404, "none"))) });
  expect((await open(rest)).stage.kind).toBe("missing");
  const tab = memory();
  keep(tab, "welcome", { text: '{"objects":[]}', replaces: null });
  const editor = await open(rest, tab);
  expect(editor.stage.kind).toBe("open");
  expect(editor.dirty).toBe(true);
});

it("publishing replaces what was there and leaves no draft", async () => {
  const tab = memory();
  const rest = gateway();
  const editor = await open(rest, tab);
  editor.edit([text("Hello")]);
  await editor.publish();
  expect(editor.publishing.kind).toBe("done");
  expect(rest.published.text).toContain("Hello");
  expect(editor.dirty).toBe(false);
  expect(kept(tab, "welcome")).toBeNull();
});

it("whoever publishes second sees what the first made, and takes theirs", async () => {
  const rest = gateway();
  const editor = await open(rest);
  editor.edit([text("Mine")]);
  rest.published = { ...rest.published, text: rest.published.text.replace("Hi", "Theirs"), digest: "d2" };
  await editor.publish();
  expect(editor.publishing).toMatchObject({ kind: "conflict", theirs: { digest: "d2" } });
  editor.takeTheirs();
  await editor.check();
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Theirs" });
  expect(editor.behind).toBe(false);
  expect(editor.dirty).toBe(false);
});

it("or publishes in its place", async () => {
  const rest = gateway();
  const editor = await open(rest);
  editor.edit([text("Mine")]);
  rest.published = { ...rest.published, digest: "d2" };
  await editor.publish();
  await editor.keepMine();
  expect(editor.publishing.kind).toBe("done");
  expect(rest.published.text).toContain("Mine");
});

it("a refusal while nobody else published is told as it is", async () => {
  const editor = await open(gateway({ publish: () => Promise.reject(new ProblemError(problem("no_file", 409, "It is in no file."))) }));
  editor.edit([text("Hello")]);
  await editor.publish();
  expect(editor.publishing).toEqual({ kind: "failed", text: "It is in no file.", errors: [] });
});

it("what the gateway refuses to publish is told with its places", async () => {
  const errors = [{ place: "frontdesk.toml:3:1", problem: "no", remedy: "" }];
  const editor = await open(gateway({ publish: () => Promise.reject(new ProblemError({ ...problem("section_refused", 422, "1 problem"), errors })) }));
  editor.edit([text("Hello")]);
  await editor.publish();
  expect(editor.publishing).toEqual({ kind: "failed", text: "1 problem", errors });
});

it("edits wait while the gateway cannot be reached, and are asked about again", async () => {
  let reachable = true;
  const editor = await open(gateway({ draft: async (_kind, _name, of, edits) => (reachable ? drawn(of, edits) : Promise.reject(new ProblemError(problem("unreachable", 0, "away")))) }));
  reachable = false;
  editor.edit([text("Hello")]);
  await editor.check();
  expect(editor.unchecked).toBe("away");
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hello" });
  reachable = true;
  await editor.check();
  expect(editor.unchecked).toBeNull();
  expect(editor.settled).toBe(true);
  expect(editor.drafting.text).toContain("Hello");
});

it("edits that the gateway does not take are dropped instead of being asked for ever", async () => {
  const editor = await open(gateway({ draft: async (_kind, _name, of, edits) => (edits.length === 0 ? drawn(of, edits) : Promise.reject(new ProblemError(problem("bad_edit", 422, "fits nowhere")))) }));
  editor.edit([text("Hello")]);
  await editor.check();
  expect(editor.unchecked).toBe("fits nowhere");
  expect(editor.settled).toBe(true);
  expect(editor.objects[0]?.values["text"]).toEqual({ en: "Hi" });
});

it("a text that is not TOML cannot be drawn, and can be undone", async () => {
  const editor = await open(gateway());
  editor.write("{{");
  await editor.check();
  expect(editor.readable).toBe(false);
  expect(editor.problems).toHaveLength(1);
  editor.undo();
  expect(editor.readable).toBe(true);
});

it("a problem leads to its object and field, or to its line", async () => {
  const rest = gateway();
  const editor = await open(rest);
  const page = new EditorPage(editor, new Trial("welcome", () => "", rest), rest, () => ["sales"]);
  page.view = "list";
  page.show({ line: 7, column: 1, problem: "x", path: ["objects", 1, "queue"] });
  expect([page.selected, page.side, page.wanted]).toEqual([1, "inspector", ["queue"]]);
  page.show({ line: 7, column: 1, problem: "x", path: [] });
  expect([page.view, page.line]).toEqual(["text", 7]);
});

it("a block is added behind the object chosen and opened", async () => {
  const rest = gateway();
  const editor = await open(rest);
  const page = new EditorPage(editor, new Trial("welcome", () => "", rest), rest, () => ["sales"]);
  page.select(1);
  page.add("wait_message");
  flushSync();
  expect(editor.objects.map(({ tag }) => tag)).toEqual(["start", "queue", "wait_message"]);
  expect(editor.objects[1]?.values["in_queue"]).toBe("wait_message");
  expect(page.selected).toBe(2);
  editor.stop();
});

it("a trial goes on with one step more and back with one less", async () => {
  const asked: number[] = [];
  const trial = new Trial("welcome", () => "text", sectionsRest({ trial: async ({ steps }) => (asked.push(steps.length), { said: [], path: [{ object: "start", exit: "next" }], at: "queue", state: "queued", queue: "sales", choices: [], answers: [], due_in_s: null }) }));
  await trial.from([]);
  await trial.step({ does: "wait", seconds: 30 });
  await trial.step({ does: "leave" });
  await trial.back();
  expect(asked).toEqual([0, 1, 2, 1]);
  expect([...trial.lit]).toEqual(["start", "start next", "queue"]);
});

it("an older trial that is answered late shows nothing", async () => {
  const answers: (() => void)[] = [];
  const trial = new Trial("welcome", () => "text", sectionsRest({ trial: ({ steps }) => new Promise((done) => answers.push(() => done({ said: [], path: [], at: `${steps.length}`, state: "scripted", queue: null, choices: [], answers: [], due_in_s: null }))) }));
  const first = trial.from([]);
  const second = trial.step({ does: "leave" });
  answers[1]?.();
  answers[0]?.();
  await Promise.all([first, second]);
  expect(trial.now?.at).toBe("1");
});

it("no moment is now", () => {
  expect(momentOf("")).toBeNull();
  expect(momentOf("2026-12-25T10:00")).toBe(new Date("2026-12-25T10:00").getTime());
});

it("variables without a name are nobody's", () => {
  expect(variablesOf({ ...NOBODY, variables: [{ name: " _vip ", value: "yes" }, { name: "", value: "x" }] })).toEqual({ _vip: "yes" });
});

it("a problem is shown beside the field that holds it, and a field shows what is wrong within it", async () => {
  const rest = gateway({ draft: async (_kind, _name, of, edits) => ({ ...drawn(of, edits), problems: [{ line: 3, column: 1, problem: "too long", path: ["objects", 0, "text", "en"] }, { line: 9, column: 1, problem: "elsewhere", path: [] }] }) });
  const editor = await open(rest);
  const page = new EditorPage(editor, new Trial("welcome", () => "", rest), rest, () => []);
  expect(page.problemsOf(0)).toHaveLength(1);
  expect(page.problemsOf(1)).toEqual([]);
  expect([page.wrongAt(0, ["text"]), page.wrongAt(0, ["text", "en"]), page.wrongAt(0, ["text", "de"]), page.wrongAt(0, ["next"])]).toEqual(["too long", "too long", null, null]);
});

it("names of new scripts are checked, and a copy has another name in its text", async () => {
  const tab = memory();
  const one = vi.fn(async () => ({ kind: "script" as const, name: "welcome", text: '[[script.welcome.objects]]\ntag = "a"\n', digest: "d", used_by: [], read_only: null, revisions: [] }));
  const all = new Scripts(sectionsRest({ list: async () => ({ sections: [{ kind: "script", name: "welcome", used_by: [] }], read_only: null }), one }), tab);
  await all.load();
  expect(["", "Welcome", "welcome", "night"].map((name) => all.wrong(name))).toEqual(["empty", "form", "taken", null]);
  await all.copy("welcome", "night");
  expect(kept(tab, "night")).toEqual({ text: '[[script.night.objects]]\ntag = "a"\n', replaces: null });
  expect(all.hasDraft("night")).toBe(true);
});
