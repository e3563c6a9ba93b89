/*
 * What the browser tests share: the packs under a folder from file:// and from
 * a server with the strict policy, Chromium, and the checks that hold for any
 * page of any pack.
 *
 *     run(({browser, base, local}) => ({name: async () => …, …}));
 *
 * runs the steps in turn, or the one named after the folder on the command
 * line, and exits with 1 when one fails.
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const http = require("http");
const os = require("os");
const path = require("path");
const {pathToFileURL} = require("url");
const {chromium} = require("playwright-core");
const {HtmlValidate} = require("html-validate");

const AXE = fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "img-src 'self'";
const PAGES = ["index", "deals", "reps", "segments", "cycle", "trust",
    "data", "method", "deal"];
const TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript",
    ".css": "text/css", ".svg": "image/svg+xml"};
const root = path.resolve(process.argv[2] || ".");
let passed = 0;

function done(what) {
    passed++;
    console.log("ok " + what);
}

function serve() {
    const server = http.createServer((request, response) => {
        const name = decodeURIComponent(request.url.split(/[?#]/)[0]);
        const file = path.join(root, name);
        if (!file.startsWith(root) || !fs.existsSync(file)) {
            response.writeHead(404).end();
            return;
        }
        response.writeHead(200, {"Content-Security-Policy": POLICY,
            "Content-Type": TYPES[path.extname(file)] ||
                "application/octet-stream"});
        response.end(fs.readFileSync(file));
    });
    return new Promise((resolve) => {
        server.listen(0, "127.0.0.1", () => resolve(server));
    });
}

/* A page that fails the test on any message or foreign request. */
async function watched(context, base, seen) {
    const page = await context.newPage();
    page.on("console", (m) => seen.push("console: " + m.text()));
    page.on("pageerror", (e) => seen.push("error: " + e.message));
    page.on("request", (r) => {
        if (!r.url().startsWith(base) && !r.url().startsWith("blob:"))
            seen.push("request: " + r.url());
    });
    return page;
}

function files(pack) {
    const dir = path.join(root, pack, "dashboard");
    const deals = fs.existsSync(path.join(dir, "deal")) ?
        fs.readdirSync(path.join(dir, "deal")).slice(0, 3) : [];
    return PAGES.map((p) => p + ".html").concat(
        deals.map((d) => "deal/" + d));
}

/* axe runs in a context that bypasses the policy; the page itself does
 * not know. Tables as wide as their contents and as cards. */
async function axeFindsNothing(browser, base, packs, widths = [1280]) {
    const context = await browser.newContext({bypassCSP: true});
    const page = await context.newPage();
    let pages = 0;
    for (const pack of packs)
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            await page.evaluate(AXE);
            for (const width of widths)
                for (const colorScheme of ["light", "dark"]) {
                    await page.setViewportSize({width, height: 800});
                    await page.emulateMedia({colorScheme});
                    const found = await page.evaluate(() => window.axe.run());
                    const what = found.violations.map((v) => v.id + ": " +
                        v.nodes[0].html.slice(0, 160) + " " +
                        v.nodes[0].failureSummary);
                    assert.deepStrictEqual(what, [],
                        `${colorScheme} ${width} ${pack} ${file}`);
                    pages++;
                }
        }
    await context.close();
    done(`axe finds nothing, light and dark, in ${pages} looks`);
}

async function htmlIsValid(packs) {
    const checker = new HtmlValidate({extends: ["html-validate:recommended"],
        rules: {"long-title": "off", "no-trailing-whitespace": "off",
            "no-raw-characters": "off"}});
    for (const pack of packs)
        for (const file of files(pack)) {
            const found = await checker.validateFile(
                path.join(root, pack, "dashboard", file));
            const what = found.results.flatMap((r) => r.messages.map((m) =>
                `${m.line}: ${m.ruleId}: ${m.message}`));
            assert.deepStrictEqual(what.slice(0, 5), [], `${pack} ${file}`);
        }
    done("html-validate finds nothing");
}

/* No page is wider than a phone or a tablet, and no table of figures has to
 * be pushed sideways to be read. */
async function fitsAPhone(browser, base, packs) {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const pack of packs)
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            for (const width of [320, 390, 721, 768]) {
                await page.setViewportSize({width, height: 800});
                const over = await page.evaluate(() => ({
                    body: document.documentElement.scrollWidth -
                        window.innerWidth,
                    tables: Array.from(document.querySelectorAll(".scroll"))
                        .filter((e) => !e.closest("details") &&
                            e.scrollWidth > e.clientWidth)
                        .map((e) => e.getAttribute("aria-label"))}));
                assert.ok(over.body <= 0,
                    `${pack} ${file} is ${over.body} px too wide at ${width}`);
                assert.deepStrictEqual(over.tables, [],
                    `${pack} ${file} at ${width}`);
            }
        }
    await context.close();
    done("no page and no table is wider than a phone or a tablet");
}

/* waitForFunction() needs eval, which the policy rightly refuses. */
async function until(page, what) {
    for (let i = 0; i < 100; i++) {
        /* a page on its way to the next one has no context */
        if (await page.evaluate(what).catch(() => false))
            return;
        await page.waitForTimeout(50);
    }
    throw new Error("waited in vain for " + what);
}

async function run(stepsOf) {
    const server = await serve();
    const base = `http://127.0.0.1:${server.address().port}`;
    const local = pathToFileURL(root).href;
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "web-test-"));
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
        env: Object.assign({}, process.env, {HOME: profile}),
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
            "--disable-background-networking", "--disable-sync",
            "--disable-component-update", "--no-first-run"]});
    const steps = stepsOf({browser, base, local});
    const only = process.argv[3];
    let failed = 0;
    for (const name of Object.keys(steps)) {
        if (only && only !== name)
            continue;
        try {
            await steps[name]();
        } catch (e) {
            failed++;
            console.log(`not ok ${name}: ${e.message}`);
        }
    }
    await browser.close();
    server.close();
    fs.rmSync(profile, {recursive: true, force: true});
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}

module.exports = {AXE, axeFindsNothing, done, files, fitsAPhone, htmlIsValid,
    root, until, watched,
    run: (stepsOf) => run(stepsOf).catch((e) => {
        console.error(e);
        process.exit(1);
    })};
