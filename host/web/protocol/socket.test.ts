import { expect, test } from "vitest";

import { ReconnectingSocket, type Link } from "./socket.ts";
import { FakeWorld } from "./testing/fake-world.ts";

function connected(): { world: FakeWorld; socket: ReconnectingSocket; links: Link[]; frames: object[] } {
  const world = new FakeWorld();
  const links: Link[] = [];
  const frames: object[] = [];
  const socket = new ReconnectingSocket("ws://gateway", world, {
    opened: () => undefined,
    frame: (frame) => frames.push(frame),
    link: (link) => links.push(link),
    closed: () => undefined,
  });
  socket.start();
  world.socket.open();
  socket.ready();
  return { world, socket, links, frames };
}

test("a lost connection comes back after a pause", () => {
  const { world, links } = connected();
  world.fixChance(0.5);
  world.socket.lose();
  world.pass(249);
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  expect(world.sockets).toHaveLength(2);
  expect(links).toEqual(["connecting", "ready", "waiting", "connecting"]);
});

test("pauses grow while the gateway stays away and shrink once it has answered", () => {
  const { world, socket } = connected();
  world.fixChance(0.999);
  const pauses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const before = world.now();
    const count = world.sockets.length;
    world.socket.lose();
    while (world.sockets.length === count) world.pass(100);
    pauses.push(world.now() - before);
  }
  expect(pauses).toEqual([500, 1000, 2000, 4000]);
  world.socket.open();
  socket.ready();
  world.socket.lose();
  const before = world.sockets.length;
  world.pass(500);
  expect(world.sockets).toHaveLength(before + 1);
});

test("the network coming back ends the pause at once", () => {
  const { world } = connected();
  world.fixChance(0.999);
  world.socket.lose();
  world.wake();
  expect(world.sockets).toHaveLength(2);
  world.pass(60_000);
  expect(world.sockets.length).toBeGreaterThan(1);
});

test("silence for forty-five seconds is a lost connection", () => {
  const { world } = connected();
  world.fixChance(0);
  world.pass(44_000);
  world.socket.say({ t: "ping" });
  world.pass(44_999);
  expect(world.sockets).toHaveLength(1);
  world.pass(1);
  expect(world.sockets[0]?.isClosed).toBe(true);
  expect(world.sockets).toHaveLength(2);
});

test("a page that slept through the silence reconnects when it is shown", () => {
  const world = new FakeWorld();
  let late = 0;
  const socket = new ReconnectingSocket(
    "ws://gateway",
    // Timers of a sleeping page do not run.
    { ...portsOf(world), now: () => world.now() + late, after: () => () => undefined },
    { opened: () => undefined, frame: () => undefined, link: () => undefined, closed: () => undefined },
  );
  socket.start();
  world.socket.open();
  socket.ready();
  late = 60_000;
  world.wake();
  expect(socket.link).toBe("waiting");
});

test("what a dropped connection says is not heard", () => {
  const { world, socket, frames } = connected();
  const old = world.socket;
  socket.reconnect();
  old.say({ t: "ping" });
  expect(frames).toEqual([]);
});

test("frames that are not JSON objects are passed over", () => {
  const { world, frames } = connected();
  world.socket.onmessage?.({ data: "{" });
  world.socket.onmessage?.({ data: "[1]" });
  world.socket.onmessage?.({ data: new ArrayBuffer(1) });
  world.socket.say({ t: "ping" });
  expect(frames).toEqual([{ t: "ping" }]);
});

test("a stopped socket stays closed", () => {
  const { world, socket } = connected();
  socket.stop();
  world.wake();
  world.pass(120_000);
  expect(world.sockets).toHaveLength(1);
  expect(socket.send({ t: "pong" })).toBe(false);
});

function portsOf(world: FakeWorld): ConstructorParameters<typeof ReconnectingSocket>[1] {
  return {
    connect: (url) => world.connect(url),
    now: () => world.now(),
    random: () => world.random(),
    after: (ms, task) => world.after(ms, task),
    onWake: (task) => world.onWake(task),
  };
}
