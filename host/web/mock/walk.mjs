// `npm run walk`: what a picture does not show. Reloads, two tabs, the keyboard, pages that are hostile or
// strict, a gateway that is away. Prints one line a check; fails when one does.
import assert from "node:assert/strict";
import { createServer } from "node:http";

import { launchChromium } from "./chromium.mjs";
import { startGateway } from "./gateway.mjs";

const browser = await launchChromium();
let failures = 0;

/** One check in a browser profile and with a gateway of its own. */
async function check(what, run) {
  const gateway = await startGateway();
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  context.setDefaultTimeout(8_000);
  try {
    await run({ gateway, context, control: gateway.control, shop: `${gateway.url}/demo/` });
    console.log(`ok    ${what}`);
  } catch (error) {
    failures += 1;
    console.error(`FAIL  ${what}\n      ${error.message}`);
  }
  await context.close();
  await gateway.stop();
}

const launcherOf = (page) => page.getByRole("button", { name: "Chat with us" });
const messageOf = (page) => page.getByRole("textbox", { name: "Message" });
const windowOf = (page) => page.getByRole("dialog", { name: "Fern & Kettle" });

async function startChat(page, address) {
  await page.goto(address);
  await launcherOf(page).click();
  await page.getByLabel("Your name").fill("Ann");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("You are number 3 in line.").waitFor();
}

async function write(page, text) {
  await messageOf(page).fill(text);
  await messageOf(page).press("Enter");
}

async function lines(page) {
  return page.getByRole("log").locator(".bubble").allTextContents();
}

await check("a reload in the queue and in the chat goes on where it was", async ({ context, control, shop }) => {
  const page = await context.newPage();
  await startChat(page, shop);
  await write(page, "one");
  await page.getByText("Sent").waitFor();
  await page.reload();
  await page.getByText("You are number 3 in line.").waitFor();
  control.accept("Bea");
  control.say("two");
  await page.getByRole("log").getByText("two").waitFor();
  await messageOf(page).fill("half a sent");
  await page.waitForFunction(() => localStorage.getItem("frontdesk:shop-chat:draft") === "half a sent");
  await page.reload();
  await page.getByRole("log").getByText("two").waitFor();
  assert.deepEqual(await lines(page), ["one", "two"]);
  assert.equal(await messageOf(page).inputValue(), "half a sent");
});

