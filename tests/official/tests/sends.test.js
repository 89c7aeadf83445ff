// What the channels send is what the providers' own descriptions allow, and what they answer is read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { CHANNELS, CONTENT, Stage } from "../lib/stage.js";
import { until } from "../lib/until.js";

const CONTACTS = {
  "text-messages": "+15550000001",
  whatsapp: "15550000002",
  telegram: "9900000003",
  line: `U${"0".repeat(31)}4`,
};
/** Longer than any provider takes at once, and not only in the letters of English. */
const LONG = "Grüße 🙂🙂🙂🙂 ".repeat(400).trim();
const TEXTS = [
  "Until six — ask for Ana",
  "tabs\tand\nlines, \"quotes\", a=b&c=d+e%20f, <b>, \\, {{1}}, 50% off",
  "日本語 العربية עברית 👩‍👩‍👧‍👦",
  LONG,
];

let stage;
before(async () => (stage = await Stage.open()));
after(async () => stage?.close());

/** Does what sends something; what has gone to the provider for it, none of it against the description. */
async function sent(channel, act) {
  const described = stage.described[channel];
  const { length } = described.calls;
  const outcome = await act().catch((error) => error);
  assert.deepEqual(described.violations, []);
  if (outcome instanceof Error) throw new Error(`${outcome.message}\nthe gateway said: ${stage.gateway.log}`, { cause: outcome });
  assert.match(outcome, /^(sent|delivered|read)$/);
  const calls = described.calls.slice(length);
  assert.ok(calls.length > 0, "nothing passed the description");
  for (const { status, answer } of calls) assert.ok(status < 300, `${status} ${answer}`);
  return calls;
}

async function received(channel, contact, count) {
  const { provider } = CHANNELS[channel];
  const all = async () => {
    const messages = await stage.sandbox.received(provider, contact);
    return messages.length >= count && messages;
  };
  return until("the messages at the contact", all);
}

for (const [channel, contact] of Object.entries(CONTACTS)) {
  test(`every text on ${channel} passes the provider's description and arrives whole`, async () => {
    const { provider } = CHANNELS[channel];
    const { heard } = await stage.sandbox.say(provider, { from: contact, name: "Bo", text: "Is it still open?" });
    assert.ok(heard.every(({ status }) => status < 300), JSON.stringify(heard));
    const talk = await stage.ana.talk(channel, "Is it still open?");
    for (const text of TEXTS) {
      const before = (await stage.sandbox.received(provider, contact)).length;
      await sent(channel, () => stage.ana.say(talk, text));
      const messages = (await received(channel, contact, before + 1)).slice(before);
      // Parts are cut between words.
      assert.equal(messages.map((message) => message.text).join(" "), text);
      assert.ok(text !== LONG || messages.length > 1, "a long text goes in parts");
    }
    await stage.ana.end(talk);
  });
}

const TEMPLATES = {
  "text-messages": { address: "+15550000011", name: CONTENT.name, language: CONTENT.language },
  whatsapp: { address: "+15550000012", name: "order_update", language: "en_US" },
};

for (const [channel, { address, name, language }] of Object.entries(TEMPLATES)) {
  test(`an agent writes first on ${channel}, by a template, and it passes the provider's description`, async () => {
    const template = { name, language, values: ["Bo", "4 \"big\" lamps"] };
    const [call] = await sent(channel, () => stage.ana.start(channel, address, template));
    assert.match(call.body.toString(), new RegExp(name));
  });
}
