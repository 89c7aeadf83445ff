import { expect, test, vi } from "vitest";

import type { ChatState } from "./chat-state.ts";
import { memoryShelf, type Shelf } from "./storage.ts";
import { FakeWorld } from "./testing/fake-world.ts";
import { VisitorClient } from "./visitor-client.ts";

const assigned = { t: "state", state: "assigned", conversation: "cnv_1", agent: "Bea" };
const queued = { t: "state", state: "queued", conversation: "cnv_1", position: 2, since: 5 };

function clientOn(shelf: Shelf = memoryShelf(), world = new FakeWorld()): { world: FakeWorld; client: VisitorClient; shelf: Shelf; states: ChatState[] } {
  const states: ChatState[] = [];
  world.fixChance(0);
  const client = new VisitorClient({ url: "ws://gateway", locale: "en", ports: world, shelf, changed: (state) => states.push(state) });
  client.start();
  return { world, client, shelf, states };
}

function greet(world: FakeWorld, ...frames: object[]): void {
  world.socket.open();
  world.socket.say({ t: "welcome", token: "tok", server_at: 1 }, ...frames);
}

function from(seq: number, text: string, id: string | null = null): object {
  return { t: "message", seq, id, from: id === null ? "agent" : "visitor", name: "Bea", text, at: 9 };
}

const texts = (client: VisitorClient): (string | null)[] => client.state.lines.map(({ text }) => text);

test("the first hello knows nothing", () => {
  const { world } = clientOn();
  world.socket.open();
  expect(world.socket.sent).toEqual([{ t: "hello", v: 1, token: null, conversation: null, after: 0, locale: "en", identity: null }]);
});

test("who the visitor is goes with every hello, and somebody who signs in is told at once", () => {
  const { world, client, shelf } = clientOn();
  greet(world, queued, from(1, "Hello"));
  client.identify("jwt-1");
  world.pass(1);
  world.socket.open();
  expect(world.socket.framesOf("hello")).toMatchObject([{ token: "tok", conversation: "cnv_1", after: 1, identity: "jwt-1" }]);
  expect(texts(client)).toEqual(["Hello"]);
  client.identify("jwt-1");
  expect(world.socket.framesOf("hello")).toHaveLength(1);
  expect(shelf.get("token")).toBe("tok");
});

test("nothing of somebody who has signed out is shown, kept or sent", () => {
  const { world, client, shelf } = clientOn();
  client.identify("jwt-1");
  world.pass(1);
  greet(world, queued, from(1, "Hello"));
  client.request({ t: "message", id: "m1", text: "my secret" });
  expect(texts(client)).toEqual(["Hello", "my secret"]);
  client.identify(null);
  expect(client.state).toMatchObject({ conversation: null, lines: [] });
  expect([shelf.get("token"), shelf.get("chat"), shelf.get("outbox")]).toEqual([null, null, null]);
  world.pass(1);
  greet(world, { t: "state", state: "none" });
  expect(world.socket.framesOf("hello")).toMatchObject([{ token: null, conversation: null, identity: null }]);
  expect(world.socket.framesOf("message")).toEqual([]);
});

test("whoever signs in where somebody else was is a visitor of their own", () => {
  const { world, client } = clientOn();
  greet(world, queued, from(1, "Hello"));
  client.request({ t: "message", id: "m1", text: "my secret" });
  client.identify("jwt-2");
  world.pass(1);
  world.socket.open();
  world.socket.lose(4001);
  expect(client.state).toMatchObject({ conversation: null, lines: [] });
  world.pass(1);
  greet(world, { t: "state", state: "none" });
  expect(world.socket.framesOf("hello")).toMatchObject([{ token: null, identity: "jwt-2" }]);
  expect(world.socket.framesOf("message")).toEqual([]);
});

