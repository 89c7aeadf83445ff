// The console in a browser, against the gateway that served it.

// The shared styles come first, so that a component can override them.
import "./app/tokens.css";
import "./app/base.css";

import { mount } from "svelte";

import { ConsoleClient } from "../../protocol/console-client.ts";
import { browserPorts } from "../../protocol/ports.ts";
import { browserRest } from "./api/rest.ts";
import { Alerts } from "./app/alerts.ts";
import { Announcer } from "./app/announcer.svelte.ts";
import App from "./app/App.svelte";
import { Clock } from "./app/clock.svelte.ts";
import type { Services } from "./app/context.ts";
import { memoryOf } from "./app/memory.ts";
import { Preferences } from "./app/preferences.svelte.ts";
import { Router } from "./app/router.svelte.ts";
import { Session } from "./app/session.svelte.ts";

const BASE = "/console/";
const PREFIX = "frontdesk.";

const rest = browserRest();
const socketUrl = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/console/socket`;

const services: Services = {
  connect: (events) => new ConsoleClient(socketUrl, browserPorts(), events),
  rest,
  tab: memoryOf(() => sessionStorage, PREFIX),
  router: new Router(BASE, window),
  session: new Session(rest),
  preferences: new Preferences(
    memoryOf(() => localStorage, PREFIX),
    document.documentElement,
  ),
  clock: new Clock(),
  announcer: new Announcer(),
  alerts: new Alerts(),
};

const target = document.getElementById("app");
if (target !== null) mount(App, { target, props: { services } });
