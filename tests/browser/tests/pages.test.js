import assert from "node:assert/strict";
import { isAccessible } from "../lib/check.js";
import { signIn, visit, visitShop } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const LOADER_BYTES = 4_608;
const test = suite();

for (const theme of ["light", "dark"]) {
  test(`a visitor's pages are accessible in the ${theme} theme`, async ({ browsers, gateway }) => {
    const agent = await signIn(await browsers.person(), gateway, "ana", { available: false });
    const shop = await (await browsers.person({ theme })).newPage();
    await shop.goto(`${gateway.origin}/demo/`);
    await shop.locator("frontdesk-chat").getByRole("button", { name: /^Ask a tea person/ }).waitFor();
    await isAccessible(shop, "the shop with the launcher");
    const visitor = await visitShop(await browsers.person({ theme }), gateway);
    await visitor.page.getByLabel("Your name").waitFor();
    await isAccessible(visitor.page, "the form before the chat");
    await visitor.start("Ada");
    await visitor.isQueued(1);
    await isAccessible(visitor.page, "waiting");
    await agent.declare("Available");
    await agent.accept("Ada");
    await visitor.talksWith("Ana");
    await visitor.say("Hello");
    await agent.say("Ada", "Good morning");
    await visitor.sees("Good morning");
    await isAccessible(visitor.page, "in talk");
    await agent.end("Ada");
    await visitor.hasEnded();
    await isAccessible(visitor.page, "ended");
    const alone = await visit(await browsers.person({ theme }), gateway);
    await alone.page.getByLabel("Your name").waitFor();
    await isAccessible(alone.page, "the chat's own page");
  });

  test(`the console's pages are accessible in the ${theme} theme`, async ({ browsers, gateway }) => {
    const stranger = await (await browsers.person({ theme })).newPage();
    await stranger.goto(`${gateway.origin}/console/`);
    await stranger.getByRole("button", { name: "Sign in" }).waitFor();
    await isAccessible(stranger, "signing in");
    const agent = await signIn(await browsers.person({ theme }), gateway, "ana");
    await isAccessible(agent.page, "an empty desk");
    const visitor = await visit(await browsers.person(), gateway);
    await visitor.start("Ada", "12345");
    await agent.offer("Ada").waitFor();
    await isAccessible(agent.page, "an offer");
    await agent.accept("Ada");
    await visitor.say("Hello");
    await agent.sees("Ada", "Hello");
    await agent.say("Ada", "Good morning");
    await isAccessible(agent.page, "in talk");
    const supervisor = await signIn(await browsers.person({ theme }), gateway, "sam", { available: false });
    await supervisor.page.getByRole("link", { name: "Floor" }).click();
    await supervisor.page.getByRole("heading", { name: "Floor" }).waitFor();
    await isAccessible(supervisor.page, "the floor");
    await agent.page.keyboard.press("Alt+KeyI");
    await agent.page.getByRole("dialog", { name: "Why here?" }).waitFor();
    await isAccessible(agent.page, "why here");
    await agent.page.keyboard.press("Escape");
    await agent.end("Ada");
    await isAccessible(agent.page, "wrapping up");
    await agent.finish("sold");
    await agent.page.getByRole("link", { name: "Past" }).click();
    await agent.page.getByRole("heading", { name: "My past conversations" }).waitFor();
    await isAccessible(agent.page, "past conversations");
  });
}

test("a page is small until the launcher is opened", async ({ browsers, gateway }) => {
  const answer = await fetch(`${gateway.origin}/widget/v1/loader.js`, {
    headers: { "accept-encoding": "gzip" },
  });
  assert.equal(answer.headers.get("content-encoding"), "gzip");
  const bytes = Number(answer.headers.get("content-length"));
  await answer.arrayBuffer();
  assert.ok(bytes > 0 && bytes <= LOADER_BYTES, `the loader has ${bytes} bytes, ${LOADER_BYTES} are allowed`);

  const page = await (await browsers.person()).newPage();
  const asked = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${gateway.origin}/demo/`);
  const launcher = page.locator("frontdesk-chat").getByRole("button", { name: /^Ask a tea person/ });
  await launcher.waitFor();
  const panel = (path) => /^\/widget\/[^/]+\/panel\.js$/.test(path);
  assert.equal(asked.filter(panel).length, 0, "the panel is loaded before it is wanted");
  assert.equal(asked.filter((path) => path.endsWith("/socket")).length, 0);
  await launcher.click();
  await page.getByRole("dialog").waitFor();
  assert.equal(asked.filter(panel).length, 1);
});

test("the API's description can be read on the gateway", async ({ browsers, gateway }) => {
  const page = await (await browsers.person()).newPage();
  const answer = await fetch(`${gateway.origin}/api/v1/openapi.json`);
  assert.equal(answer.status, 200);
  assert.match((await answer.json()).openapi, /^3\./);
  await page.goto(`${gateway.origin}/api/docs`);
  await page.getByRole("heading").first().waitFor();
  await isAccessible(page, "the API's description");
});
