import test from "node:test";

import { fixtures } from "../../../sdk-javascript/testing.js";
import * as connector from "../src/connector.js";

for (const fixture of fixtures(new URL("../../fixtures/", import.meta.url))) {
  test(fixture.name, () => fixture.check("crm", connector));
}
