import { expect, it } from "vitest";

import type { ConversationPage, MessagePage } from "../api/types.ts";
import { byAgent, closed, conversation, text } from "../domain/fixtures.ts";
import { Gists, gistOf } from "./gists.ts";
import { PersonHistory } from "./people.svelte.ts";

const over = (id: string) => conversation(id, { state: closed });

function rest(pages: Record<string, ConversationPage>, asked: string[] = []) {
  return {
    ofPerson: (_person: string, before: string | null): Promise<ConversationPage> => {
      const page = pages[before ?? "first"];
      return page === undefined ? Promise.reject(new Error("down")) : Promise.resolve(page);
    },
    messages: (id: string): Promise<MessagePage> => {
      asked.push(id);
      if (id === "gone") return Promise.reject(new Error("gone"));
      return Promise.resolve({ items: [text(1, "hello")], has_earlier: false, has_later: false });
    },
  };
}

it("pages follow each other, and a failed one can be asked for again", async () => {
  const pages: Record<string, ConversationPage> = { first: { items: [over("b")], next_before: "b" } };
  const history = new PersonHistory(rest(pages), "per_1");
  await history.load();
  await history.load();
  expect(history.problem).not.toBeNull();
  expect(history.items?.map(({ id }) => id)).toEqual(["b"]);
  pages["b"] = { items: [over("a")] };
  await history.load();
  expect(history.items?.map(({ id }) => id)).toEqual(["b", "a"]);
  expect([history.problem, history.nextBefore]).toEqual([null, null]);
});

it("what is over is asked for once, what goes on each time, and a failure is no gist", async () => {
  const asked: string[] = [];
  const gists = new Gists(rest({}, asked));
  const all = await Promise.all([over("a"), over("gone"), conversation("b")].map((one) => gists.of(one)));
  expect(all.map((gist) => gist?.first)).toEqual(["hello", undefined, "hello"]);
  await gists.of(over("a"));
  await gists.of(conversation("b"));
  expect(asked).toEqual(["a", "gone", "b", "b"]);
});

it("a gist has the first and the last words and who answered", () => {
  const talk = [text(1, "first"), text(2, "answer", { author: byAgent }), text(3, "last")];
  expect(gistOf(talk, false)).toEqual({ answeredBy: "Ana", first: "first", last: "last" });
  expect(gistOf(talk.slice(1), true)).toEqual({ answeredBy: "Ana", first: null, last: "last" });
  expect(gistOf([text(1, "only")], false)).toEqual({ answeredBy: null, first: "only", last: null });
});