test("a page is told why what it says of the visitor counts for nothing, and the chat goes on", () => {
  const told = vi.spyOn(console, "error").mockReturnValue();
  const { world, client } = clientOn();
  client.identify("jwt-1");
  world.pass(1);
  world.socket.open();
  const refused = { t: "refused", id: null, code: "identity_refused", message: "the identity has expired", retry_ms: null };
  world.socket.say(refused, { t: "welcome", token: "tok", server_at: 1 }, { t: "state", state: "none" });
  expect(told.mock.calls).toEqual([["Frontdesk: the identity has expired"]]);
  expect(client.state.link).toBe("ready");
  told.mockRestore();
});

test("a start is kept until it is acknowledged and makes its conversation the shown one", () => {
  const { world, client, shelf } = clientOn();
  client.request({ t: "start", id: "u1", name: "Ann", fields: {}, text: null });
  expect(client.state.starting.kind).toBe("asked");
  greet(world, { t: "state", state: "none" });
  expect(world.socket.framesOf("start")).toHaveLength(1);
  world.socket.say({ t: "ack", id: "u1", conversation: "cnv_1", seq: null, at: 5 }, queued);
  expect(client.state).toMatchObject({ conversation: "cnv_1", starting: { kind: "no" }, phase: { kind: "queued", position: 2 } });
  expect(shelf.get("outbox")).toBeNull();
  expect(JSON.parse(shelf.get("chat") ?? "")).toEqual({ conversation: "cnv_1", live: true, read: 0 });
});

test("what the page says of the language is told on every connection, before a start", () => {
  const { world, client } = clientOn();
  client.tell({ t: "language", tag: "es" });
  client.request({ t: "start", id: "u1", name: "Ann", fields: {}, text: null });
  greet(world, { t: "state", state: "none" });
  expect(world.socket.sent.slice(1)).toMatchObject([{ t: "language", tag: "es" }, { t: "start", id: "u1" }]);
  world.socket.say({ t: "ack", id: "u1", conversation: "cnv_1", seq: null, at: 5 }, queued);
  client.tell({ t: "language", tag: "es" });
  client.tell({ t: "language", tag: "pt-BR" });
  expect(world.socket.framesOf("language")).toHaveLength(2);
  world.socket.lose();
  world.pass(1);
  greet(world, queued);
  expect(world.socket.framesOf("language")).toEqual([{ t: "language", tag: "pt-BR" }]);
});

test("a probable wait is kept while the place moves, and forgotten with the connection or once it has passed", () => {
  const { world, client } = clientOn();
  const wait = (): unknown => client.state.phase.kind === "queued" && client.state.phase.wait;
  greet(world, queued);
  expect(wait()).toBeNull();
  world.socket.say({ t: "wait", conversation: "cnv_1", estimate_ms: 180_000 });
  expect(wait()).toBe(180_000);
  world.socket.say({ ...queued, position: 1 }, { t: "wait", conversation: "cnv_2", estimate_ms: 5 });
  expect(client.state.phase).toMatchObject({ position: 1, wait: 180_000 });
  world.socket.lose();
  expect(wait()).toBeNull();
  world.pass(1);
  greet(world, queued, { t: "wait", conversation: "cnv_1", estimate_ms: 40_000 });
  world.pass(40_000);
  world.socket.say({ t: "ping" });
  expect(wait()).toBe(40_000);
  world.pass(20_000);
  expect(wait()).toBeNull();
  world.socket.say({ t: "wait", conversation: "cnv_1", estimate_ms: 90_000 }, { t: "wait", conversation: "cnv_1", estimate_ms: null });
  expect(wait()).toBeNull();
});

test("what may be chosen is told as a whole, and anew on every connection", () => {
  const { world, client } = clientOn();
  const texts = (): string[] => client.state.choices.map(({ text }) => text);
  greet(world, queued, { t: "choices", conversation: "cnv_1", choices: [{ text: "Orders", skips_queue: false }, { text: "Later" }, null, { text: 5 }] });
  expect(client.state.choices).toEqual([{ text: "Orders", skips_queue: false }, { text: "Later", skips_queue: false }]);
  world.socket.say({ t: "choices", conversation: "cnv_2", choices: [] });
  expect(texts()).toEqual(["Orders", "Later"]);
  world.socket.lose();
  world.pass(1);
  greet(world, queued);
  expect(texts()).toEqual([]);
  world.socket.say({ t: "choices", conversation: "cnv_1", choices: [{ text: "Back" }] });
  expect(texts()).toEqual(["Back"]);
  world.socket.say(assigned);
  expect(texts()).toEqual([]);
});

