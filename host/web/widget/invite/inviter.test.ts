import { expect, test } from "vitest";

import type { Invitation } from "../../protocol/api.ts";
import type { Answer } from "./leases.ts";
import { Inviter, type InviterPorts } from "./inviter.ts";

function invitation(name: string): Invitation {
  const caps = { per_session: 1, per_visitor: 3, cooldown_h: 24, after_decline_h: 72, after_chat_h: 24 };
  return { name, title: {}, message: {}, buttons: [], decline: {}, priority: 50, hold_out: 0, when: { kind: "exit" }, caps };
}

/** A page on which everything is set by hand, and time goes when told. */
class World {
  now = 0;
  busy = false;
  considered = false;
  heldOut = false;
  readonly dueAt = new Map<string, number>();
  readonly forbidden = new Set<string>();
  readonly said: string[] = [];
  answer: Answer = { lease: { token: "t", expires_in_ms: 30_000 } };
  tells = true;
  #timers: { at: number; act: () => void }[] = [];
  readonly inviter: Inviter;

  constructor(...names: string[]) {
    for (const name of names) this.dueAt.set(name, Infinity);
    const ports: InviterPorts = {
      due: ({ name }) => Math.max(0, (this.dueAt.get(name) ?? Infinity) - this.now),
      allows: ({ name }) => !this.forbidden.has(name),
      holdsOut: () => this.heldOut,
      isBusy: () => this.busy,
      ask: (name, heldOut) => {
        this.said.push(`${heldOut ? "ask held out" : "ask"} ${name} at ${this.now}`);
        return Promise.resolve(this.answer);
      },
      tell: (name, _token, outcome) => {
        this.said.push(`${outcome} ${name}`);
        return Promise.resolve(this.tells);
      },
      show: ({ name }) => {
        this.said.push(`show ${name} at ${this.now}`);
        return { isConsidered: () => this.considered, remove: () => void this.said.push(`remove ${name}`) };
      },
      noted: ({ name }, _token, heldOut) => {
        this.forbidden.add(name);
        if (heldOut) this.said.push(`held out ${name}`);
      },
      declined: () => {
        for (const name of names) this.forbidden.add(name);
      },
      now: () => this.now,
      after: (ms, act) => {
        const timer = { at: this.now + ms, act };
        this.#timers.push(timer);
        return () => (this.#timers = this.#timers.filter((other) => other !== timer));
      },
      chance: () => 0,
    };
    this.inviter = new Inviter(names.map(invitation), ports);
  }

  /** Lets time go by, timer by timer. */
  async until(ms: number): Promise<void> {
    for (;;) {
      await Promise.resolve().then(() => undefined);
      await new Promise((done) => queueMicrotask(() => queueMicrotask(() => done(null))));
      const next = this.#timers.filter(({ at }) => at <= ms).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = next.at;
      next.act();
    }
    this.now = ms;
  }

  get timers(): number {
    return this.#timers.length;
  }
}

test("an invitation is asked for when it is due, not before, with one timer and no ticks", async () => {
  const world = new World("pricing");
  world.dueAt.set("pricing", 2_000);
  world.inviter.check();
  expect(world.timers).toBe(1);
  await world.until(1_999);
  expect(world.said).toEqual([]);
  await world.until(2_000);
  expect(world.said).toEqual(["ask pricing at 2000", "show pricing at 2000"]);
});

test("of two that are due the first is shown, and the other waits until it is gone", async () => {
  const world = new World("first", "second");
  world.dueAt.set("first", 1_000).set("second", 500);
  world.busy = true;
  world.inviter.check();
  await world.until(1_000);
  world.busy = false;
  world.inviter.check();
  await world.until(1_001);
  expect(world.said).toEqual(["ask first at 1000", "show first at 1000"]);
  await world.until(31_000);
  expect(world.said.slice(2)).toEqual(["remove first", "ask second at 31000", "show second at 31000"]);
});

test("where nobody is free it is asked again after the pause, if it is still due then", async () => {
  const world = new World("pricing");
  world.dueAt.set("pricing", 0);
  world.answer = { againInMs: 15_000 };
  world.inviter.check();
  await world.until(14_000);
  world.inviter.check();
  await world.until(15_000);
  expect(world.said).toEqual(["ask pricing at 0", "ask pricing at 15000"]);
  world.dueAt.set("pricing", Infinity);
  await world.until(200_000);
  expect(world.said).toHaveLength(2);
});

test("what was leased for somebody who is writing by then is given back", async () => {
  const world = new World("pricing");
  world.dueAt.set("pricing", 0);
  world.inviter.check();
  world.busy = true;
  await world.until(1);
  expect(world.said).toEqual(["ask pricing at 0", "not_shown pricing"]);
});

test("an ignored invitation goes with its lease, and one that somebody is at stays", async () => {
  const world = new World("pricing");
  world.dueAt.set("pricing", 0);
  world.inviter.check();
  world.considered = true;
  await world.until(59_999);
  expect(world.said.slice(2)).toEqual(["considered pricing"]);
  world.considered = false;
  await world.until(60_000);
  expect(world.said.slice(3)).toEqual(["remove pricing"]);
});

test("where no place is kept any more it stays as long as somebody is at it", async () => {
  const world = new World("pricing");
  world.dueAt.set("pricing", 0);
  world.considered = true;
  world.tells = false;
  world.inviter.check();
  await world.until(33_000);
  world.considered = false;
  await world.until(34_000);
  expect(world.said.slice(2)).toEqual(["considered pricing", "considered pricing", "remove pricing"]);
});

test("accepted and declined are told once, and the card goes", async () => {
  const world = new World("pricing", "other");
  world.dueAt.set("pricing", 0).set("other", 0);
  world.inviter.check();
  await world.until(5);
  world.inviter.accept();
  world.inviter.accept();
  world.inviter.decline();
  expect(world.said.slice(2)).toEqual(["remove pricing", "accepted pricing"]);

  const another = new World("pricing", "other");
  another.dueAt.set("pricing", 0).set("other", 0);
  another.inviter.check();
  await another.until(5);
  another.inviter.decline();
  await another.until(60_000);
  expect(another.said.slice(2)).toEqual(["remove pricing", "declined pricing"]);
});

test("who is held out is counted and sees nothing", async () => {
  const world = new World("pricing");
  world.heldOut = true;
  world.answer = { lease: { token: "t", expires_in_ms: 0 } };
  world.dueAt.set("pricing", 0);
  world.inviter.check();
  await world.until(60_000);
  expect(world.said).toEqual(["ask held out pricing at 0", "held out pricing"]);
});
