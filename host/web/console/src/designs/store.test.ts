import { expect, it } from "vitest";

import type { SectionDraftRequest, SectionPut, Section } from "../api/types.ts";
import type { DesignsRest } from "../api/designs.ts";
import { problem, ProblemError } from "../api/rest.ts";
import type { WidgetConfig } from "../api/types.ts";
import { Designs } from "./designs.svelte.ts";

const TEXT = "[design.shop]\ncorner = 4\n";

/** A gateway with one design. */
class World {
  section: Section = { kind: "design", name: "shop", text: TEXT, digest: "d1", used_by: ["shop-chat"], read_only: null, revisions: [] };
  drafts: SectionDraftRequest[] = [];
  published: [string, SectionPut][] = [];
  wrong = false;
  timers: (() => void)[] = [];

  rest(): DesignsRest {
    return {
      list: () => Promise.resolve({ sections: [], read_only: null }),
      one: () => Promise.resolve(this.section),
      revision: (_, number) => Promise.resolve({ text: `[design.shop]\ncorner = ${number}\n`, digest: "old", value: {} }),
      draft: (_, draft) => {
        this.drafts.push(draft);
        const text = draft.edits.reduce((text, { value }) => text.replace(/corner = \d+/, `corner = ${String(value)}`), draft.text);
        const problems = this.wrong ? [{ line: 2, column: 1, problem: "no", path: ["corner"] }] : [];
        return Promise.resolve({ text, value: { corner: 1 }, problems });
      },
      publish: (name, wish) => {
        this.published.push([name, wish]);
        if (wish.replaces !== null && wish.replaces !== this.section.digest) return Promise.reject(new ProblemError(problem("conflict", 409, "Somebody else")));
        this.section = { ...this.section, name, text: wish.text, digest: `d${this.published.length + 1}` };
        return Promise.resolve(this.section);
      },
      remove: () => Promise.resolve(),
      preview: ({ text }) => Promise.resolve({ title: text } as WidgetConfig),
    };
  }

  async open(): Promise<Designs> {
    const designs = new Designs(this.rest(), (act) => {
      this.timers = [act];
      return () => (this.timers = []);
    });
    await designs.choose("shop");
    return designs;
  }
}

const set = (value: number) => ({ op: "set" as const, path: ["corner"], value });

it("what is typed into one field goes to the gateway once, and shows how it looks", async () => {
  const world = new World();
  const designs = await world.open();
  expect([designs.changed, designs.looks?.title]).toEqual([false, TEXT]);
  designs.edit(set(1));
  designs.edit(set(12));
  await designs.settle();
  expect(world.drafts.at(-1)).toEqual({ text: TEXT, edits: [set(12)] });
  expect(designs.text).toContain("corner = 12");
  expect([designs.changed, designs.looks?.title]).toEqual([true, designs.text]);
});

it("a text with something wrong is not published, and the looks before it stay", async () => {
  const world = new World();
  const designs = await world.open();
  world.wrong = true;
  designs.edit(set(99));
  expect(await designs.publish()).toBe("refused");
  expect([world.published, designs.looks?.title, designs.problems.length]).toEqual([[], TEXT, 1]);
});

it("whoever comes second sees the other's text, and may replace it then", async () => {
  const world = new World();
  const designs = await world.open();
  designs.edit(set(8));
  await designs.settle();
  world.section = { ...world.section, text: "[design.shop]\ncorner = 6\n", digest: "theirs" };
  expect(await designs.publish()).toBe("conflict");
  expect(designs.beside).toMatchObject({ what: "conflict", text: world.section.text });
  expect(designs.text).toContain("corner = 8");
  designs.keep();
  expect(await designs.publish()).toBe("done");
  expect(world.published.at(-1)?.[1]).toEqual({ text: "[design.shop]\ncorner = 8\n", replaces: "theirs" });
  expect(designs.changed).toBe(false);
});

it("a revision is looked at beside, and only taken when it is said", async () => {
  const world = new World();
  const designs = await world.open();
  await designs.revision(2);
  expect([designs.text, designs.beside?.number]).toEqual([TEXT, 2]);
  await designs.take();
  expect([designs.text, designs.changed, world.published]).toEqual(["[design.shop]\ncorner = 2\n", true, []]);
});

it("a copy is published under its own name, and replaces nothing", async () => {
  const world = new World();
  const designs = await world.open();
  expect(await designs.copy("fair")).toBe("done");
  expect(world.published).toEqual([["fair", { text: "[design.fair]\ncorner = 4\n", replaces: null }]]);
});

it("an answer about a design that is not looked at any more changes nothing", async () => {
  const world = new World();
  const designs = await world.open();
  designs.edit(set(1));
  const late = designs.settle();
  const other = designs.choose(null);
  await Promise.all([late, other]);
  expect([designs.text, designs.of.value]).toEqual(["", null]);
});
