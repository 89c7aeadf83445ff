/** How one upload ended: it was taken, refused with a problem's code, or the gateway did not answer. */
export type Ended = { taken: true } | { taken: false; code: string | null };

/** A file on its way. */
export interface Parcel {
  readonly id: string;
  readonly file: File;
  /** How much has gone, 0 to 1; null: it waits for its turn. */
  part: number | null;
  /** Why it does not go on; undefined: it does. */
  fault?: string | null;
}

/** Sends one. `told` hears how much has gone, `stop` ends it. */
export type Send = (parcel: Parcel, told: (part: number) => void, stop: AbortSignal) => Promise<Ended>;

/** Files that are sent one after the other, in the order in which they were chosen. */
export class Parcels {
  readonly all: Parcel[] = [];
  #stop: AbortController | null = null;
  #under: Parcel | null = null;

  constructor(
    private readonly send: Send,
    private readonly changed: (sent: Parcel | null) => void,
  ) {}

  /** One more; with a fault it is only shown. */
  add(id: string, file: File, fault?: string): void {
    this.all.push(fault === undefined ? { id, file, part: null } : { id, file, part: null, fault });
    this.changed(null);
    void this.#go();
  }

  /** Sends one again that failed. */
  retry(parcel: Parcel): void {
    delete parcel.fault;
    parcel.part = null;
    this.changed(null);
    void this.#go();
  }

  /** Takes one out, also while it is sent. */
  remove(parcel: Parcel): void {
    const at = this.all.indexOf(parcel);
    if (at >= 0) this.all.splice(at, 1);
    if (this.#under === parcel) this.#stop?.abort();
    this.changed(null);
  }

  /** Ends all of them. */
  clear(): void {
    this.all.length = 0;
    this.#stop?.abort();
  }

  async #go(): Promise<void> {
    if (this.#under !== null) return;
    const next = this.all.find(({ part, fault }) => part === null && fault === undefined);
    if (next === undefined) return;
    this.#under = next;
    this.#stop = new AbortController();
    next.part = 0;
    this.changed(null);
    const told = (part: number): void => {
      next.part = part;
      this.changed(null);
    };
    const ended = await this.send(next, told, this.#stop.signal);
    this.#under = null;
    if (ended.taken) {
      const at = this.all.indexOf(next);
      if (at >= 0) this.all.splice(at, 1);
      this.changed(next);
    } else if (this.all.includes(next)) {
      next.fault = ended.code;
      this.changed(null);
    }
    void this.#go();
  }
}
