// The console over a pretend gateway: for working on it, and for its pictures.

import "../src/app/tokens.css";
import "../src/app/base.css";

import { mount } from "svelte";

import { Alerts } from "../src/app/alerts.ts";
import { Announcer } from "../src/app/announcer.svelte.ts";
import App from "../src/app/App.svelte";
import { Clock } from "../src/app/clock.svelte.ts";
import { memoryOf } from "../src/app/memory.ts";
import { Preferences } from "../src/app/preferences.svelte.ts";
import { Router } from "../src/app/router.svelte.ts";
import { Session } from "../src/app/session.svelte.ts";
import { scenarios } from "./scenarios.ts";
import { World } from "./world.ts";

const name = new URLSearchParams(location.search).get("scenario") ?? "desk";
const scenario = scenarios[name];
const target = document.getElementById("app");

if (scenario === undefined || target === null) {
  document.body.textContent = `Scenarios: ${Object.keys(scenarios).join(", ")}`;
} else {
  const world = new World(scenario);
  mount(App, {
    target,
    props: {
      services: {
        connect: world.connect,
        rest: world.rest,
        tab: memoryOf(() => sessionStorage, "mock."),
        router: new Router("/console/", window),
        session: new Session(world.rest),
        preferences: new Preferences(
          memoryOf(() => localStorage, "mock."),
          document.documentElement,
        ),
        clock: new Clock(),
        announcer: new Announcer(),
        alerts: new Alerts(),
      },
    },
  });
}
