/*
 * quarter.html in Chromium: the panel says what landing.js says, by mouse and by
 * keyboard, from file:// too; bars open their deals, with and without scripts;
 * the page fits every width and axe finds nothing; the overview says the five
 * first things on the first screen of a phone. For dashboard_test.js.
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const vm = require("vm");
const {reckonerOf} = require("./reckoner.js");

/* quarter: the fixture with figures that the engine reckoned; the others lack
 * something. All of dashboard_quarter_test.c. */
const PACKS = ["quarter", "quarter_young", "quarter_none", "quarter_nothing",
    "quarter_average"];

function dataOf(t, pack) {
    const sandbox = {};
    sandbox.window = sandbox;
    vm.createContext(sandbox);
    vm.runInContext(fs.readFileSync(path.join(t.root, pack,
        "dashboard/data/quarter.js"), "utf8"), sandbox);
    return sandbox.DEALSENSE_QUARTER;
}

const number = (text) => Number(text.replace(/[^0-9.\u2212-]/g, "")
    .replace("\u2212", "-"));

async function shown(page) {
    return page.evaluate(() => Array.from(
        document.querySelectorAll(".try-figures dd b"), (e) => e.textContent));
}

/* Opens the panel by keyboard alone. */
async function open(page) {
    await page.locator("#try button").focus();
    await page.keyboard.press("Enter");
    await page.locator(".try-figures").waitFor();
}

async function isAsReckoned(page, data, said) {
    const want = reckonerOf().landing(data.quarter, data.deals).land(said);
    const [landing, range, won, chance] = await shown(page);
    const [low, high] = range.split(" to ");
    for (const [text, x] of [[landing, want.landing], [low, want.low],
        [high, want.high], [won, want.won]])
        assert.ok(Math.abs(number(text) - x) <= 0.5, `${text} is not ${x}`);
    if (want.reached)
        assert.strictEqual(chance, "reached");
    else
        assert.ok(Math.abs(number(chance) / 100 - want.chance) <= 0.005 ||
            /[<>]/.test(chance), `${chance} is not ${want.chance}`);
    return want;
}

async function panelLands(t, base, pack) {
    const data = dataOf(t, pack), seen = [], said = {};
    const context = await t.browser.newContext();
    const page = await t.watched(context, base, seen);
    const rows = page.locator(".try tbody tr");
    const place = async (row) => {
        const href = await row.locator("a").getAttribute("href");
        return data.deals.findIndex((deal) => deal[4] === href);
    };
    const asked = [];
    page.on("request", (r) => asked.push(r.url()));
    await page.goto(`${base}/${pack}/dashboard/quarter.html`);
    assert.ok(!asked.some((url) => /data\/quarter\.js/.test(url)));
    const printed = await page.locator(".kpis .figure").first().textContent();
    await open(page);
    assert.strictEqual(await page.evaluate(() =>
        document.activeElement.id), "try-find");
    const plain = await isAsReckoned(page, data, said);
    assert.ok(/^\D*[\d.,\u202f]+/.test(printed));
    assert.strictEqual(await rows.count(),
        Math.min(data.offered, data.deals.length));
    /* each way to end, by mouse and by key */
    for (const [k, end, label] of [[0, "won", "Won"], [1, "lost", "Lost"],
        [2, "out", "Pushed"], [0, "lost", "Lost"]]) {
        said[await place(rows.nth(k))] = end;
        const button = rows.nth(k).getByRole("button",
            {name: label, exact: true});
        if (k === 1) {
            await button.focus();
            await page.keyboard.press("Space");
        } else {
            await button.click();
        }
        assert.strictEqual(await button.getAttribute("aria-pressed"), "true");
        const now = await isAsReckoned(page, data, said);
        assert.notStrictEqual(now.landing, plain.landing);
    }
    await t.until(page, () => /^3 deals changed: /.test(
        document.querySelector(".try-box [role=status]").textContent));
    /* the same again takes it back */
    await rows.nth(0).getByRole("button", {name: "Lost", exact: true}).click();
    delete said[await place(rows.nth(0))];
    await isAsReckoned(page, data, said);
    /* a search keeps what is changed in sight */
    await page.fill("#try-find", data.deals[await place(rows.nth(4))][2]);
    assert.strictEqual(await page.locator(".try tr.changed").count(), 2);
    assert.ok(await rows.count() >= 3);
    await page.getByRole("button", {name: "Reset"}).click();
    await isAsReckoned(page, data, {});
    assert.strictEqual(await page.locator(".try tr.changed").count(), 0);
    assert.deepStrictEqual(seen, []);
    await context.close();
    t.done(`${pack}: deals tried land where landing.js says`);
}

/* Figures of another report are refused, and nothing is reckoned. */
async function panelRefuses(t) {
    const context = await t.browser.newContext();
    const page = await context.newPage();
    await page.route("**/data/quarter.js", async (route) => {
        const body = await (await route.fetch()).text();
        await route.fulfill({contentType: "text/javascript",
            body: body.replace(/"so_far":[\d.]+/, "\"so_far\":1.5")});
    });
    await page.goto(`${t.base}/quarter/dashboard/quarter.html`);
    await page.locator("#try button").click();
    await t.until(page, () => /different reports/.test(
        document.getElementById("try").textContent));
    assert.strictEqual(await page.locator(".try-figures").count(), 0);
    await context.close();
    t.done("the panel refuses another report's figures");
}

