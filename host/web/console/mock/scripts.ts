// Invented scripts, and a pretend gateway that keeps them: it applies edits to the value and writes it as TOML.

import { problem, ProblemError } from "../src/api/rest.ts";
import type { SectionsRest } from "../src/api/sections.ts";
import type { ScriptReport, ScriptTrial, ScriptTrialLine, ScriptTrialStep, Section, SectionDraft, SectionProblem } from "../src/api/types.ts";
import { appliedAll } from "../src/scripts/edits.ts";
import { exitsOf, isValues, objectsOf, type Values } from "../src/scripts/script.ts";

export type ScriptsScenario = "some" | "none" | "read-only" | "silent" | "conflict" | "no-figures" | "unchecked";

const say = (en: string, de: string): Values => ({ en, de });

const OBJECTS: readonly Values[] = [
  { tag: "hours", does: "schedule", schedule: "office", open: "language", closed: "closed", exceptions: { christmas: "greetings" } },
  { tag: "greetings", does: "message", text: say("Merry Christmas! We answer from the 27th on.", "Frohe Weihnachten! Wir antworten ab dem 27."), next: "closed" },
  { tag: "closed", does: "end", text: say("We are closed. Please write again tomorrow.", "Wir haben geschlossen. Bitte schreiben Sie morgen wieder.") },
  { tag: "language", does: "language", languages: { de: "hallo" }, else: "topic" },
  { tag: "hallo", does: "message", text: say("Hello!", "Grüß Gott! Wir sprechen Deutsch."), next: "topic" },
  { tag: "topic", does: "menu", text: say("What is it about?", "Worum geht es?"), choices: [{ text: say("An order", "Eine Bestellung"), to: "customer" }, { text: say("A bill", "Eine Rechnung"), to: "billing" }, { text: say("Something else", "Etwas anderes"), to: "sales" }], again: say("Please choose one of these.", "Bitte wählen Sie aus."), else: "sales", timeout_s: 300, timeout: "closed" },
  { tag: "customer", does: "check_customer", found: "vip", many: "sales", none: "sales", error: "sales" },
  { tag: "vip", does: "test_variable", variable: "_vip", equals: "yes", yes: "vip_queue", no: "busy" },
  { tag: "vip_queue", does: "forward", queue: "vip", priority: 9, steps: [{ require: { orders: 5 }, for_s: 30 }], after_s: 60, after: "sales" },
  { tag: "busy", does: "test_queue", queue: "sales", measure: "waiting", greater: 20, yes: "support", no: "sales" },
  { tag: "sales", does: "forward", queue: "sales", in_queue: "soon", after_s: 300, after: "support", skip: { text: say("I will not wait", "Ich warte nicht"), to: "later" } },
  { tag: "soon", does: "wait_message", at_s: 30, every_s: 60, text: say("You are number {position}, about {wait_minutes} minutes.", "Sie sind Nummer {position}, etwa {wait_minutes} Minuten."), unknown: say("You are number {position}.", "Sie sind Nummer {position}.") },
  { tag: "later", does: "end", text: say("We will write to you by tomorrow.", "Wir schreiben Ihnen bis morgen.") },
  { tag: "support", does: "forward", queue: "support" },
  { tag: "billing", does: "forward", queue: "billing" },
];

