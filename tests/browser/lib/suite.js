// A file of tests on one gateway: everybody leaves after each test, and no page may have complained.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { Browsers } from "./chromium.js";
import { Gateway } from "./gateway.js";

/** Each wait inside has its own limit of 20 s; this one only ends what would never end. */
const TEST_MS = 300_000;

/** `open` makes what each test gets beside the browsers; by default a fresh gateway for each test. */
export function suite(keys = {}, open = () => Gateway.start(keys)) {
  let browsers;
  let world;
  before(async () => {
    browsers = await Browsers.open();
  });
  after(async () => browsers?.close());
  afterEach(async () => {
    await browsers.clear();
    await world?.close();
    world = undefined;
  });

  return (sentence, body) =>
    test(sentence, { timeout: TEST_MS }, async () => {
      world = await open();
      try {
        await body({ browsers, gateway: world.gateway ?? world, world });
        assert.deepEqual(browsers.complaints, [], "pages complained");
        assert.equal(await (world.gateway ?? world).violations(), 0, "violations of a policy");
      } catch (error) {
        await browsers.photograph(sentence);
        const log = (world.gateway ?? world).log.split("\n").slice(-20).join("\n");
        error.message += `\npages said: ${JSON.stringify(browsers.complaints)}\ngateway said: ${log}`;
        throw error;
      }
    });
}
