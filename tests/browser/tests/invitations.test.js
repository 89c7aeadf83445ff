import assert from "node:assert/strict";
import { becomes, isAccessible } from "../lib/check.js";
import { BODY, card, invited, isWatched, look, noted } from "../lib/invitation.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { directives, policyOf, snippet } from "../lib/site.js";
import { suite } from "../lib/suite.js";

const dwelling = suite({}, () => invited("dwell = { selector = '#pro', ms = 2000 }"));
const onArrival = suite({}, () => invited("page_s = 1", "caps = { per_session = 1, cooldown_h = 0, after_decline_h = 72 }", { "agent.ana.capacity": 1 }));

/** Goes on for so long: what must not happen had the time to. */
const after = (page, ms) => page.evaluate((wait) => new Promise((done) => setTimeout(done, wait)), ms);

dwelling("whoever points at something for two seconds is invited then, and not before", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const page = await look(await browsers.person(), world.site);
  await isWatched(page);
  await page.hover("#pro");
  await page.getByText("beside it").hover();
  await page.evaluate(() => (globalThis.noted = []));
  await page.hover("#pro");
  await card(page).waitFor();
  const took = (await noted(page, "invitation-shown")) - (await noted(page, "over"));
  assert.ok(Math.abs(took - 2_000) <= 50, `shown after ${took} ms`);
  await isAccessible(page, "an invitation");
});

dwelling("time in which the tab was hidden does not count, and none is shown there", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const context = await browsers.person();
  await context.addInitScript(() => {
    globalThis.isHidden = false;
    Object.defineProperty(document, "visibilityState", { get: () => (globalThis.isHidden ? "hidden" : "visible") });
    globalThis.hide = (hidden) => {
      globalThis.isHidden = hidden;
      globalThis.noted.push({ name: hidden ? "hidden" : "visible", at: performance.now() });
      document.dispatchEvent(new Event("visibilitychange"));
    };
  });
  const page = await look(context, world.site);
  await isWatched(page);
  await page.hover("#pro");
  await page.evaluate(() => globalThis.hide(true));
  await after(page, 2_500);
  assert.equal(await card(page).count(), 0);
  await page.evaluate(() => globalThis.hide(false));
  await card(page).waitFor();
  const [over, hidden, visible, shown] = await Promise.all(["over", "hidden", "visible", "invitation-shown"].map((name) => noted(page, name)));
  const seen = hidden - over + (shown - visible);
  assert.ok(Math.abs(seen - 2_000) <= 50, `shown after ${seen} ms in view`);
});

onArrival("of fifty visitors one is invited where one place is free, and the next when they decline", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const origin = world.site.origin("shop");
  const address = `${gateway.origin}/api/v1/channels/${CHANNEL}/invitations/pricing/lease`;
  const pages = await Promise.all(
    Array.from({ length: 10 }, async () => {
      const page = await look(await browsers.person({ width: 480, height: 320 }), world.site, "/elsewhere");
      await isWatched(page);
      return page;
    }),
  );
  // The others ask as the widget does, at the moment at which the ten pages are due.
  const [asked] = await Promise.all([
    Promise.all(Array.from({ length: 40 }, () => fetch(address, { method: "POST", headers: { origin }, body: "{}" }).then(({ status }) => status))),
    after(pages[0], 1_500),
  ]);
  const shown = async () => (await Promise.all(pages.map((page) => card(page).count()))).reduce((sum, count) => sum + count, 0);
  const leased = asked.filter((status) => status === 201).length;
  assert.equal(asked.filter((status) => status === 409).length, 40 - leased);
  assert.equal((await shown()) + leased, 1, "one in all");
});

onArrival("who declines is not asked again, on the next page and after a reload", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const context = await browsers.person();
  const page = await look(context, world.site);
  await card(page).getByRole("button", { name: "No, thanks" }).click();
  await card(page).waitFor({ state: "detached" });
  await page.reload();
  await isWatched(page);
  await after(page, 1_500);
  assert.equal(await card(page).count(), 0);
  const other = await look(context, world.site, "/another");
  await isWatched(other);
  await after(other, 1_500);
  assert.equal(await card(other).count(), 0);
  // The place is free for somebody else.
  await card(await look(await browsers.person(), world.site)).waitFor();
});

