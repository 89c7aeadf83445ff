import { expect, it } from "vitest";

import { exitsOf, firstText, freeTag, languagesOf, leadingTo, objectsOf, textOf } from "./script.ts";
import { renamed } from "../domain/section-name.ts";
import { neighbour, treeOf, type Row } from "./tree.ts";

const script = objectsOf({
  objects: [
    { tag: "hours", does: "schedule", open: "topic", closed: "night", exceptions: { xmas: "night" } },
    { tag: "topic", does: "menu", text: { en: "What?", de: "Was?" }, choices: [{ text: { en: "Orders" }, to: "queue" }, { text: { en: "Back" }, to: "hours" }], else: "queue", timeout: "gone", timeout_s: 60 },
    { tag: "queue", does: "forward", in_queue: "soon", skip: { text: { en: "No" }, to: "night" } },
    { tag: "soon", does: "wait_message", text: { en: "Soon" } },
    { tag: "night", does: "end" },
    { tag: "alone", does: "goto", to: "queue" },
  ],
});

const drawn = (rows: readonly Row[]): string[] =>
  rows.map((row) => `${"  ".repeat(row.depth)}${row.exit === null ? "" : `${row.exit.name} `}${row.kind === "object" ? row.object.tag : row.kind === "link" ? `> ${row.object.tag}` : `! ${row.exit.to ?? ""}`}`);

it("each object stands under the exit that leads to it first, and is named where others do", () => {
  expect(drawn(treeOf(script))).toEqual([
    "hours",
    "  open topic",
    "    choices 1 queue",
    "      in_queue soon",
    "      skip night",
    "    choices 2 > hours",
    "    else > queue",
    "    timeout ! gone",
    "  closed > night",
    "  exceptions.xmas > night",
    "alone",
    "  to > queue",
  ]);
  expect(treeOf(script).filter((row) => row.kind === "object" && row.loose).map((row) => (row.kind === "object" ? row.object.tag : ""))).toEqual(["alone"]);
});

it("every object is in the list once, and every line has a name of its own", () => {
  const rows = treeOf(script);
  expect(rows.filter(({ kind }) => kind === "object")).toHaveLength(script.length);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

it("objects without a name, of no kind or with the name of another are in the list too", () => {
  const odd = objectsOf({ objects: [{ does: "message", next: "twice" }, { tag: "twice", does: "end" }, { tag: "twice", does: "end" }, { tag: "x", does: "juggle", next: "twice" }, 7] });
  expect(drawn(treeOf(odd))).toEqual(["", "  next twice", "twice", "x", ""]);
});

it("what is no script has no objects", () => {
  for (const value of [null, undefined, 3, "objects", [], {}, { objects: null }, { objects: { tag: "a" } }]) expect(objectsOf(value)).toEqual([]);
});

it("arrow keys lead through the list", () => {
  const rows = treeOf(script);
  expect(neighbour(rows, 0, "ArrowDown")).toBe(1);
  expect(neighbour(rows, 0, "ArrowUp")).toBe(0);
  expect(neighbour(rows, rows.length - 1, "ArrowDown")).toBe(rows.length - 1);
  expect(neighbour(rows, 1, "ArrowRight")).toBe(2);
  expect(neighbour(rows, 5, "ArrowRight")).toBe(5);
  expect(neighbour(rows, 5, "ArrowLeft")).toBe(1);
  expect(neighbour(rows, 10, "ArrowLeft")).toBe(10);
  expect(neighbour(rows, 4, "Home")).toBe(0);
  expect(neighbour(rows, 4, "End")).toBe(rows.length - 1);
  expect(neighbour(rows, 4, "x")).toBeNull();
});

it("a kind has the exits that the gateway knows", () => {
  const names = (does: string, more: object = {}): string[] => exitsOf(objectsOf({ objects: [{ tag: "a", does, ...more }] })[0] ?? { index: 0, tag: "", kind: null, values: {} }).map(({ name, required }) => name + (required ? "" : "?"));
  expect(names("schedule", { exceptions: { xmas: "b" } })).toEqual(["open", "closed", "exceptions.xmas"]);
  expect(names("language", { languages: { de: "b" } })).toEqual(["languages.de", "else"]);
  expect(names("menu", { choices: [{}, {}] })).toEqual(["choices 1", "choices 2", "else", "timeout?"]);
  expect(names("forward")).toEqual(["in_queue?", "after?", "refused?"]);
  expect(names("forward", { skip: {} })).toEqual(["in_queue?", "after?", "refused?", "skip"]);
  expect(names("wait_message")).toEqual(["next?"]);
  expect(names("check_customer")).toEqual(["found", "many", "none", "error"]);
  expect(names("end")).toEqual([]);
});

it("who leads to an object is found", () => {
  expect(leadingTo(script, "night").map(({ object, exit }) => `${object.tag} ${exit.name}`)).toEqual(["hours closed", "hours exceptions.xmas", "queue skip"]);
});

it("a new name is one that nothing has, and never too long", () => {
  expect(freeTag(script, "menu")).toBe("menu");
  expect(freeTag(script, "queue")).toBe("queue_2");
  const long = objectsOf({ objects: [{ tag: "abcdefghijklmnopqrstu" }] });
  expect(freeTag(long, "abcdefghijklmnopqrstu")).toBe("abcdefghijklmnopqr_2");
});

it("texts are read in a language that is there", () => {
  expect(textOf({ en: "a", de: "b" }, ["de"])).toBe("b");
  expect(textOf({ fr: "c" }, ["de"])).toBe("c");
  expect(textOf(undefined)).toBe("");
  expect(languagesOf(script)).toEqual(["en", "de"]);
});

it("a copy is the same script under another name, and texts that hold the name stay", () => {
  const text = '# script.old.objects\n[[script.old.objects]]\ntag = "old"\n  [ script . "old" .objects.text ]\n[[script.older.objects]]\n';
  expect(renamed("script", text, "old", "new")).toBe('# script.old.objects\n[[script.new.objects]]\ntag = "old"\n  [ script . new .objects.text ]\n[[script.older.objects]]\n');
  expect(renamed("script", firstText("old", "sales"), "old", "new")).toBe(firstText("new", "sales"));
});
