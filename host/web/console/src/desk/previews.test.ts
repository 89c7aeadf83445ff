import { describe, expect, it } from "vitest";

import { ProblemError } from "../api/rest.ts";
import type { DraftTranslation } from "../api/types.ts";
import { Previews } from "./previews.svelte.ts";

const languages = { source: "en", target: "es" };

/** A gateway whose answers are given by hand, in any order. */
function asked() {
  const waiting = new Map<string, (answer: DraftTranslation | Error) => void>();
  const previews = new Previews({
    translate: (_id, text) =>
      new Promise((done, fail) => {
        waiting.set(text, (answer) => (answer instanceof Error ? fail(answer) : done(answer)));
      }),
  });
  return {
    previews,
    answer: async (text: string, answer: DraftTranslation | Error): Promise<void> => {
      waiting.get(text)?.(answer);
      await Promise.resolve();
      await new Promise((done) => setTimeout(done));
    },
  };
}

const done = (text: string): DraftTranslation => ({ ...languages, text, engine: "apertium" });

describe("a preview", () => {
  it("is sent with the text that it was made of, and with no other", async () => {
    const { previews, answer } = asked();
    void previews.ask("a", "hello");
    expect(previews.given("a", "hello")).toBeNull();
    await answer("hello", done("hola"));
    expect(previews.given("a", "hello")).toEqual({ text: "hola", engine: "apertium", edited: false });
    expect(previews.given("a", "hello you")).toBeNull();
    expect(previews.given("b", "hello")).toBeNull();
  });

  it("is sent as the agent has changed it", async () => {
    const { previews, answer } = asked();
    void previews.ask("a", "hello");
    await answer("hello", done("hola"));
    previews.edit("a", " buenas ");
    expect(previews.given("a", "hello")).toEqual({ text: "buenas", engine: "apertium", edited: true });
    previews.edit("a", " ");
    expect(previews.given("a", "hello")).toBeNull();
  });

  it("that comes too late is not shown", async () => {
    const { previews, answer } = asked();
    void previews.ask("a", "one");
    void previews.ask("a", "two");
    await answer("two", done("dos"));
    await answer("one", done("uno"));
    expect(previews.of("a")).toMatchObject({ of: "two", text: "dos" });
    previews.close("a");
    expect(previews.of("a")).toBeNull();
  });

  it("that failed says why, and the agent can write their own", async () => {
    const { previews, answer } = asked();
    void previews.ask("a", "hello");
    await answer("hello", { ...languages, text: null, engine: null, failure: "timed_out" });
    expect(previews.of("a")).toMatchObject({ status: "failed", why: "timed_out" });
    expect(previews.given("a", "hello")).toBeNull();
    previews.edit("a", "hola");
    expect(previews.given("a", "hello")).toEqual({ text: "hola", engine: null, edited: true });
  });

  it("that could not be asked for says so", async () => {
    const { previews, answer } = asked();
    void previews.ask("a", "hello");
    await answer("hello", new ProblemError({ type: "x", code: "x", status: 503, title: "Busy", detail: "The gateway is busy." }));
    expect(previews.of("a")).toMatchObject({ status: "failed", problem: "The gateway is busy." });
  });
});