onArrival("nobody is invited while nobody is there", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana", { available: false });
  const page = await look(await browsers.person(), world.site);
  const refused = await page.waitForResponse((response) => response.url().endsWith("/lease"));
  assert.equal(refused.status(), 409);
  assert.equal(await card(page).count(), 0);
});

onArrival("nobody is disturbed who writes into the page, and they are invited when they have done", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const page = await look(await browsers.person(), world.site);
  await page.locator("#search").focus();
  await isWatched(page);
  await after(page, 1_500);
  assert.equal(await card(page).count(), 0);
  await page.locator("#search").blur();
  await card(page).waitFor();
});

onArrival("an invitation is accepted with a word that the visitor need not write, and is counted", async ({ browsers, gateway, world }) => {
  const agent = await signIn(await browsers.person(), gateway, "ana");
  const visitor = new Visitor(await look(await browsers.person(), world.site));
  await card(visitor.page).getByRole("button", { name: "Limits" }).click();
  await card(visitor.page).waitFor({ state: "detached" });
  await visitor.page.getByText("What are the limits?").waitFor();
  await visitor.start("Ada");
  await agent.accept("Ada");
  await agent.sees("Ada", "What are the limits?");
  await visitor.sees("What are the limits?");
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false });
  const report = async () => {
    const answer = await sam.page.request.get(`${gateway.origin}/api/v1/reports/invitations`);
    const [day] = (await answer.json()).items;
    return [day?.shown, day?.accepted, day?.declined, day?.expired, day?.shown_chatted];
  };
  await becomes("the figures", report, [1, 1, 0, 0, 1]);
});

onArrival("Escape declines from wherever somebody is, and the keyboard reaches every button", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const page = await look(await browsers.person(), world.site);
  await page.locator("#pro").focus();
  await card(page).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "pro", "an invitation takes no focus");
  const focused = () => page.evaluate(() => document.querySelector("frontdesk-chat").shadowRoot.activeElement?.textContent.trim() ?? "");
  const reached = [];
  await page.locator("#search").focus();
  for (let press = 0; press < 4; press += 1) {
    await page.keyboard.press("Tab");
    reached.push(await focused());
  }
  assert.deepEqual(reached, ["Chat now", "Limits", "No, thanks", "Ask a tea person"]);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Escape");
  await card(page).waitFor({ state: "detached" });
  assert.equal(await focused(), "Ask a tea person", "the focus does not get lost");
});

onArrival("on a hostile page under a strict policy an invitation looks and works as elsewhere", async ({ browsers, gateway, world }) => {
  await signIn(await browsers.person(), gateway, "ana");
  const hostile = "div,section,button,h2,p{display:none!important}*{font-size:40px!important;position:static!important;color:red!important}";
  const policy = `${policyOf(directives(gateway).set("style-src", ["'unsafe-inline'"]))}; require-trusted-types-for 'script'; trusted-types 'none'`;
  world.site.embed(snippet(gateway), policy, `<style>${hostile}</style>${BODY}`);
  const page = await (await browsers.person()).newPage();
  await page.goto(`${world.site.origin("shop")}/`);
  await card(page).waitFor();
  const looks = await card(page).evaluate((box) => [getComputedStyle(box).position, getComputedStyle(box.querySelector("h2")).fontSize, getComputedStyle(box.querySelector("p")).display]);
  assert.deepEqual(looks, ["absolute", "17px", "block"]);
  await card(page).getByRole("button", { name: "Chat now" }).click();
  await page.getByLabel("Your name").waitFor();
});

for (const theme of ["light", "dark"]) {
  for (const [size, width, height] of [["wide", 1280, 800], ["narrow", 360, 640]]) {
    onArrival(`an invitation is accessible: ${theme}, ${size}`, async ({ browsers, gateway, world }) => {
      await signIn(await browsers.person(), gateway, "ana");
      const page = await look(await browsers.person({ theme, width, height }), world.site);
      await card(page).waitFor();
      await isAccessible(page, `${theme}, ${size}`);
      const { x, y, width: wide } = await card(page).boundingBox();
      assert.ok(x >= 0 && y >= 0 && x + wide <= width, "it is on the screen");
      if (process.env.FRONTDESK_PICTURES !== undefined) await browsers.photograph(`invitation ${theme} ${size}`);
    });
  }
}
