/** A value that screens watch. A snapshot keeps its identity until the value changes. */
export interface Source<S> {
  subscribe(listener: () => void): () => void
  snapshot(): S
}

export interface Observable<S> extends Source<S> {
  set(next: S): void
  isWatched(): boolean
}

export function observable<S>(first: S, watched?: () => void): Observable<S> {
  let value = first
  const all: (() => void)[] = []
  return {
    subscribe(listener) {
      all.push(listener)
      if (watched && all.length === 1) watched()
      return () => {
        const at = all.indexOf(listener)
        if (at >= 0) all.splice(at, 1)
      }
    },
    snapshot: () => value,
    isWatched: () => all.length > 0,
    set(next) {
      if (next === value) return
      value = next
      all.slice().forEach((listener) => listener())
    },
  }
}
