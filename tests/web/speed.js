/*
 * How fast a large dashboard is in Chromium, from file://: prints a line of
 * JSON and fails where a figure is over its limit. Judged is the processor
 * time of the page's main thread (…_cpu_ms): on a busy machine the time on
 * the wall says more of the others.
 *
 *     node speed.js PACK    PACK/dashboard of a run with 50,000 open deals
 *
 * open_ms   from the start of the navigation until all that the page shows
 *           stands painted and the filters take input
 * filter_ms from a key pressed in the search box until its result is painted;
 *           the worst of nine
 * …_cpu_ms  the same in processor time of the main thread; of the opening,
 *           with all data that is loaded after it
 * sort_ms   the same from a header pressed, each for the first time
 */
"use strict";
const fs = require("fs");
const os = require("os");
const path = require("path");
const {pathToFileURL} = require("url");
const {chromium} = require("playwright-core");

const OPEN_LIMIT = 1000, FILTER_LIMIT = 100;
const base = pathToFileURL(path.resolve(process.argv[2])).href + "/dashboard";

/* After the next frame has been painted, in the page's own time. */
const painted = () => new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(() =>
        resolve(performance.now()), 0));
});

/* Processor time of the page's main thread so far, ms. */
async function cpu(page) {
    if (!page.metrics) {
        page.metrics = await page.context().newCDPSession(page);
        await page.metrics.send("Performance.enable");
    }
    const all = (await page.metrics.send("Performance.getMetrics")).metrics;
    return 1000 * all.find((m) => m.name === "ThreadTime").value;
}

async function open(context, file) {
    const page = await context.newPage();
    await cpu(page);
    await page.addInitScript(() => {
        const look = () => {
            const form = document.getElementById("filters");
            if (document.readyState === "complete" && (!form || !form.hidden))
                requestAnimationFrame(() => setTimeout(() => {
                    window.OPENED = performance.now();
                }, 0));
            else
                setTimeout(look, 2);
        };
        look();
    });
    await page.goto(`${base}/${file}`);
    let at;
    while (!(at = await page.evaluate(() => window.OPENED)))
        await page.waitForTimeout(10);
    return {page, at};
}

/* All data is there: the count no longer says that it is being loaded. */
async function settled(page) {
    for (let i = 0; i < 400; i++) {
        if (await page.evaluate(() => !document.getElementById("count")
            .textContent.includes("loading")))
            return;
        await page.waitForTimeout(25);
    }
    throw new Error("the data never came");
}

async function press(page, selector, key) {
    await page.locator(selector).focus();
    await page.evaluate(() => {
        window.PRESSED = new Promise((resolve) => {
            document.addEventListener("keydown", (e) => {
                const from = e.timeStamp;
                requestAnimationFrame(() => setTimeout(() =>
                    resolve(performance.now() - from), 0));
            }, {capture: true, once: true});
        });
    });
    await page.keyboard.press(key);
    return page.evaluate(() => window.PRESSED);
}

async function main() {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), "speed-"));
    const browser = await chromium.launch({
        executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
        env: Object.assign({}, process.env, {HOME: profile}),
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
            "--disable-background-networking", "--no-first-run"]});
    const context = await browser.newContext();
    const out = {};
    await (await open(context, "method.html")).page.close(); /* warm up */
    for (const name of ["index", "deals"]) {
        const times = [];
        for (let i = 0; i < 3; i++) {
            const {page, at} = await open(context, name + ".html");
            times.push(at);
            await page.close();
        }
        out[name + "_open_ms"] = Math.round(Math.min(...times));
    }
    const cost = await open(context, "deals.html");
    await settled(cost.page);
    out.deals_cpu_ms = Math.round(await cpu(cost.page));
    await cost.page.close();
    const {page} = await open(context, "deals.html");
    await settled(page);
    out.deals = await page.locator("#count").textContent();
    const keys = [], keysCpu = [];
    for (const key of ["a", "n", "e", "Backspace", "Backspace", "Backspace",
        "z", "q", "x"])
    {
        const before = await cpu(page);
        keys.push(await press(page, "#f-q", key));
        keysCpu.push(await cpu(page) - before);
    }
    out.filter_cpu_ms = Math.round(Math.max(...keysCpu));
    out.filter_ms = Math.round(Math.max(...keys));
    await page.fill("#f-q", "");
    await page.evaluate(painted);
    const sorts = [];
    for (const key of ["amount", "name", "owner", "factor"])
        sorts.push(Math.round(await press(page,
            `th[data-key=${key}] button`, "Enter")));
    out.sort_ms = sorts;
    await browser.close();
    fs.rmSync(profile, {recursive: true, force: true});
    console.log(JSON.stringify(out));
    process.exit(out.deals_cpu_ms > OPEN_LIMIT ||
        out.filter_cpu_ms > FILTER_LIMIT ? 1 : 0);
}

main().catch((e) => {
    console.error(e);
    process.exit(2);
});
