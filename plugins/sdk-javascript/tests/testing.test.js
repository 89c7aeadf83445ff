// The kit finds what is wrong with a connector, and nothing wrong with a right one: the same fixtures and mistakes
// as in the Rust kit's own tests.
import assert from "node:assert/strict";
import test from "node:test";

import {
  attachment, descriptor, event, get, jsonOf, messageEvent, person, refusal, refused, secret, sent, statusEvent, textOf,
  uncertain, verifyHmac,
} from "../frontdesk.js";
import { fixtures } from "../testing.js";

const folder = (name) => new URL(`../../testkit/tests/fixtures/${name}/`, import.meta.url);
/** What the kit says of a connector; empty if it passes. */
const said = (kind, fixture, connector) => {
  try {
    for (const one of fixtures(folder(fixture))) one.check(kind, connector);
    return "";
  } catch (error) {
    return error.message;
  }
};

const finder = (find, more = {}) => ({
  describe: () => descriptor({
    kind: "crm", id: "finder", version: "0.1.0", title: "Finds", hosts: ["{base_url}"], ...more,
  }),
  find: (what, cursor, cx) => ({ items: find(cx).map((id) => person(id)), next: null }),
});
const url = (n) => get(`https://a.example/${n}`);
const both = (cx) => [cx.fetch(url(1)).text, cx.fetch(url(2)).text];

test("right connectors pass", () => {
  assert.equal(said("crm", "two-gets", finder(both)), "");
  const inOneRound = (cx) => cx.fetchAll([url(1), url(2)]).map((answer) => answer.text);
  assert.equal(said("crm", "two-gets", finder(inOneRound)), "");
  assert.equal(said("channel", "webhook", verifies), "");
});

let count = 0;
const mistakes = {
  'request 1.url should be "https://a.example/1"': finder((cx) => [cx.fetch(url(2)).text]),
  "the result.people.items should be [": finder((cx) => both(cx).slice(1)),
  "it ends before the last recorded request": finder((cx) => [cx.fetch(url(1)).text, "p2"]),
  "the result.people.items[1].name should be a string, and is 7": {
    ...finder(both),
    find: (what, cursor, cx) => ({ items: both(cx).map((id, n) => person(id, { name: n === 0 ? null : 7 })), next: null }),
  },
  "the result.people.items should be a list, and is missing": { ...finder(both), find: (what, cursor, cx) => ({ ids: both(cx) }) },
  "it makes a request that is not recorded": finder((cx) => [...both(cx), cx.fetch(url(3)).text]),
  "goes to https://a.example, which `describe` does not ask for": finder(both, { hosts: [] }),
  'does not ask for the secret "token"': finder((cx) => [
    cx.fetch(get("https://a.example/1", { bearer: "token" })).text,
  ]),
  "request 1 answered by a timeout: it goes on as if nothing": finder((cx) => {
    const [one] = cx.tryFetchAll([url(1)]);
    return [one.tag === "ok" ? one.val.body.val : "", cx.fetch(url(2)).text];
  }),
  "request 2 answered by a timeout: an internal error": finder((cx) => [
    cx.fetch(url(1)).text,
    cx.tryFetchAll([url(2)])[0].val.body.val,
  ]),
  "request 1.url should be": finder((cx) => [
    cx.fetch(get("https://a.example/1", { query: { n: (count += 1) } })).text,
  ]),
  "whether `validate` accepts": {
    ...finder(both),
    validate: () => {
      throw new TypeError("no");
    },
  },
};

for (const [words, connector] of Object.entries(mistakes)) {
  test(`a mistake is named: ${words}`, () => {
    const found = said("crm", "two-gets", connector);
    assert.ok(found.includes(words), `${JSON.stringify(words)} is not in ${JSON.stringify(found)}`);
  });
}

const channel = () => descriptor({
  kind: "channel", id: "verifies", version: "0.1.0", title: "Verifies",
  secrets: [secret("key", ["verify"], "The signing key")],
});
const read = (call, cx) => {
  const { id, from, text } = jsonOf(call);
  return { events: [messageEvent(id, from, cx.now, text)], reply: null };
};
const verifies = {
  describe: channel,
  receive: (call, cx) => {
    verifyHmac(cx, call, { secret: "key", header: "x-signature", prefix: "sha256=" });
    return read(call, cx);
  },
};

test("a channel that believes everybody is found", () => {
  const found = said("channel", "webhook", { describe: channel, receive: read });
  assert.ok(found.includes("a call that is unsigned is not `unauthorized`"), found);
});

test("what a channel answers is of the contract's types", () => {
  const wrong = { ...verifies, receive: (call, cx) => ({ ...verifies.receive(call, cx), reply: { status: "200" } }) };
  assert.equal(said("channel", "webhook", wrong), 'the result.reply.status should be a number, and is "200"');
});

test("a folder without fixtures is no success", () => {
  assert.throws(() => fixtures(new URL(".", import.meta.url)), /there is no \*\.json/);
});

/** A channel with all that the contract has. */
const everything = {
  describe: () => descriptor({ kind: "channel", id: "all", version: "0.1.0", title: "All", hosts: ["{base_url}"] }),
  capabilities: () => ({
    maxChars: 160, counting: "sms", window: { hours: 24, extendedHours: null }, address: "phone",
    files: { bytesMax: 9, types: ["image/*"] },
  }),
  receive: (call, { now }) => {
    const bo = { name: "Bo", locale: "de", identities: [{ kind: "phone", value: "+15550100" }] };
    const picture = attachment("image", "f1", { mime: "image/png", bytes: 7 });
    const optedOut = refusal("opted-out", "no more", "21610");
    return {
      events: [
        messageEvent("1", "bo", now, "Look", bo, { attachments: [picture], replyTo: "0" }),
        messageEvent("2", "bo", now, "Words"),
        statusEvent("3", "bo", now, { tag: "reference", val: "cnv_1.1" }, "delivered"),
        statusEvent("4", "bo", now, { tag: "provider-id", val: "p1" }, "failed", optedOut),
        statusEvent("5", "bo", now, { tag: "up-to", val: 4 }, "read"),
        event("6", "bo", now, { tag: "typing" }),
        event("7", "bo", now, { tag: "consent", val: "stop" }),
        event("8", "bo", now, { tag: "echo", val: { reference: null, providerId: "p2", text: "Hi" } }),
      ],
      reply: null,
    };
  },
  send: (message, cx) => {
    const { tag, val } = message.content;
    if (tag === "template") return refused("window-closed", `${val.name} ${val.language} ${val.values}`);
    if (tag === "text") return sent(cx.fetch(get(`https://a.example/${textOf(message)}`)).text);
    const files = val.files.map((file) => `${file.media} of ${file.bytes}`);
    return uncertain(`${textOf(message)}: ${files.join(", ")}, wrote at ${message.contactWroteAt}`);
  },
  fetchFile: (handle, cx) => get(`https://a.example/file-${cx.fetch(get(`https://a.example/${handle}`)).text}`),
};

test("a channel with all that the contract has passes", () => {
  assert.equal(said("channel", "everything", everything), "");
});

test("a channel that says nothing of itself can do the usual, and has no files", () => {
  const { describe, receive, send } = everything;
  const found = said("channel", "everything", { describe, receive, send });
  assert.ok(found.includes("max_chars should be 160, and is 5000"), found);
});

test("what a channel says of an outcome is of the contract's types", () => {
  const wrong = { ...everything, send: () => ({ providerId: "p1" }) };
  const found = said("channel", "everything", wrong);
  assert.ok(found.includes("should be one of sent,uncertain,refused"), found);
});
