// Runs named checks one after another in the extension host, and writes what became of each to $E2E_RESULT.
const { writeFileSync } = require("node:fs");

const PATIENCE = 30_000;
const LONGEST = 120_000;

/** Asks again and again until there is an answer. */
async function until(what, ask, patience = PATIENCE) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    try {
      const value = await ask();
      if (value) {
        return value;
      }
      last = undefined;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited in vain for ${what}${last ? `: ${last.message}` : ""}`);
}

const late = () => new Promise((_, reject) => setTimeout(() => reject(new Error("no end in sight")), LONGEST).unref());

async function run(checks) {
  const results = [];
  for (const [name, check] of Object.entries(checks)) {
    const begun = Date.now();
    let failure = null;
    try {
      await Promise.race([check(), late()]);
    } catch (error) {
      failure = error.stack ?? String(error);
    }
    results.push({ name, failure, ms: Date.now() - begun });
    writeFileSync(process.env.E2E_RESULT, JSON.stringify(results, null, 1));
    if (failure && results.length === 1) {
      break; // nothing else can work
    }
  }
  if (results.some(({ failure }) => failure)) {
    throw new Error("some checks failed");
  }
}

module.exports = { run, until };
