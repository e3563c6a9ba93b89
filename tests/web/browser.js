/*
 * What the browser tests share: the packs under a folder from file:// and from
 * a server with the strict policy, Chromium, and the checks that hold for any
 * page of any pack.
 *
 *     run(({browser, base, local}) => ({name: async () => …, …}));
 *
 * runs the steps in turn and exits with 1 when one fails. After the folder the
 * command line may name one step; or a part of them, as 2/3: every step is in
 * exactly one of the parts, which take about the same time; or "whole", for
 * every step at its widest.
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
/* What axe need not do: list the nodes without a finding, fetch style sheets
 * for a rule that is off. What it finds is the same. */
const QUICK = {resultTypes: ["violations"], preload: {assets: ["media"]}};
/* The rules that ask for a colour: in the dark no other can answer otherwise
 * than in the light, for the page is the same. */
const COLOURS = Object.assign({runOnly: ["color-contrast",
    "link-in-text-block"]}, QUICK);
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; " +
    "img-src 'self'";
const TYPES = {".html": "text/html; charset=utf-8", ".js": "text/javascript",
    ".css": "text/css", ".svg": "image/svg+xml"};
/* Every step at its widest: the slow suite. */
const WHOLE = process.argv[3] === "whole";
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
    return fs.readdirSync(dir).filter((f) => f.endsWith(".html")).sort().concat(
        deals.map((d) => "deal/" + d));
}

/* In the page: of rows that are built alike, to the last class and attribute,
 * three stay in each table, for axe says the same of the others. */
function threeOfARow() {
    for (const body of document.querySelectorAll("tbody")) {
        const known = new Map();
        for (const row of Array.from(body.rows)) {
            const built = [row, ...row.querySelectorAll("*")].map((e) =>
                [e.tagName, e.getAttribute("class"), e.getAttributeNames()]
                    .join()).join();
            known.set(built, (known.get(built) || 0) + 1);
            if (known.get(built) > 3)
                row.remove();
        }
    }
}

/* axe runs in a context that bypasses the policy; the page itself does
 * not know. Tables as wide as their contents and as cards. Colours alone:
 * for packs that differ from one that is looked at whole in nothing else. */
async function axeFindsNothing(browser, base, packs, widths = [1280],
    coloursAlone = false) {
    const context = await browser.newContext({bypassCSP: true});
    const page = await context.newPage();
    let pages = 0;
    for (const pack of packs)
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            if (!WHOLE)
                await page.evaluate(threeOfARow);
            await page.evaluate(AXE);
            for (const width of widths)
                for (const colorScheme of ["light", "dark"]) {
                    await page.setViewportSize({width, height: 800});
                    await page.emulateMedia({colorScheme});
                    const found = await page.evaluate((how) =>
                        window.axe.run(how),
                    coloursAlone || colorScheme === "dark" ? COLOURS : QUICK);
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

/* An e-mail is read on phones: it is never pushed sideways, light or dark. */
async function mailFitsAPhone(browser, base, packs) {
    const context = await browser.newContext();
    const page = await context.newPage();
    for (const pack of packs) {
        await page.goto(`${base}/${pack}/messages/email.html`);
        for (const width of [320, 390, 700])
            for (const colorScheme of ["light", "dark"]) {
                await page.setViewportSize({width, height: 800});
                await page.emulateMedia({colorScheme});
                const over = await page.evaluate(() =>
                    document.documentElement.scrollWidth - window.innerWidth);
                assert.ok(over <= 0, `the e-mail of ${pack} is ${over} px ` +
                    `too wide at ${width}, ${colorScheme}`);
            }
    }
    await context.close();
    done("no e-mail is wider than a phone");
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

/* Seconds of the steps that take long, where one core is theirs; the others
 * take less than OTHER. They only say how to share, not what to run. */
const SECONDS = {
    "what-if": 38, "either": 14, "file": 12, "http": 12, "html": 23,
    "quiet": 13, "plain": 15,
    "axe hybrid": 18, "axe rules_only": 15, "axe empty": 10,
    "axe weekly": 12, "axe life": 15, paper: 15,
    "axe yellow": 24, "axe dark": 16, "axe red": 16, "axe none_open": 9,
    "axe one_open": 11, "axe poor": 11, "quarter fits": 21
};
const OTHER = 4;

/* The names of part k of n, k from 1: the longest first, each to the part
 * that has least to do, so that every name is in one part and in no other. */
function share(names, k, n) {
    const cost = (name) => SECONDS[name] || OTHER;
    const parts = Array.from({length: n}, () => ({sum: 0, names: []}));
    for (const name of names.slice().sort((a, b) => cost(b) - cost(a))) {
        const least = parts.reduce((a, b) => b.sum < a.sum ? b : a);
        least.sum += cost(name);
        least.names.push(name);
    }
    assert.deepStrictEqual(parts.flatMap((p) => p.names).sort(),
        names.slice().sort(), "a step is in no part, or in two");
    return parts[k - 1].names;
}

/* What the command line asks for; an unknown step or part is an error. */
function chosen(names, what) {
    if (!what || WHOLE)
        return names;
    const part = /^([1-9]\d*)\/([1-9]\d*)$/.exec(what);
    if (!part) {
        assert.ok(names.includes(what), "no step " + what);
        return [what];
    }
    assert.ok(Number(part[1]) <= Number(part[2]), "no part " + what);
    return share(names, Number(part[1]), Number(part[2]));
}

/* One step for each pack, in the place of one for all. */
function forEach(name, packs, step) {
    return Object.fromEntries(packs.map((pack) =>
        [`${name} ${pack}`, () => step([pack])]));
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
    let failed = 0;
    for (const name of chosen(Object.keys(steps), process.argv[3])) {
        const began = Date.now();
        try {
            await steps[name]();
        } catch (e) {
            failed++;
            console.log(`not ok ${name}: ${e.message}`);
        }
        console.log(`# ${name}: ${Math.round((Date.now() - began) / 1000)} s`);
    }
    await browser.close();
    server.close();
    fs.rmSync(profile, {recursive: true, force: true});
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}

module.exports = {AXE, QUICK, WHOLE, axeFindsNothing, done, files, fitsAPhone,
    forEach, htmlIsValid, mailFitsAPhone, root, until, watched,
    run: (stepsOf) => run(stepsOf).catch((e) => {
        console.error(e);
        process.exit(1);
    })};
