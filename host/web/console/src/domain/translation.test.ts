import { describe, expect, it } from "vitest";

import type { ConversationTranslationView, OriginalView, TranslationView } from "../api/types.ts";
import { AT } from "./fixtures.ts";
import { LATE_MS, nextLook, shownOfAgent, shownOfContact } from "./translation.ts";

const on: ConversationTranslationView = { mode: "on", contact: "es", agent: "en" };

function into(target: string, text: string | null, more: Partial<TranslationView> = {}): TranslationView {
  return { source: "es", target, at: AT, text, engine: text === null ? null : "apertium", ...more };
}

describe("what a contact wrote", () => {
  const both = shownOfContact("hola", [into("de", "hallo"), into("en", "hello")], on, "both", 0);

  it("is shown in the agent's language, with the original under it", () => {
    expect(both.main).toEqual({ text: "hello", language: "en" });
    expect(both.under).toEqual({ text: "hola", language: "es" });
    expect(both.mark).toEqual({ kind: "done", engine: "apertium", edited: false });
  });

  it.each([
    ["original", "hola"],
    ["translated", "hello"],
  ] as const)("is shown alone as %s", (look, text) => {
    const shown = shownOfContact("hola", [into("en", "hello")], on, look, 0);
    expect([shown.main.text, shown.under]).toEqual([text, null]);
  });

  it("waits for its translation, and not for ever", () => {
    expect(shownOfContact("hola", [], on, "both", 0)).toMatchObject({ main: { text: "hola", language: "es" }, mark: { kind: "pending" } });
    expect(shownOfContact("hola", [], on, "both", LATE_MS).mark.kind).toBe("none");
    expect(shownOfContact("hola", [], on, "both", null).mark.kind).toBe("none");
  });

  it("waits for nothing where there is nothing to translate", () => {
    expect(shownOfContact("100234 😀", [], on, "both", 0).mark.kind).toBe("none");
    expect(shownOfContact("hola", [], { ...on, mode: "off" }, "both", 0).mark.kind).toBe("none");
    expect(shownOfContact("hola", [], undefined, "both", 0)).toMatchObject({ main: { text: "hola", language: null }, mark: { kind: "none" } });
  });

  it("is shown as it is where the translation failed", () => {
    const shown = shownOfContact("hola", [into("en", null, { failure: "timed_out" })], on, "translated", 0);
    expect(shown).toEqual({ main: { text: "hola", language: "es" }, under: null, mark: { kind: "failed", why: "timed_out" } });
  });

  it("is shown in any language that it was translated into once nobody has the conversation", () => {
    expect(shownOfContact("hola", [into("de", "hallo")], undefined, "both", null).main.text).toBe("hallo");
    expect(shownOfContact("hola", [into("de", "hallo")], on, "both", null).main.text).toBe("hola");
  });
});

describe("what an agent wrote", () => {
  const original: OriginalView = { text: "hello", source: "en", target: "es", engine: "apertium", edited: true };

  it("is shown with what the contact got", () => {
    expect(shownOfAgent("hola", original, "both")).toEqual({
      main: { text: "hello", language: "en" },
      under: { text: "hola", language: "es" },
      mark: { kind: "done", engine: "apertium", edited: true },
    });
    expect(shownOfAgent("hola", original, "original").main.text).toBe("hola");
    expect(shownOfAgent("hola", original, "translated").main.text).toBe("hello");
  });

  it("is marked where it went out as it was", () => {
    const shown = shownOfAgent("hello", { ...original, engine: null, edited: false, failure: "failed" }, "original");
    expect(shown).toEqual({ main: { text: "hello", language: "en" }, under: null, mark: { kind: "failed", why: "failed" } });
  });

  it("is one text where nobody translated", () => {
    expect(shownOfAgent("hello", undefined, "both")).toEqual({ main: { text: "hello", language: null }, under: null, mark: { kind: "none" } });
  });
});

it("one key goes through all three", () => {
  expect(nextLook("original")).toBe("translated");
  expect(nextLook("translated")).toBe("both");
  expect(nextLook("both")).toBe("original");
});
