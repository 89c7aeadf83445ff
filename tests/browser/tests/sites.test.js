import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { request } from "node:http";
import { becomes } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { Site, directives, policyOf, snippet } from "../lib/site.js";
import { suite } from "../lib/suite.js";

/** A gateway whose channel allows the name `shop` of another site, and no other. */
async function withSite() {
  const site = await Site.open();
  const gateway = await Gateway.start({ [`channel.${CHANNEL}.allowed_origins`]: JSON.stringify([site.origin("shop")]) });
  site.embed(snippet(gateway));
  const close = async () => {
    await site.close();
    await gateway.close();
  };
  return { gateway, site, close };
}

const test = suite({}, withSite);

/** A visitor on the site's page, under one of its names. */
async function visitSite(context, site, name = "shop") {
  const page = await context.newPage();
  await page.goto(`${site.origin(name)}/`);
  await page.getByRole("heading", { name: "Lamps" }).waitFor();
  return new Visitor(page);
}

/** From the launcher to a word in each direction. */
async function talk(agent, visitor) {
  await visitor.launcher.click();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await visitor.talksWith("Ana");
  await visitor.say("Do you have it in green?");
  await agent.sees("Ada", "Do you have it in green?");
  await agent.say("Ada", "We do.");
  await visitor.sees("We do.");
}

/** What the gateway answers to a socket that a page of this origin asks for. */
async function socketStatus(gateway, origin) {
  const asking = request(`http://127.0.0.1:${gateway.port}/api/v1/channels/${CHANNEL}/socket`, {
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      origin,
      "sec-websocket-version": "13",
      "sec-websocket-key": Buffer.alloc(16).toString("base64"),
    },
  }).end();
  const status = await Promise.race([
    once(asking, "response").then(([response]) => response.statusCode),
    once(asking, "upgrade").then(([response]) => response.statusCode),
  ]);
  asking.destroy();
  return status;
}

test("a visitor of an allowed site and an agent talk, and a reload goes on with it", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = await visitSite(await browsers.person(), world.site);
  await talk(agent, visitor);
  await visitor.page.reload();
  await visitor.talksWith("Ana");
  await becomes("both words, once", () => visitor.bubbles(), ["Do you have it in green?", "We do."]);
  await visitor.say("Then I take two.");
  await agent.sees("Ada", "Then I take two.");
  assert.equal(await agent.chats.getByRole("button", { name: /Ada/ }).count(), 1, "one conversation");
  assert.equal(await socketStatus(gateway, world.site.origin("shop")), 101);
});

test("the same page on a site that is not allowed has no chat, says why, and gets no socket", async ({ browsers, gateway, world }) => {
  const { site } = world;
  const page = await (await browsers.person()).newPage();
  const said = page.waitForEvent("console", (message) => message.text().startsWith("Frontdesk"));
  await page.goto(`${site.origin("other")}/`);
  assert.equal(
    (await said).text(),
    `Frontdesk shows no chat on this page: the channel "${CHANNEL}" does not allow ${site.origin("other")} ` +
      "(allowed_origins in the gateway's configuration).",
  );
  await page.getByRole("heading", { name: "Lamps" }).waitFor();
  assert.equal(await page.locator("frontdesk-chat").count(), 0);

  const address = `${gateway.origin.replace("http", "ws")}/api/v1/channels/${CHANNEL}/socket`;
  const tried = await page.evaluate(
    (url) =>
      new Promise((ended) => {
        const socket = new WebSocket(url);
        socket.onopen = () => ended("open");
        socket.onclose = ({ code }) => ended(code);
      }),
    address,
  );
  assert.equal(tried, 1006);
  assert.equal(await socketStatus(gateway, site.origin("other")), 403);
  assert.equal(await socketStatus(gateway, "null"), 403);
});

test("a channel that does not exist is named in the page's console", async ({ browsers, gateway, world }) => {
  const page = await (await browsers.person()).newPage();
  world.site.embed(snippet(gateway).replace(CHANNEL, "shop-chatt"));
  const said = page.waitForEvent("console", (message) => message.text().startsWith("Frontdesk"));
  await page.goto(`${world.site.origin("shop")}/`);
  assert.equal((await said).text(), 'Frontdesk shows no chat on this page: the gateway has no channel "shop-chatt".');
  assert.equal(await page.locator("frontdesk-chat").count(), 0);
});