await check("a closed window stays closed over a reload and counts what is unread", async ({ context, control, shop }) => {
  const page = await context.newPage();
  await startChat(page, shop);
  control.accept("Bea");
  await page.getByText("You are chatting with Bea").waitFor();
  await page.keyboard.press("Escape");
  await windowOf(page).waitFor({ state: "hidden" });
  assert.equal(await page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.className), "launcher");
  control.say("one");
  control.say("two");
  await page.getByRole("button", { name: "Chat with us (2 new messages)" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Chat with us (2 new messages)" }).click();
  await page.getByRole("log").getByText("two").waitFor();
  await page.getByRole("button", { name: "Chat with us", exact: true }).waitFor();
});

await check("two tabs share one connection, the window, the draft and the messages", async ({ context, control, shop }) => {
  const first = await context.newPage();
  const second = await context.newPage();
  await second.goto(shop);
  await launcherOf(second).waitFor();
  await startChat(first, shop);
  await messageOf(second).waitFor();
  assert.equal(control.state.sockets.size, 1);
  await messageOf(first).fill("a draft");
  await second.waitForFunction(() => document.querySelector("frontdesk-chat").shadowRoot.querySelector("textarea").value === "a draft");
  await write(second, "from the second");
  await first.getByText("from the second").waitFor();
  await first.close();
  control.accept("Bea");
  control.say("still there?");
  await second.getByText("still there?").waitFor();
  await write(second, "yes");
  await second.getByText("Sent").waitFor();
  assert.deepEqual(await lines(second), ["from the second", "still there?", "yes"]);
  assert.equal(control.state.sockets.size, 1);
});

await check("a gateway that was killed in the middle loses and doubles nothing", async ({ context, control, shop }) => {
  const page = await context.newPage();
  await startChat(page, shop);
  control.accept("Bea");
  const sent = [];
  for (let round = 0; round < 8; round += 1) {
    sent.push(`message ${round}`);
    await write(page, `message ${round}`);
    if (round % 2 === 0) control.drop();
  }
  await page.waitForFunction((count) => document.querySelector("frontdesk-chat").shadowRoot.querySelectorAll(".own.sent").length === count, sent.length);
  assert.deepEqual(await lines(page), sent);
  const kept = [...control.state.visitors.values()][0].conversation.messages.filter(({ from }) => from === "visitor");
  assert.deepEqual(kept.map(({ text }) => text), sent);
});

await check("Shift+Enter breaks the line and composing does not send", async ({ context, shop }) => {
  const page = await context.newPage();
  await startChat(page, shop);
  const field = messageOf(page);
  await field.pressSequentially("one");
  await field.press("Shift+Enter");
  await field.pressSequentially("two");
  await field.dispatchEvent("keydown", { key: "Enter", isComposing: true });
  assert.equal(await field.inputValue(), "one\ntwo");
  await field.press("Enter");
  await page.getByText("Sent").waitFor();
  assert.deepEqual(await lines(page), ["one\ntwo"]);
});

await check("ending asks first, and a new chat starts with an empty form", async ({ context, shop }) => {
  const page = await context.newPage();
  await startChat(page, shop);
  await page.getByRole("button", { name: "End chat" }).click();
  await page.getByRole("group", { name: "Do you want to end this chat?" }).getByRole("button", { name: "End chat" }).click();
  await page.getByRole("button", { name: "Start a new chat" }).click();
  await page.getByLabel("Your name").fill("Ann again");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("You are number 3 in line.").waitFor();
  assert.deepEqual(await lines(page), []);
});

await check("a full queue is said in words and can be tried again", async ({ context, control, shop }) => {
  const page = await context.newPage();
  await page.goto(shop);
  control.state.refuse = { code: "queue_full" };
  await launcherOf(page).click();
  await page.getByLabel("Your name").fill("Ann");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByRole("alert").getByText("the line is full").waitFor();
  control.state.refuse = null;
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("You are number 3 in line.").waitFor();
});

await check("the site's own button opens the window, with the focus inside", async ({ context, shop }) => {
  const page = await context.newPage();
  await page.goto(shop);
  await launcherOf(page).waitFor();
  await page.getByRole("button", { name: "Ask a tea person" }).click();
  await page.getByLabel("Your name").waitFor();
  await page.keyboard.type("Ann");
  assert.equal(await page.getByLabel("Your name").inputValue(), "Ann");
});

await check("a gateway that is away leaves the page unharmed", async ({ context, control, gateway }) => {
  const away = "http://127.0.0.1:9";
  const site = await serveSite(() => `<h1>A site</h1><script async src="${away}/widget/v1/loader.js" data-channel="c"></script>`);
  const page = await context.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(site.url);
  control.state.isDown = false;
  await page.evaluate((source) => {
    const script = document.createElement("script");
    Object.assign(script, { async: true, src: source });
    script.dataset.channel = "shop-chat";
    document.head.append(script);
    return new Promise((loaded) => (script.onload = loaded));
  }, `${gateway.url}/widget/v1/loader.js`);
  await launcherOf(page).waitFor();
  assert.deepEqual(errors, []);
  site.stop();
});

await check("a page with hostile rules does not reach inside", async ({ context, gateway }) => {
  const rules = "div,frontdesk-chat{display:none!important}*{font-size:40px!important;position:static!important}button{width:400px!important}";
  const site = await serveSite(() => `<style>${rules}</style><h1>A site</h1><script async src="${gateway.url}/widget/v1/loader.js" data-channel="shop-chat"></script>`);
  const page = await context.newPage();
  await page.goto(site.url);
  await launcherOf(page).click();
  await page.getByLabel("Your name").waitFor();
  const box = await launcherOf(page).boundingBox();
  assert.ok(box.width < 250 && box.height < 70 && box.y > 600, JSON.stringify(box));
  site.stop();
});

await check("strict policies of the site hold without a violation", async ({ context, gateway }) => {
  const { url } = gateway;
  const ws = url.replace("http", "ws");
  const policies = [
    `default-src 'none'; script-src ${url}; connect-src ${url} ${ws}; require-trusted-types-for 'script'`,
    `default-src 'none'; script-src 'nonce-n1' 'strict-dynamic'; connect-src ${url} ${ws}; require-trusted-types-for 'script'`,
  ];
  for (const policy of policies) {
    const site = await serveSite(() => `<h1>A site</h1><script async nonce="n1" src="${url}/widget/v1/loader.js" data-channel="shop-chat"></script>`, policy);
    const page = await context.newPage();
    const violations = [];
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text()) && !/favicon/.test(message.location().url + message.text())) violations.push(message.text());
    });
    await startChat(page, site.url);
    await write(page, "hello");
    await page.getByText("Sent").waitFor();
    assert.deepEqual(violations, []);
    site.stop();
    await context.clearCookies();
  }
});

