// Every tests/*.json, against a fake gateway.
import test from "node:test";

import { fixtures } from "../frontdesk/testing.js";
import * as connector from "../src/connector.js";

for (const fixture of fixtures(new URL(".", import.meta.url))) {
  test(fixture.name, () => fixture.check("{{kind}}", connector));
}
