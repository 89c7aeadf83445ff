// What somebody does to a script, as edits of its section: comments in the file stay. Pure.

import type { SectionEdit } from "../api/types.ts";
import { exitsOf, freeTag, isValues, leadingTo, type Exit, type Kind, type Path, type ScriptObject, type Values } from "./script.ts";

const at = ({ index }: ScriptObject, path: Path): (string | number)[] => ["objects", index, ...path];

/** Gives something within an object a value; `undefined` takes it away. */
export function setValue(object: ScriptObject, path: Path, value: unknown): SectionEdit {
  return value === undefined ? { op: "remove", path: at(object, path) } : { op: "set", path: at(object, path), value };
}

/** The time that an exit needs which is taken when time has passed. */
const TIMED: Readonly<Record<string, { readonly key: string; readonly usual: number }>> = {
  after: { key: "after_s", usual: 120 },
  timeout: { key: "timeout_s", usual: 300 },
};

/** Where an exit leads from now on; null: nowhere. */
export function setExit(object: ScriptObject, exit: Exit, to: string | null): readonly SectionEdit[] {
  const timed = exit.path.length === 1 ? TIMED[exit.name] : undefined;
  const edits = to === null && exit.to === null ? [] : [setValue(object, exit.path, to ?? undefined)];
  if (timed === undefined) return edits;
  const seconds = object.values[timed.key];
  if (to === null) return seconds === undefined ? edits : [...edits, setValue(object, [timed.key], undefined)];
  return typeof seconds === "number" && seconds > 0 ? edits : [...edits, setValue(object, [timed.key], timed.usual)];
}

/** Another name for an object: every exit that leads to it takes it too. */
export function rename(objects: readonly ScriptObject[], object: ScriptObject, tag: string): readonly SectionEdit[] {
  const own = setValue(object, ["tag"], tag);
  // While two have one name, nobody knows which of them is meant.
  const isOnly = object.tag !== "" && objects.filter((one) => one.tag === object.tag).length === 1;
  if (!isOnly) return [own];
  return [own, ...leadingTo(objects, object.tag).map((from) => setValue(from.object, from.exit.path, tag))];
}

/** What a new object is before anything is said about it. */
export function blank(kind: Kind, tag: string, queue: string): Values {
  const text = { en: "" };
  const more: Readonly<Record<Kind, Values>> = {
    schedule: { schedule: "", open: "", closed: "" },
    message: { text, next: "" },
    wait_message: { at_s: 30, text },
    set_variable: { variable: "_", value: "", next: "" },
    test_variable: { variable: "", equals: "", yes: "", no: "" },
    test_queue: { queue, greater: 0, yes: "", no: "" },
    language: { languages: {}, else: "" },
    menu: { text, choices: [{ text, to: "" }], else: "" },
    check_customer: { found: "", many: "", none: "", error: "" },
    http_call: { call: "", next: "", error: "" },
    plugin_call: { connector: "", next: "", end: "", error: "" },
    offline_form: { text, thanks: text, next: "", error: "" },
    survey: { text, scale: "csat", thanks: text, next: "" },
    forward: { queue },
    goto: { to: "" },
    end: { text },
  };
  return { tag, does: kind, ...more[kind] };
}

/** A new object behind the others, and the exit that leads to it, if one does. */
export function add(objects: readonly ScriptObject[], kind: Kind, queue: string, from: { readonly object: ScriptObject; readonly exit: Exit } | null): { readonly tag: string; readonly edits: readonly SectionEdit[] } {
  const tag = freeTag(objects, kind);
  const edits: SectionEdit[] = [{ op: "insert", path: ["objects", objects.length], value: blank(kind, tag, queue) }];
  if (from !== null) edits.push(...setExit(from.object, from.exit, tag));
  return { tag, edits };
}

/** The exit that a new object is put behind: the first of the object that leads nowhere. */
export function openExit(objects: readonly ScriptObject[], object: ScriptObject, kind: Kind): Exit | null {
  const tags = new Set(objects.map((one) => one.tag));
  const waits = kind === "wait_message";
  const fits = ({ name, required }: Exit): boolean => (waits ? name === "in_queue" || object.kind === "wait_message" : name !== "in_queue" && (required || object.kind !== "wait_message"));
  const open = exitsOf(object).filter((exit) => fits(exit) && (exit.to === null || !tags.has(exit.to)));
  return open.find(({ required }) => required) ?? open[0] ?? null;
}

/** Takes an object out. An exit that may lead nowhere does; the others name it until another is chosen. */
export function takeOut(objects: readonly ScriptObject[], object: ScriptObject): readonly SectionEdit[] {
  const loose = leadingTo(objects, object.tag).filter((from) => from.object.index !== object.index && !from.exit.required);
  return [...loose.flatMap((from) => setExit(from.object, from.exit, null)), { op: "remove", path: ["objects", object.index] }];
}

/** Begins with this object: a script begins with its first. */
export function makeFirst(object: ScriptObject): SectionEdit {
  return { op: "move", path: ["objects", object.index], to: 0 };
}

function stepInto(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isValues(value) ? value[step] : undefined;
}

/** The value after the edit: what is shown until the gateway has answered. An edit that fits nowhere changes nothing. */
export function applied(value: unknown, { op, path, value: next, to }: SectionEdit): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return op === "set" ? next : value;
  if (rest.length > 0) {
    const inner = applied(stepInto(value, step) ?? (op === "set" ? {} : undefined), { op, path: rest, value: next, ...(to === undefined ? {} : { to }) });
    return inner === undefined ? value : replaced(value, step, inner);
  }
  if (op === "set") return replaced(value, step, next);
  if (Array.isArray(value)) return appliedToList(value as unknown[], op, Number(step), next, to);
  if (!isValues(value)) return value;
  if (op === "insert") return { ...value, [step]: next };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== String(step)));
}

function replaced(value: unknown, step: string | number, inner: unknown): unknown {
  if (Array.isArray(value)) return (value as unknown[]).map((one, index) => (index === Number(step) ? inner : one));
  return isValues(value) ? { ...value, [step]: inner } : value;
}

function appliedToList(list: readonly unknown[], op: SectionEdit["op"], index: number, next: unknown, to: number | undefined): unknown {
  if (op === "insert") return list.toSpliced(index, 0, next);
  if (op === "remove") return list.toSpliced(index, 1);
  return list.toSpliced(index, 1).toSpliced(to ?? index, 0, list[index]);
}

/** The value after all of them, one after the other. */
export function appliedAll(value: unknown, edits: readonly SectionEdit[]): unknown {
  return edits.reduce(applied, value);
}
