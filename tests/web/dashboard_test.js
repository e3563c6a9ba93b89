/*
 * The dashboard in Chromium, as its readers meet it: from file:// and from a
 * server with the strict policy. No console message, no request elsewhere,
 * nothing for axe in light and dark, nothing for html-validate; search,
 * filters, sorting, the address after # and the CSV do what they say.
 *
 *     node dashboard_test.js DIR    DIR holds hybrid/ rules_only/ empty/
 *                                   partly/ many/ of dashboard_test.c, and
 *                                   sample/ sample_rules/ of dealsense, with
 *                                   the companies of whatif_oracle.c
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const {AXE, QUICK, axeFindsNothing, done, files, fitsAPhone, forEach,
    htmlIsValid, root, run, until, watched} = require("./browser.js");
const whatif = require("./whatif_steps.js");

async function pagesAreQuiet(browser, base, packs, from) {
    for (const pack of packs) {
        const seen = [];
        const context = await browser.newContext();
        const page = await watched(context, base, seen);
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            assert.deepStrictEqual(seen, [], file);
        }
        await context.close();
    }
    done(`pages from ${from}: no message, no request elsewhere`);
}

const rows = (page) => page.locator("#deals tbody tr:not(.spacer)");
/* Once the data have come, which the page does not wait for. */
const count = async (page) => {
    await until(page, () => / of /.test(
        document.getElementById("count").textContent));
    return page.locator("#count").textContent();
};

