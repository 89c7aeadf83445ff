// The gateway takes what the providers' own libraries sign, and nothing that is signed otherwise.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import twilio from "twilio";
import { SECRET } from "../lib/gateway.js";
import { Stage } from "../lib/stage.js";

let stage;
let account;
before(async () => {
  stage = await Stage.open();
  account = stage.gateway.accounts().find(({ provider }) => provider === "twilio");
});
after(async () => stage?.close());

const message = (more) => ({
  MessageSid: `SM${"0".repeat(31)}1`,
  AccountSid: account.id,
  From: "+15550000021",
  To: account.address,
  NumMedia: "0",
  ...more,
});

async function call(params, { secret = SECRET, url = account.webhook_url } = {}) {
  const headers = { "x-twilio-signature": twilio.getExpectedTwilioSignature(secret, url, params) };
  const answer = await fetch(account.webhook_url, { method: "POST", headers, body: new URLSearchParams(params) });
  return answer.status;
}

const BODIES = ["Hi", "  spaces kept  ", "Grüße 🙂", "a=b&c=d+e%20f", "two\r\nlines"];
for (const [number, Body] of BODIES.entries()) {
  test(`the gateway takes ${JSON.stringify(Body)} as Twilio's library signs it`, async () => {
    const params = message({ Body, MessageSid: `SM${"0".repeat(30)}1${number}`, From: `+1555000003${number}`, Later: "1", b: "", B: "2" });
    assert.equal(await call(params), 200);
    const expected = Body.replace("\r\n", "\n").trim();
    await stage.ana.talk("text-messages", expected);
  });
}

test("the gateway takes no call that the library signs for another token, address or message", async () => {
  const params = message({ Body: "Hi" });
  assert.equal(await call(params, { secret: "another" }), 401);
  assert.equal(await call(params, { url: `${account.webhook_url}?a=1` }), 401);
  const headers = { "x-twilio-signature": twilio.getExpectedTwilioSignature(SECRET, account.webhook_url, params) };
  const body = new URLSearchParams({ ...params, Body: "Bye" });
  const answer = await fetch(account.webhook_url, { method: "POST", headers, body });
  assert.equal(answer.status, 401);
});
