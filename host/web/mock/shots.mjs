// `npm run shots`: takes the widget through a chat in Chromium, in every look, and checks each picture
// with axe. Pictures go to the folder given as argument (default: one among the temporary files).
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { launchChromium } from "./chromium.mjs";
import { round, warm } from "./designs.mjs";
import { startGateway } from "./gateway.mjs";

const out = process.argv[2] ?? join(tmpdir(), "frontdesk-shots");
await mkdir(out, { recursive: true });
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await launchChromium();
const looks = [
  { name: "wide-light", viewport: { width: 1280, height: 800 }, colorScheme: "light", locale: "en" },
  { name: "wide-dark", viewport: { width: 1280, height: 800 }, colorScheme: "dark", locale: "en" },
  { name: "narrow-light", viewport: { width: 390, height: 780 }, colorScheme: "light", locale: "en" },
  { name: "narrow-dark", viewport: { width: 390, height: 780 }, colorScheme: "dark", locale: "en" },
];

let problems = 0;
function problem(words) {
  problems += 1;
  console.error(`PROBLEM ${words}`);
}

async function check(page, name) {
  await page.screenshot({ path: `${out}/${name}.png`, animations: "disabled" });
  const results = await page.evaluate(() => window.axe?.run(document, { resultTypes: ["violations"] }) ?? null);
  for (const { id, nodes } of results?.violations ?? []) {
    problem(`${name}: axe ${id}: ${nodes.map(({ target }) => JSON.stringify(target)).join(" ").slice(0, 300)}`);
  }
  if (results === null) problem(`${name}: axe did not run`);
}

async function open(look, path, config, language) {
  const gateway = await startGateway({ config, language });
  const context = await browser.newContext({ ...look, bypassCSP: false });
  // Before the page's own policy applies, like a browser extension would.
  await context.addInitScript({ content: axe });
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`csp: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error" && !/ERR_|WebSocket|status of 503/.test(message.text())) problem(`${look.name}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problem(`${look.name}: ${error.message}`));
  await page.goto(gateway.url + path);
  return { gateway, context, page, control: gateway.control };
}

async function converse({ page, control }, name) {
  await page.getByLabel("Your name").fill("Ann Ruiz");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByText("You are number 3 in line.").waitFor();
  const message = page.getByRole("textbox", { name: "Message" });
  await message.fill("Hello, my kettle arrived without its lid.");
  await message.press("Enter");
  await page.getByText("Sent").waitFor();
  await check(page, `${name}-3-queued`);
  control.accept("Bea");
  control.say("Hello Ann! I am sorry about that. Is it the green one from https://shop.example.com/kettles/green?");
  control.say("You can also write to tea@example.com (I read everything).");
  await page.getByText("tea@example.com").waitFor();
  await message.fill("Yes, the green one.\nOrder 88-1204.");
  await message.press("Enter");
  await page.getByText("Order 88-1204.").waitFor();
  control.read();
  control.typing(true);
  await page.getByText("Bea is typing…").waitFor();
  await page.waitForTimeout(700);
  await check(page, `${name}-4-chat`);
  control.state.refuse = { code: "text_too_long" };
  await message.fill("This one is not accepted.");
  await message.press("Enter");
  await page.getByRole("button", { name: "Retry" }).waitFor();
  control.state.refuse = null;
  await check(page, `${name}-5-failed`);
  await page.getByRole("button", { name: "Retry" }).click();
  await page.getByRole("button", { name: "Retry" }).waitFor({ state: "detached" });
  control.state.isDown = true;
  control.drop();
  await message.fill("Written while the line is down.");
  await message.press("Enter");
  await page.getByText("Connection lost").waitFor();
  await check(page, `${name}-6-reconnecting`);
  control.state.isDown = false;
  await page.getByText("Connection lost").waitFor({ state: "detached", timeout: 20_000 });
  await page.getByRole("button", { name: "End chat" }).click();
  await check(page, `${name}-7-end-question`);
  await page.getByRole("button", { name: "Keep chatting" }).click();
  control.end();
  await page.getByRole("button", { name: "Start a new chat" }).waitFor();
  await check(page, `${name}-8-ended`);
}

const offline = {
  form: [],
  offline: {
    title: { en: "Leave us a message", de: "Hinterlassen Sie uns eine Nachricht" },
    text: { en: "Nobody is here at the moment. We will answer by e-mail." },
    fields: [{ name: "topic", label: { en: "What is it about?" }, required: true, kind: "choice", chars_min: 1, chars_max: 120, choices: [{ value: "Tea", label: {} }, { value: "Kettles", label: {} }] }],
  },
};

