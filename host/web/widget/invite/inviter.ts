import type { Invitation, InvitationLease, Outcome } from "../../protocol/api.ts";
import type { Answer } from "./leases.ts";

/** What is known of the page and its visitor, and what can be done there. */
export interface InviterPorts {
  /** In how many milliseconds the conditions of an invitation hold if nothing happens. */
  due(invitation: Invitation): number;
  /** Whether it may be shown once more. */
  allows(invitation: Invitation): boolean;
  /** Whether this visitor is one of those from whom it is kept back. */
  holdsOut(invitation: Invitation): boolean;
  /** Whether none may be shown now: nobody looks, they are writing, or the chat is open. */
  isBusy(): boolean;
  ask(name: string, heldOut: boolean): Promise<Answer>;
  tell(name: string, token: string, outcome: Outcome): Promise<boolean>;
  /** Puts it on the screen. */
  show(invitation: Invitation): Shown;
  /** It was shown, or held out. */
  noted(invitation: Invitation, token: string, heldOut: boolean): void;
  declined(): void;
  /** Milliseconds on a clock that goes on. */
  now(): number;
  /** Runs `act` after so long; answers what cancels it. */
  after(ms: number, act: () => void): () => void;
  /** 0 to 1. */
  chance(): number;
}

/** An invitation on the screen. */
export interface Shown {
  isConsidered(): boolean;
  remove(): void;
}

/** While somebody is at it, it is looked at again so soon whether they still are, where no place is kept any more. */
const LOOK_AGAIN_MS = 2_000;

/** Shows at most one invitation at a time, and only where a place was leased for it. */
export class Inviter {
  readonly #invitations: readonly Invitation[];
  readonly #ports: InviterPorts;
  /** No place: not asked again before. */
  readonly #paused = new Map<string, number>();
  #cancel: (() => void) | null = null;
  #isAsking = false;
  #showing: { invitation: Invitation; token: string; card: Shown; cancel: () => void } | null = null;

  constructor(invitations: readonly Invitation[], ports: InviterPorts) {
    this.#invitations = invitations;
    this.#ports = ports;
  }

  /** Something has changed, or the time has come: shows what is due, or waits for what will be next. */
  check(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isAsking || this.#showing !== null || this.#ports.isBusy()) return;
    const now = this.#ports.now();
    let next = Infinity;
    for (const invitation of this.#invitations) {
      if (!this.#ports.allows(invitation)) continue;
      const due = this.#ports.due(invitation);
      const wait = Math.max(due, (this.#paused.get(invitation.name) ?? 0) - now);
      if (wait <= 0) return void this.#ask(invitation);
      next = Math.min(next, wait);
    }
    if (next < Infinity) this.#cancel = this.#ports.after(Math.ceil(next), () => this.check());
  }

  /** The chat was opened with `text`, by the invitation's button or beside it. */
  accept(): void {
    this.#end("accepted");
  }

  /** The visitor wants none. */
  decline(): void {
    if (this.#showing === null) return;
    this.#ports.declined();
    this.#end("declined");
    this.check();
  }

  async #ask(invitation: Invitation): Promise<void> {
    const { name } = invitation;
    const heldOut = this.#ports.holdsOut(invitation);
    this.#isAsking = true;
    const answer = await this.#ports.ask(name, heldOut);
    this.#isAsking = false;
    if ("lease" in answer) this.#take(invitation, answer.lease, heldOut);
    // Not all of those who were refused at the same moment come again at the same moment.
    else this.#paused.set(name, this.#ports.now() + answer.againInMs * (1 + this.#ports.chance() / 2));
    this.check();
  }

  #take(invitation: Invitation, { token, expires_in_ms }: InvitationLease, heldOut: boolean): void {
    if (heldOut) {
      this.#ports.noted(invitation, token, true);
    } else if (this.#ports.isBusy()) {
      void this.#ports.tell(invitation.name, token, "not_shown");
    } else {
      const card = this.#ports.show(invitation);
      this.#showing = { invitation, token, card, cancel: this.#ports.after(expires_in_ms, () => void this.#lapse(expires_in_ms)) };
      this.#ports.noted(invitation, token, false);
    }
  }

  /** The place is kept no longer: for somebody who is at it, it is kept anew, and else the invitation goes. */
  async #lapse(ms: number): Promise<void> {
    const showing = this.#showing;
    if (showing === null) return;
    let again = LOOK_AGAIN_MS;
    if (showing.card.isConsidered()) {
      if (await this.#ports.tell(showing.invitation.name, showing.token, "considered")) again = ms;
      if (this.#showing === showing) showing.cancel = this.#ports.after(again, () => void this.#lapse(ms));
      return;
    }
    this.#remove();
    this.check();
  }

  #end(outcome: Outcome): void {
    if (this.#showing === null) return;
    const { invitation, token } = this.#showing;
    this.#remove();
    void this.#ports.tell(invitation.name, token, outcome);
  }

  #remove(): void {
    this.#showing?.cancel();
    this.#showing?.card.remove();
    this.#showing = null;
  }
}
