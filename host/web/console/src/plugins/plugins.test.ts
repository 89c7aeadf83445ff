import { expect, it } from "vitest";

import type { OperatorRest } from "../api/operator.ts";
import { ProblemError } from "../api/rest.ts";
import type { PluginDetail, PluginRow } from "../api/types.ts";
import { Announcer } from "../app/announcer.svelte.ts";
import { AT, operatorRest, pluginRow } from "../domain/fixtures.ts";
import { Plugins } from "./plugins.svelte.ts";

const row = (name: string, generation = 1): PluginRow => pluginRow({ name, generation });

function detail(name: string, generation = 1): PluginDetail {
  return { plugin: row(name, generation), instances: 1, memory_bytes: 1, asks: [], grants: [], wants: [], limits: [], at: AT };
}

function rest(more: Partial<OperatorRest> = {}): OperatorRest {
  return operatorRest({
    plugins: async () => ({ items: [row("shop"), row("sms")], at: AT }),
    plugin: async (name) => detail(name),
    restart: async (name) => detail(name, 2),
    ...more,
  });
}

function refused(status: number): ProblemError {
  return new ProblemError({ type: "urn:x", code: "x", status, title: "t", detail: "It stays as it is." });
}

it("what was done shows in the list and in the detail, and is said", async () => {
  const announcer = new Announcer();
  const plugins = new Plugins(rest(), announcer);
  plugins.choose("shop");
  await plugins.refresh();
  await plugins.act("restart", "shop");
  expect(plugins.list.value?.items.map(({ generation }) => generation)).toEqual([2, 1]);
  expect(plugins.detail.value?.plugin.generation).toBe(2);
  expect(announcer.polite).toContain("generation 2");
  expect(plugins.acting).toBeNull();
});

it("a refusal says why and changes nothing", async () => {
  const plugins = new Plugins(rest({ rollback: () => Promise.reject(refused(409)) }), new Announcer());
  plugins.choose("shop");
  await plugins.refresh();
  await plugins.act("rollback", "shop");
  expect(plugins.refusal).toBe("It stays as it is.");
  expect(plugins.detail.value?.plugin.generation).toBe(1);
});

it("the answer for one does not show under another", async () => {
  let answer: (value: PluginDetail) => void = () => undefined;
  const plugins = new Plugins(rest({ plugin: (name) => (name === "shop" ? new Promise((done) => (answer = done)) : Promise.resolve(detail(name))) }), new Announcer());
  plugins.choose("shop");
  plugins.choose("sms");
  await plugins.refresh();
  answer(detail("shop"));
  await Promise.resolve();
  expect(plugins.detail.value?.plugin.name).toBe("sms");
});

it("a plugin that is gone is said to be gone; the list stays when it cannot be renewed", async () => {
  let broken = false;
  const plugins = new Plugins(rest({ plugin: () => Promise.reject(refused(404)), plugins: () => (broken ? Promise.reject(refused(503)) : Promise.resolve({ items: [row("sms")], at: AT })) }), new Announcer());
  plugins.choose("shop");
  await plugins.refresh();
  broken = true;
  await plugins.refresh();
  expect(plugins.detail.problem).toContain("shop");
  expect(plugins.list.value?.items).toHaveLength(1);
  expect(plugins.list.problem).toBe("It stays as it is.");
});
