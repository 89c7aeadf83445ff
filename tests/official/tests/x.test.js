// X's own library against the sandbox: it sends and reads answers and refusals. And what the gateway renews a token with
// is what the library renews one with.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Client, OAuth2 } from "@xdevplatform/xdk";
import { Catcher } from "../lib/catcher.js";
import { Sandbox } from "../lib/sandbox.js";

const US = "1111111111111111111";
const BO = "3001969357";

let sandbox;
let catcher;
const clientWith = (accessToken) => new Client({ accessToken, baseUrl: sandbox.url("x") });
const send = (client, text, to = BO) => client.directMessages.createByParticipantId(to, { text });
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  const webhook_url = `${catcher.origin}/hook`;
  await sandbox.add("x", { id: US, address: "desk", token: "user-token", secret: "consumer-secret", webhook_url });
});
after(async () => {
  await catcher?.close();
  await sandbox?.end();
});

test("a message is sent under the name that the library reads", async () => {
  const { data } = await send(clientWith("user-token"), "Grüße 🙂");
  const arrived = await sandbox.received("x", BO);
  assert.deepEqual(arrived.map(({ id, text }) => [id, text]), [[data.dmEventId, "Grüße 🙂"]]);
  assert.equal(data.dmConversationId, `${US}-${BO}`);
});

/** Fails with this status, and a problem that says why. */
async function fails(promise, status) {
  const error = await promise.then(
    () => assert.fail("it was taken"),
    (error) => error,
  );
  assert.equal(error.status, status, JSON.stringify(error.data));
  assert.ok(error.data.title && error.data.detail && error.data.type);
  return error;
}

test("refusals are what the library takes them for", async () => {
  const client = clientWith("user-token");
  await fails(send(clientWith("another"), "Hi"), 401);
  await fails(send(client, ""), 400);
  await fails(send(client, "Hi", "bo"), 400);
  await sandbox.fault("x", { fault: "429", next: 1, retry_after: 7 });
  const { headers } = await fails(send(client, "Hi"), 429);
  assert.equal(headers.get("x-rate-limit-remaining"), "0");
  assert.ok(Number(headers.get("x-rate-limit-reset")) * 1000 > Date.now());
  await sandbox.bar("x", BO, "blocked");
  await fails(send(client, "Hi"), 403);
});

/** What the library asks for a new token with. `host/plugin-host/src/renewal/request.rs` has the same in its tests. */
async function asked(config) {
  const kept = globalThis.fetch;
  let found;
  globalThis.fetch = async (url, { method, headers, body }) => {
    found = { url, method, body, authorization: headers.Authorization };
    return Response.json({ token_type: "bearer", access_token: "a", refresh_token: "r", expires_in: 7200 });
  };
  try {
    await new OAuth2({ redirectUri: "https://desk.example", ...config }).refreshToken("r+1");
  } finally {
    globalThis.fetch = kept;
  }
  return found;
}

test("a token is renewed at the address, with the form and in the way that the gateway uses", async () => {
  const url = "https://api.x.com/2/oauth2/token";
  const form = "grant_type=refresh_token&refresh_token=r%2B1";
  assert.deepEqual(await asked({ clientId: "app:1" }), {
    url, method: "POST", body: `${form}&client_id=app%3A1`, authorization: undefined,
  });
  const pair = Buffer.from("app:secret").toString("base64");
  assert.deepEqual(await asked({ clientId: "app", clientSecret: "secret" }), {
    url, method: "POST", body: form, authorization: `Basic ${pair}`,
  });
});
