// A published library against the sandbox's Messenger: it sends, and reads answers and refusals. Meta has none of its own
// that may be used here (README.md).
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import messenger from "messaging-api-messenger";
import { Catcher } from "../lib/catcher.js";
import { Sandbox } from "../lib/sandbox.js";

const PAGE = "900";
const BO = "6001";

let sandbox;
let catcher;
const clientWith = (accessToken) =>
  new messenger.MessengerClient({ accessToken, version: "23.0", origin: sandbox.url("meta"), skipAppSecretProof: true });
before(async () => {
  sandbox = await Sandbox.start();
  catcher = await Catcher.open();
  const webhook_url = `${catcher.origin}/hook`;
  await sandbox.add("messenger", { id: PAGE, token: "page-token", secret: "app-secret", webhook_url });
  await sandbox.say("messenger", { from: BO, text: "Hello" });
});
after(async () => {
  await catcher?.close();
  await sandbox?.end();
});

test("a message is sent under the name that the library reads", async () => {
  const client = clientWith("page-token");
  const { recipientId, messageId } = await client.sendText(BO, "Grüße 🙂");
  assert.equal(recipientId, BO);
  const arrived = await sandbox.received("messenger", BO);
  assert.deepEqual(arrived.map(({ id, text }) => [id, text]), [[messageId, "Grüße 🙂"]]);
});

/** Fails with Meta's own error: its status, code and kind. */
async function fails(promise, status, code) {
  const error = await promise.then(
    () => assert.fail("it was taken"),
    (error) => error,
  );
  const { response } = error;
  assert.equal(response.status, status, error.message);
  assert.equal(response.data.error.code, code);
  assert.ok(error.message.includes(response.data.error.message), error.message);
}

test("refusals are what the library takes them for", async () => {
  const client = clientWith("page-token");
  // Nobody can tell whose a token is that nobody gave.
  await fails(clientWith("another").sendText(BO, "Hi"), 401, 190);
  await fails(client.sendText(BO, "x".repeat(2_001)), 400, 100);
  await fails(client.sendText("6999", "Hi"), 400, 100);
  await sandbox.bar("messenger", BO, "window");
  await fails(client.sendText(BO, "Hi"), 400, 10);
  await fails(client.sendImage(BO, `${catcher.origin}/nothing`), 400, 10);
});
