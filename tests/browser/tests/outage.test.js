import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { signIn, visit } from "../lib/people.js";
import { Proxy } from "../lib/proxy.js";
import { suite } from "../lib/suite.js";

/** A gateway whose own address is a proxy's. */
async function behindProxy() {
  const proxy = await Proxy.listen();
  const gateway = await Gateway.start({}, { publicPort: proxy.port });
  proxy.forwardTo(gateway.port);
  const close = async () => {
    await proxy.close();
    await gateway.close();
  };
  return { gateway, proxy, close };
}

const test = suite();
const testBehindProxy = suite({}, behindProxy);

async function inTalk(browsers, gateway) {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.say("before");
  await agent.sees("Ada", "before");
  return { agent, visitor };
}

test("a killed and restarted gateway finds both pages again and no word is lost or doubled", async ({ browsers, gateway }) => {
  const { agent, visitor } = await inTalk(browsers, gateway);
  const waiting = await visit(await browsers.person(), gateway);
  await agent.declare("Lunch").catch(() => agent.isPresent("Away"));
  await waiting.start("Bob");
  await waiting.isQueued(1);

  await gateway.kill();
  await visitor.say("while it was down");
  await agent.say("Ada", "I also wrote");
  await gateway.resume();

  await agent.sees("Ada", "while it was down");
  await visitor.sees("I also wrote");
  await agent.say("Ada", "after");
  await visitor.sees("after");
  await waiting.isQueued(1);
  const bubbles = await visitor.bubbles();
  assert.deepEqual(bubbles.toSorted(), ["I also wrote", "after", "before", "while it was down"]);
  const places = await agent.places("Ada");
  assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b), "each once, in order");
  await agent.declare("Available");
  await agent.accept("Bob");
  await waiting.talksWith("Ana");
});

test("an open offer stands or comes again after a kill", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.offer("Ada").waitFor();
  await gateway.kill();
  await gateway.resume();
  await agent.accept("Ada");
  await visitor.talksWith("Ana");
});

testBehindProxy("an agent's page whose socket fell into a black hole recovers by itself", async ({ browsers, world }) => {
  const { gateway, proxy } = world;
  const person = await browsers.person();
  const agent = await signIn(person, gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");

  proxy.swallow();
  for (const text of ["one", "two", "three"]) await visitor.say(text);
  await becomes("the visitor's words are kept", () => visitor.bubbles(), ["one", "two", "three"]);
  assert.equal(await agent.transcript("Ada").getByText("three", { exact: true }).count(), 0);
  proxy.heal();
  // The page hears nothing for 45 s, gives the socket up and resumes on a new one.
  await agent.transcript("Ada").getByText("three", { exact: true }).waitFor({ timeout: 75_000 });
  await agent.say("Ada", "I am back");
  await visitor.sees("I am back");
  const places = await agent.places("Ada");
  assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b), "each once, in order");
});

test("a shop's page is unharmed when the gateway is down", async ({ browsers, gateway }) => {
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/demo/`);
  const shop = await page.content();
  assert.match(shop, /Add Sencha Asahina/);
  await gateway.kill();
  // The shop's own server lives on: its page is answered here, everything of the gateway fails.
  const demo = new Map();
  await page.context().route("**/*", async (route) => {
    const path = new URL(route.request().url()).pathname;
    const answer = demo.get(path);
    await (answer === undefined ? route.abort("connectionrefused") : route.fulfill(answer));
  });
  demo.set("/demo/", { contentType: "text/html", body: await shopPage() });
  demo.set("/demo/demo.js", { contentType: "text/javascript", body: await shopFile("demo.js") });
  demo.set("/demo/demo.css", { contentType: "text/css", body: await shopFile("demo.css") });
  await page.goto(`${gateway.origin}/demo/`);
  await page.getByRole("button", { name: "Add Sencha Asahina" }).click();
  await becomes("the basket counts", () => page.locator("#basket-count").innerText(), "1");
  assert.equal(await page.locator("frontdesk-chat").getByRole("button", { name: /^Ask a tea person/ }).count(), 0);
  await gateway.resume();
});

async function shopFile(name) {
  const { readFile } = await import("node:fs/promises");
  return readFile(new URL(`../../../host/web/dist/demo/${name}`, import.meta.url), "utf8");
}

const shopPage = () => shopFile("index.html");
