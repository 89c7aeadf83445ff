import assert from "node:assert/strict";
import { isAccessible } from "../lib/check.js";
import { signIn, visit } from "../lib/people.js";
import { suite } from "../lib/suite.js";

const test = suite();

/** The dry run's page of a supervisor. */
async function open(browsers, gateway, person = {}) {
  const { page } = await signIn(await browsers.person(person), gateway, "sam", { available: false });
  await page.getByRole("link", { name: "Dry run" }).click();
  await page.getByLabel("On Fern & Kettle").fill("120");
  return page;
}

/** A line of the table of figures: its cells by column. */
async function figures(page, line) {
  const row = page.getByRole("region", { name: "Figures" }).getByRole("row", { name: new RegExp(`^${line}`) });
  await row.first().waitFor();
  return row.first().getByRole("cell").allInnerTexts();
}

const number = (text) => Number(text.replace(/[^\d.-]/g, ""));

test("a supervisor sees today's configuration and a changed one side by side, in pictures and in a table", async ({ browsers, gateway }) => {
  const page = await open(browsers, gateway);
  await isAccessible(page, "before a run");
  await page.getByLabel("They wait at most about").fill("60");
  await page.getByLabel("Changes to try").fill("[agent.ana]\ncapacity = 1\n\n[agent.bea]\ncapacity = 1\n");
  await page.getByLabel("Changes to try").press("Control+Enter");
  await page.getByText(/contacts? over 8 h/).waitFor();

  const [todayCame, changedCame, change] = await figures(page, "Came");
  assert.equal(todayCame, changedCame, "the same contacts");
  assert.equal(change.trim(), "0");
  const [today, changed, level] = await figures(page, "Answered within 20 s");
  assert.ok(number(today) > number(changed), `${today} then ${changed}`);
  assert.match(level, /worse/);
  const legend = page.getByRole("figure", { name: "Answered within" });
  assert.equal(await legend.locator("polyline").count(), 2);
  const bars = page.getByRole("figure", { name: "Of a hundred" });
  assert.equal(await bars.getByRole("listitem").count(), 6);
  await isAccessible(page, "what came of a run");

  await page.getByLabel("They come for").fill("4");
  await page.getByText("The form has changed since").waitFor();
});

test("a mistake in the changes is shown with its line, and leads there", async ({ browsers, gateway }) => {
  const page = await open(browsers, gateway, { theme: "dark", width: 600, height: 900 });
  await page.getByLabel("Changes to try").fill("[queue.sales]\npriority = 11\n");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByText("One thing is wrong with the changes").waitFor();
  await page.getByText("priority takes 1 to 10, and this is 11").waitFor();
  await isAccessible(page, "a refused run");
  await page.getByRole("button", { name: /^Line 2, column 12/ }).click();
  const selected = await page.evaluate(() => {
    const { activeElement: field } = document;
    return field.value.slice(field.selectionStart, field.selectionEnd);
  });
  assert.equal(selected, "priority = 11");

  await page.getByLabel("Changes to try").fill("");
  await page.getByLabel("On Fern & Kettle").fill("none");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByText("Contacts an hour: a number above 0").first().waitFor();
});

test("recorded contacts come again beside what really became of them", async ({ browsers, gateway }) => {
  const page = await open(browsers, gateway);
  await page.getByLabel("As they came").check();
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByText("No conversation that a contact began in the last 7 days is over").waitFor();

  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visit(await browsers.person(), gateway);
  await visitor.start("Ada");
  await agent.accept("Ada");
  await agent.end("Ada");
  await agent.finish("sold");
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("columnheader", { name: "What was" }).first().waitFor();
  const [was, today] = await figures(page, "Came");
  assert.deepEqual([was, today], ["1", "1"]);
});

test("an agent is shown no dry run", async ({ browsers, gateway }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana", { available: false });
  assert.equal(await agent.page.getByRole("link", { name: "Dry run" }).count(), 0);
  await agent.page.goto(`${gateway.origin}/console/dry-run`);
  await agent.chats.waitFor();
  assert.equal(await agent.page.getByLabel("Changes to try").count(), 0);
});
