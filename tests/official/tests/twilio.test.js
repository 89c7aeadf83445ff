// Twilio's own library against the sandbox: it sends, reads answers and refusals, and checks signatures.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import twilio from "twilio";
import { Catcher } from "../lib/catcher.js";
import { description } from "../lib/descriptions.js";
import { Described } from "../lib/prism.js";
import { Sandbox } from "../lib/sandbox.js";

const ACCOUNT = `AC${"0".repeat(31)}1`;
const TOKEN = "0123456789abcdef0123456789abcdef";
const NUMBER = "+15017122661";
const BO = "+15550000001";

let sandbox;
let catcher;
let client;
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  const webhook_url = `${catcher.origin}/hook?channel=sms&a=%C3%BC`;
  await sandbox.add("twilio", { id: ACCOUNT, address: NUMBER, token: TOKEN, webhook_url });
  client = twilio(ACCOUNT, TOKEN, { autoRetry: false });
  client.api.baseUrl = sandbox.url("twilio");
});
after(async () => {
  await catcher?.close();
  await sandbox?.end();
});

const create = (more) => client.messages.create({ to: BO, from: NUMBER, body: "Hi", ...more });

/** Whether Twilio's library takes a call for Twilio's. */
function isSigned({ headers, url, body }, change = (params) => params) {
  const params = Object.fromEntries(new URLSearchParams(body));
  return twilio.validateRequest(TOKEN, headers["x-twilio-signature"], url, change(params));
}

test("a message is created, and its answer has everything that the library reads", async () => {
  const body = "Grüße & 100% 🙂\nfrom = Ana";
  const message = await create({ body });
  assert.match(message.sid, /^SM[0-9a-f]{32}$/);
  assert.equal(message.accountSid, ACCOUNT);
  assert.equal(message.status, "queued");
  assert.equal(message.direction, "outbound-api");
  assert.equal(message.numSegments, "1");
  assert.equal(message.body, body);
  assert.ok(message.dateCreated instanceof Date && !Number.isNaN(message.dateCreated.getTime()));
  const arrived = await sandbox.received("twilio", BO);
  assert.deepEqual(arrived.map(({ id, text }) => [id, text]), [[message.sid, body]]);
});

test("a message with a file and one by a service are answered as Twilio describes it", async (context) => {
  const described = await Described.open(description("twilio"), sandbox.url("twilio"));
  context.after(() => described.close());
  const through = twilio(ACCOUNT, TOKEN, { autoRetry: false });
  through.api.baseUrl = described.url;
  const create = (more) => through.messages.create({ to: BO, body: "Look", ...more });
  const message = await create({ from: NUMBER, mediaUrl: ["https://shop.example/cat.png"] });
  assert.match(message.sid, /^MM[0-9a-f]{32}$/);
  assert.equal(message.numMedia, "1");
  const service = `MG${"a".repeat(32)}`;
  const byService = await create({ messagingServiceSid: service });
  assert.equal(byService.messagingServiceSid, service);
  assert.equal(byService.status, "accepted");
  assert.deepEqual(described.violations, []);
});

const REFUSALS = {
  "a number that is none": [{ to: "bo" }, 400, 21211],
  "a sender of somebody else's": [{ from: "+15017122662" }, 400, 21606],
  "no words": [{ body: undefined }, 400, 21602],
  "too many words": [{ body: "x".repeat(1_601) }, 400, 21617],
};
for (const [what, [more, status, code]] of Object.entries(REFUSALS)) {
  test(`${what} is refused in the words that the library reads`, async () => {
    await assert.rejects(create(more), (error) => {
      assert.deepEqual([error.constructor.name, error.status, error.code], ["RestException", status, code]);
      assert.equal(error.moreInfo, `https://www.twilio.com/docs/errors/${code}`);
      return true;
    });
  });
}

test("a wrong token and too many requests are refused in the words that the library reads", async () => {
  const stranger = twilio(ACCOUNT, "wrong", { autoRetry: false });
  stranger.api.baseUrl = sandbox.url("twilio");
  await assert.rejects(stranger.messages.create({ to: BO, from: NUMBER, body: "Hi" }), { status: 401, code: 20003 });
  await sandbox.fault("twilio", { fault: "429", next: 1, retry_after: 2 });
  await assert.rejects(create(), { status: 429, code: 20429 });
});

const SAID = {
  words: { text: "Grüße & 100% 🙂\r\nund = mehr  " },
  nothing: { text: "" },
  "a picture": { media: { caption: "my cat" } },
  "a place": { location: { latitude: 52.52, longitude: 13.405, name: "Shop" } },
  "a button": { button: { text: "Yes", payload: "y:1" } },
};
for (const [what, content] of Object.entries(SAID)) {
  test(`${what} of a contact comes with a signature that Twilio's library takes, and only as it is`, async () => {
    const { id } = await sandbox.say("twilio", { from: BO, ...content });
    const call = await catcher.next("the message", ({ body }) => body.includes(id));
    assert.ok(isSigned(call));
    assert.ok(!isSigned(call, (params) => ({ ...params, Body: `${params.Body}!` })));
    assert.ok(!isSigned(call, (params) => ({ ...params, Further: "1" })));
    assert.ok(!isSigned({ ...call, url: call.url.replace("sms", "mms") }));
    const params = Object.fromEntries(new URLSearchParams(call.body));
    assert.equal(twilio.getExpectedTwilioSignature(TOKEN, call.url, params), call.headers["x-twilio-signature"]);
  });
}

test("reports go to the address that the message named, signed over it", async () => {
  const { sid } = await create({ statusCallback: `${catcher.origin}/report?ref=m%2F7&part=1` });
  for (const status of ["sent", "delivered"]) {
    const call = await catcher.next(status, ({ url, body }) => url.includes("/report") && body.includes(`MessageStatus=${status}`));
    assert.equal(new URLSearchParams(call.body).get("MessageSid"), sid);
    assert.ok(isSigned(call));
  }
});

test("who has said STOP is not written to, until START", async () => {
  const carl = "+15550000009";
  await sandbox.say("twilio", { from: carl, text: "Stop" });
  await assert.rejects(create({ to: carl }), { status: 400, code: 21610 });
  await sandbox.say("twilio", { from: carl, text: "START" });
  assert.equal((await create({ to: carl })).status, "queued");
});