/** Nobody is there: the form, what is wrong with it, a gateway that loses it, and what is kept. */
async function leaveMessage(look) {
  const shop = await open(look, "/demo/", offline);
  const { page, control } = shop;
  control.state.away = { offline: "closed", opens_at: "2026-05-05T07:00:00Z" };
  await page.getByRole("button", { name: "Chat with us" }).click();
  await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
  await check(page, `${look.name}-9-offline`);
  const send = page.getByRole("button", { name: "Send message" });
  await send.click();
  await page.getByText("Please fill this in.").first().waitFor();
  await page.waitForFunction(() => document.querySelector("frontdesk-chat")?.shadowRoot.activeElement?.id === "offline-name");
  await check(page, `${look.name}-9-offline-wrong`);
  await page.getByLabel("Your name").fill("Ann Ruiz");
  await page.getByLabel("Email").fill("ann@example.com");
  await page.getByLabel("What is it about?").selectOption("Kettles");
  await page.getByLabel("Your message").fill("Is the green kettle back?");
  control.state.loses = true;
  await send.click();
  await page.getByText("It is still here").waitFor();
  await check(page, `${look.name}-9-offline-failed`);
  control.state.loses = false;
  await send.click();
  await page.getByText("Thank you. We have your message.").waitFor();
  await check(page, `${look.name}-9-offline-kept`);
  const [lost, kept] = control.state.posted;
  if (lost.id !== kept.id || kept.text !== "Is the green kettle back?") problem(`${look.name}: the message came twice, or changed`);
  await page.getByRole("button", { name: "Close", exact: true }).click();
  control.state.away = { offline: null, opens_at: null };
  await page.getByRole("button", { name: "Chat with us" }).click();
  await page.getByLabel("Your name").fill("Ann Ruiz");
  await page.getByRole("button", { name: "Start chat" }).click();
  await page.getByRole("button", { name: "Leave a message instead" }).waitFor();
  await check(page, `${look.name}-9-queued`);
  await page.getByRole("button", { name: "Leave a message instead" }).click();
  await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
  await page.getByRole("button", { name: "Chat instead" }).click();
  await page.getByRole("button", { name: "Start chat" }).waitFor();
  await shop.context.close();
  await shop.gateway.stop();
}

for (const look of looks) await leaveMessage(look);

for (const look of looks) {
  const shop = await open(look, "/demo/", {});
  const launcher = shop.page.getByRole("button", { name: "Chat with us" });
  await launcher.waitFor();
  await check(shop.page, `${look.name}-1-launcher`);
  await launcher.click();
  await shop.page.getByRole("button", { name: "Start chat" }).click();
  await shop.page.getByText("Please fill this in.").waitFor();
  await check(shop.page, `${look.name}-2-form`);
  await converse(shop, look.name);
  await shop.context.close();
  await shop.gateway.stop();
}

const german = await open({ ...looks[0], name: "german", locale: "de" }, "/chat/shop-chat?lang=de", { form: [{ name: "account_number", label: {}, required: true, kind: "text", chars_min: 1, chars_max: 64 }] });
await german.page.getByLabel("Kundennummer").waitFor();
await check(german.page, "hosted-german");
await german.context.close();
await german.gateway.stop();
const hebrew = await open({ ...looks[2], name: "hebrew" }, "/chat/shop-chat?lang=he", { form: [] });
await hebrew.page.getByLabel("Your name").fill("דנה");
await hebrew.page.getByRole("button", { name: "Start chat" }).click();
await hebrew.page.getByRole("textbox", { name: "Message" }).fill("שלום, איפה ההזמנה שלי?");
await hebrew.page.keyboard.press("Enter");
await hebrew.page.getByText("Sent").waitFor();
await check(hebrew.page, "hosted-right-to-left");
await hebrew.context.close();
await hebrew.gateway.stop();

for (const look of looks) {
  for (const [name, design, language] of [["warm", warm], ["arabic", round, "ar"], ["arabic-left", { ...round, position: "left" }, "ar"]]) {
    const shop = await open(look, "/demo/", { design, ...(language && { launcher: "تحدث معنا", title: "سرخس وغلاية", greeting: "مرحبا! ما اسمك؟" }) }, language);
    const { page, control } = shop;
    await page.locator("frontdesk-chat .launcher").click();
    const start = page.getByRole("button", { name: design.words.start ?? "Start chat" });
    await start.waitFor();
    await check(page, `design-${name}-${look.name}-1-form`);
    const frame = await page.locator("frontdesk-chat .window").boundingBox();
    if (frame.x < 0 || frame.x + frame.width > look.viewport.width) problem(`${name}, ${look.name}: the window leaves the screen (${JSON.stringify(frame)})`);
    await page.getByLabel("Your name").fill("Ann Ruiz");
    await start.click();
    const message = page.getByRole("textbox", { name: "Message" });
    await message.fill("Hello, my kettle arrived without its lid.");
    await message.press("Enter");
    await page.getByText("Sent").waitFor();
    control.accept("Bea");
    control.say("Is it the green one from https://shop.example.com/kettles/green?");
    control.say("I can send you another one.");
    await page.getByText("I can send you another one.").waitFor();
    await page.getByRole("button", { name: "End chat" }).click();
    await check(page, `design-${name}-${look.name}-2-chat`);
    await shop.context.close();
    await shop.gateway.stop();
  }
}

await browser.close();
console.log(problems === 0 ? `No problem. Pictures are in ${out}.` : `${problems} problem(s).`);
process.exit(problems === 0 ? 0 : 1);
