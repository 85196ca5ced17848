/** A mini-program carries all its pages; only the browser fetches them one by one. */
export function preloadPages(): void {}
