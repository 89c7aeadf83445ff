import { describe, expect, it } from "vitest";

import type { ConsoleEvent, MessageView, Snapshot } from "../api/types.ts";
import { agent, assigned, AT, at, byAgent, conversation, offer, snapshot, text, wrapUp } from "./fixtures.ts";
import { dismiss, prepend, reduce } from "./reduce.ts";
import { initialState, type DeskState } from "./state.ts";

const NOW = Date.parse(AT);

function after(...events: readonly ConsoleEvent[]): DeskState {
  return from(snapshot(), ...events);
}

function from(first: Snapshot, ...events: readonly ConsoleEvent[]): DeskState {
  const start = reduce(initialState(), { kind: "snapshot", snapshot: first }, NOW);
  return events.reduce((state, event) => reduce(state, { kind: "event", event }, NOW), start);
}

const added = (id: string, messages: MessageView[] = []): ConsoleEvent => ({
  kind: "conversation_added",
  held: { conversation: conversation(id), messages },
});

describe("snapshot", () => {
  it("replaces everything but what this tab has read into the past", () => {
    const messages = [text(3, "c"), text(4, "d")];
    const state = from(snapshot({ conversations: [{ conversation: conversation("a"), messages }] }));
    const scrolled = prepend(state, "a", [text(1, "a"), text(2, "b")]);
    const again = reduce(scrolled, { kind: "snapshot", snapshot: snapshot({ conversations: [{ conversation: conversation("a"), messages: [...messages, text(5, "e")] }] }) }, NOW);
    expect(again.held["a"]?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it("drops loaded messages that no longer reach up to the new ones", () => {
    const state = from(snapshot({ conversations: [{ conversation: conversation("a"), messages: [text(1, "a")] }] }));
    const later = reduce(state, { kind: "snapshot", snapshot: snapshot({ conversations: [{ conversation: conversation("a"), messages: [text(9, "i")] }] }) }, NOW);
    expect(later.held["a"]?.messages.map(({ seq }) => seq)).toEqual([9]);
  });

  it("keeps the places remembered from before a reload, and seats newcomers after them", () => {
    const conversations = ["a", "b", "c"].map((id) => ({ conversation: conversation(id), messages: [] }));
    const state = reduce(initialState([null, "c", null, "gone", "a"]), { kind: "snapshot", snapshot: snapshot({ conversations }) }, NOW);
    expect(state.slots).toEqual(["b", "c", null, null, "a", null]);
  });

  it("seats without memory in the order of acceptance", () => {
    const late = { conversation: conversation("late", { state: { kind: "assigned", agent: "ana", assigned_at: at(9) } }), messages: [] };
    const early = { conversation: conversation("early", { state: assigned }), messages: [] };
    expect(from(snapshot({ conversations: [late, early] })).slots.slice(0, 2)).toEqual(["early", "late"]);
  });
});

describe("offers", () => {
  it("are shown oldest first and each once", () => {
    const state = after({ kind: "offer_presented", offer: offer("o2", "b", at(2)) }, { kind: "offer_presented", offer: offer("o1", "a", at(1)) }, { kind: "offer_presented", offer: offer("o2", "b", at(2)) });
    expect(state.offers.map(({ id }) => id)).toEqual(["o1", "o2"]);
  });

  it.each([
    ["expired", "offer_missed"],
    ["agent_unreachable", "offer_missed"],
    ["conversation_ended", "offer_gone"],
    ["requeued", "offer_gone"],
  ])("that end as %s leave a notice of kind %s", (reason, kind) => {
    const state = after({ kind: "offer_presented", offer: offer("o1", "a") }, { kind: "offer_withdrawn", offer: "o1", reason });
    expect(state.offers).toEqual([]);
    expect(state.notices.map((notice) => notice.kind)).toEqual([kind]);
    expect(dismiss(state, "o1").notices).toEqual([]);
  });

  it.each(["declined", "agent_not_available"])("that end as %s need no notice", (reason) => {
    const state = after({ kind: "offer_presented", offer: offer("o1", "a") }, { kind: "offer_withdrawn", offer: "o1", reason });
    expect(state.notices).toEqual([]);
  });

  it("follow what the contact says", () => {
    const [first, second] = [offer("o1", "a", at(1)), offer("o2", "b", at(2))];
    const said = { ...first, preview: "help" };
    const state = after({ kind: "offer_presented", offer: first }, { kind: "offer_presented", offer: second }, { kind: "offer_changed", offer: said });
    expect(state.offers).toEqual([said, second]);
  });

  it("that are not known change nothing", () => {
    const before = after();
    expect(reduce(before, { kind: "event", event: { kind: "offer_withdrawn", offer: "o9", reason: "expired" } }, NOW)).toBe(before);
    expect(after({ kind: "offer_changed", offer: offer("o9", "a") }).offers).toEqual([]);
  });

  it("go when their conversation arrives", () => {
    const state = after({ kind: "offer_presented", offer: offer("o1", "a") }, added("a"));
    expect(state.offers).toEqual([]);
    expect(state.slots[0]).toBe("a");
  });
});

describe("conversations", () => {
  it("keep their places when another one leaves", () => {
    const state = after(added("a"), added("b"), added("c"), { kind: "conversation_removed", conversation: "b", reason: "requeued" }, added("d"));
    expect(state.slots.slice(0, 4)).toEqual(["a", "d", "c", null]);
  });

  it("beyond the sixth get a place of their own until one is free", () => {
    const seven = after(...["a", "b", "c", "d", "e", "f", "g"].map((id) => added(id)));
    expect(seven.slots).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
    const six = reduce(seven, { kind: "event", event: { kind: "conversation_removed", conversation: "b", reason: "requeued" } }, NOW);
    expect(six.slots).toEqual(["a", "g", "c", "d", "e", "f"]);
  });

  it("that are put back, or closed in the middle of the talk, leave a notice", () => {
    const state = after(added("a"), added("b"), { kind: "conversation_removed", conversation: "a", reason: "requeued" }, { kind: "conversation_removed", conversation: "b", reason: "closed" });
    expect(state.notices.map(({ kind }) => kind)).toEqual(["requeued", "closed"]);
    expect(state.held).toEqual({});
  });

  it("that close after wrap-up leave quietly", () => {
    const state = after(added("a"), { kind: "conversation_changed", conversation: conversation("a", { state: wrapUp }) }, { kind: "conversation_removed", conversation: "a", reason: "closed" });
    expect(state.notices).toEqual([]);
  });

  it("that are not held are not changed into being", () => {
    expect(after({ kind: "conversation_changed", conversation: conversation("x") }).held).toEqual({});
  });
});

describe("messages", () => {
  it("are taken once and in order", () => {
    const message = (seq: number): ConsoleEvent => ({ kind: "message_added", conversation: "a", message: text(seq, String(seq)) });
    const state = after(added("a", [text(1, "1")]), message(1), message(2), message(2), message(3));
    expect(state.held["a"]?.messages.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(state.held["a"]?.conversation.last_seq).toBe(3);
  });

  it("of the contact end their typing, the agent's own do not", () => {
    const typing: ConsoleEvent = { kind: "contact_typing", conversation: "a", on: true };
    const own = after(added("a"), typing, { kind: "message_added", conversation: "a", message: text(1, "x", { author: byAgent }) });
    expect(own.held["a"]?.typingSinceMs).toBe(NOW);
    const theirs = reduce(own, { kind: "event", event: { kind: "message_added", conversation: "a", message: text(2, "y") } }, NOW);
    expect(theirs.held["a"]?.typingSinceMs).toBeNull();
  });

  it("loaded earlier join only without a gap", () => {
    const state = after(added("a", [text(5, "e")]));
    expect(prepend(state, "a", [text(3, "c"), text(4, "d")]).held["a"]?.messages).toHaveLength(3);
    expect(prepend(state, "a", [text(2, "b"), text(3, "c")]).held["a"]?.messages).toHaveLength(1);
  });
});

describe("the floor", () => {
  const floor = { agents: [agent(), agent({ id: "bo", name: "Bo" })], conversations: [conversation("a")] };

  it("follows agents and conversations, and the signed-in agent with them", () => {
    const state = from(
      snapshot({ floor }),
      { kind: "agent_changed", agent: agent({ capacity: 2 }) },
      { kind: "floor_conversation_changed", conversation: conversation("b") },
      { kind: "floor_conversation_closed", conversation: "a" },
    );
    expect(state.floor?.agents.map(({ capacity }) => capacity)).toEqual([2, 6]);
    expect(state.me?.capacity).toBe(2);
    expect(state.floor?.conversations.map(({ id }) => id)).toEqual(["b"]);
  });

  it("is not made up for agents who do not see it", () => {
    expect(after({ kind: "floor_conversation_changed", conversation: conversation("b") }).floor).toBeNull();
  });
});

it("how far a message has come is kept with it, and with no other", () => {
  const messages = [text(1, "a", { author: byAgent }), text(2, "b", { author: byAgent })];
  const delivery = { state: "read" as const, at: at(9) };
  const state = from(
    snapshot({ conversations: [{ conversation: conversation("a"), messages }] }),
    { kind: "delivery_changed", conversation: "a", seq: 2, delivery },
    { kind: "delivery_changed", conversation: "not-held", seq: 1, delivery },
  );
  expect(state.held["a"]?.messages.map((message) => message.delivery)).toEqual([undefined, delivery]);
});

it("queues are replaced one by one", () => {
  const queue = { id: "sales", title: "Sales", waiting: 1, oldest_since_at: AT, free_slots: 2, by_hand: false };
  const state = from(snapshot({ queues: [queue] }), { kind: "queue_changed", queue: { ...queue, waiting: 5 } });
  expect(state.queues).toEqual([{ ...queue, waiting: 5 }]);
});

it("signing out elsewhere is kept", () => {
  expect(after({ kind: "signed_out" }).signedOut).toBe(true);
});

it("news of plugins are counted", () => {
  const state = after({ kind: "plugins_changed" }, { kind: "plugins_changed" });
  expect(state.pluginNews).toBe(2);
});

describe("translations", () => {
  const translation = (target: string, words: string | null) => ({ source: "es", target, at: AT, text: words, engine: words === null ? null : "apertium" });
  const changed = (seq: number, target: string, words: string | null): ConsoleEvent => ({ kind: "translation_changed", conversation: "a", seq, translation: translation(target, words) });

  it("come beside their message, one a language", () => {
    const state = after(added("a", [text(1, "hola"), text(2, "gracias")]), changed(2, "en", null), changed(2, "de", "danke"), changed(2, "en", "thanks"));
    expect(state.held["a"]?.messages.map(({ translations }) => translations?.map((one) => [one.target, one.text]))).toEqual([
      undefined,
      [
        ["de", "danke"],
        ["en", "thanks"],
      ],
    ]);
  });

  it("of what is not on the desk change nothing", () => {
    const state = after(added("a", [text(1, "hola")]));
    expect(reduce(state, { kind: "event", event: { ...changed(1, "en", "hello"), conversation: "z" } as ConsoleEvent }, NOW)).toBe(state);
  });
});
