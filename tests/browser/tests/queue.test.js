import assert from "node:assert/strict";
import { signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite({ "agent.bea.capacity": 1 });

test("an agent holds six chats at once and the seventh visitor waits", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const names = ["Ada", "Bob", "Cleo", "Dan", "Eve", "Finn"];
  const visitors = new Map();
  for (const name of names) {
    const visitor = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
    await visitor.start(name);
    await agent.accept(name);
    visitors.set(name, visitor);
  }
  await agent.page.getByRole("img", { name: "You hold 6 of 6 conversations" }).waitFor();
  const seventh = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
  await seventh.start("Gus");
  await seventh.isQueued(1);

  for (const name of names) await visitors.get(name).say(`I am ${name}`);
  for (const name of names) {
    await agent.open(name);
    await agent.sees(name, `I am ${name}`);
    await agent.say(name, `Hello ${name}`);
  }
  for (const name of names) {
    await visitors.get(name).sees(`Hello ${name}`);
    const others = (await visitors.get(name).bubbles()).filter((text) => /Hello/.test(text));
    assert.equal(others.length, 1, "nobody reads another's answer");
  }
  assert.equal(await agent.offer("Gus").count(), 0, "a full agent is offered nothing");
  await agent.open("Cleo");
  await agent.end("Cleo");
  await agent.finish("sold");
  await agent.accept("Gus");
  await seventh.talksWith("Ana");
});

test("a place in line moves from three to two to one", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "bea");
  const line = [];
  for (const name of ["Ada", "Bob", "Cleo", "Dan"]) {
    const visitor = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
    await visitor.start(name);
    if (name === "Ada") await agent.accept(name);
    else await visitor.isQueued(line.length);
    line.push(visitor);
  }
  const [, , , last] = line;
  await last.isQueued(3);
  for (const [ended, next, place] of [["Ada", "Bob", 2], ["Bob", "Cleo", 1]]) {
    await agent.end(ended);
    await agent.finish("sold");
    await agent.accept(next);
    await last.isQueued(place);
  }
});

test("who waits reads how long it probably takes once the gateway knows, and nothing moves for it", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "bea");
  const visitors = [];
  for (const name of ["Ada", "Bob"]) {
    const visitor = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
    await visitor.start(name);
    if (name === "Ada") await agent.accept(name);
    else await visitor.isQueued(1);
    visitors.push(visitor);
  }
  const [, bob] = visitors;
  assert.equal(await bob.page.getByText(/^Probably/).count(), 0, "nothing is known yet");
  // Ada's conversation is the first of which it is known how long it took.
  await agent.end("Ada");
  await agent.finish("sold");
  await agent.accept("Bob");
  const cleo = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
  await cleo.start("Cleo");
  await cleo.isQueued(1);
  const wait = cleo.page.getByRole("status").filter({ hasText: "Probably about a minute." });
  await wait.waitFor();
  const before = await cleo.log.boundingBox();
  await agent.presence.click();
  await agent.page.getByRole("menuitemradio", { name: /^Break/ }).click();
  await agent.isPresent("Away");
  await wait.waitFor({ state: "detached" });
  assert.deepEqual(await cleo.log.boundingBox(), before, "the line keeps its room");
});

test("a supervisor raises an agent's capacity and the next visitor is offered at once", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "bea");
  const supervisor = await signIn(await browsers.person(), gateway, "sam", { available: false });
  for (const name of ["Ada", "Bob"]) {
    const visitor = await visit(await browsers.person({ width: 500, height: 700 }), gateway);
    await visitor.start(name);
    if (name === "Ada") await agent.accept(name);
    else await visitor.isQueued(1);
  }
  await supervisor.page.getByRole("link", { name: "Floor" }).click();
  await supervisor.page.getByRole("button", { name: "Raise the capacity of Bea" }).click();
  await agent.offer("Bob").waitFor();
  await agent.page.getByRole("img", { name: "You hold 2 of 2 conversations" }).waitFor();
});
