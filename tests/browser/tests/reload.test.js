import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { Visitor, signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();

test("a visitor who reloads the page keeps the place in line", async ({ browsers, gateway }) => {
  const first = await visit(await browsers.person(), gateway);
  await first.start("Ada");
  await first.isQueued(1);
  const second = await visit(await browsers.person(), gateway);
  await second.start("Bob");
  await second.isQueued(2);
  await first.page.reload();
  await first.isQueued(1);
  await second.isQueued(2);
});

test("a visitor who reloads the page in a talk finds every word once and goes on", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.say("one");
  await agent.say("Ada", "two");
  await visitor.sees("two");
  await visitor.page.reload();
  await visitor.talksWith("Ana");
  await visitor.say("three");
  await agent.sees("Ada", "three");
  await becomes("each word once, in order", () => visitor.bubbles(), ["one", "two", "three"]);
});

test("an agent who reloads the page finds the desk as it was", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.say("before");
  await agent.sees("Ada", "before");
  await agent.page.reload();
  await agent.isPresent("Available");
  await agent.open("Ada");
  await agent.sees("Ada", "before");
  await agent.say("Ada", "after");
  await visitor.sees("after");
  const places = await agent.places("Ada");
  assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b), "each once, in order");
});

test("two tabs of one visitor show the same talk, each word once", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const person = await browsers.person();
  const one = await visit(person, gateway);
  await one.start("Ada");
  await agent.accept("Ada");
  await one.say("from the first");
  const two = await visit(person, gateway);
  await two.talksWith("Ana");
  await two.say("from the second");
  await agent.sees("Ada", "from the second");
  await agent.say("Ada", "to both");
  const all = ["from the first", "from the second", "to both"];
  for (const tab of [one, two]) await becomes("each word once", () => tab.bubbles(), all);
  assert.equal(await agent.chats.getByRole("button", { name: /Ada/ }).count(), 1, "one conversation");
  assert.ok(two instanceof Visitor);
});
