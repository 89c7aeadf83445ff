// Calls the agent when an offer comes: a tone until it is decided, a system notification when the
// page is hidden. One tab rings, not all of them.

const REPEAT_MS = 3_000;
const NOTES_HZ = [660, 880];
const NOTE_S = 0.14;
const VOLUME = 0.12;

export class Alerts {
  #audio: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | null = null;
  #leader = false;

  /** Asks to be the tab that rings. Without locks every tab rings. */
  lead(): void {
    if (!("locks" in navigator)) {
      this.#leader = true;
      return;
    }
    void navigator.locks.request("frontdesk-ring", () => {
      this.#leader = true;
      // Held until the tab closes.
      return new Promise<never>(() => undefined);
    });
  }

  /** Browsers allow sound only after a click or key: call this from one. */
  unlock(): void {
    this.#audio ??= typeof AudioContext === "undefined" ? null : new AudioContext();
    if (this.#audio?.state === "suspended") void this.#audio.resume();
  }

  /** Asks, from a click, whether notifications may be shown. */
  askToNotify(): void {
    if (typeof Notification !== "undefined" && Notification.permission === "default") {
      void Notification.requestPermission();
    }
  }

  ring(on: boolean): void {
    if (on === (this.#timer !== null)) return;
    if (this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
      return;
    }
    this.#tone();
    this.#timer = setInterval(() => this.#tone(), REPEAT_MS);
  }

  /** Shows a notification of the system, if the page is hidden and the agent allowed it. */
  notify(tag: string, title: string, body: string): void {
    if (!document.hidden || !this.#leader || typeof Notification === "undefined" || Notification.permission !== "granted") return;
    const shown = new Notification(title, { tag, body });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  }

  #tone(): void {
    const audio = this.#audio;
    if (!this.#leader || audio === null || audio.state !== "running") return;
    NOTES_HZ.forEach((hertz, index) => {
      const start = audio.currentTime + index * NOTE_S;
      const oscillator = audio.createOscillator();
      const gain = audio.createGain();
      oscillator.frequency.value = hertz;
      gain.gain.setValueAtTime(0, start);
      gain.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
      gain.gain.linearRampToValueAtTime(0, start + NOTE_S);
      oscillator.connect(gain).connect(audio.destination);
      oscillator.start(start);
      oscillator.stop(start + NOTE_S);
    });
  }
}
