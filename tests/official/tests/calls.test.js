// What the sandbox calls the gateway with is what the providers' own descriptions say they call with.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Catcher } from "../lib/catcher.js";
import { description } from "../lib/descriptions.js";
import { Described, violation } from "../lib/prism.js";
import { Sandbox } from "../lib/sandbox.js";

const BOT = `U${"0".repeat(31)}1`;
/** For each provider its description, where that has the call, and who calls. */
const PROVIDERS = {
  line: { described: "line-webhook", path: "/callback", contact: `U${"0".repeat(31)}2`, account: { id: BOT, token: "token" } },
  telegram: { described: "telegram", path: "/update", contact: "9900000001", account: { id: "1", token: "token", address: "bot" } },
};
const CONTENTS = {
  words: { text: "Grüße 🙂" },
  "a picture": { media: {} },
  "a film": { media: { mime: "video/mp4" } },
  "a sound": { media: { mime: "audio/ogg" } },
  "a file": { media: { mime: "application/pdf" } },
  "a place": { location: { latitude: 52.52, longitude: 13.405, name: "Shop" } },
  "a card": { contact: { name: "Cy", phone: "+15550100" } },
  "a button": { button: { text: "Yes", payload: "y" } },
};

let sandbox;
let catcher;
const described = {};
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  for (const [provider, { described: name, account }] of Object.entries(PROVIDERS)) {
    described[provider] = await Described.open(description(name));
    await sandbox.add(provider, { ...account, webhook_url: `${catcher.origin}/${provider}` });
  }
});
after(async () => {
  for (const one of Object.values(described)) await one.close();
  await catcher?.close();
  await sandbox?.end();
});

/** Holds the call that comes next against the description. */
async function fits(provider) {
  const { headers, body } = await catcher.next("the call", ({ url }) => url.endsWith(`/${provider}`));
  const { "content-length": _, host: __, connection: ___, ...kept } = headers;
  await fetch(described[provider].url + PROVIDERS[provider].path, { method: "POST", headers: kept, body });
  assert.equal(violation(described[provider].calls.at(-1)), undefined);
}

for (const [provider, { contact }] of Object.entries(PROVIDERS)) {
  for (const [what, content] of Object.entries(CONTENTS)) {
    test(`${provider}: ${what} of a contact comes as the description says`, async () => {
      await sandbox.say(provider, { from: contact, name: "Bo", ...content });
      await fits(provider);
    });
  }
  for (const standing of ["blocked", "open"]) {
    test(`${provider}: that a contact is ${standing} comes as the description says`, async () => {
      await sandbox.bar(provider, contact, standing);
      await fits(provider);
    });
  }
}
