/** Loads a script that lies beside the panel's, under the same hash. */
export function loadBeside<T>(name: string): Promise<T> {
  return import(/* @vite-ignore */ new URL(name, import.meta.url).href) as Promise<T>;
}
