import assert from "node:assert/strict";
import { isAccessible } from "../lib/check.js";
import { CHANNEL, signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

/** Sam runs the gateway too. */
const test = suite({ "agent.sam.role": "admin" });

/** What the API says to whoever is signed in on this page. */
const ask = (page, path) => page.evaluate(async (asked) => {
  const answer = await fetch(asked);
  return { status: answer.status, body: await answer.json() };
}, path);

async function openPlugins(operator) {
  await operator.page.getByRole("link", { name: "Plugins" }).click();
  await operator.page.getByRole("heading", { name: "Plugins", level: 2 }).waitFor();
}

test("plugins are shown only to those who may see them", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana", { available: false });
  assert.equal(await agent.page.getByRole("link", { name: "Plugins" }).count(), 0);
  assert.equal((await ask(agent.page, "/api/v1/plugins")).status, 403);
  await agent.page.goto(`${gateway.origin}/console/plugins`);
  await agent.page.getByRole("heading", { name: "The plugins are not shown to you" }).waitFor();
  await isAccessible(agent.page, "no permission");
});

test("an operator sees a plugin's figures and restarts it while its conversation goes on", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.say("before");
  await agent.sees("Ada", "before");

  const operator = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const { page } = operator;
  await openPlugins(operator);
  const row = page.getByRole("link", { name: new RegExp(`^${CHANNEL} `) });
  await row.waitFor();
  assert.match(await row.innerText(), /Running/);
  await row.click();
  await page.getByRole("region", { name: "Figures" }).waitFor();
  const before = (await ask(page, `/api/v1/plugins/${CHANNEL}`)).body.plugin;
  assert.ok(before.calls > 0 && before.p50_us > 0, `${before.calls} calls, ${before.p50_us} µs`);
  assert.match(before.digest, /^[0-9a-f]{64}$/);
  await isAccessible(page, "a plugin's figures");

  await page.getByRole("button", { name: "Restart" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restart" }).click();
  await page.getByText(new RegExp(`^${before.generation + 1} · began`)).waitFor();
  await visitor.say("after");
  await agent.sees("Ada", "after");
  await agent.say("Ada", "still here");
  await visitor.sees("still here");
});

test("the parts of a plugin are reached by keyboard and by address", async ({ browsers, gateway }) => {
  const operator = await signIn(await browsers.person({ theme: "dark" }), gateway, "sam", { available: false });
  const { page } = operator;
  await page.goto(`${gateway.origin}/console/plugins/${CHANNEL}/log`);
  await page.getByRole("log", { name: `Log of ${CHANNEL}` }).waitFor();
  await isAccessible(page, "a plugin's log");
  await page.getByRole("link", { name: /^Dead letters/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("No dead letters").waitFor();
  await page.getByRole("link", { name: /^What it may do/ }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Limits" }).waitFor();
  await isAccessible(page, "what a plugin may do");
});
