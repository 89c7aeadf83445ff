// The descriptions refuse what is wrong: a check that lets everything pass would prove nothing.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { description } from "../lib/descriptions.js";
import { Described, violation } from "../lib/prism.js";
import { Sandbox } from "../lib/sandbox.js";

const ACCOUNT = `AC${"0".repeat(31)}1`;
const USER = `U${"0".repeat(31)}1`;
const HOOK = "http://127.0.0.1:9/hook";
const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:token`).toString("base64")}`;
const form = (fields) => ({ type: "application/x-www-form-urlencoded", body: new URLSearchParams(fields).toString() });
const json = (value) => ({ type: "application/json", body: JSON.stringify(value) });

const SMS = { To: "+15550000001", From: "+15017122661", StatusCallback: `${HOOK}?ref=1`, Body: "Hi" };
const WHATSAPP = { messaging_product: "whatsapp", recipient_type: "individual", to: "15550000001", type: "text", text: { body: "Hi" } };
const TEMPLATE = { name: "a", language: { code: "en" }, components: [{ type: "body", parameters: [] }] };
const PUSH = { to: USER, messages: [{ type: "text", text: "Hi" }] };
const CHAT = { chat_id: 7, text: "Hi" };
const without = (object, key) => Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
const template = (template) => ({ ...without(WHATSAPP, "text"), type: "template", template });
const sms = (fields, account = ACCOUNT) => ({ path: `/2010-04-01/Accounts/${account}/Messages.json`, authorization: BASIC, ...form(fields) });
const meta = (body) => ({ path: "/v23.0/1234/messages", authorization: "Bearer token", ...json(body) });
const push = (body, headers = {}) => ({ path: "/v2/bot/message/push", authorization: "Bearer token", headers, ...json(body) });
const chat = (body) => ({ path: "/bottoken/sendMessage", ...json(body) });

const NOBODY = /security requirements/;
/** For each description a request that is right, and others with what is wrong with them. */
const CASES = {
  twilio: {
    right: sms(SMS),
    wrong: {
      "no recipient": [sms(without(SMS, "To")), /property 'To'/],
      "a name with a slip": [sms({ ...without(SMS, "StatusCallback"), StatusCallBack: HOOK }), /StatusCallBack: stands nowhere/],
      "an account that is none": [sms(SMS, "AC1"), /path.accountsid/],
      "a service that is none": [sms({ ...without(SMS, "From"), MessagingServiceSid: "MG1" }), /body.MessagingServiceSid/],
      "a template that is none": [sms({ ...without(SMS, "Body"), ContentSid: "order_update" }), /body.ContentSid/],
      "no account": [without(sms(SMS), "authorization"), NOBODY],
      "JSON instead of a form": [{ ...sms(SMS), ...json(SMS) }, /content types/],
    },
  },
  whatsapp: {
    right: meta(WHATSAPP),
    wrong: {
      "no recipient": [meta(without(WHATSAPP, "to")), /property 'to'/],
      "no kind of recipient": [meta(without(WHATSAPP, "recipient_type")), /property 'recipient_type'/],
      "an unknown kind of message": [meta({ ...WHATSAPP, type: "words" }), /body.type.* text/],
      "the words in the wrong place": [meta({ ...WHATSAPP, text: "Hi" }), /text must be object/],
      "a field of nobody's": [meta({ ...WHATSAPP, opaque: "1" }), /found 'opaque'/],
      "a template without a name": [meta(template(without(TEMPLATE, "name"))), /template must have .* property 'name'/],
      "a part of a template that is none": [meta(template({ ...TEMPLATE, components: [{ type: "bottom" }] })), /components.0.type/],
      "no token": [without(meta(WHATSAPP), "authorization"), NOBODY],
    },
  },
  line: {
    right: push(PUSH, { "x-line-retry-key": "123e4567-e89b-12d3-a456-426614174000" }),
    wrong: {
      "no recipient": [push(without(PUSH, "to")), /property 'to'/],
      "no message": [push({ ...PUSH, messages: [] }), /fewer than 1/],
      "six messages": [push({ ...PUSH, messages: Array.from({ length: 6 }, () => PUSH.messages[0]) }), /more than 5/],
      "a text without words": [push({ ...PUSH, messages: [{ type: "text" }] }), /property 'text'/],
      "a kind of message that is none": [push({ ...PUSH, messages: [{ type: "words", text: "Hi" }] }), /messages.0.type.* text/],
      "a key that is no UUID": [push(PUSH, { "x-line-retry-key": "1" }), /format "uuid"/],
      "no token": [without(push(PUSH), "authorization"), NOBODY],
    },
  },
  telegram: {
    right: chat(CHAT),
    wrong: {
      "no recipient": [chat(without(CHAT, "chat_id")), /property 'chat_id'/],
      "no words": [chat(without(CHAT, "text")), /property 'text'/],
      "too many words": [chat({ ...CHAT, text: "x".repeat(4_097) }), /more than 4096/],
      "a field of nobody's": [chat({ ...CHAT, parsemode: "HTML" }), /found 'parsemode'/],
      "words that are a number": [chat({ ...CHAT, text: 7 }), /text must be string/],
    },
  },
};

