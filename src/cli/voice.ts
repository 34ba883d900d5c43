import type { App } from './app.ts';

/** stderr, unless somebody owns the terminal: then what is said goes through the owner, and no frame is torn. */
export interface Voice {
  err(text: string): void;
  give(owner: { say(text: string): void } | null): void;
}

export function voiceOf(app: Pick<App, 'err'>): Voice {
  let owner: { say(text: string): void } | null = null;
  return {
    err: (text) => {
      if (owner === null) app.err(text);
      else owner.say(text);
    },
    give: (next) => {
      owner = next;
    },
  };
}
