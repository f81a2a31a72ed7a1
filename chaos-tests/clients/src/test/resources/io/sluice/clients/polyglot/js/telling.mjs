// What a client tells about itself: a line of JSON for each thing.

export const MESSAGES = Number(process.env.WORK_MESSAGES ?? 300);
export const LEASE_SECONDS = 6;
/** Without a message for so long, nothing is leased to a call whose answer was lost, and so nothing is left. */
export const QUIET_MS = (LEASE_SECONDS + 1) * 1000;
/** Nobody sends further ahead of who handles, so that a kill comes upon both at work. */
export const AHEAD = 60;
export const PATIENCE_MS = 90_000;

export const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const bodies = () => Array.from({ length: MESSAGES }, (_, i) => `m${i}`);

/** Runs each fact by itself, some at once, and tells its name and what was wrong or null. */
export async function tryFacts(facts) {
  await Promise.all(
    Object.entries(facts).map(async ([fact, check]) => {
      let wrong = null;
      try {
        await check();
      } catch (error) {
        wrong = error.stack ?? String(error);
      }
      tell({ fact, wrong });
    }),
  );
}

/** Ends when all was handled and nothing came for a while; exits with 1 when that takes too long. */
export async function untilAllIsHandled(progress) {
  const deadline = Date.now() + PATIENCE_MS;
  while (progress.handled.size < MESSAGES || Date.now() - progress.last < QUIET_MS) {
    if (Date.now() > deadline) {
      process.stderr.write(`handled ${progress.handled.size} of ${MESSAGES}\n`);
      process.exit(1);
    }
    await sleep(50);
  }
}
