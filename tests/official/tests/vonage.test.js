// Vonage's own library against the sandbox: it sends, reads refusals, and checks the tokens of calls.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { verifySignature } from "@vonage/jwt";
import { Messages, SMS } from "@vonage/messages";
import { Catcher } from "../lib/catcher.js";
import { Sandbox } from "../lib/sandbox.js";

const KEY = "abcd1234";
const SECRET = "a-signature-secret-of-some-length";
const NUMBER = "447700900000";
const BO = "15550000001";

let sandbox;
let catcher;
let client;
const clientWith = (apiSecret) => new Messages({ apiKey: KEY, apiSecret }, { apiHost: sandbox.url("vonage") });
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  const webhook_url = `${catcher.origin}/hook`;
  await sandbox.add("vonage", { id: KEY, address: NUMBER, token: "api-secret", secret: SECRET, api: "messages", webhook_url });
  client = clientWith("api-secret");
});
after(async () => {
  await catcher?.close();
  await sandbox?.end();
});

const sms = (more) => new SMS({ to: BO, from: NUMBER, text: "Hi", ...more });

/** A call that Vonage's library takes for Vonage's; what it says. */
function read({ headers, body }) {
  const token = headers.authorization.replace("Bearer ", "");
  assert.ok(verifySignature(token, SECRET));
  assert.ok(!verifySignature(token, "another"));
  const claims = JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString());
  assert.equal(claims.payload_hash, createHash("sha256").update(body).digest("hex"));
  assert.equal(claims.api_key, KEY);
  return JSON.parse(body);
}

test("a message is sent under the name that the library reads, and is reported on by that name", async () => {
  const { messageUUID } = await client.send(sms({ text: "Grüße 🙂", clientRef: "m/7" }));
  const arrived = await sandbox.received("vonage", BO);
  assert.deepEqual(arrived.map(({ id, text, reference }) => [id, text, reference]), [[messageUUID, "Grüße 🙂", "m/7"]]);
  for (const status of ["submitted", "delivered"]) {
    const report = read(await catcher.next(status, ({ body }) => body.includes(`"${status}"`)));
    assert.deepEqual([report.message_uuid, report.client_ref, report.status], [messageUUID, "m/7", status]);
  }
});

test("what a contact writes comes with a token that the library takes", async () => {
  const { id } = await sandbox.say("vonage", { from: BO, text: "Grüße 🙂" });
  const said = read(await catcher.next("the message", ({ body }) => body.includes(id)));
  assert.deepEqual([said.message_uuid, said.from, said.to, said.text], [id, BO, NUMBER, "Grüße 🙂"]);
});

/** Fails with this status, and a problem that says why. */
async function fails(promise, status) {
  const { response } = await promise.then(
    () => assert.fail("it was taken"),
    (error) => error,
  );
  assert.equal(response.status, status);
  const { title, detail, instance } = await response.json();
  assert.ok(title && detail && instance);
}

test("refusals are what the library takes them for", async () => {
  await fails(client.send(sms({ to: "bo" })), 422);
  await fails(client.send(sms({ from: "447700900001" })), 422);
  await fails(client.send(sms({ text: "x".repeat(1_001) })), 422);
  await fails(clientWith("wrong").send(sms()), 401);
  await sandbox.fault("vonage", { fault: "429", next: 1 });
  await fails(client.send(sms()), 429);
});