/** An invitation of the mock's, by its conditions. */
function invitation(when) {
  const caps = { per_session: 1, per_visitor: 3, cooldown_h: 0, after_decline_h: 72, after_chat_h: 24 };
  const buttons = [{ label: { en: "Chat now" }, text: {} }, { label: { en: "Limits" }, text: { en: "What are the limits?" } }];
  return { name: "pricing", title: { en: "Comparing plans?" }, message: { en: "Somebody is free." }, buttons, decline: { en: "No, thanks" }, priority: 50, hold_out: 0, when, caps };
}

const cardOf = (page) => page.getByRole("dialog", { name: "Comparing plans?" });

/** A page that notes when it was pointed at, hidden, shown an invitation. */
async function watched(context, gateway, path = "") {
  const site = await serveSite(() => `<!doctype html><html lang="en"><title>Lamps</title><h1>Lamps</h1><button id="pro">Pro</button><span id="beside">beside</span><input id="search" aria-label="Search"><script async src="${gateway.url}/widget/v1/loader.js" data-channel="shop-chat"></script>`);
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.noted = {};
    globalThis.events = [];
    globalThis.isHidden = false;
    Object.defineProperty(document, "visibilityState", { get: () => (globalThis.isHidden ? "hidden" : "visible") });
    globalThis.hide = (hidden) => {
      globalThis.isHidden = hidden;
      globalThis.noted[hidden ? "hidden" : "visible"] = performance.now();
      document.dispatchEvent(new Event("visibilitychange"));
    };
    document.addEventListener("pointerover", ({ target, timeStamp }) => target.id === "pro" && (globalThis.noted.over = timeStamp));
    for (const name of ["invitation-shown", "started", "form-opened", "info-sent", "session-created", "chat-opened", "session-error", "session-ended", "ended"]) {
      addEventListener(`frontdesk:${name}`, ({ detail }) => {
        globalThis.noted[name] ??= performance.now();
        globalThis.events.push(detail.reason === undefined ? name : `${name} ${detail.reason}`);
      });
    }
  });
  await page.goto(site.url + path);
  await page.waitForFunction(() => localStorage.getItem("frontdesk:shop-chat:visits") !== null);
  return { page, site, noted: (name) => page.evaluate((of) => globalThis.noted[of], name), events: () => page.evaluate(() => globalThis.events) };
}

const dwell = { kind: "dwell", selector: "#pro", ms: 2_000 };
const shortly = { kind: "page", seconds: 1 };

await check("an invitation is shown when somebody has pointed at something for two seconds", async ({ context, gateway, control }) => {
  control.state.config = { invitations: [invitation(dwell)] };
  const { page, site, noted } = await watched(context, gateway);
  await page.hover("#pro");
  await page.waitForTimeout(1_000);
  await page.hover("#beside");
  await page.hover("#pro");
  await cardOf(page).waitFor();
  const took = (await noted("invitation-shown")) - (await noted("over"));
  assert.ok(took >= 2_000 && took <= 2_050, `after ${took} ms`);
  site.stop();
});

