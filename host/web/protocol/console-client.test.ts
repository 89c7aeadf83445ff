import { expect, test } from "vitest";

import type { AgentView, Event, Snapshot } from "./api.ts";
import { ConsoleClient, type Outcome } from "./console-client.ts";
import { FakeWorld } from "./testing/fake-world.ts";

const me: AgentView = {
  id: "agt_1",
  name: "Bea",
  role: "agent",
  presence: { kind: "available" },
  presence_since_at: "2026-01-01T00:00:00Z",
  connected: true,
  load: 0,
  capacity: 6,
  may_decline: true,
  may_pick: false,
  stops_new: false,
  languages: [],
  queues: [],
};
const snapshot: Snapshot = { me, queues: [], offers: [], conversations: [], away_reasons: [], pop_on_offer: false, floor: null };

function started(): { world: FakeWorld; client: ConsoleClient; told: string[] } {
  const world = new FakeWorld();
  const told: string[] = [];
  const client = new ConsoleClient("ws://gateway", world, {
    snapshot: () => told.push("snapshot"),
    event: (event: Event) => told.push(event.kind),
    link: () => undefined,
    signedOut: () => told.push("signed out"),
    turnedAway: () => told.push("turned away"),
  });
  client.start();
  world.socket.open();
  return { world, client, told };
}

function show(world: FakeWorld, seq: number, epoch = "e1"): void {
  world.socket.say({ kind: "snapshot", cursor: { epoch, seq }, server_at: new Date(world.now() + 5_000).toISOString(), snapshot });
}

const event = (seq: number): object => ({ kind: "event", seq, event: { kind: "me_changed", me } });

function reconnect(world: FakeWorld): void {
  world.pass(35_000);
  world.socket.open();
}

test("the first hello asks for a snapshot, a later one for what was missed", () => {
  const { world, told } = started();
  expect(world.socket.sent).toEqual([{ kind: "hello", protocol: 1, resume: null }]);
  show(world, 7);
  world.socket.say(event(8), event(9));
  world.socket.lose();
  world.pass(500);
  world.socket.open();
  expect(world.socket.sent).toEqual([{ kind: "hello", protocol: 1, resume: { epoch: "e1", seq: 9 } }]);
  world.socket.say({ kind: "resumed", server_at: "2026-01-01T00:00:00Z" }, event(9), event(10));
  expect(told).toEqual(["snapshot", "me_changed", "me_changed", "me_changed"]);
});

test("a gap resumes from the last event, and from a snapshot when that does not help", () => {
  const { world, told } = started();
  show(world, 1);
  world.socket.say(event(3));
  reconnect(world);
  expect(world.socket.sent[0]).toMatchObject({ resume: { epoch: "e1", seq: 1 } });
  world.socket.say({ kind: "resumed", server_at: "2026-01-01T00:00:00Z" }, event(3));
  reconnect(world);
  expect(world.socket.sent[0]).toMatchObject({ resume: null });
  expect(told).toEqual(["snapshot"]);
});

test("a restarted gateway counts from the start of a new epoch", () => {
  const { world, told } = started();
  show(world, 40);
  world.socket.lose();
  reconnect(world);
  show(world, 0, "e2");
  world.socket.say(event(1));
  expect(told).toEqual(["snapshot", "snapshot", "me_changed"]);
});

test("a command is sent again under its id until it is answered", async () => {
  const { world, client } = started();
  show(world, 1);
  const outcome = client.send({ kind: "accept_offer", offer: "ofr_1" });
  const [first] = world.socket.framesOf("command");
  world.socket.lose();
  reconnect(world);
  expect(world.socket.framesOf("command")).toEqual([]);
  world.socket.say({ kind: "resumed", server_at: "2026-01-01T00:00:00Z" });
  expect(world.socket.framesOf("command")).toEqual([first]);
  world.socket.say({ kind: "done", id: first?.["id"], seq: 4 });
  expect(await outcome).toEqual({ kind: "done", seq: 4 } satisfies Outcome);
});

test("a refusal is an outcome, and a busy gateway is asked again", async () => {
  const { world, client } = started();
  show(world, 1);
  const problem = { type: "urn:x", code: "busy", status: 503, title: "", detail: "" };
  const outcome = client.send({ kind: "end_conversation", conversation: "cnv_1" });
  const id = world.socket.framesOf("command")[0]?.["id"];
  world.socket.say({ kind: "refused", id, problem: { ...problem, retry_after_ms: 200 } });
  world.pass(200);
  expect(world.socket.framesOf("command")).toHaveLength(2);
  world.socket.say({ kind: "refused", id, problem });
  expect(await outcome).toEqual({ kind: "refused", problem });
});

test("a command that gets lost is sent again on a new connection", () => {
  const { world, client } = started();
  show(world, 1);
  void client.send({ kind: "accept_offer", offer: "ofr_1" });
  const [first] = world.socket.framesOf("command");
  world.pass(14_999);
  expect(world.sockets).toHaveLength(1);
  world.pass(1_000);
  expect(world.sockets).toHaveLength(2);
  world.socket.open();
  world.socket.say({ kind: "resumed", server_at: "2026-01-01T00:00:00Z" });
  expect(world.socket.framesOf("command")).toEqual([first]);
});

test("a refusal that names no command has them all sent again when the gateway says so", () => {
  const { world, client } = started();
  show(world, 1);
  void client.send({ kind: "accept_offer", offer: "ofr_1" });
  const problem = { type: "urn:x", code: "too_many_frames", status: 429, title: "", detail: "", retry_after_ms: 1_000 };
  world.socket.say({ kind: "refused", id: null, problem });
  world.pass(1_000);
  const ids = world.socket.framesOf("command").map((frame) => frame["id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test("a gateway that closes as overrun is left alone for five seconds", () => {
  const { world } = started();
  show(world, 1);
  world.socket.lose(4008);
  world.pass(4_999);
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  expect(world.sockets).toHaveLength(2);
});

test("the gateway's clock is known", () => {
  const { world, client } = started();
  show(world, 1);
  expect(client.serverNow()).toBe(world.now() + 5_000);
  world.pass(1_000);
  expect(client.serverNow()).toBe(world.now() + 5_000);
});

test("a session that ends elsewhere stops the client and refuses what is open", async () => {
  const { world, client, told } = started();
  show(world, 1);
  const outcome = client.send({ kind: "accept_offer", offer: "ofr_1" });
  world.socket.say({ kind: "event", seq: 2, event: { kind: "signed_out" } });
  expect(told).toEqual(["snapshot", "signed out"]);
  expect(await outcome).toMatchObject({ kind: "refused", problem: { code: "disconnected" } });
  world.pass(120_000);
  expect(world.sockets).toHaveLength(1);
});

test("a connection that ends before the greeting asks for the session to be checked", () => {
  const { world, told } = started();
  world.socket.lose();
  expect(told).toEqual(["turned away"]);
});

test("typing is not repeated", () => {
  const { world, client } = started();
  show(world, 1);
  client.hint({ kind: "typing", conversation: "cnv_1", on: true });
  expect(world.socket.framesOf("command")).toHaveLength(1);
  world.socket.lose();
  reconnect(world);
  show(world, 1);
  expect(world.socket.framesOf("command")).toEqual([]);
});