test("a resumed connection says where it stopped and takes what it missed", () => {
  const { world, client } = clientOn();
  greet(world, from(1, "one"), from(2, "two"), assigned);
  world.socket.lose();
  world.pass(1);
  world.socket.open();
  expect(world.socket.sent[0]).toMatchObject({ token: "tok", conversation: "cnv_1", after: 2 });
  world.socket.say({ t: "welcome", token: "tok2", server_at: 1 }, from(3, "three"), assigned);
  expect(texts(client)).toEqual(["one", "two", "three"]);
});

test("a message that is delivered again is shown once", () => {
  const { world, client } = clientOn();
  greet(world, from(1, "one"), assigned, from(1, "one"), from(2, "two"), from(1, "one"));
  expect(texts(client)).toEqual(["one", "two"]);
});

test("the gateway's version of a text replaces the one that was typed", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "hel\u202Elo" });
  world.socket.say({ t: "ack", id: "a", conversation: "cnv_1", seq: 1, at: 9 }, from(1, "hello", "a"));
  expect(texts(client)).toEqual(["hello"]);
});

test("a gap makes it reconnect from the last message it has", () => {
  const { world, client } = clientOn();
  greet(world, from(1, "one"), assigned, from(3, "three"));
  expect(client.state.link).toBe("waiting");
  world.pass(1);
  greet(world, from(2, "two"), from(3, "three"), assigned);
  expect(world.socket.sent[0]).toMatchObject({ after: 1 });
  expect(texts(client)).toEqual(["one", "two", "three"]);
});

test("what waits goes out in order, one at a time, after what was missed is here", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  world.socket.lose();
  for (const id of ["a", "b", "c"]) client.request({ t: "message", id, text: id });
  world.pass(1);
  world.socket.open();
  world.socket.say({ t: "welcome", token: "tok", server_at: 1 }, from(1, "missed"));
  expect(world.socket.framesOf("message")).toEqual([]);
  world.socket.say(assigned);
  for (const [index, id] of ["a", "b", "c"].entries()) {
    expect(world.socket.framesOf("message").map((frame) => frame["id"])).toEqual(["a", "b", "c"].slice(0, index + 1));
    world.socket.say({ t: "ack", id, conversation: "cnv_1", seq: index + 2, at: 9 });
  }
  expect(texts(client)).toEqual(["missed", "a", "b", "c"]);
  expect(client.state.lines.every(({ sending }) => sending === "sent")).toBe(true);
});

test("a message whose acknowledgement was lost is not sent again when it comes back as missed", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "hello" });
  world.socket.lose();
  world.pass(1);
  greet(world, from(1, "hello", "a"), assigned);
  expect(world.socket.framesOf("message")).toEqual([]);
  expect(client.state.lines).toHaveLength(1);
  expect(client.state.lines[0]).toMatchObject({ key: "a", seq: 1, sending: "sent" });
});

test("a message without an acknowledgement is sent again under its id", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "hello" });
  world.socket.lose();
  world.pass(1);
  greet(world, assigned);
  expect(world.socket.framesOf("message")).toEqual([{ t: "message", id: "a", text: "hello" }]);
});

test("the outbox outlives the page", () => {
  const { client, shelf, world } = clientOn();
  greet(world, from(1, "one"), assigned);
  client.request({ t: "message", id: "a", text: "written before the reload" });
  client.stop();
  const again = clientOn(shelf);
  expect(texts(again.client)).toEqual(["written before the reload"]);
  again.world.socket.open();
  expect(again.world.socket.sent[0]).toMatchObject({ token: "tok", conversation: "cnv_1", after: 0 });
  again.world.socket.say({ t: "welcome", token: "tok", server_at: 1 }, from(1, "one"), assigned);
  expect(again.world.socket.framesOf("message")).toHaveLength(1);
  expect(texts(again.client)).toEqual(["one", "written before the reload"]);
});

