// Writes dist/notices.txt: the licences of the packages that the bundle holds, as these ask for.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const { inputs } = JSON.parse(readFileSync("dist/meta.json", "utf8"));
const folder = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const packages = new Set(Object.keys(inputs).map((path) => folder.exec(path)?.[1]).filter(Boolean));
const notices = [...packages].sort().map((path) => {
  const { name, version, license } = JSON.parse(readFileSync(`${path}/package.json`, "utf8"));
  const file = readdirSync(path).find((item) => /^licen[cs]e/i.test(item));
  return `${name} ${version} (${license})\n\n${file ? readFileSync(`${path}/${file}`, "utf8").trim() : ""}\n`;
});
if (notices.length === 0 || !existsSync("dist/extension.js")) {
  throw new Error("the bundle holds no packages, which cannot be");
}
writeFileSync("dist/notices.txt", notices.join("\n----\n\n"));
