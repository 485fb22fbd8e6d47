// Runs a suite inside the extension host, the way VS Code's own browser tests do: PORT FOLDER SUITE EXTENSION….
import { withPage } from "./browser.mjs";

const [port, folder, suite, ...extensions] = process.argv.slice(2);
const remote = (path) => `vscode-remote://127.0.0.1:${port}${path}`;

await withPage(async (page) => {
  let ended;
  const exit = new Promise((resolve) => (ended = resolve));
  await page.exposeFunction("codeAutomationLog", (kind, given) => console.log(kind, ...[].concat(given).map(String)));
  await page.exposeFunction("codeAutomationExit", (code) => ended(code));
  const payload = [
    ...extensions.map((extension) => ["extensionDevelopmentPath", remote(extension)]),
    ["extensionTestsPath", remote(suite)],
    ["skipWelcome", "true"],
  ];
  await page.goto(`http://127.0.0.1:${port}/?folder=${folder}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  process.exitCode = await exit;
});
