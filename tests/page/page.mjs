// What a visitor of the page does, in a real browser: node page.mjs ADDRESS CHROMIUM FOLDER-FOR-SCREENSHOTS
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const { chromium } = createRequire(`${process.cwd()}/`)("playwright-core");
const [address, executablePath, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
const page = await context.newPage();
page.setDefaultTimeout(120_000);
const asked = [];
page.on("request", (one) => asked.push(one.url()));
const wrong = [];
page.on("pageerror", (error) => wrong.push(String(error)));
const result = () => page.innerText("#result");
const until = (text) => page.waitForFunction((text) => document.getElementById("result").innerText.includes(text), text);

// See: the example has /v1 twice.
await page.goto(address);
await until("https://relay.example.com/v1/v1/messages");
assert.equal(await page.locator(".written").first().innerText(), "https://relay.example.com/v1");
assert.equal(await page.locator(".appended").first().innerText(), "/v1/messages?beta=true");
assert.match(await page.innerText("#curl"), /^curl 'https:\/\/relay\.example\.com\/v1\/v1\/messages/);
assert.ok((await page.locator("mark.error").count()) > 0);
await page.getByText("In the other tools, write this base URL").click();
assert.match(await result(), /https:\/\/relay\.example\.com\/v1[^]*Codex CLI/);
await page.screenshot({ path: `${folder}/light.png`, fullPage: true });

// Fix it.
await page.getByRole("button", { name: "Fix: Write https://relay.example.com" }).click();
await page.waitForFunction(() => document.getElementById("text").value.includes('"https://relay.example.com"'));
await until("POST https://relay.example.com/v1/messages");

// Paste something else, by the keyboard alone, and convert it.
const key = ["sk", "ant", "api03", "x7Qm".repeat(20)].join("-");
await page.focus("#path");
await page.keyboard.press("Control+A");
await page.keyboard.type("config.toml");
await page.keyboard.press("Tab");
await page.keyboard.press("Tab");
await page.keyboard.press("Control+A");
await page.keyboard.insertText(`model_provider = "relay"\n[model_providers.relay]\nname = "Relay"\nbase_url = "https://relay.example.com/v1"\nexperimental_bearer_token = "${key}"\n`);
await until("POST https://relay.example.com/v1/responses");
assert.ok(!(await result()).includes(key));
await page.getByLabel("Target").selectOption("opencode");
await page.getByRole("button", { name: "Convert" }).click();
await page.waitForFunction(() => [...document.querySelectorAll("pre.shown:not([hidden])")].some((one) => one.innerText.includes("opencode.json")));

// Share it: the link has the text, not the key; a reload shows it again.
await page.getByRole("button", { name: /Copy a link/ }).click();
await page.waitForFunction(() => location.hash.length > 20);
const link = page.url();
const shared = Buffer.from(link.split("#")[1], "base64url").toString();
assert.ok(shared.includes("relay.example.com") && !shared.includes(key));
await page.reload();
await until("POST https://relay.example.com/v1/responses");
assert.equal(await page.inputValue("#path"), "config.toml");

// Nothing went anywhere else, and nothing broke.
const origin = new URL(address).origin;
assert.deepEqual(asked.filter((one) => !one.startsWith(origin) && !one.startsWith("data:") && !one.startsWith("blob:")), []);
assert.ok(asked.every((one) => !one.includes("x7Qm")));
assert.deepEqual(wrong, []);

// On a telephone, and in the dark, nothing is wider than the screen.
await page.setViewportSize({ width: 360, height: 740 });
assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360));
assert.ok(await page.evaluate(() => {
  const edge = document.querySelector("main").getBoundingClientRect().right;
  return [...document.querySelectorAll("button, input, select")].every((one) => one.getBoundingClientRect().right <= edge + 1);
}));
await page.screenshot({ path: `${folder}/narrow.png`, fullPage: true });
await page.emulateMedia({ colorScheme: "dark" });
await page.setViewportSize({ width: 1280, height: 900 });
await page.screenshot({ path: `${folder}/dark.png`, fullPage: true });
await browser.close();
