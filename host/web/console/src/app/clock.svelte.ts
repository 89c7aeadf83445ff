// The one clock of the screen: a tick a second, by the gateway's time. Every timer reads it.

const TICK_MS = 1_000;

export class Clock {
  /** Milliseconds since 1970 by the gateway's clock, renewed every second. */
  now: number = $state(Date.now());
  #source: () => number = () => Date.now();
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Takes the time from here on from `source`. */
  follow(source: () => number): void {
    this.#source = source;
    this.tick();
  }

  /** Starts ticking. Returns how to stop. */
  start(): () => void {
    const run = (): void => {
      this.tick();
      // Aligned to whole seconds, so that all timers on the screen change together.
      this.#timer = setTimeout(run, TICK_MS - (this.#source() % TICK_MS));
    };
    run();
    return () => {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    };
  }

  tick(): void {
    this.now = this.#source();
  }
}