test("a refused message fails with its reason and the next one goes out", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "too long" });
  client.request({ t: "message", id: "b", text: "fine" });
  world.socket.say({ t: "refused", id: "a", code: "text_too_long", message: "", retry_ms: null });
  expect(client.state.lines[0]).toMatchObject({ sending: "failed", reason: "text_too_long" });
  expect(world.socket.framesOf("message").map((frame) => frame["id"])).toEqual(["a", "b"]);
});

test("a failed message can be tried again under the same id, or given up", () => {
  const { world, client, shelf } = clientOn();
  greet(world, assigned);
  for (const id of ["a", "b"]) {
    client.request({ t: "message", id, text: id });
    world.socket.say({ t: "refused", id, code: "wrong_state", message: "", retry_ms: null });
  }
  client.retry("a");
  expect(client.state.lines.find(({ id }) => id === "a")).toMatchObject({ sending: "queued", reason: null });
  world.socket.say({ t: "ack", id: "a", conversation: "cnv_1", seq: 1, at: 9 });
  client.discard("b");
  expect(texts(client)).toEqual(["a"]);
  expect(shelf.get("outbox")).toBeNull();
});

test("a busy gateway is asked again later, and the order holds", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "a" });
  client.request({ t: "message", id: "b", text: "b" });
  world.socket.say({ t: "refused", id: "a", code: "busy", message: "", retry_ms: 2_000 });
  world.pass(1_999);
  expect(world.socket.framesOf("message")).toHaveLength(1);
  world.pass(1);
  expect(world.socket.framesOf("message").map((frame) => frame["id"])).toEqual(["a", "a"]);
});

test("a gateway that stays busy makes the message fail in the end", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "a" });
  for (let round = 0; round < 8; round += 1) {
    world.socket.say({ t: "ping" }, { t: "refused", id: "a", code: "busy", message: "", retry_ms: 10 });
    world.pass(33_000);
  }
  expect(client.state.lines[0]).toMatchObject({ sending: "failed", reason: "busy" });
});

test("a message that is never answered fails after three connections", () => {
  const { world, client } = clientOn();
  greet(world, assigned);
  client.request({ t: "message", id: "a", text: "a" });
  for (let round = 0; round < 3; round += 1) {
    expect(client.state.lines[0]?.sending).toBe("queued");
    world.pass(15_001);
    greet(world, assigned);
  }
  expect(client.state.lines[0]).toMatchObject({ sending: "failed", reason: "no_answer" });
});

test("a refused start says why and can be asked anew", () => {
  const { world, client, shelf } = clientOn();
  greet(world, { t: "state", state: "none" });
  client.request({ t: "start", id: "u1", name: "Ann", fields: {}, text: null });
  world.socket.say({ t: "refused", id: "u1", code: "queue_full", message: "", retry_ms: null });
  expect(client.state.starting).toEqual({ kind: "refused", code: "queue_full", field: null });
  expect(shelf.get("outbox")).toBeNull();
});

test("a refused token is dropped and the next hello comes without it", () => {
  const { world, shelf } = clientOn();
  greet(world, from(1, "one"), assigned);
  world.socket.lose(4001);
  world.pass(1);
  world.socket.open();
  expect(world.socket.sent[0]).toMatchObject({ token: null, conversation: null, after: 0 });
  expect(shelf.get("token")).toBeNull();
});

test("a hello that cannot be understood is said again without the conversation it named", () => {
  const { world } = clientOn();
  greet(world, from(1, "one"), assigned);
  world.socket.lose();
  world.pass(1);
  world.socket.open();
  world.socket.say({ t: "refused", id: null, code: "hello_expected", message: "", retry_ms: null });
  world.socket.lose(4000);
  world.pass(5_000);
  world.socket.open();
  expect(world.socket.sent[0]).toMatchObject({ token: "tok", conversation: null, after: 0 });
});

