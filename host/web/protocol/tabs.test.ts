import { expect, test } from "vitest";

import { Chat } from "./chat.ts";
import { nothingYet, type ChatState } from "./chat-state.ts";
import { memoryShelf, type Shelf } from "./storage.ts";
import { FakeBrowser, FakeWorld } from "./testing/fake-world.ts";

interface Tab {
  chat: Chat;
  world: FakeWorld;
  state: () => ChatState;
  texts: () => (string | null)[];
  shared: [string, unknown][];
  close: () => void;
  freeze: () => void;
}

function openTab(browser: FakeBrowser | null, shelf: Shelf, seed: number): Tab {
  const world = new FakeWorld(seed);
  const frame = browser?.tab() ?? { tabs: { radio: null, lock: null }, close: () => undefined, freeze: () => undefined };
  let state = nothingYet;
  const shared: [string, unknown][] = [];
  const chat = new Chat({
    url: "ws://gateway",
    channel: "shop",
    locale: "en",
    ports: world,
    tabs: frame.tabs,
    shelf,
    changed: (next) => (state = next),
    shared: (key, value) => shared.push([key, value]),
  });
  chat.join();
  return { chat, world, state: () => state, texts: () => state.lines.map(({ text }) => text), shared, close: frame.close, freeze: frame.freeze };
}

function greet({ world }: Tab): void {
  world.socket.open();
  world.socket.say({ t: "welcome", token: "tok", server_at: 1 }, { t: "state", state: "assigned", conversation: "cnv_1", agent: "Bea" });
}

function twoTabs(): { browser: FakeBrowser; shelf: Shelf; first: Tab; second: Tab } {
  const browser = new FakeBrowser();
  const shelf = memoryShelf();
  const first = openTab(browser, shelf, 11);
  greet(first);
  return { browser, shelf, first, second: openTab(browser, shelf, 22) };
}

test("only one tab connects, and the other shows the same", () => {
  const { first, second } = twoTabs();
  first.world.socket.say({ t: "message", seq: 1, id: null, from: "agent", name: "Bea", text: "Hello", at: 1 });
  expect(second.world.sockets).toHaveLength(0);
  expect(second.texts()).toEqual(["Hello"]);
  expect(second.state().phase).toEqual({ kind: "assigned", agent: "Bea" });
});

test("a message written in the other tab goes out once, by the tab that is connected", () => {
  const { first, second } = twoTabs();
  second.chat.send("from the second tab");
  const sent = first.world.socket.framesOf("message");
  expect(sent.map((frame) => frame["text"])).toEqual(["from the second tab"]);
  first.world.socket.say({ t: "ack", id: sent[0]?.["id"], conversation: "cnv_1", seq: 1, at: 1 });
  expect(second.state().lines).toHaveLength(1);
  expect(second.state().lines[0]).toMatchObject({ sending: "sent", seq: 1 });
});

test("when the connected tab closes, the other connects from where it was", () => {
  const { first, second } = twoTabs();
  first.world.socket.say({ t: "message", seq: 1, id: null, from: "agent", name: "Bea", text: "Hello", at: 1 });
  first.close();
  second.world.socket.open();
  expect(second.world.socket.sent[0]).toMatchObject({ token: "tok", conversation: "cnv_1", after: 1 });
  expect(second.texts()).toEqual(["Hello"]);
});

test("what the closed tab had not got through is sent by its successor", () => {
  const { first, second } = twoTabs();
  first.chat.send("unanswered");
  first.close();
  greet(second);
  expect(second.world.socket.framesOf("message").map((frame) => frame["text"])).toEqual(["unanswered"]);
});

test("a frozen leader is relieved, and what it did not hear is not lost", () => {
  const { first, second } = twoTabs();
  first.freeze();
  second.chat.send("anybody there?");
  expect(second.texts()).toEqual(["anybody there?"]);
  second.world.pass(3_000);
  expect(second.world.sockets).toHaveLength(1);
  greet(second);
  expect(second.world.socket.framesOf("message").map((frame) => frame["text"])).toEqual(["anybody there?"]);
});

test("open state and draft reach the other tab and not the own one", () => {
  const { first, second } = twoTabs();
  first.chat.share("open", true);
  first.chat.share("draft", "Hel");
  expect(second.shared).toEqual([
    ["open", true],
    ["draft", "Hel"],
  ]);
  expect(first.shared).toEqual([]);
});

test("without locks every tab connects by itself", () => {
  const shelf = memoryShelf();
  const first = openTab(null, shelf, 1);
  const second = openTab(null, shelf, 2);
  greet(first);
  greet(second);
  second.chat.send("Hello");
  expect(first.world.sockets).toHaveLength(1);
  expect(second.world.socket.framesOf("message")).toHaveLength(1);
});
