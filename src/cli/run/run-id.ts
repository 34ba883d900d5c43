/** `2026-03-01-1405-3fa9c1`: sorts by time; the end tells two runs of the same minute apart. */
export const newRunId = (nowMs: number, random: string): string =>
  `${new Date(nowMs).toISOString().slice(0, 16).replace('T', '-').replace(':', '')}-${random.slice(0, 6)}`;