async function barsOpenTheirDeals(t) {
    for (const javaScriptEnabled of [true, false]) {
        const context = await t.browser.newContext({javaScriptEnabled});
        const page = await context.newPage();
        await page.goto(`${t.local}/quarter/dashboard/quarter.html`);
        const bar = page.locator("#flow-start a").or(
            page.locator("svg.flow a")).first();
        const id = (await bar.getAttribute("href")).slice(1);
        const list = page.locator("#" + id);
        assert.strictEqual(await list.locator("table").isVisible(), false);
        await bar.locator("rect").click();
        assert.ok(page.url().endsWith("#" + id));
        if (!javaScriptEnabled)
            await list.locator("summary").click();
        await list.locator("table").waitFor({state: "visible"});
        const deal = list.locator("th a").first();
        const name = (await deal.textContent()).trim();
        await deal.click();
        await page.waitForURL(/\/deal\//);
        assert.strictEqual((await page.locator("h1").textContent()).trim(),
            name);
        await context.close();
    }
    t.done("bars of the flow open their deals, with and without scripts");
}

/* Also with every list opened. */
async function fitsAndIsClean(t) {
    const context = await t.browser.newContext({bypassCSP: true});
    const page = await context.newPage();
    let looks = 0;
    for (const pack of PACKS) {
        await page.goto(`${t.base}/${pack}/dashboard/quarter.html`);
        await page.evaluate(() => document.querySelectorAll("details")
            .forEach((e) => { e.open = true; }));
        for (const width of [320, 390, 641, 720, 721, 768, 1001, 1280]) {
            await page.setViewportSize({width, height: 844});
            const over = await page.evaluate(() => ({
                body: document.documentElement.scrollWidth - window.innerWidth,
                tables: Array.from(document.querySelectorAll(".scroll"))
                    .filter((e) => e.scrollWidth > e.clientWidth)
                    .map((e) => e.getAttribute("aria-label"))}));
            assert.ok(over.body <= 0, `${pack}: ${over.body} px at ${width}`);
            assert.deepStrictEqual(over.tables, [], `${pack} at ${width}`);
        }
        await page.evaluate(t.axe);
        for (const [width, colorScheme] of [[390, "light"], [1280, "dark"]]) {
            await page.setViewportSize({width, height: 844});
            await page.emulateMedia({colorScheme});
            const found = await page.evaluate((how) =>
                window.axe.run(how), t.quick);
            assert.deepStrictEqual(found.violations.map((v) => v.id + ": " +
                v.nodes[0].html.slice(0, 200) + v.nodes[0].failureSummary), [],
            `${colorScheme} ${width} ${pack}`);
            looks++;
        }
    }
    /* the panel, opened and used */
    for (const width of [320, 390, 1280]) {
        await page.setViewportSize({width, height: 844});
        await page.goto(`${t.base}/quarter/dashboard/quarter.html`);
        await open(page);
        await page.locator(".try .end").first().click();
        assert.ok(await page.evaluate(() => document.documentElement
            .scrollWidth <= window.innerWidth), `too wide at ${width}`);
        await page.evaluate(t.axe);
        const found = await page.evaluate((how) => window.axe.run(how),
            t.quick);
        assert.deepStrictEqual(found.violations.map((v) => v.id + ": " +
            v.nodes[0].html.slice(0, 200)), [], String(width));
        looks++;
    }
    await context.close();
    t.done(`the quarter fits every width; axe finds nothing in ${looks} looks`);
}

/* Headline, landing, what moved, what to do, what to know: the first screen of
 * a phone, in this order. */
async function firstThingsFirst(t) {
    const context = await t.browser.newContext(
        {viewport: {width: 390, height: 844}});
    const page = await context.newPage();
    for (const pack of ["sample", "weekly", "quarter"]) {
        await page.goto(`${t.local}/${pack}/dashboard/index.html`);
        const found = await page.evaluate(() => Array.from(
            document.querySelectorAll("h1, .first dt"), (e) => ({
                text: e.tagName === "H1" ? "headline" : e.textContent,
                bottom: (e.nextElementSibling && e.tagName === "DT" ?
                    e.nextElementSibling : e).getBoundingClientRect().bottom,
                height: window.innerHeight})));
        const order = ["headline", "The quarter", "What moved",
            "What to do today", "What to know first"];
        assert.deepStrictEqual(found.map((f) => f.text),
            order.filter((text) => found.some((f) => f.text === text)), pack);
        assert.ok(found.length >= 4, pack);
        for (const f of found)
            assert.ok(f.bottom <= f.height,
                `${pack}: ${f.text} ends at ${Math.round(f.bottom)} px`);
        await page.locator(".first a").first().click();
        await page.waitForURL(/quarter\.html$/);
    }
    await context.close();
    t.done("the overview says its five first things on a phone's first screen");
}

module.exports = (t) => ({
    quarter: async () => {
        await panelLands(t, t.local, "quarter");
        await panelLands(t, t.base, "targets");
        await panelRefuses(t);
        await barsOpenTheirDeals(t);
    },
    "quarter fits": () => fitsAndIsClean(t),
    firsts: () => firstThingsFirst(t)
});
