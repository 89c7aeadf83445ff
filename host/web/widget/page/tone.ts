const NOTES_HZ = [660, 880];
const NOTE_S = 0.09;
const LOUDNESS = 0.12;

let context: AudioContext | null = null;

/** Two short notes. Silent where the browser lets a page make no sound before its visitor has touched it. */
export function playTone(): void {
  try {
    context ??= new AudioContext();
    const { currentTime, destination } = context;
    for (const [at, pitch] of NOTES_HZ.entries()) {
      const [note, volume] = [context.createOscillator(), context.createGain()];
      const begins = currentTime + at * NOTE_S;
      note.frequency.value = pitch;
      volume.gain.setValueAtTime(LOUDNESS, begins);
      volume.gain.exponentialRampToValueAtTime(0.001, begins + NOTE_S * 2);
      note.connect(volume).connect(destination);
      note.start(begins);
      note.stop(begins + NOTE_S * 2);
    }
  } catch {
    // No sound here.
  }
}
