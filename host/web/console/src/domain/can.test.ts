import { describe, expect, it } from "vitest";

import type { StateView } from "../api/types.ts";
import * as can from "./can.ts";
import { agent, assigned, AT, channel, closed, conversation, customer, offered, pluginRow, queued, wrapUp } from "./fixtures.ts";
import { shown } from "./screen-pop.ts";

const states: readonly StateView[] = [queued, offered(), assigned, wrapUp, closed];
const supervisor = agent({ role: "supervisor" });
const NOW = Date.parse(AT);
const sms = channel("sms", { can_initiate: true });
const stopped = conversation("a", { contact: { name: null, account_number: null, locale: null, fields: [], stopped_at: AT } });

/** In which states a rule says yes. */
function allowed(rule: (state: StateView) => can.Verdict): string[] {
  return states.filter((state) => rule(state).ok).map(({ kind }) => kind);
}

describe("rules by state", () => {
  it("writing and ending belong to the talk", () => {
    expect(allowed((state) => can.canWrite(conversation("a", { state })))).toEqual(["assigned"]);
    expect(allowed((state) => can.canEnd(conversation("a", { state })))).toEqual(["assigned"]);
  });

  it("finishing belongs to wrap-up", () => {
    expect(allowed((state) => can.canFinish(conversation("a", { state }), ""))).toEqual(["wrap_up"]);
  });

  it("supervisors put back what an agent has, and close what is open", () => {
    expect(allowed((state) => can.canRequeue(supervisor, conversation("a", { state })))).toEqual(["offered", "assigned"]);
    expect(allowed((state) => can.canClose(supervisor, conversation("a", { state })))).toEqual(["queued", "offered", "assigned", "wrap_up"]);
  });

  it("agents do neither", () => {
    expect(allowed((state) => can.canRequeue(agent(), conversation("a", { state })))).toEqual([]);
    expect(allowed((state) => can.canClose(agent(), conversation("a", { state })))).toEqual([]);
  });
});

it("every refusal says why", () => {
  const verdicts = states.flatMap((state) => [
    can.canSend(conversation("a", { state }), null, "", NOW),
    can.canSendTemplate(conversation("a", { state }), false),
    can.canStop(conversation("a", { state }), null),
    can.canResume(agent(), conversation("a", { state })),
    can.canEnd(conversation("a", { state })),
    can.canRequeue(agent(), conversation("a", { state })),
    can.canSetCapacity(supervisor, 7),
  ]);
  for (const verdict of verdicts) expect(verdict.ok || verdict.why.length > 0).toBe(true);
});

it("a message has words, and at most 5000 characters as the gateway counts them", () => {
  const talk = conversation("a");
  expect(can.canSend(talk, null, " \n ", NOW).ok).toBe(false);
  expect(can.canSend(talk, null, "🙂".repeat(5_000), NOW).ok).toBe(true);
  expect(can.canSend(talk, null, "🙂".repeat(5_001), NOW).ok).toBe(false);
});

it("free text waits for an open window; a template does not", () => {
  const whatsapp = channel("whatsapp", { window_s: 60, templates: [{ name: "hello", language: "en", text: "Hello" }] });
  const talk = conversation("a", { contact_wrote_at: AT });
  expect(can.canSend(talk, whatsapp, "hi", NOW).ok).toBe(true);
  expect(can.canSend(talk, whatsapp, "hi", NOW + 60_000).ok).toBe(false);
  expect(can.canSendTemplate(talk, true).ok).toBe(true);
});

it("nothing is sent to whoever wants no more messages", () => {
  expect(can.canSend(stopped, sms, "hi", NOW)).toMatchObject({ ok: false, why: "The contact wants no more messages" });
  expect(can.canSendTemplate(stopped, true).ok).toBe(false);
});

it("whoever holds a conversation of a provider's notes a stop, a supervisor takes it back", () => {
  expect(allowed((state) => can.canStop(conversation("a", { state }), sms))).toEqual(["assigned", "wrap_up"]);
  expect(can.canStop(conversation("a"), channel("chat", { live: true })).ok).toBe(false);
  expect(can.canStop(stopped, sms).ok).toBe(false);
  expect([can.canResume(supervisor, stopped).ok, can.canResume(agent(), stopped).ok, can.canResume(supervisor, conversation("a")).ok]).toEqual([true, false, false]);
});

it("writing first needs a channel that lets you, and a free place", () => {
  expect(can.canStart(agent(), [sms], true).ok).toBe(true);
  expect(can.canStart(agent(), [channel("line")], true).ok).toBe(false);
  expect(can.canStart(agent({ load: 6 }), [sms], true).ok).toBe(false);
  expect(can.canStart(agent(), [sms], false).ok).toBe(false);
  expect(can.canStart(agent(), null, true).ok).toBe(false);
});

it("a disposition must be chosen where there are some to choose from", () => {
  expect(can.canFinish(conversation("a", { state: wrapUp, dispositions: ["done"] }), "").ok).toBe(false);
  expect(can.canFinish(conversation("a", { state: wrapUp, dispositions: ["done"] }), "done").ok).toBe(true);
});

it("capacity is between one and six", () => {
  expect([0, 1, 6, 7].map((capacity) => can.canSetCapacity(supervisor, capacity).ok)).toEqual([false, true, true, false]);
});

it("declining is a permission", () => {
  expect(can.canDecline(null).ok).toBe(false);
  expect(can.canDecline(agent({ may_decline: true })).ok).toBe(true);
});

