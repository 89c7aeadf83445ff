import { expect, it } from "vitest";

import type { ChannelView, Installation } from "../api/types.ts";
import { Installations } from "./channels.svelte.ts";

const channel = (id: string, live: boolean): ChannelView => ({ id, title: id, live }) as ChannelView;
const of = (title: string): Installation => ({ gateway: "", title, loader: "", pinned_loader: "", integrity: "", page: "", allowed_origins: [], seen: [] });

it("only channels with a widget are listed", async () => {
  const all = new Installations({ channels: () => Promise.resolve({ items: [channel("shop", true), channel("sms", false)] }), installation: () => Promise.reject(new Error("no")) });
  await all.loadList();
  expect(all.list.value?.map(({ id }) => id)).toEqual(["shop"]);
});

it("an answer about a channel that is not looked at any more is not shown", async () => {
  const answers: Record<string, (it: Installation) => void> = {};
  const all = new Installations({ channels: () => Promise.resolve({ items: [] }), installation: (id) => new Promise((told) => (answers[id] = told)) });
  const first = all.choose("shop");
  const second = all.choose("docs");
  answers["docs"]?.(of("Docs"));
  await second;
  answers["shop"]?.(of("Shop"));
  await first;
  expect(all.of.value?.title).toBe("Docs");
});

it("what was shown stays beside the problem of looking again", async () => {
  let down = false;
  const all = new Installations({ channels: () => Promise.resolve({ items: [] }), installation: () => (down ? Promise.reject(new Error("down")) : Promise.resolve(of("Shop"))) });
  await all.choose("shop");
  down = true;
  await all.look();
  expect([all.of.value?.title, all.of.problem]).toEqual(["Shop", expect.any(String)]);
});
