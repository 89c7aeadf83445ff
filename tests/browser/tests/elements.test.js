import assert from "node:assert/strict";
import { becomes, isAccessible } from "../lib/check.js";
import { Gateway } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { focused, listen, readOut, tabTo } from "../lib/reader.js";
import { Site, directives, policyOf, snippet } from "../lib/site.js";
import { suite } from "../lib/suite.js";

/** Rules of a page that means no harm, and would leave nothing of a chat without walls. */
const RULES = "div, section, form, dialog { display: none !important } * { font-size: 40px !important; position: static !important } button { width: 400px !important; color: red !important }";

/** The window's words in a language that is written from right to left. */
const ARABIC = '{ title = "شاي وإبريق", greeting = "أهلا بكم", start = "ابدأ المحادثة", send = "إرسال" }';

/** A site under a strict policy, whose shop asks how it was and takes messages. */
const test = suite({}, async () => {
  const site = await Site.open();
  const gateway = await Gateway.start({
    [`channel.${CHANNEL}.allowed_origins`]: JSON.stringify([site.origin("shop")]),
    [`channel.${CHANNEL}.survey`]: '{ kind = "csat", question = { en = "How was it?" } }',
    [`channel.${CHANNEL}.offline`]: "{ case = true }",
    "design.plain": `{ texts = { ar = ${ARABIC} } }`,
    [`channel.${CHANNEL}.design`]: "plain",
  });
  const allowed = directives(gateway);
  allowed.set("script-src", ["'nonce-n1'", "'strict-dynamic'"]);
  allowed.set("style-src", ["'nonce-n1'"]);
  const policy = `${policyOf(allowed)}; require-trusted-types-for 'script'; trusted-types 'none'`;
  const speak = (language, direction) => {
    const tag = snippet(gateway).replace("<script ", '<script nonce="n1" ');
    site.embed(`<style nonce="n1">${RULES}</style>${tag}`, policy, "", `lang="${language}" dir="${direction}"`);
  };
  speak("en", "ltr");
  const close = async () => {
    await site.close();
    await gateway.close();
  };
  return { gateway, site, speak, close };
});

for (const colorScheme of ["light", "dark"]) {
  test(`every element is whole and can be read on a hostile page, on a phone, in the ${colorScheme}`, async ({ browsers, gateway, world }) => {
    const context = await browsers.person();
    const page = await context.newPage();
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 720 });
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url())));
    await page.goto(`${world.site.origin("shop")}/`);
    const visitor = new Visitor(page);
    await visitor.launcher.waitFor();
    const ours = asked.filter(({ origin }) => origin === gateway.origin).map(({ pathname }) => pathname.split("/").at(-1));
    assert.deepEqual(ours, ["loader.js", "config"], "two requests before the launcher");
    assert.deepEqual(asked.filter(({ origin }) => origin !== gateway.origin && origin !== world.site.origin("shop")), [], "nobody else is asked");
    await isAccessible(page);

    // Nobody is there: a message.
    await visitor.launcher.click();
    await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
    await isAccessible(page);
    await page.keyboard.press("Escape");

    const bea = await signIn(await browsers.person(), gateway, "bea");
    await visitor.launcher.click();
    await page.getByRole("button", { name: "Start chat" }).waitFor();
    await isAccessible(page);
    const field = page.getByLabel("Your name");
    assert.ok((await field.boundingBox()).width > 200, "the page's rules do not reach inside");
    await visitor.start("Ada");
    await bea.accept("Ada");
    await visitor.talksWith("Bea");
    await bea.say("Ada", "Hello there");
    await visitor.sees("Hello there");
    await isAccessible(page);
    await bea.end("Ada");
    await bea.finish("sold");
    await page.getByText("How was it?").waitFor();
    await isAccessible(page);
    await page.getByRole("radio", { name: "Satisfied", exact: true }).check({ force: true });
    await page.getByRole("button", { name: "Send", exact: true }).click();
    await page.getByText("Thank you for your answer.").waitFor();
    await isAccessible(page);
    await becomes("the window is closed by key", async () => {
      await page.keyboard.press("Escape");
      return page.getByRole("dialog").count();
    }, 0);
  });
}

