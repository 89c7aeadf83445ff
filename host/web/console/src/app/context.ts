// What every component may ask for, without passing it through each level.

import { getContext, setContext } from "svelte";

import type { Connect } from "../api/gateway.ts";
import type { Rest } from "../api/rest.ts";
import type { Desk } from "../desk/desk.svelte.ts";
import type { Alerts } from "./alerts.ts";
import type { Announcer } from "./announcer.svelte.ts";
import type { Clock } from "./clock.svelte.ts";
import type { Memory } from "./memory.ts";
import type { Preferences } from "./preferences.svelte.ts";
import type { Router } from "./router.svelte.ts";
import type { Session } from "./session.svelte.ts";

/** Made once per page. */
export interface Services {
  readonly connect: Connect;
  readonly rest: Rest;
  readonly tab: Memory;
  readonly router: Router;
  readonly session: Session;
  readonly preferences: Preferences;
  readonly clock: Clock;
  readonly announcer: Announcer;
  readonly alerts: Alerts;
}

const SERVICES = Symbol("services");
const DESK = Symbol("desk");

export function provideServices(services: Services): void {
  setContext(SERVICES, services);
}

export function useServices(): Services {
  return getContext<Services>(SERVICES);
}

/** Made once per signed-in agent. */
export function provideDesk(desk: Desk): void {
  setContext(DESK, desk);
}

export function useDesk(): Desk {
  return getContext<Desk>(DESK);
}
