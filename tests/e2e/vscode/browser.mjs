// A headless browser with a profile of its own, which reaches this machine and nothing else.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const { chromium } = createRequire(join(process.env.E2E_PACKAGES, "package.json"))("playwright-core");
const SWITCHES = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--force-color-profile=srgb",
];

export async function withPage(work) {
  const profile = mkdtempSync(join(tmpdir(), "e2e-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.E2E_BROWSER,
    headless: true,
    viewport: { width: 1360, height: 800 },
    args: SWITCHES,
  });
  try {
    await context.route("**/*", (route) => {
      const { hostname, protocol } = new URL(route.request().url());
      const local = ["127.0.0.1", "localhost"].includes(hostname) || ["data:", "blob:"].includes(protocol);
      // Panels of extensions are served under a host name of their own, by the worker in the page.
      return local || hostname.endsWith(".vscode-cdn.net") ? route.continue() : route.abort();
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(60_000);
    await work(page);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}