test("another conversation than the known one replaces it, replayed from its beginning", () => {
  const { world, client } = clientOn();
  greet(world, from(1, "old"), assigned);
  world.socket.lose();
  world.pass(1);
  const other = { ...assigned, conversation: "cnv_2" };
  greet(world, other, from(1, "new one"), from(2, "new two"), other);
  expect(texts(client)).toEqual(["new one", "new two"]);
});

test("a gateway that closes as busy is left alone for five seconds", () => {
  const { world } = clientOn();
  greet(world, assigned);
  world.socket.lose(4013);
  world.pass(4_999);
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  expect(world.sockets).toHaveLength(2);
});

test("a new start after the end puts the old transcript away", () => {
  const { world, client } = clientOn();
  greet(world, from(1, "old"), { t: "state", state: "ended", conversation: "cnv_1", by: "agent" });
  client.request({ t: "start", id: "u2", name: "Ann", fields: {}, text: null });
  world.socket.say({ t: "ack", id: "u2", conversation: "cnv_2", seq: null, at: 9 });
  world.socket.say({ ...queued, conversation: "cnv_2" }, from(1, "new"));
  expect(client.state.conversation).toBe("cnv_2");
  expect(texts(client)).toEqual(["new"]);
});

test("an ended conversation is kept as not live, so that the page does not open by itself", () => {
  const { world, shelf } = clientOn();
  greet(world, from(1, "one"), assigned, { t: "state", state: "ended", conversation: "cnv_1", by: "agent" });
  expect(JSON.parse(shelf.get("chat") ?? "")).toMatchObject({ live: false });
});

test("the agent's typing ends with the message, and by itself", () => {
  const { world, client } = clientOn();
  greet(world, assigned, { t: "typing", on: true });
  expect(client.state.agentTyping).toBe(true);
  world.socket.say(from(1, "one"));
  expect(client.state.agentTyping).toBe(false);
  world.socket.say({ t: "typing", on: true });
  world.pass(30_000);
  expect(client.state.agentTyping).toBe(false);
});

test("a ping is answered", () => {
  const { world } = clientOn();
  greet(world, assigned, { t: "ping" });
  expect(world.socket.framesOf("pong")).toHaveLength(1);
});

test("rubbish on the shelf is as good as nothing", () => {
  for (const rubbish of ["{", "[]", "null", '[{"request":{}}]', '{"conversation":7}']) {
    const shelf = memoryShelf();
    shelf.set("outbox", rubbish);
    shelf.set("chat", rubbish);
    const { world, client } = clientOn(shelf);
    world.socket.open();
    expect(world.socket.sent[0]).toMatchObject({ conversation: null, after: 0 });
    expect(client.state.lines).toEqual([]);
  }
});

test("a rating is kept until the gateway has it, and one that is there already counts as given", () => {
  const ended = { t: "state", state: "ended", conversation: "cnv_1", by: "agent" };
  const { world, client, shelf } = clientOn();
  greet(world, ended);
  client.request({ t: "rate", id: "r1", conversation: "cnv_1", score: 4, comment: "" });
  expect(client.state.rating).toBe("asked");
  expect(world.socket.framesOf("rate")).toEqual([{ t: "rate", id: "r1", conversation: "cnv_1", score: 4, comment: "" }]);
  client.stop();
  const later = clientOn(shelf);
  expect(later.client.state.rating).toBe("asked");
  greet(later.world, ended, { t: "ack", id: "r1", conversation: "cnv_1", seq: null, at: 3 });
  expect(later.client.state.rating).toBe("kept");
  later.client.request({ t: "rate", id: "r2", conversation: "cnv_1", score: 1, comment: "" });
  later.world.socket.say({ t: "refused", id: "r2", code: "rated_already", message: "", retry_ms: null });
  expect(later.client.state.rating).toBe("kept");
  later.client.request({ t: "rate", id: "r3", conversation: "cnv_1", score: 9, comment: "" });
  later.world.socket.say({ t: "refused", id: "r3", code: "bad_rating", message: "", retry_ms: null });
  expect(later.client.state.rating).toBe("refused");
});