let sandbox;
const described = {};
before(async () => {
  sandbox = await Sandbox.start();
  await sandbox.add("twilio", { id: ACCOUNT, address: SMS.From, token: "token", webhook_url: HOOK, receipts: "off" });
  await sandbox.add("whatsapp", { id: "1234", token: "token", webhook_url: HOOK, receipts: "off" });
  await sandbox.add("line", { id: USER, token: "token", webhook_url: HOOK });
  await sandbox.add("telegram", { id: "1", token: "token", webhook_url: HOOK });
  for (const [name, prefix] of Object.entries({ twilio: "twilio", whatsapp: "meta", line: "line", telegram: "telegram" })) {
    described[name] = await Described.open(description(name), sandbox.url(prefix));
  }
  // Who has never written cannot be written to on these two.
  await sandbox.say("line", { from: USER, text: "Hello" });
  await sandbox.say("telegram", { from: "7", text: "Hello" });
});
after(async () => {
  for (const one of Object.values(described)) await one.close();
  await sandbox?.end();
});

async function send(name, { path, type, authorization, headers, body }) {
  const all = { "user-agent": "frontdesk/1.0.0", "content-type": type, ...(authorization && { authorization }), ...headers };
  await fetch(described[name].url + path, { method: "POST", headers: all, body });
  return described[name].calls.at(-1);
}

for (const [name, { right, wrong }] of Object.entries(CASES)) {
  test(`${name}: what is right passes and is taken`, async () => {
    const call = await send(name, right);
    assert.equal(violation(call), undefined);
    assert.ok(call.status < 300, `${call.status} ${call.answer}`);
  });
  for (const [what, [request, why]] of Object.entries(wrong)) {
    test(`${name}: ${what} is refused`, async () => {
      assert.match(String(violation(await send(name, request))), why);
    });
  }
}

/** For each description an answer that is none. */
const ANSWERS = {
  twilio: [201, { sid: "SM1" }, /sid/],
  whatsapp: [200, { messages: [{ id: 7 }] }, /messages.0.id/],
  line: [200, {}, /property 'sentMessages'/],
  telegram: [200, { ok: true, result: { message_id: 7 } }, /property 'date'/],
};
for (const [name, [status, answer, why]] of Object.entries(ANSWERS)) {
  test(`${name}: an answer that is none is found`, async () => {
    const liar = createServer((_, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }).listen(0, "127.0.0.1");
    await once(liar, "listening");
    const honest = described[name];
    described[name] = await Described.open(description(name), `http://127.0.0.1:${liar.address().port}`);
    try {
      assert.match(String(violation(await send(name, CASES[name].right))), why);
    } finally {
      await described[name].close();
      described[name] = honest;
      liar.close();
    }
  });
}