await check("time in a hidden tab does not count, and none is shown there", async ({ context, gateway, control }) => {
  control.state.config = { invitations: [invitation(dwell)] };
  const { page, site, noted } = await watched(context, gateway);
  await page.hover("#pro");
  await page.waitForTimeout(500);
  await page.evaluate(() => globalThis.hide(true));
  await page.waitForTimeout(2_500);
  assert.equal(await cardOf(page).count(), 0);
  await page.evaluate(() => globalThis.hide(false));
  await cardOf(page).waitFor();
  const seen = (await noted("hidden")) - (await noted("over")) + (await noted("invitation-shown")) - (await noted("visible"));
  assert.ok(seen >= 2_000 && seen <= 2_060, `after ${seen} ms in view`);
  site.stop();
});

await check("a decline by Escape holds over a reload, and the focus stays with the page", async ({ context, gateway, control }) => {
  control.state.config = { invitations: [invitation(shortly)] };
  control.state.places = 5;
  const { page, site } = await watched(context, gateway);
  await page.locator("#pro").focus();
  await cardOf(page).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "pro");
  await page.keyboard.press("Escape");
  await cardOf(page).waitFor({ state: "detached" });
  await page.reload();
  await page.waitForTimeout(2_000);
  assert.equal(await cardOf(page).count(), 0);
  assert.deepEqual(control.state.posted.map(({ what, outcome }) => outcome ?? what), ["lease", "declined"]);
  site.stop();
});

await check("nobody is disturbed who writes into the page", async ({ context, gateway, control }) => {
  control.state.config = { invitations: [invitation(shortly)] };
  const { page, site } = await watched(context, gateway);
  await page.locator("#search").focus();
  await page.waitForTimeout(1_800);
  assert.equal(control.state.posted.length, 0, "not even asked for");
  await page.locator("#search").blur();
  await cardOf(page).waitFor();
  site.stop();
});

await check("an accepted invitation says its word, and the page hears everything in order", async ({ context, gateway, control }) => {
  control.state.config = { invitations: [invitation({ kind: "all", of: [shortly, { kind: "data", name: "plan", values: ["gold"] }] })] };
  const { page, site, events } = await watched(context, gateway);
  await page.evaluate(() => globalThis.Frontdesk.setInvitationQuickReplies(["Where is my order?"]).setCustomerInfo({ plan: "gold" }));
  await cardOf(page).waitFor();
  assert.deepEqual(await cardOf(page).getByRole("button").allInnerTexts(), ["Chat now", "Where is my order?", "No, thanks"]);
  await cardOf(page).getByRole("button", { name: "Where is my order?" }).click();
  await page.getByText("Where is my order?").waitFor();
  await page.getByLabel("Your name").fill("Ann");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("You are number 3 in line.").waitFor();
  control.accept("Bea");
  control.end();
  await page.getByText("This chat has ended.").first().waitFor();
  assert.deepEqual(await events(), ["invitation-shown", "started", "form-opened", "info-sent", "session-created", "chat-opened", "session-ended agent", "ended agent"]);
  assert.deepEqual(control.state.posted.map(({ what, outcome }) => outcome ?? what), ["lease", "accepted"]);
  site.stop();
});

await check("a page ends a chat although it goes away at once", async ({ context, gateway, control }) => {
  const site = await serveSite(() => `<h1>Lamps</h1><script async src="${gateway.url}/widget/v1/loader.js" data-channel="shop-chat"></script>`);
  const page = await context.newPage();
  await startChat(page, site.url);
  await page.evaluate(() => {
    globalThis.Frontdesk.end();
    location.href = "about:blank";
  });
  await page.waitForURL("about:blank");
  for (let tries = 0; tries < 50 && !control.state.posted.some(({ what }) => what === "end"); tries += 1) await page.waitForTimeout(50);
  assert.deepEqual([...control.state.visitors.values()].map(({ conversation }) => conversation.state), ["ended"]);
  site.stop();
});

/** A site of somebody else's, with one page. */
async function serveSite(body, policy) {
  const server = createServer((_, response) => {
    const headers = { "content-type": "text/html; charset=utf-8" };
    if (policy !== undefined) headers["content-security-policy"] = policy;
    response.writeHead(200, headers);
    response.end(`<!doctype html><html lang="en"><title>A site</title><body>${body()}</body></html>`);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

await browser.close();
process.exit(failures === 0 ? 0 : 1);
