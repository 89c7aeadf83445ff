import { expect, test } from "vitest";

import type { Invitation } from "../../protocol/api.ts";
import { memoryShelf } from "../../protocol/storage.ts";
import { Journal } from "./journal.ts";

const HOUR = 3_600_000;

function invitation(caps: Partial<Invitation["caps"]> = {}, hold_out = 0): Invitation {
  const all = { per_session: 1, per_visitor: 3, cooldown_h: 24, after_decline_h: 72, after_chat_h: 24, ...caps };
  return { name: "pricing", title: {}, message: {}, buttons: [], decline: {}, priority: 50, hold_out, when: { kind: "exit" }, caps: all };
}

/** A browser at a wall clock that is set by hand. */
function browser(chance = 0.5) {
  const shelf = memoryShelf();
  const clock = { now: 1_000 * HOUR };
  const journal = (): Journal => new Journal(shelf, () => clock.now, () => chance);
  return { shelf, clock, journal };
}

test("a visit goes on over pages and tabs, and ends after half an hour without one", () => {
  const { clock, journal } = browser();
  journal().page();
  journal().add(4_000);
  clock.now += HOUR / 2;
  journal().page();
  expect(journal().visit).toEqual({ pages: 2, visits: 1, ms: 4_000 });
  clock.now += HOUR / 2 + 1;
  journal().page();
  expect(journal().visit).toEqual({ pages: 1, visits: 2, ms: 0 });
});

test("an invitation is shown once in a visit, not again before its cooldown, and three times ever", () => {
  const { clock, journal } = browser();
  const it = invitation();
  const visit = (hours: number): boolean => {
    clock.now += hours * HOUR;
    journal().page();
    return journal().allows(it);
  };
  expect(visit(0)).toBe(true);
  journal().shown("pricing", "t");
  expect(journal().allows(it)).toBe(false);
  expect(visit(0.1), "a reload is the same visit").toBe(false);
  expect(visit(23)).toBe(false);
  expect(visit(24)).toBe(true);
  journal().shown("pricing", "t");
  expect(visit(24)).toBe(true);
  journal().shown("pricing", "t");
  expect(visit(1_000), "three times are enough").toBe(false);
});

test("several times in one visit need no cooldown between them", () => {
  const { journal } = browser();
  journal().page();
  journal().shown("pricing", "t");
  expect(journal().allows(invitation({ per_session: 2 }))).toBe(true);
});

test("who has declined one is shown no other for as long, and who has chatted none", () => {
  const { clock, journal } = browser();
  journal().page();
  journal().declined();
  expect(journal().allows({ ...invitation(), name: "another" })).toBe(false);
  clock.now += 72 * HOUR;
  expect(journal().allows(invitation())).toBe(true);
  journal().chatted();
  clock.now += 23 * HOUR;
  expect(journal().allows(invitation())).toBe(false);
  expect(journal().allows(invitation({ after_chat_h: 0 }))).toBe(true);
});

test("a browser stays on its side of an experiment", () => {
  const { shelf, clock, journal } = browser(0.05);
  expect(journal().holdsOut(invitation({}, 10))).toBe(true);
  const luckier = new Journal(shelf, () => clock.now, () => 0.9);
  expect(luckier.holdsOut(invitation({}, 10))).toBe(true);
  expect(luckier.holdsOut({ ...invitation({}, 10), name: "another" })).toBe(false);
  expect(luckier.holdsOut(invitation())).toBe(false);
});

test("a chat counts for the last showing for a day, and once", () => {
  const { clock, journal } = browser();
  expect(journal().touch).toBeNull();
  journal().shown("pricing", "first");
  journal().shown("pricing", "second");
  expect(journal().touch).toBe("second");
  clock.now += 24 * HOUR;
  expect(journal().touch).toBeNull();
  clock.now -= HOUR;
  journal().chatted();
  expect(journal().touch).toBeNull();
});

test("a shelf with rubbish on it is an empty one", () => {
  const { shelf, journal } = browser();
  shelf.set("visits", "{");
  journal().page();
  expect(journal().visit.visits).toBe(1);
});
