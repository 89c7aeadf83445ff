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
