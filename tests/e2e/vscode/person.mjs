// A newcomer's way, by mouse and keys: PORT FOLDER SCREENSHOTS. Says how long each step took since the folder was opened.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { withPage } from "./browser.mjs";

const [port, folder, shots] = process.argv.slice(2);
const INSTALL_PATIENCE = 240_000;
mkdirSync(shots, { recursive: true });

await withPage(async (page) => {
  const begun = Date.now();
  const step = (text) => console.log(`${((Date.now() - begun) / 1000).toFixed(1)} s ${text}`);
  const press = (keys) => page.keyboard.press(keys);
  const type = (text) => page.keyboard.type(text, { delay: 15 });
  const editor = page.locator(".editor-instance .monaco-editor").first();
  const rows = page.locator(".quick-input-widget .monaco-list-row");

  /** Takes a picture when nothing moves any more, without the mouse in it unless that is what is shown. */
  async function shot(name, mouse = false) {
    if (!mouse) {
      await page.mouse.move(24, 560); // where nothing answers
    }
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(shots, `${name}.png`) });
    step(`picture ${name}`);
  }

  async function status(selector, pattern) {
    await page.waitForFunction(
      ([where, source]) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ""),
      [selector, pattern],
    );
  }

  async function openFile(path) {
    await press("Control+P");
    await page.locator(".quick-input-widget input").first().fill(path);
    const [parent, name] = path.split("/");
    const wanted = page.locator(".quick-input-widget .monaco-list-row.focused").filter({ hasText: name }).filter({ hasText: parent });
    await wanted.waitFor();
    await press("Enter");
    await page.locator(".tab.active", { hasText: name }).waitFor();
    await page.locator(".breadcrumbs-below-tabs", { hasText: parent }).first().waitFor();
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async function goTo(line, column) {
    await press("Control+G");
    await page.locator(".quick-input-widget input").first().fill(`:${line}:${column}`);
    await page.locator(".quick-input-widget .monaco-list-row.focused").filter({ hasText: `line ${line} ` }).waitFor();
    await press("Enter");
    // The item counts characters, the command UTF-16 units.
    await status("#status\\.editor\\.selection", `Ln ${line}, Col`);
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  async function command(title) {
    await press("F1");
    await page.locator(".quick-input-widget input").first().fill(`>${title}`);
    await page.locator(".quick-input-widget .monaco-list-row.focused").filter({ hasText: title }).waitFor();
    await press("Enter");
  }

  /** The word on the line of the cursor, in the middle of the editor. */
  const word = (text) => editor.locator(".view-line span", { hasText: text }).last();

  try {
    await page.goto(`http://127.0.0.1:${port}/?folder=${folder}`, { waitUntil: "domcontentloaded" });
    await page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
    step("the folder is open");

    // Room for code.
    const edge = await page.locator(".part.sidebar").boundingBox();
    await page.mouse.move(edge.x + edge.width, 400);
    await page.mouse.down();
    await page.mouse.move(edge.x + 200, 400, { steps: 5 });
    await page.mouse.up();

    // No server anywhere: the extension offers the one that it carries.
    const offer = page.locator(".notification-toast .monaco-button", { hasText: "Install Server" });
    await offer.waitFor();
    await shot("install");
    await offer.click();
    step("the server is being installed");
    await page.waitForFunction(
      () => /Lua Entries.*\d/.test(document.querySelector("#lua-entries\\.lua-entries\\.lua-entries\\.status")?.textContent ?? ""),
      undefined,
      { timeout: INSTALL_PATIENCE },
    );
    step("the server is installed and has read the project");

    await openFile("greetings/_index.yaml");
    await editor.locator(".squiggly-error").first().waitFor();
    await editor.locator(".squiggly-warning").first().waitFor();
    step("findings are underlined in YAML");
    await press("Control+Shift+M");
    const problems = page.locator(".markers-panel .monaco-list-row");
    await problems.filter({ hasText: "shop.lib:monye" }).waitFor();
    await shot("problems-yaml");
    await openFile("greetings/greet.lua");
    await editor.locator(".squiggly-warning").first().waitFor();
    step("findings are underlined in Lua");
    await problems.filter({ hasText: "encoed" }).first().waitFor();
    await shot("problems-lua");
    await press("Control+J");

    // The reason for the finding at the cursor.
    await goTo(7, 20);
    await command("Lua Entries: Explain Rule at Cursor");
    await page.locator(".tab", { hasText: "LE602" }).waitFor();
    const preview = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame").locator("h1").first();
    await preview.waitFor();
    step(`explained: ${await preview.innerText()}`);
    await shot("explain");
    await command("View: Close All Editors");

    // Ids while typing.
    await openFile("greetings/_index.yaml");
    await goTo(14, 45);
    await press("Shift+End");
    await press("Shift+ArrowLeft");
    await type("shop.or");
    const proposals = page.locator(".suggest-widget.visible .monaco-list-row");
    await proposals.filter({ hasText: "shop.orders:order_store" }).first().waitFor();
    const labels = await proposals.locator(".label-name").allInnerTexts();
    if (new Set(labels).size !== labels.length) {
      throw new Error(`doubled proposals: ${labels}`);
    }
    await shot("completion");
    await press("Escape");
    await command("File: Revert File");

    // Enter ends a line with what was typed, although something like it could be proposed.
    await goTo(2, 12);
    await press("Shift+End");
    await type("shop.");
    await proposals.filter({ hasText: "shop.orders" }).first().waitFor();
    await type("o");
    await proposals.first().waitFor({ state: "hidden" });
    await page.waitForTimeout(1000); // whatever comes now would be too late for a person
    await press("Enter");
    await status("#status\\.editor\\.selection", "Ln 3, Col");
    const written = await editor.locator(".view-line").nth(1).innerText();
    if (!/^namespace:\sshop\.o$/.test(written)) {
      throw new Error(`Enter made ${written}`);
    }
    step("Enter left what was typed");
    await command("File: Revert File");

    await openFile("orders/fulfil.lua");
    await goTo(26, 86);
    await word("total").hover();
    await page.locator(".monaco-hover:not(.hidden) .hover-contents", { hasText: "Sum of the lines" }).first().waitFor();
    await shot("hover", true);
    await press("Escape");
    await page.mouse.move(5, 5);
    await press("F12");
    await page.locator(".tab.active", { hasText: "money.lua" }).waitFor();
    step("F12 went to the library's function");
    await shot("definition");

    // From require there are two ways: to the entry and to its Lua.
    await openFile("orders/fulfil.lua");
    await goTo(5, 26);
    await press("F12");
    const targets = page.locator(".zone-widget .ref-tree .monaco-list-row");
    await targets.filter({ hasText: "_index.yaml" }).first().waitFor();
    await targets.filter({ hasText: "money.lua" }).click();
    await targets.nth(3).waitFor();
    await targets.nth(3).click();
    await page.locator(".zone-widget .preview .view-line", { hasText: "Amounts of money" }).waitFor();
    await shot("require");
    await targets.nth(3).dblclick();
    await page.locator(".tab.active", { hasText: "money.lua" }).waitFor();
    step("F12 went from require to the library");

    // A rename in both languages, looked at before it is done.
    await command("View: Close All Editors");
    await press("Control+B");
    await openFile("orders/_index.yaml");
    await goTo(38, 14);
    await press("F2");
    const name = page.locator(".rename-box .rename-input:focus");
    await name.waitFor();
    await name.fill("hold_stock");
    await press("Control+Enter");
    const previewed = page.locator(".bulk-edit-panel .monaco-list-row");
    await previewed.filter({ hasText: "fulfil.lua" }).first().waitFor();
    await previewed.filter({ hasText: "_index.yaml" }).first().waitFor();
    await previewed.filter({ hasText: "fulfil.lua" }).first().click();
    await shot("rename");
    await page.locator(".bulk-edit-panel .monaco-button", { hasText: "Discard" }).click();
    await previewed.first().waitFor({ state: "hidden" });
    await editor.click();
    await command("View: Close All Editors");
    await openFile("orders/_index.yaml");
    await command("Lua Entries: Show Entry Graph of Current File");
    const graph = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    await graph.locator("#map", { hasText: "fulfil" }).waitFor();
    const [seen, theme] = await graph.locator("body").evaluate((body) => {
      const probe = body.appendChild(document.createElement("i"));
      probe.style.color = "var(--vscode-sideBar-background)";
      const colours = [getComputedStyle(body).backgroundColor, getComputedStyle(probe).color];
      probe.remove();
      return colours;
    });
    if (seen !== theme) {
      throw new Error(`the graph has the background ${seen}, and the theme ${theme}`);
    }
    await shot("graph");
    await command("View: Close All Editors");
    await press("Control+B");

    // An entry by its id.
    await command("Lua Entries: Open Entry by Id");
    await page.locator(".quick-input-title", { hasText: "Open entry" }).waitFor();
    await page.locator(".quick-input-widget input").first().fill("receipts");
    await rows.filter({ hasText: "shop.jobs:receipts" }).first().waitFor();
    await shot("open-entry");
    await press("Enter");
    await page.locator(".tab.active", { hasText: "_index.yaml" }).waitFor();
    await page.locator(".breadcrumbs-below-tabs", { hasText: "jobs" }).waitFor();
    step("the entry is open");

    // A new one.
    await command("Lua Entries: New Entry");
    await page.locator(".quick-input-title", { hasText: "New entry (1/2)" }).waitFor();
    await page.locator(".quick-input-widget input").first().fill("queue.queue");
    await rows.filter({ hasText: "queue.queue" }).first().waitFor();
    await shot("new-entry");
    await press("Enter");
    await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    await editor.locator(".view-line .snippet-placeholder, .cdr.snippet-placeholder").first().waitFor({ state: "attached" });
    await type("letters");
    await editor.locator(".view-line", { hasText: "letters" }).first().waitFor();
    await shot("new-entry-written");
    await command("File: Revert File");

    await page.locator("#lua-entries\\.lua-entries\\.lua-entries\\.status").click();
    await rows.filter({ hasText: "Restart server" }).waitFor();
    await shot("menu");
    await press("Escape");
    step("done");
  } catch (error) {
    await page.screenshot({ path: join(shots, "failed.png") }).catch(() => undefined);
    console.error(String(error));
    // Nobody has the picture of a machine that is gone.
    console.error(`on the screen:\n${await page.locator("body").innerText().catch(String)}`);
    process.exitCode = 1;
  }
});