async function listFiltersAndSorts(browser, base) {
    const seen = [];
    const context = await browser.newContext({acceptDownloads: true});
    const page = await watched(context, base, seen);
    const url = `${base}/hybrid/dashboard/deals.html`;

    await page.goto(url);
    assert.strictEqual(await count(page), "24 of 24 deals");
    await page.selectOption("#f-level", "CRITICAL");
    assert.strictEqual(await count(page), "3 of 24 deals");
    assert.strictEqual(await rows(page).count(), 3);
    assert.match(page.url(), /#level=CRITICAL$/);
    await page.goto("about:blank");
    await page.goto(url + "#level=HIGH&sort=-amount");
    assert.strictEqual(await count(page), "6 of 24 deals");
    assert.match(await rows(page).first().textContent(), /12,345,679/);
    assert.strictEqual(await page.locator("th[data-key=amount]")
        .getAttribute("aria-sort"), "descending");
    await page.locator("#f-clear").click();
    await page.fill("#f-q", "<SCRIPT>");
    assert.strictEqual(await count(page), "1 of 24 deals");
    await page.fill("#f-q", "");
    /* by keyboard alone: sort by age, then open the first deal */
    await page.locator("th[data-key=age] button").focus();
    await page.keyboard.press("Enter");
    const ages = await page.evaluate(() => Array.from(
        document.querySelectorAll("#deals tbody tr"),
        (tr) => tr.cells[7].textContent));
    const known = ages.filter((a) => a !== "\u2013").map(Number);
    assert.deepStrictEqual(known, known.slice().sort((a, b) => b - a));
    assert.deepStrictEqual(ages.slice(known.length).filter(
        (a) => a !== "\u2013"), []);
    await page.locator("#deals tbody a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/deal\/OPP-1001\.html$/);
    assert.match(await page.locator("h1").textContent(), /Enterprise/);
    assert.deepStrictEqual(seen, []);
    await context.close();
    done("list filters, sorts, keeps its state, opens by keyboard");
}

/* What the columns decode to is what the page's own HTML says, row by row. */
async function dataSaysWhatTheHtmlSays(browser, base) {
    const context = await browser.newContext();
    for (const pack of ["hybrid", "rules_only", "paged_kr", "paged_lakh"]) {
        const page = await context.newPage();
        const cells = () => page.evaluate(() => Array.from(
            document.querySelectorAll("#deals tbody tr"), (tr) =>
                Array.from(tr.cells, (c) => c.textContent.trim()
                    .replace(/\s+/g, " ")).join(" | ") + " " +
                tr.querySelector("a").getAttribute("href")));
        await page.goto(`${base}/${pack}/dashboard/deals.html`);
        await until(page, () => !/loading/.test(
            document.getElementById("count").textContent));
        const html = await cells();
        await page.locator("th[data-key=age] button").click();
        assert.notDeepStrictEqual(await cells(), html);
        await page.locator("#f-clear").click();
        assert.deepStrictEqual(await cells(), html);
        assert.strictEqual(html.length, 24);
        await page.close();
    }
    await context.close();
    done("the data says what the HTML says");
}

/* No mouse: from the address bar to a filtered, sorted list and a deal. */
async function keyboardAlone(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const at = () => page.evaluate(() => document.activeElement.id ||
        document.activeElement.textContent);
    const tabTo = async (what) => {
        for (let i = 0; i < 60; i++) {
            await page.keyboard.press("Tab");
            if (await at() === what)
                return;
        }
        throw new Error("Tab never came to " + what);
    };
    await page.goto(`${base}/hybrid/dashboard/deals.html`);
    await page.keyboard.press("Tab");
    assert.strictEqual(await at(), "Skip to the content");
    await page.keyboard.press("Enter");
    await tabTo("f-q");
    await tabTo("f-level");
    await page.keyboard.press("ArrowDown");
    assert.strictEqual(await count(page), "3 of 24 deals");
    await tabTo("Amount");
    await page.keyboard.press("Enter");
    assert.strictEqual(await page.locator("th[data-key=amount]")
        .getAttribute("aria-sort"), "descending");
    const first = await page.locator("#deals tbody a").first().textContent();
    await tabTo(first);
    await page.keyboard.press("Enter");
    await page.waitForURL(/deal\/.*\.html$/);
    assert.strictEqual((await page.locator("h1").textContent()).trim(), first);
    /* the receipt as a table opens by keyboard too */
    await tabTo("The same as a table");
    await page.keyboard.press("Enter");
    assert.ok(await page.locator(".receipt").isVisible());
    await context.close();
    done("keyboard alone filters, sorts and opens a deal");
}

/* Values of a chart under the arrow keys and at the mouse. */
async function chartsTellTheirValues(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const tip = () => page.evaluate(() => {
        const t = document.querySelector(".tip");
        return t && !t.hidden ? t.textContent : "";
    });
    await page.goto(`${base}/hybrid/dashboard/deal/OPP-1001.html`);
    const lines = await page.evaluate(() => Array.from(
        document.querySelectorAll(".receipt tbody tr"), (tr) =>
            `${tr.cells[0].textContent}: ${tr.cells[2].textContent} points`)
        .filter((line) => !/: 0\.0 points/.test(line)));
    for (let i = 0; i < 60 && await page.evaluate(() =>
        !document.activeElement.classList.contains("waterfall")); i++)
        await page.keyboard.press("Tab");
    assert.strictEqual((await tip()).toLowerCase(), lines[0].toLowerCase());
    await page.keyboard.press("ArrowDown");
    assert.strictEqual((await tip()).toLowerCase(), lines[1].toLowerCase());
    await page.keyboard.press("End");
    assert.match(await tip(), /^Score: /);
    await page.keyboard.press("Escape");
    assert.strictEqual(await tip(), "");
    await page.locator("svg.waterfall rect").nth(1).hover();
    assert.strictEqual((await tip()).toLowerCase(), lines[1].toLowerCase());
    await context.close();
    done("charts tell their values to mouse and arrow keys");
}

async function csvHoldsTheView(browser, base) {
    const context = await browser.newContext({acceptDownloads: true});
    const page = await context.newPage();
    await page.goto(`${base}/hybrid/dashboard/deals.html#level=CRITICAL`);
    const [download] = await Promise.all([page.waitForEvent("download"),
        page.locator("#f-csv").click()]);
    const text = fs.readFileSync(await download.path(), "utf8");
    const lines = text.replace(/^\ufeff/, "").trim().split("\r\n");
    assert.strictEqual(lines.length, 4);
    assert.match(lines[0], /^deal_id,name,account,owner,/);
    assert.match(lines[1], /^OPP-1001,Enterprise rollout,/);
    assert.match(lines[2], /"'=HYPERLINK\(""http/);
    await context.close();
    done("CSV of the view holds the view, defused");
}

async function manyAreFast(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${base}/many/dashboard/deals.html`);
    assert.strictEqual(await count(page), "6,000 of 6,000 deals");
    assert.ok(await rows(page).count() < 300, "virtualised");
    await page.evaluate(() =>
        window.scrollTo(0, document.body.scrollHeight));
    await until(page, () => {
        const all = document.querySelectorAll("#deals tbody a");
        return /D-5999$/.test(all[all.length - 1].href);
    });
    await page.locator("#deals tbody a").last().click();
    await until(page, () =>
        /receipt/.test(document.querySelector("main").textContent));
    assert.match(page.url(), /deal\.html#D-5999$/);
    const sum = await page.evaluate(() => {
        const cells = document.querySelectorAll(".receipt tbody .num");
        const number = (t) => Number(t.replace("\u2212", "-"));
        const total = document.querySelector(".receipt tfoot .num");
        return Array.from(cells, (c) => number(c.textContent))
            .reduce((a, b) => a + b, 0) - number(total.textContent);
    });
    assert.ok(Math.abs(sum) < 1e-6, "receipt adds up");
    const drawn = await page.evaluate(() => {
        const svg = document.querySelector("svg.waterfall");
        return {name: document.getElementById(
            svg.getAttribute("aria-labelledby").split(" ")[0]).textContent,
        bars: svg.querySelectorAll("rect").length,
        total: svg.querySelector("text.value:last-of-type").textContent,
        score: document.querySelector(".scorebox .figure").textContent,
        foot: document.querySelector(".receipt tfoot .num").textContent};
    });
    assert.match(drawn.name, /How the score of .* comes about/);
    assert.ok(drawn.bars > 2, "the waterfall is drawn");
    assert.strictEqual(drawn.total, drawn.score);
    assert.strictEqual(drawn.foot, drawn.score);
    await context.close();
    done("6,000 deals: virtualised, the last opens from data");
}

/* What a reader finds in a deal: words, and the marks of its drawings. */
async function dealAsShown(page) {
    return page.evaluate(() => {
        const marks = [];
        const number = (text) => Math.round(parseFloat(text) * 10) / 10;
        for (const e of document.querySelectorAll("svg.chart *"))
            if (!["title", "desc"].includes(e.tagName))
                marks.push([e.tagName, e.getAttribute("class"),
                    ...["x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r",
                        "width", "height", "dx"].map((key) =>
                        e.hasAttribute(key) ? number(e.getAttribute(key)) : ""),
                    e.getAttribute("text-anchor"), e.textContent,
                    e.getAttribute("data-hint")].join(" "));
        const main = document.getElementById("main").cloneNode(true);
        for (const e of main.querySelectorAll("svg, .whatif-open"))
            e.remove();
        for (const e of main.querySelectorAll("p, dt, dd, li, td, th, h1, h2, b, summary, span, caption, a"))
            e.append(" ");
        return {title: document.title, marks,
            names: Array.from(document.querySelectorAll(
                "svg.chart > title, svg.chart > desc"), (e) => e.textContent),
            words: main.textContent.replace(/\s+/g, " ").trim(),
            heads: Array.from(document.querySelectorAll("h1, h2"),
                (e) => e.textContent.trim()),
            links: Array.from(document.querySelectorAll(".pager a"), (e) =>
                e.getAttribute("href").replace(/^(\.\.\/)?deal(\/|\.html#)/, "")
                    .replace(/\.html$/, ""))};
    });
}

/* With a page of its own or drawn from data: one deal, one picture, also
 * where the company has its own marks of numbers. */
async function dealsAreTheSameEitherWay(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const names = fs.readdirSync(path.join(root, "paged/dashboard/deal"));
    let marks = 0;
    for (const [end, most] of [["", 24], ["_kr", 6], ["_lakh", 6]])
        for (const name of names.slice(0, most)) {
            const id = name.replace(/\.html$/, "");
            await page.goto(`${base}/paged${end}/dashboard/deal/${name}`);
            const own = await dealAsShown(page);
            await page.goto("about:blank");
            await page.goto(
                `${base}/unpaged${end}/dashboard/deal.html#${id}`);
            await until(page, () => document.getElementById("facts") !== null);
            const drawn = await dealAsShown(page);
            assert.deepStrictEqual(drawn, own, id + end);
            marks += own.marks.length;
            assert.match(own.heads.find((h) =>
                h.startsWith("The receipt")), end === "_kr" ? /\d,\d$/ : /\d\.\d$/);
        }
    assert.ok(names.length === 24 && marks > 24 * 20, `${marks} marks`);
    await context.close();
    done(`24 deals with and without a page are the same, ${marks} marks`);
}

async function themeLasts(browser, base) {
    const context = await browser.newContext({colorScheme: "light"});
    const page = await context.newPage();
    await page.goto(`${base}/hybrid/dashboard/index.html`);
    await page.locator("#theme").click();
    await page.goto(`${base}/hybrid/dashboard/reps.html`);
    assert.strictEqual(await page.evaluate(() =>
        document.documentElement.getAttribute("data-theme")), "dark");
    await page.locator(".groups th .sort").nth(2).click();
    const rates = await page.evaluate(() => Array.from(
        document.querySelectorAll(".groups tbody tr"),
        (tr) => Number(tr.cells[2].getAttribute("data-v"))));
    assert.deepStrictEqual(rates, rates.slice().sort((a, b) => b - a));
    await context.close();
    done("the theme lasts, tables sort by number");
}

async function worksWithoutScript(browser, base) {
    const context = await browser.newContext({javaScriptEnabled: false,
        viewport: {width: 390, height: 800}});
    const page = await context.newPage();
    await page.goto(`${base}/hybrid/dashboard/deals.html`);
    assert.strictEqual(await rows(page).count(), 24);
    assert.strictEqual(await page.locator("#filters").isVisible(), false);
    await context.close();
    done("readable without JavaScript");
}

run(({browser, base, local}) => {
    const packs = ["hybrid", "rules_only", "empty", "sample"];
    const tools = {browser, base, local, root, watched, until, done, axe: AXE,
        quick: QUICK};
    return {
        file: () => pagesAreQuiet(browser, local, packs, "file://"),
        http: () => pagesAreQuiet(browser, base, packs, "a server"),
        list: () => listFiltersAndSorts(browser, local),
        same: () => dataSaysWhatTheHtmlSays(browser, local),
        tips: () => chartsTellTheirValues(browser, local),
        keys: () => keyboardAlone(browser, local),
        csv: () => csvHoldsTheView(browser, base),
        many: () => manyAreFast(browser, local),
        either: () => dealsAreTheSameEitherWay(browser, local),
        theme: () => themeLasts(browser, base),
        plain: () => worksWithoutScript(browser, local),
        "what-if": () => whatif["what-if"](tools),
        phone: () => fitsAPhone(browser, local, ["hybrid"]),
        html: () => htmlIsValid(packs.concat("many", "life")),
        ...forEach("axe", packs.concat("life"), (some) =>
            axeFindsNothing(browser, base, some))
    };
});
