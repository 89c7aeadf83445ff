import type { InvitationLease, Outcome } from "../../protocol/api.ts";

/** When to ask again where the gateway does not say. */
const PAUSE_MS = 15_000;
/** The same, when it does not answer at all. */
const AWAY_MS = 60_000;

/** A place, or when to ask for one again. */
export type Answer = { lease: InvitationLease } | { againInMs: number };

/** The gateway's side of invitations. Never throws. */
export class Leases {
  readonly #address: string;

  constructor(gateway: string, channel: string) {
    this.#address = `${gateway}api/v1/channels/${channel}/invitations/`;
  }

  /** Asks for a place. */
  async ask(name: string, held_out: boolean): Promise<Answer> {
    try {
      const answer = await this.#post(`${name}/lease`, { held_out });
      const body = (await answer.json()) as Partial<InvitationLease & { retry_after_ms: number }>;
      if (answer.ok && typeof body.token === "string") return { lease: { token: body.token, expires_in_ms: body.expires_in_ms ?? 0 } };
      return { againInMs: Math.max(PAUSE_MS, body.retry_after_ms ?? 0) };
    } catch {
      return { againInMs: AWAY_MS };
    }
  }

  /** Says what became of it, whatever becomes of the page. Whether the gateway takes it. */
  async tell(name: string, token: string, outcome: Outcome): Promise<boolean> {
    try {
      return (await this.#post(`${name}/outcome`, { token, outcome })).ok;
    } catch {
      return false;
    }
  }

  /** As plain text, so that the browser need not ask the gateway first whether it may. */
  #post(path: string, said: object): Promise<Response> {
    return fetch(this.#address + path, { method: "POST", credentials: "omit", keepalive: true, body: JSON.stringify(said) });
  }
}