test("on a page that is written from right to left the chat is, too, and nothing of it is cut off", async ({ browsers, gateway, world }) => {
  world.speak("ar", "rtl");
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const page = await (await browsers.person()).newPage();
  await page.setViewportSize({ width: 1000, height: 720 });
  await page.goto(`${world.site.origin("shop")}/`);
  const chat = page.locator("frontdesk-chat");
  await chat.locator(".launcher").click();
  const shown = chat.locator(".window");
  await page.getByRole("heading", { name: "شاي وإبريق" }).waitFor();
  const middle = async (locator) => {
    const { x, width } = await locator.boundingBox();
    return x + width / 2;
  };
  assert.equal(await shown.evaluate((element) => getComputedStyle(element).direction), "rtl");
  const field = page.getByRole("textbox", { name: "Your name" });
  await field.fill("ليلى");
  await isAccessible(page, "the form");
  await page.getByRole("button", { name: "ابدأ المحادثة" }).click();
  await bea.accept("ليلى");
  await bea.say("ليلى", "مرحبا، كيف أساعدك؟");
  const composer = chat.locator("textarea");
  await composer.fill("شكرا");
  await page.getByRole("button", { name: "إرسال" }).click();
  const [own, theirs] = [chat.locator(".own .bubble"), chat.locator(".agent .bubble")];
  await own.waitFor();
  await theirs.waitFor();
  const centre = await middle(shown);
  assert.ok((await middle(own)) < centre, "what is said goes to the left");
  assert.ok((await middle(theirs)) > centre, "what comes is at the right");
  assert.ok((await middle(page.getByRole("button", { name: "إرسال" }))) < (await middle(composer)), "the field comes before its button");
  await isAccessible(page, "in talk");
  const cut = await shown.evaluate((frame) => {
    const { left, right } = frame.getBoundingClientRect();
    const outside = (box) => box.width > 1 && (box.left < left - 1 || box.right > right + 1);
    return [...frame.querySelectorAll("*")].filter((element) => outside(element.getBoundingClientRect())).map(({ className }) => className);
  });
  assert.deepEqual(cut, []);
});

test("a whole chat needs a keyboard and no eyes: each stop has its name, and what happens is read out", async ({ browsers, gateway, world }) => {
  const bea = await signIn(await browsers.person(), gateway, "bea");
  const page = await (await browsers.person()).newPage();
  await page.goto(`${world.site.origin("shop")}/`);
  const visitor = new Visitor(page);
  await visitor.launcher.waitFor();
  await tabTo(page, /^button "Ask a tea person/);
  await page.keyboard.press("Enter");
  await becomes("the first field has the focus", () => focused(page), 'textbox "Your name"');
  await listen(page, "frontdesk-chat");
  await page.keyboard.type("Ann");
  await tabTo(page, /^button "Start chat"/);
  await page.keyboard.press("Enter");
  await becomes("it is read out that one waits", async () => (await readOut(page)).includes("You are next in line."), true);
  // What is there already is not read out, so the log begins to speak a moment later.
  await page.locator('[role=log][aria-live="polite"]').waitFor();
  await bea.accept("Ann");
  await becomes("it is read out who is there", async () => (await readOut(page)).includes("Bea joined the chat."), true);
  await becomes("one can write at once", () => focused(page), 'textbox "Message"');
  await page.keyboard.type("Hello");
  await page.keyboard.press("Enter");
  await bea.sees("Ann", "Hello");
  await bea.say("Ann", "Good day to you");
  await becomes("the answer is read out, with who says it", async () => (await readOut(page)).some((words) => /^Bea.*Good day to you/.test(words)), true);
  await tabTo(page, /^log "Conversation"/, "Shift+Tab");
  await page.keyboard.press("Escape");
  await becomes("the button has the focus again", async () => /^button "Ask a tea person/.test(await focused(page)), true);
  await page.keyboard.press("Enter");
  await becomes("the chat goes on where it was", () => focused(page), 'textbox "Message"');
  const stops = await tabTo(page, /^button "End chat"/, "Shift+Tab");
  assert.deepEqual(stops.filter((stop) => stop === null || / ""$/.test(stop)), [], "stops without a name");
  await page.keyboard.press("Enter");
  // The question has the focus: whether it is really to end.
  await becomes("the end is asked for", () => page.getByRole("group", { name: "Do you want to end this chat?" }).count(), 1);
  await page.keyboard.press("Enter");
  await becomes("the end is read out", async () => (await readOut(page)).includes("This chat has ended."), true);
  await page.getByText("How was it?").waitFor();
  await tabTo(page, /^radio /, "Shift+Tab");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowRight");
  await becomes("a number is chosen and has a name", async () => /^radio "\S.*"$/.test(await focused(page)), true);
  await tabTo(page, /^button "Send"/);
  await page.keyboard.press("Enter");
  await becomes("the thanks are read out", async () => (await readOut(page)).includes("Thank you for your answer."), true);
  await page.keyboard.press("Escape");
  await becomes("the window is closed", () => page.getByRole("dialog").count(), 0);
  await becomes("and the button has the focus", async () => /^button "Ask a tea person/.test(await focused(page)), true);
});
