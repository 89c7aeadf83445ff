import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { Site } from "../lib/site.js";
import { suite } from "../lib/suite.js";

/** A gateway that lets in the site's name `shop`, whose pages have no chat yet. */
async function withSite() {
  const site = await Site.open();
  const gateway = await Gateway.start({ [`channel.${CHANNEL}.allowed_origins`]: JSON.stringify([site.origin("shop"), site.origin("docs")]) });
  const close = async () => {
    await site.close();
    await gateway.close();
  };
  return { gateway, site, close };
}

const test = suite({}, withSite);

const panel = (agent) => agent.page.getByRole("region", { name: CHANNEL, exact: true });
const button = (where, name) => where.getByRole("button", { name, exact: true });

/** The snippet that the page shows for one way of putting it on a site. */
async function copied(agent, way) {
  await button(panel(agent), way).click();
  return panel(agent).locator("pre").first().innerText();
}

async function row(agent, origin) {
  await button(panel(agent), "Look again").click();
  return panel(agent).getByRole("row", { name: new RegExp(`^${origin}`) }).innerText();
}

test("every snippet that the console gives out puts the chat on a page", async ({ browsers, gateway, world }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: `channels/${CHANNEL}` });
  for (const way of ["Script", "With integrity", "Tag manager"]) {
    world.site.embed(await copied(sam, way));
    const page = await (await browsers.person()).newPage();
    await page.goto(`${world.site.origin("shop")}/`);
    await new Visitor(page).launcher.waitFor();
    await page.close();
  }
  assert.match(await copied(sam, "React"), /useEffect/);
});

test("a site is shown as seen or as refused once a page of it has asked, and the policy's lines are enough", async ({ browsers, gateway, world }) => {
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: `channels/${CHANNEL}` });
  const [shop, other] = [world.site.origin("shop"), world.site.origin("other")];
  assert.match(await row(sam, shop), /Never seen/);
  const policy = (await panel(sam).locator("pre").nth(1).innerText()).replaceAll("\n", " ");
  world.site.embed(await copied(sam, "Script"), `default-src 'none'; ${policy}`);
  const page = await (await browsers.person()).newPage();
  await page.goto(`${shop}/`);
  await new Visitor(page).launcher.click();
  await page.getByLabel("Your name").waitFor();
  await becomes("the site that has it", async () => /Works/.test(await row(sam, shop)), true);
  const said = page.waitForEvent("console", (message) => message.text().startsWith("Frontdesk"));
  await page.goto(`${other}/`);
  await said;
  await becomes("the site that may not", async () => /Not allowed/.test(await row(sam, other)), true);
});

test("agents do not see how a chat is put on a site", async ({ browsers, gateway }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false, path: "channels" });
  await bea.page.getByRole("heading", { name: "Not for your role" }).waitFor();
  const status = await bea.page.evaluate(async (channel) => (await fetch(`/api/v1/channels/${channel}/installation`)).status, CHANNEL);
  assert.equal(status, 403);
});
