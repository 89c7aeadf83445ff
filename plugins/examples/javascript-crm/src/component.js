// What the gateway calls.
import * as host from "frontdesk:plugin/host@0.1.0";
import * as kv from "frontdesk:plugin/kv@0.1.0";

import { exportsOf } from "../../../sdk-javascript/frontdesk.js";
import * as connector from "./connector.js";

export const { plugin, crm } = exportsOf.crm(connector, host, kv);
