// LINE's own library against the sandbox: it sends, reads answers and refusals, and checks signatures.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { text as textOf } from "node:stream/consumers";
import { after, before, test } from "node:test";
import { messagingApi, validateSignature } from "@line/bot-sdk";
import { Catcher } from "../lib/catcher.js";
import { Passage } from "../lib/passage.js";
import { Sandbox } from "../lib/sandbox.js";

const BOT = `U${"0".repeat(31)}1`;
const BO = `U${"0".repeat(31)}2`;
const TOKEN = "channel-token";
const SECRET = "channel-secret";

let sandbox;
let catcher;
let passage;
let client;
let files;
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  await sandbox.add("line", { id: BOT, token: TOKEN, secret: SECRET, webhook_url: `${catcher.origin}/hook` });
  // The library takes an address without a path only.
  passage = await Passage.open(sandbox.url("line"));
  const options = { channelAccessToken: TOKEN, baseURL: passage.url };
  client = new messagingApi.MessagingApiClient(options);
  files = new messagingApi.MessagingApiBlobClient(options);
  await heard({ text: "Hello" });
});
after(async () => {
  await passage?.close();
  await catcher?.close();
  await sandbox?.end();
});

/** A contact does something; the event, from a call that LINE's library takes for LINE's. */
async function heard(inbound) {
  await sandbox.say("line", { from: BO, ...inbound });
  const { body, headers } = await catcher.next("the event");
  assert.ok(validateSignature(body, SECRET, headers["x-line-signature"]));
  assert.ok(!validateSignature(body.replace(BO, BOT), SECRET, headers["x-line-signature"]));
  const { destination, events } = JSON.parse(body);
  assert.equal(destination, BOT);
  assert.equal(events.length, 1);
  return events[0];
}

const words = (text) => ({ type: "text", text });

test("a message is pushed, and its answer has everything that the library reads", async () => {
  const { sentMessages } = await client.pushMessage({ to: BO, messages: [words("Until six — Ana"), words("Grüße 🙂")] });
  const arrived = (await sandbox.received("line", BO)).slice(-2);
  assert.deepEqual(arrived.map(({ id, text }) => [id, text]), [
    [sentMessages[0].id, "Until six — Ana"],
    [sentMessages[1].id, "Grüße 🙂"],
  ]);
});

test("a message with the same key is taken once, and the library is told that it was", async () => {
  const key = randomUUID();
  const { sentMessages } = await client.pushMessage({ to: BO, messages: [words("once")] }, key);
  await assert.rejects(client.pushMessage({ to: BO, messages: [words("once")] }, key), (error) => {
    assert.equal(error.status, 409);
    assert.equal(JSON.parse(error.body).sentMessages[0].id, sentMessages[0].id);
    assert.ok(error.headers.get("x-line-accepted-request-id"));
    return true;
  });
  const arrived = await sandbox.received("line", BO);
  assert.equal(arrived.filter(({ text }) => text === "once").length, 1);
});

test("an event is answered once by its token", async () => {
  const { replyToken } = await heard({ text: "Is it still open?" });
  await client.replyMessage({ replyToken, messages: [words("Until six")] });
  await assert.rejects(client.replyMessage({ replyToken, messages: [words("Until six")] }), { status: 400 });
});

test("a picture is fetched by its name", async () => {
  const { message } = await heard({ media: {} });
  assert.equal(message.type, "image");
  const picture = await textOf(await files.getMessageContent(message.id));
  assert.match(picture, /PNG/);
});

test("what else a contact sends has the type that LINE gives it", async () => {
  const { message } = await heard({ location: { latitude: 52.52, longitude: 13.405, name: "Shop" } });
  assert.deepEqual([message.type, message.latitude, message.title], ["location", 52.52, "Shop"]);
  const tap = await heard({ button: { text: "Yes", payload: "y" } });
  assert.deepEqual([tap.type, tap.postback.data], ["postback", "y"]);
});

test("refusals are what the library takes them for", async () => {
  const push = (to, messages) => client.pushMessage({ to, messages });
  await assert.rejects(push("Bo", [words("Hi")]), { status: 400 });
  await assert.rejects(push(BO, []), { status: 400 });
  await assert.rejects(push(BO, [words("x".repeat(5_001))]), { status: 400 });
  const stranger = new messagingApi.MessagingApiClient({ channelAccessToken: "wrong", baseURL: passage.url });
  await assert.rejects(stranger.pushMessage({ to: BO, messages: [words("Hi")] }), { status: 401 });
  await sandbox.fault("line", { fault: "429", next: 1 });
  await assert.rejects(push(BO, [words("Hi")]), { status: 429 });
});
