import { describe, expect, it } from "vitest";

import { at, byAgent, text } from "./fixtures.ts";
import { lastText, lines, unread } from "./transcript.ts";

const oneDay = (): string => "day";

describe("lines", () => {
  it("groups what one author says within minutes", () => {
    const shown = lines([text(1, "a"), text(2, "b"), text(3, "c", { author: byAgent }), text(4, "d", { at: at(900), author: byAgent })], oneDay);
    expect(shown.map((line) => (line.kind === "group" ? line.bubbles.length : line.kind))).toEqual(["day", 2, 1, 1]);
  });

  it("separates two agents", () => {
    const other = { kind: "agent" as const, agent: "bo", name: "Bo" };
    expect(lines([text(1, "a", { author: byAgent }), text(2, "b", { author: other })], oneDay)).toHaveLength(3);
  });

  it("begins a new day even within a minute", () => {
    const shown = lines([text(1, "a"), text(2, "b")], (moment) => moment);
    expect(shown.map(({ kind }) => kind)).toEqual(["day", "group", "day", "group"]);
  });

  it("puts facts between groups", () => {
    const joined = text(2, "", { author: { kind: "system" }, content: { kind: "agent_joined", name: "Ana" } });
    expect(lines([text(1, "a"), joined, text(3, "b")], oneDay).map(({ kind }) => kind)).toEqual(["day", "group", "fact", "group"]);
  });

  it("has a key of its own for each", () => {
    const shown = lines(Array.from({ length: 9 }, (_, index) => text(index + 1, "x", { at: at(index * 400) })), (moment) => moment);
    expect(new Set(shown.map(({ key }) => key)).size).toBe(shown.length);
  });
});

it("unread are the contact's texts after the mark", () => {
  const messages = [text(1, "a"), text(2, "b"), text(3, "c", { author: byAgent }), text(4, "", { content: { kind: "requeued" } })];
  expect(unread(messages, 0)).toBe(2);
  expect(unread(messages, 1)).toBe(1);
  expect(unread(messages, 4)).toBe(0);
});

it("the last text skips facts", () => {
  const fact = text(2, "", { author: { kind: "system" }, content: { kind: "requeued" } });
  expect(lastText([text(1, "a"), fact])).toEqual({ text: "a", own: false });
  expect(lastText([fact])).toBeNull();
});

it("a file without words is named by its kind", () => {
  const files = [{ number: 1, media: "image" as const, name: null, mime: null, bytes: null }];
  expect(lastText([text(1, "", { content: { kind: "text", text: "", attachments: files } })])).toEqual({ text: "Picture", own: false });
  expect(lastText([text(1, "", { content: { kind: "text", text: "look", attachments: files } })])?.text).toBe("look");
});

it("the last text is in the reader's language where it is there in it", () => {
  const translations = [{ source: "es", target: "en", at: at(1), text: "hello", engine: "apertium" }];
  const said = [text(1, "hola", { translations })];
  expect(lastText(said, "en")).toEqual({ text: "hello", own: false });
  expect(lastText(said, "de")?.text).toBe("hola");
  expect(lastText(said)?.text).toBe("hola");
  const original = { text: "good morning", source: "en", target: "es", engine: "apertium", edited: false };
  expect(lastText([text(2, "", { author: byAgent, content: { kind: "text", text: "buenos días", original } })], "en")).toEqual({ text: "good morning", own: true });
});