it("supervisors see plugins, administrators handle them, and only while connected", () => {
  const roles = ["agent", "supervisor", "admin"] as const;
  expect(roles.filter(can.seesPlugins)).toEqual(["supervisor", "admin"]);
  expect(roles.filter((role) => can.canReload(agent({ role }), true).ok)).toEqual(["admin"]);
  expect(roles.filter((role) => can.canRestart(agent({ role }), true, pluginRow()).ok)).toEqual(["admin"]);
  const admin = agent({ role: "admin" });
  expect(can.canRestart(admin, false, pluginRow()).ok).toBe(false);
  expect(can.canRestart(admin, true, null).ok).toBe(false);
  expect(can.canRollBack(admin, true, pluginRow()).ok).toBe(false);
  expect(can.canRollBack(admin, true, pluginRow({ earlier: { version: "0.9.0", digest: "b" } })).ok).toBe(true);
});

it("only what is answered and whose contact does not sit and wait can be set aside", () => {
  expect(allowed((state) => can.canPark(conversation("a", { state }), sms))).toEqual(["assigned"]);
  expect(can.canPark(conversation("a", { state: assigned }), channel("web", { live: true })).ok).toBe(false);
});

it("what was set aside is taken up again where there is a free place", () => {
  const parked: StateView = { kind: "parked", agent: "ana", parked_at: AT, until_at: null };
  expect(can.canTakeUp(agent({ load: 5 }), conversation("a", { state: parked })).ok).toBe(true);
  expect(can.canTakeUp(agent({ load: 6 }), conversation("a", { state: parked })).ok).toBe(false);
  expect(can.canTakeUp(agent(), conversation("a", { state: assigned })).ok).toBe(false);
});

it("who is not available has nothing new to stop", () => {
  expect(can.canStopNew(agent()).ok).toBe(true);
  expect(can.canStopNew(agent({ presence: { kind: "offline" } })).ok).toBe(false);
});

describe("by hand", () => {
  const sales = { id: "sales", title: "Sales", waiting: 1, oldest_since_at: AT, free_slots: 0, by_hand: false };
  const picker = agent({ may_pick: true });
  const waiting = conversation("a", { state: queued });

  it("an agent takes what waits in a queue of theirs, by permission or where nobody is asked", () => {
    expect(can.canTake(picker, waiting, [sales]).ok).toBe(true);
    expect(can.canTake(agent(), waiting, [{ ...sales, by_hand: true }]).ok).toBe(true);
    expect(can.canTake(agent(), waiting, [sales])).toEqual({ ok: false, why: "You may not take conversations by hand" });
    expect(can.canTake(agent({ may_pick: true, queues: ["vip"] }), waiting, [sales])).toEqual({ ok: false, why: "You do not answer this queue" });
  });

  it("taking needs a free place, except for what is offered to oneself", () => {
    const full = agent({ may_pick: true, load: 6 });
    expect(can.canTake(full, waiting, [sales]).ok).toBe(false);
    expect(can.canTake(full, conversation("a", { state: offered() }), [sales]).ok).toBe(true);
    expect(can.canTake({ ...picker, id: "bea" }, conversation("a", { state: offered() }), [sales])).toEqual({ ok: false, why: "It is being offered to somebody" });
  });

  it("who may take nothing is shown no list", () => {
    expect(can.mayTake(picker, [sales])).toBe(true);
    expect(can.mayTake(agent(), [sales])).toBe(false);
    expect(can.mayTake(agent(), [{ ...sales, by_hand: true }])).toBe(true);
  });

  it("a colleague without a free place is waited for; one who cannot take it is not", () => {
    const candidate = { agent: "bea", name: "Bea", idle_ms: 0, load: 1, capacity: 1, level: 5, fluency: "none" as const };
    expect(["eligible", "full", "shorter_idle"].map((verdict) => can.canGive({ ...candidate, verdict }).ok)).toEqual([true, true, true]);
    expect(can.canGive({ ...candidate, verdict: "lacks_language" })).toEqual({ ok: false, why: "Does not speak the language" });
  });

  it("only a supervisor gives what waits whatever room there is", () => {
    expect(allowed((state) => can.canForce(supervisor, conversation("a", { state })))).toEqual(["queued", "offered"]);
    expect(can.canForce(agent(), waiting).ok).toBe(false);
  });
});

describe("customers", () => {
  const pop = (verified: boolean) => shown({ linked: null, matches: [{ customer: customer("a"), verified, by: ["email"] }], draft: { name: "", account_number: null, addresses: [], notes: "" } });

  it("a person is erased by a supervisor who has typed their name", () => {
    expect([can.canErase(agent(), true, "Ada", "Ada").ok, can.canErase(supervisor, true, "ada", "Ada").ok, can.canErase(supervisor, false, "Ada", "Ada").ok, can.canErase(supervisor, true, " Ada ", "Ada").ok]).toEqual([false, false, false, true]);
  });

  it("a merge is undone for thirty days", () => {
    const merge = { customer: "b", name: "B", at: AT, by: "Ana" };
    expect([29, 31].map((days) => can.canUnmerge(merge, true, NOW + days * 86_400_000).ok)).toEqual([true, false]);
  });

  it("a case is opened for somebody whom it is for sure", () => {
    expect([pop(true), pop(false), null].map((what) => can.canOpenCase(what, true).ok)).toEqual([true, false, false]);
    expect(can.canOpenCase(pop(true), false).ok).toBe(false);
  });
});