function written(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(written).join(", ")}]`;
  if (!isValues(value)) return JSON.stringify(value);
  const entries = Object.entries(value);
  return entries.length === 0 ? "{}" : `{ ${entries.map(([key, one]) => `${key} = ${written(one)}`).join(", ")} }`;
}

function textOf(name: string, value: unknown): string {
  const comments: Readonly<Record<string, string>> = { hours: "# Nobody is sent into an empty office.\n", topic: "# Sales asked for these three on 3 March.\n" };
  const all = objectsOf(value).map(({ tag, values }) => `${comments[tag] ?? ""}[[script.${name}.objects]]\n${Object.entries(values).map(([key, one]) => `${key} = ${written(one)}\n`).join("")}`);
  return all.join("\n");
}

/** As much of the gateway's judgement as pictures need. */
function wrongWith(text: string, value: unknown): SectionProblem[] {
  const objects = objectsOf(value);
  const tags = new Set(objects.map(({ tag }) => tag));
  const lines = text.split("\n");
  const lineOf = (tag: string): number => lines.findIndex((line) => line === `tag = "${tag}"`) + 1;
  return objects.flatMap((object) => {
    const at = ["objects", object.index];
    const line = lineOf(object.tag);
    const exits = exitsOf(object)
      .filter(({ to, required }) => (to === null ? required : !tags.has(to)))
      .map(({ name, path, to }) => ({ line, column: 1, problem: to === null ? `${name} takes the tag of an object` : `no object has the tag "${to}"`, path: [...at, ...path] }));
    const priority = object.values["priority"];
    const tooHigh = typeof priority === "number" && priority > 10 ? [{ line: line + 3, column: 12, problem: `priority takes 0 to 10, and this is ${priority}`, path: [...at, "priority"] }] : [];
    const isReached = object.index === 0 || objects.some((one) => exitsOf(one).some(({ to }) => to === object.tag));
    return [...exits, ...tooHigh, ...(isReached ? [] : [{ line, column: 1, problem: `nothing leads to "${object.tag}"`, path: at }])];
  });
}

function trialOf(steps: readonly ScriptTrialStep[]): ScriptTrial {
  const said: ScriptTrialLine[] = [
    { after_s: 0, from: "script", text: "What is it about?\n1 An order\n2 A bill\n3 Something else" },
  ];
  const trial: ScriptTrial = { said, path: [{ object: "hours", exit: "open" }, { object: "language", exit: "else" }], at: "topic", state: "scripted", queue: null, choices: ["An order", "A bill", "Something else"], answers: [], due_in_s: 300 };
  for (const step of steps) {
    if (step.does === "write" && trial.at === "topic") {
      said.push({ after_s: 4, from: "contact", text: step.text });
      Object.assign(trial, { path: [...trial.path, { object: "topic", exit: "choices 1" }], at: "customer", choices: [], answers: ["found", "many", "none", "error"], due_in_s: 5 });
    } else if (step.does === "answer") {
      said.push({ after_s: 5, from: "gateway", text: "One customer was found." });
      Object.assign(trial, { path: [...trial.path, { object: "customer", exit: "found" }, { object: "vip", exit: "no" }, { object: "busy", exit: "no" }], at: "sales", state: "queued", queue: "sales", answers: [], due_in_s: 30 });
    } else if (step.does === "wait") {
      said.push({ after_s: 35, from: "script", text: "You are number 3, about 2 minutes." });
      Object.assign(trial, { path: [...trial.path, { object: "sales", exit: "in_queue" }], due_in_s: 60 });
    } else {
      said.push({ after_s: 40, from: "gateway", text: step.does === "accept" ? "An agent takes it." : "The contact left." });
      Object.assign(trial, { state: step.does === "accept" ? "assigned" : "ended", at: null, due_in_s: null });
    }
  }
  return trial;
}

const entered: Readonly<Record<string, number>> = { hours: 1_204, greetings: 0, closed: 311, language: 902, hallo: 214, topic: 902, customer: 402, vip: 260, vip_queue: 31, busy: 229, sales: 610, soon: 388, later: 22, support: 94, billing: 178 };

function report(): ScriptReport {
  const objects = objectsOf({ objects: OBJECTS }).map((object) => {
    const all = entered[object.tag] ?? 0;
    const exits = exitsOf(object).filter(({ to }) => to !== null);
    let left = all;
    return { tag: object.tag, does: object.kind, entered: all, here: object.kind === "forward" ? 3 : 0, exits: exits.map(({ name }, at) => {
      const count = at === exits.length - 1 ? left : Math.round(left * 0.6);
      left -= count;
      return { exit: name, count };
    }) };
  });
  return { name: "welcome", objects: [...objects, { tag: "old_menu", does: null, entered: 88, here: 0, exits: [{ exit: "choices 1", count: 88 }] }] };
}

export function pretendSections(kind: ScriptsScenario, asked: () => Promise<void>): SectionsRest {
  const readOnly = kind === "read-only" ? "the demo's configuration is in no file" : null;
  const values = new Map<string, unknown>();
  const textFor = (name: string, value: unknown): string => {
    const text = textOf(name, value);
    values.set(text, value);
    return text;
  };
  const section = (name: string, text: string, digest: string): Section => ({
    kind: "script",
    name,
    text,
    digest,
    used_by: name === "welcome" ? ["shop-chat", "sms"] : [],
    read_only: readOnly,
    revisions: ["Sam Teller", "Olga Perrin", "Sam Teller"].map((published_by, at) => ({ number: 3 - at, published_at: Date.now() - at * 90_000_000 - 7_200_000, published_by, digest: at === 0 ? digest : `d${3 - at}` })),
  });
  const sections = new Map<string, Section>();
  if (kind !== "none") for (const name of ["welcome", "night", "social_old"]) sections.set(name, section(name, textFor(name, { objects: name === "welcome" ? OBJECTS : OBJECTS.slice(-1) }), "d3"));
  const gone = new ProblemError(problem("not_found", 404, "There is no such script."));
  const wait = (): Promise<void> => (kind === "silent" ? new Promise(() => undefined) : asked());
  return {
    list: async () => {
      await wait();
      return { sections: [...sections.values()].map(({ name, used_by }) => ({ kind: "script", name, used_by })), read_only: readOnly };
    },
    one: async (_kind, name) => {
      await wait();
      const found = sections.get(name);
      if (found === undefined) throw gone;
      return found;
    },
    revision: async (_kind, name, number) => {
      await wait();
      const value = appliedAll({ objects: OBJECTS }, number === 3 ? [] : [{ op: "set", path: ["objects", 10, "after_s"], value: 120 }, { op: "remove", path: ["objects", 5, "choices", 1] }]);
      return { text: textFor(name, value), digest: `d${number}`, value };
    },
    draft: async (_kind, name, text, edits): Promise<SectionDraft> => {
      await wait();
      if (kind === "unchecked") throw new ProblemError(problem("unreachable", 0, "The gateway cannot be reached. Check your connection."));
      const known = values.get(text) ?? (text.includes("{{") ? null : { objects: [{ tag: "start", does: "forward", queue: "sales" }] });
      if (known === null) return { text, value: null, problems: [{ line: text.split("\n").findIndex((line) => line.includes("{{")) + 1, column: 8, problem: "this is not TOML: a key or `}` was expected", path: [] }] };
      const value = appliedAll(known, edits);
      const next = edits.length === 0 ? text : textFor(name, value);
      return { text: next, value, problems: wrongWith(next, value) };
    },
    publish: async (_kind, name, text, replaces) => {
      await wait();
      if (kind === "conflict" && replaces === "d3") {
        sections.set(name, section(name, textFor(name, appliedAll({ objects: OBJECTS }, [{ op: "set", path: ["objects", 2, "text", "en"], value: "We are closed until tomorrow at nine." }])), "d4"));
        throw new ProblemError(problem("changed_since", 409, "Somebody else published this script since."));
      }
      const next = section(name, text, `d${Date.now()}`);
      sections.set(name, next);
      return next;
    },
    remove: async (_kind, name) => {
      await wait();
      sections.delete(name);
    },
    trial: async ({ steps }) => {
      await wait();
      return trialOf(steps);
    },
    funnels: async () => {
      await wait();
      return { items: kind === "no-figures" ? [] : [report()] };
    },
  };
}
