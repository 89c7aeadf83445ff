import { expect, it } from "vitest";

import { add, applied, appliedAll, blank, makeFirst, openExit, rename, setExit, setValue, takeOut } from "./edits.ts";
import { exitsOf, KINDS, objectsOf, type Exit, type ScriptObject } from "./script.ts";

const value = {
  objects: [
    { tag: "topic", does: "menu", choices: [{ text: { en: "Orders" }, to: "queue" }], else: "queue" },
    { tag: "queue", does: "forward", queue: "sales", in_queue: "soon", after_s: 60, after: "other" },
    { tag: "soon", does: "wait_message" },
    { tag: "other", does: "forward", queue: "support" },
  ],
};
const objects = objectsOf(value);

function object(tag: string): ScriptObject {
  const found = objects.find((one) => one.tag === tag);
  if (found === undefined) throw new Error(tag);
  return found;
}

function exit(tag: string, name: string): Exit {
  const found = exitsOf(object(tag)).find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

it("a value is set at its path, and taken away by undefined", () => {
  expect(setValue(object("queue"), ["priority"], 5)).toEqual({ op: "set", path: ["objects", 1, "priority"], value: 5 });
  expect(setValue(object("queue"), ["skip", "to"], undefined)).toEqual({ op: "remove", path: ["objects", 1, "skip", "to"] });
});

it("an exit is led elsewhere where its tag stands", () => {
  expect(setExit(object("topic"), exit("topic", "choices 1"), "other")).toEqual([{ op: "set", path: ["objects", 0, "choices", 0, "to"], value: "other" }]);
});

it("an exit that takes its time gets a time, and loses it with its object", () => {
  expect(setExit(object("other"), exit("other", "after"), "queue")).toEqual([
    { op: "set", path: ["objects", 3, "after"], value: "queue" },
    { op: "set", path: ["objects", 3, "after_s"], value: 120 },
  ]);
  expect(setExit(object("queue"), exit("queue", "after"), "soon")).toEqual([{ op: "set", path: ["objects", 1, "after"], value: "soon" }]);
  expect(setExit(object("queue"), exit("queue", "after"), null)).toEqual([
    { op: "remove", path: ["objects", 1, "after"] },
    { op: "remove", path: ["objects", 1, "after_s"] },
  ]);
  expect(setExit(object("other"), exit("other", "after"), null)).toEqual([]);
});

it("another name is taken by every exit that leads there", () => {
  const after = objectsOf(appliedAll(value, rename(objects, object("queue"), "line")));
  expect(after.flatMap(exitsOf).map(({ to }) => to)).not.toContain("queue");
  expect(after[1]?.tag).toBe("line");
  expect(after[0]?.values).toMatchObject({ choices: [{ to: "line" }], else: "line" });
});

it("of two objects with one name, only the one that is renamed changes", () => {
  const twins = objectsOf({ objects: [{ tag: "a", does: "goto", to: "b" }, { tag: "b", does: "end" }, { tag: "b", does: "end" }] });
  const [, , second] = twins;
  expect(second === undefined ? null : rename(twins, second, "c")).toEqual([{ op: "set", path: ["objects", 2, "tag"], value: "c" }]);
});

it("a new object stands behind the others, and the exit leads to it", () => {
  const { tag, edits } = add(objects, "end", "sales", { object: object("topic"), exit: exit("topic", "else") });
  expect(tag).toBe("end");
  expect(edits).toEqual([
    { op: "insert", path: ["objects", 4], value: { tag: "end", does: "end", text: { en: "" } } },
    { op: "set", path: ["objects", 0, "else"], value: "end" },
  ]);
});

it.each(KINDS)("a new %s has each exit that the gateway wants", (kind) => {
  const [made] = objectsOf({ objects: [blank(kind, "new", "sales")] });
  if (made === undefined) throw new Error("nothing was made");
  expect(made.kind).toBe(kind);
  for (const { path, required } of exitsOf(made)) {
    const [key] = path;
    if (required && key !== undefined) expect(Object.keys(made.values)).toContain(String(key));
  }
});

it("a new object is put behind an exit that leads nowhere, and a wait message only behind a wait", () => {
  expect(openExit(objects, object("queue"), "message")?.name).toBe("refused");
  expect(openExit(objects, object("other"), "wait_message")?.name).toBe("in_queue");
  expect(openExit(objects, object("soon"), "wait_message")?.name).toBe("next");
  expect(openExit(objects, object("soon"), "message")).toBeNull();
  expect(openExit(objects, object("topic"), "wait_message")).toBeNull();
});

it("what may lead nowhere does once its object is gone, and the rest still names it", () => {
  const after = objectsOf(appliedAll(value, takeOut(objects, object("other"))));
  expect(after.map(({ tag }) => tag)).toEqual(["topic", "queue", "soon"]);
  expect(after[1]?.values).toEqual({ tag: "queue", does: "forward", queue: "sales", in_queue: "soon" });
  expect(objectsOf(appliedAll(value, takeOut(objects, object("queue"))))[0]?.values).toMatchObject({ else: "queue" });
});

it("a script begins with the object that is moved to the front", () => {
  expect(objectsOf(applied(value, makeFirst(object("soon")))).map(({ tag }) => tag)).toEqual(["soon", "topic", "queue", "other"]);
});

it("edits within lists and tables are applied as the gateway does", () => {
  const menu = { choices: [{ to: "a" }, { to: "b" }, { to: "c" }] };
  expect(applied(menu, { op: "move", path: ["choices", 2], to: 0 })).toEqual({ choices: [{ to: "c" }, { to: "a" }, { to: "b" }] });
  expect(applied(menu, { op: "remove", path: ["choices", 1] })).toEqual({ choices: [{ to: "a" }, { to: "c" }] });
  expect(applied(menu, { op: "insert", path: ["choices", 1], value: { to: "x" } })).toEqual({ choices: [{ to: "a" }, { to: "x" }, { to: "b" }, { to: "c" }] });
  expect(applied({}, { op: "set", path: ["text", "en"], value: "Hi" })).toEqual({ text: { en: "Hi" } });
  expect(applied(menu, { op: "remove", path: ["nowhere", 3, "x"] })).toEqual(menu);
  expect(menu).toEqual({ choices: [{ to: "a" }, { to: "b" }, { to: "c" }] });
});
