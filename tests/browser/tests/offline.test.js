import assert from "node:assert/strict";
import { becomes } from "../lib/check.js";
import { Gateway, freePort } from "../lib/gateway.js";
import { CHANNEL, Visitor, signIn } from "../lib/people.js";
import { MailServer } from "../lib/smtp.js";
import { suite } from "../lib/suite.js";

/** A gateway whose shop takes messages while nobody is there, and a mail server that is not there yet. */
const test = suite({}, async () => {
  const smtp = new MailServer(await freePort());
  const gateway = await Gateway.start({
    "mail.server": "127.0.0.1",
    "mail.port": smtp.port,
    "mail.security": "none",
    "mail.from": "desk@example.com",
    [`channel.${CHANNEL}.offline`]: '{ mail_to = "help@example.com" }',
  });
  return {
    gateway,
    smtp,
    async close() {
      await gateway.close();
      await smtp.stop();
    },
  };
});

/** A visitor in the shop who has opened the window, and the events that their page hears, in order. */
async function opened(browsers, gateway) {
  const page = await (await browsers.person()).newPage();
  await page.goto(`${gateway.origin}/demo/`);
  await page.evaluate(() => {
    window.told = [];
    for (const name of ["started", "form-opened", "offline-form-opened", "queue-skipped", "session-ended"]) {
      addEventListener(`frontdesk:${name}`, ({ detail }) => window.told.push(detail.reason === undefined ? name : `${name} ${detail.reason}`));
    }
  });
  const visitor = new Visitor(page);
  await visitor.launcher.click();
  return { visitor, page, told: () => page.evaluate(() => window.told) };
}

test("a message that is left while nobody is there is a case and a mail, whatever happens to mail server and gateway", async ({ browsers, gateway, world }) => {
  const { page, told } = await opened(browsers, gateway);
  await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
  await becomes("events", told, ["started", "offline-form-opened unstaffed"]);
  assert.equal(await page.getByRole("button", { name: "Start chat" }).count(), 0);
  // By keyboard, from the first field on.
  await page.getByLabel("Your name").focus();
  await page.keyboard.type("Ada");
  await page.keyboard.press("Tab");
  await page.keyboard.type("ada@example.com");
  await page.keyboard.press("Tab");
  await page.keyboard.type("The copper kettle");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Is it <b>back</b>?");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByText("Thank you. We have your message.").waitFor();

  // The mail server is still away, and now the gateway is killed.
  await gateway.kill();
  await gateway.resume();
  const sam = await signIn(await browsers.person(), gateway, "sam", { available: false, path: "history" });
  const unmailed = sam.page.getByRole("region", { name: "Messages that are not mailed" });
  await unmailed.getByText("The copper kettle").click();
  await unmailed.getByText("Is it <b>back</b>?").waitFor();
  await world.smtp.start();
  // Its waits grow from some seconds on.
  await becomes("mails", () => world.smtp.mails.length, 1);
  const [mail] = world.smtp.mails;
  for (const part of ["To: help@example.com", "Reply-To: ada@example.com", "Subject: The copper kettle", "Is it <b>back</b>?"]) assert.ok(mail.includes(part), mail);
  const found = await sam.page.evaluate(async () => (await fetch("/api/v1/cases/cas_1")).json());
  assert.equal(found.subject, "The copper kettle");
  assert.equal(found.customer_name, "Ada");
  await becomes("what is not mailed", () => sam.page.evaluate(async () => (await (await fetch("/api/v1/offline-messages")).json()).items.length), 0);
});

test("who waits in line can leave a message instead, and their agent is not offered them any more", async ({ browsers, gateway, world }) => {
  await world.smtp.start();
  const bea = await signIn(await browsers.person(), gateway, "bea", { available: false });
  await bea.declare("Lunch").catch(() => bea.isPresent("Away"));
  const { visitor, page, told } = await opened(browsers, gateway);
  await visitor.start("Ada");
  await page.getByRole("button", { name: "Leave a message instead" }).click();
  await page.getByRole("heading", { name: "Leave us a message" }).waitFor();
  await becomes("events", told, ["started", "form-opened", "queue-skipped", "session-ended visitor", "offline-form-opened left"]);
  await page.getByLabel("Your name").fill("Ada");
  await page.getByLabel("Email").fill("ada@example.com");
  await page.getByLabel("Your message").fill("Please write to me.");
  await page.getByRole("button", { name: "Send message" }).click();
  await page.getByText("Thank you. We have your message.").waitFor();
  await becomes("mails", () => world.smtp.mails.length, 1);
  const text = await (await fetch(`${gateway.origin}/metrics`)).text();
  assert.match(text, /^frontdesk_diverted_total\{[^}]*\} 1$/m);
  assert.doesNotMatch(text, /^frontdesk_abandoned_total\{[^}]*\} [1-9]/m);
});