test("a site with a strict policy needs the documented directives and nothing else", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const policy = `${policyOf(directives(gateway))}; require-trusted-types-for 'script'; trusted-types 'none'`;
  world.site.embed(snippet(gateway), policy);
  const visitor = await visitSite(await browsers.person(), world.site);
  await talk(agent, visitor);
  // Styled, too, although the policy allows no style sheet.
  const styleOf = (found, name) => found.evaluate((element, of) => getComputedStyle(element)[of], name);
  assert.equal(await styleOf(visitor.page.locator("frontdesk-chat"), "position"), "fixed");
  assert.equal(await styleOf(visitor.log.locator(".bubble").first(), "borderTopLeftRadius"), "14px");
  await agent.end("Ada");
  await visitor.hasEnded();
});

test("a policy of nonces needs the nonce on the tag", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const allowed = directives(gateway).set("script-src", ["'nonce-n1'", "'strict-dynamic'"]);
  world.site.embed(snippet(gateway).replace("<script", '<script nonce="n1"'), policyOf(allowed));
  const visitor = await visitSite(await browsers.person(), world.site);
  await talk(agent, visitor);
});

/** The documented directives, without that for pictures: a chat goes on without them. */
function needed(gateway) {
  const all = directives(gateway);
  assert.ok(all.delete("img-src"), "the page documents what pictures need");
  return all;
}

test("without the source for pictures there is a chat all the same", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  world.site.embed(snippet(gateway), policyOf(needed(gateway)));
  const visitor = await visitSite(await browsers.person(), world.site);
  await talk(agent, visitor);
});

test("without any one of the documented sources there is no chat, and the page is unharmed", async ({ browsers, gateway, world }) => {
  for (const [name, sources] of needed(gateway)) {
    for (const missing of sources) {
      const allowed = directives(gateway).set(name, sources.filter((source) => source !== missing));
      world.site.embed(snippet(gateway), policyOf(allowed));
      const context = await browsers.person();
      const page = await context.newPage();
      const violated = page.waitForEvent("console", (message) => message.text().includes("Content Security Policy"));
      await page.goto(`${world.site.origin("shop")}/`);
      if (missing.startsWith("ws")) await new Visitor(page).launcher.click().then(() => new Visitor(page).start("Ada"));
      assert.match((await violated).text(), new RegExp(name), missing);
      await page.getByRole("heading", { name: "Lamps" }).waitFor();
      await context.close();
    }
  }
  browsers.complaints = browsers.complaints.filter((text) => !text.includes("Content Security Policy"));
});

test("a site can pin the loader by its hash", async ({ browsers, gateway, world }) => {
  const config = await (await fetch(`${gateway.origin}/api/v1/channels/${CHANNEL}/config`)).json();
  const address = new URL(config.panel.replace("panel.js", "loader.js"), gateway.origin).href;
  const loader = await (await fetch(address)).text();
  const integrity = `sha384-${createHash("sha384").update(loader).digest("base64")}`;
  const pinned = (hash) => `<script async src="${address}" data-channel="${CHANNEL}" integrity="${hash}" crossorigin="anonymous"></script>`;

  world.site.embed(pinned(integrity));
  const visitor = await visitSite(await browsers.person(), world.site);
  await visitor.launcher.click();
  await visitor.page.getByLabel("Your name").waitFor();

  world.site.embed(pinned(`sha384-${createHash("sha384").update("another").digest("base64")}`));
  const page = await (await browsers.person()).newPage();
  const refused = page.waitForEvent("console", (message) => message.text().includes("integrity"));
  await page.goto(`${world.site.origin("shop")}/`);
  await refused;
  assert.equal(await page.locator("frontdesk-chat").count(), 0);
  browsers.complaints = browsers.complaints.filter((text) => !text.includes("integrity"));
});
