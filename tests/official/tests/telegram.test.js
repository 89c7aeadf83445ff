// A Telegram bot of somebody else's library against the sandbox: it sends, reads refusals, and is sent updates.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Bot, GrammyError, InlineKeyboard, webhookCallback } from "grammy";
import { Sandbox } from "../lib/sandbox.js";
import { until } from "../lib/until.js";

const TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";
const SECRET = "s3cret_-";
const BO = 9900000001;

let sandbox;
let bot;
let server;
/** Updates that the bot was given. */
const updates = [];
before(async () => {
  sandbox = await Sandbox.start();
  bot = new Bot(TOKEN, { client: { apiRoot: sandbox.url("telegram") } });
  bot.use((context) => updates.push(context));
  const hook = webhookCallback(bot, "http", { secretToken: SECRET });
  server = createServer(hook).listen(0, "127.0.0.1");
  await once(server, "listening");
  await sandbox.add("telegram", { id: "110201543", address: "frontdesk_bot", token: TOKEN, webhook_url: "http://127.0.0.1:9/" });
  // As every bot tells where it is.
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/hook`, { secret_token: SECRET });
});
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await sandbox?.end();
});

/** A contact does something; what the bot is given for it. */
async function heard(inbound) {
  const count = updates.length;
  const { heard } = await sandbox.say("telegram", { from: String(BO), name: "Bo", ...inbound });
  assert.deepEqual(heard.map(({ status }) => status), [200]);
  return until("the update", () => updates[count]);
}

test("the bot learns who it is", async () => {
  await bot.init();
  assert.deepEqual([bot.botInfo.id, bot.botInfo.is_bot, bot.botInfo.username], [110201543, true, "frontdesk_bot"]);
});

test("words of a contact arrive with chat, person and time", async () => {
  const context = await heard({ text: "Grüße 🙂" });
  assert.equal(context.message.text, "Grüße 🙂");
  assert.deepEqual([context.chat.id, context.chat.type, context.from.first_name], [BO, "private", "Bo"]);
  assert.ok(Math.abs(context.message.date - Date.now() / 1_000) < 60);
});

test("the same message again is the same update again", async () => {
  const first = await heard({ text: "once", id: "77" });
  const again = await heard({ text: "once", id: "77" });
  assert.equal(again.update.update_id, first.update.update_id);
});

const KINDS = {
  "a command": [{ text: "/start ref" }, (context) => context.hasCommand("start") && context.match === "ref"],
  "a picture": [{ media: { caption: "my cat" } }, ({ message }) => message.photo.at(-1).width > message.photo[0].width && message.caption === "my cat"],
  "a sound": [{ media: { mime: "audio/ogg" } }, ({ message }) => message.voice.duration > 0],
  "a file": [{ media: { mime: "application/pdf" } }, ({ message }) => message.document.mime_type === "application/pdf"],
  "a place": [{ location: { latitude: 52.52, longitude: 13.405 } }, ({ message }) => message.location.latitude === 52.52],
  "a card": [{ contact: { name: "Cy", phone: "+15550100" } }, ({ message }) => message.contact.phone_number === "+15550100"],
  "a button": [{ button: { text: "Yes", payload: "y" } }, (context) => context.callbackQuery.data === "y"],
};
for (const [what, [inbound, isIt]] of Object.entries(KINDS)) {
  test(`${what} is what the library takes it for`, async () => {
    const context = await heard(inbound);
    assert.ok(isIt(context), JSON.stringify(context.update));
    if (context.callbackQuery) assert.equal(await context.answerCallbackQuery(), true);
  });
}

test("an answer arrives, and the library reads what has become of it", async () => {
  const context = await heard({ text: "Is it still open?" });
  const sent = await context.reply("Until six — <b>Ana</b>", { reply_markup: new InlineKeyboard().text("Thanks", "t") });
  assert.equal(sent.text, "Until six — <b>Ana</b>");
  assert.equal(sent.chat.id, BO);
  assert.ok(Number.isInteger(sent.message_id) && sent.from.is_bot);
  const arrived = (await sandbox.received("telegram", String(BO))).at(-1);
  assert.deepEqual([arrived.id, arrived.text], [String(sent.message_id), "Until six — <b>Ana</b>"]);
  assert.deepEqual(arrived.options, [{ text: "Thanks", payload: "t" }]);
});

test("a picture is fetched where the library says it is", async () => {
  const context = await heard({ media: { caption: "my cat" } });
  const file = await context.getFile();
  const answer = await fetch(`${sandbox.url("telegram")}/file/bot${TOKEN}/${file.file_path}`);
  const bytes = Buffer.from(await answer.arrayBuffer());
  assert.equal(answer.status, 200);
  assert.equal(bytes.length, file.file_size);
});

/** Fails as the library tells failures. */
const fails = (promise, code, words) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof GrammyError, String(error));
    assert.equal(error.error_code, code);
    assert.match(error.description, words);
    return true;
  });

test("refusals are what the library takes them for", async () => {
  await fails(bot.api.sendMessage(1, "Hi"), 400, /chat not found/);
  await fails(bot.api.sendMessage(BO, ""), 400, /text is empty/);
  await fails(bot.api.sendMessage(BO, "x".repeat(4_097)), 400, /too long/);
  const stranger = new Bot("1:x", { client: { apiRoot: sandbox.url("telegram") } });
  await fails(stranger.api.getMe(), 401, /Unauthorized/);
  await sandbox.fault("telegram", { fault: "429", next: 1, retry_after: 3 });
  await assert.rejects(bot.api.sendMessage(BO, "Hi"), { error_code: 429, parameters: { retry_after: 3 } });
});

test("who blocks the bot is told to it and cannot be written to", async () => {
  const cy = "9900000002";
  await sandbox.say("telegram", { from: cy, text: "Hello" });
  const count = updates.length;
  await sandbox.bar("telegram", cy, "blocked");
  const context = await until("the update", () => updates[count]);
  assert.equal(context.myChatMember.new_chat_member.status, "kicked");
  await fails(bot.api.sendMessage(Number(cy), "Hi"), 403, /blocked by the user/);
});

test("without the secret that the bot has set the library takes no update", async () => {
  const address = `http://127.0.0.1:${server.address().port}/hook`;
  const body = JSON.stringify({ update_id: 1 });
  const answer = await fetch(address, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal(answer.status, 401);
});
