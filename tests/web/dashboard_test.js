/*
 * The dashboard in Chromium, as its readers meet it: from file:// and from a
 * server with the strict policy. No console message, no request elsewhere,
 * nothing for axe in light and dark, nothing for html-validate; search,
 * filters, sorting, the address after # and the CSV do what they say.
 *
 *     node dashboard_test.js DIR    DIR holds hybrid/ rules_only/ empty/
 *                                   partly/ many/ of dashboard_test.c,
 *                                   quarter/ of dashboard_quarter_test.c, and
 *                                   sample/ sample_rules/ of dealsense, with
 *                                   the companies of whatif_oracle.c
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const {AXE, QUICK, axeFindsNothing, done, files, fitsAPhone, forEach,
    htmlIsValid, mailFitsAPhone, root, run, until, watched} =
    require("./browser.js");
const quarter = require("./quarter_steps.js");
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
/* Once all data have come, which the page does not wait for. */
const count = async (page) => {
    await until(page, () => / of [^(]*$/.test(
        document.getElementById("count").textContent));
    return page.locator("#count").textContent();
};

/* So wide that the list shows all of its columns. */
const EVERY_COLUMN = {width: 1720, height: 900};

async function listFiltersAndSorts(browser, base) {
    const seen = [];
    const context = await browser.newContext({acceptDownloads: true,
        viewport: EVERY_COLUMN});
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
        document.querySelectorAll("#deals tbody .c-age"),
        (td) => td.textContent));
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

/* Each filter keeps the deals that it names; the sums are of what is left; and
 * where nothing is left a word says so. */
async function filtersNameTheirDeals(browser, base) {
    const context = await browser.newContext({viewport: EVERY_COLUMN});
    const page = await context.newPage();
    const number = (text) => Number(text.replace(/[^0-9.]/g, "") || NaN);
    const cells = (key) => page.locator(`#deals tbody .c-${key}`)
        .allTextContents();
    const total = async (key) => (await cells(key)).map(number)
        .reduce((a, b) => a + (b || 0), 0);
    const sums = () => page.locator("#sums").textContent();
    await page.goto(`${base}/hybrid/dashboard/deals.html`);
    const written = await sums(); /* by the program */
    await count(page);
    await page.locator("th[data-key=age] button").click();
    assert.strictEqual(await sums(), written);
    for (const button of await page.locator("#deals .sort").all())
        assert.ok((await button.boundingBox()).height >= 24);
    for (const key of ["manager", "category", "product", "stage", "owner"]) {
        await page.locator("#f-clear").click();
        await page.selectOption("#f-" + key, {index: await page.locator(
            `#f-${key} option`).count() - 1});
        const word = await page.evaluate((id) => {
            const input = document.getElementById(id);
            return input.selectedOptions[0].textContent;
        }, "f-" + key);
        if (key !== "product") /* has no column of its own */
            assert.deepStrictEqual(Array.from(new Set(await cells(key))),
                [word]);
        const [amount, loss] = (await sums()).split("expected loss");
        /* shown amounts are rounded */
        for (const [text, of] of [[amount, "amount"], [loss, "loss"]])
            assert.ok(Math.abs(number(text.split("without")[0]
                .match(/[\d,.]+/)[0]) - await total(of)) <=
                await rows(page).count() / 2, `${key} ${of}`);
    }
    await page.locator("#f-clear").click();
    await page.selectOption("#f-due", "overdue");
    assert.match(page.url(), /#due=overdue$/);
    const late = await cells("due");
    assert.ok(late.length && late.every((text) => /overdue$/.test(text)));
    await page.selectOption("#f-due", {index: 2});
    assert.ok((await rows(page).count()) > 0);
    await page.selectOption("#f-sort", "-loss");
    const losses = (await cells("loss")).map(number).filter((x) => x === x);
    assert.deepStrictEqual(losses, losses.slice().sort((a, b) => b - a));
    assert.strictEqual(await page.locator("th[data-key=loss]")
        .getAttribute("aria-sort"), "descending");
    await page.fill("#f-q", "no such deal");
    assert.ok(await page.locator("#none").isVisible());
    assert.match(await count(page), /^0 of 24 deals/);
    await page.locator("#none-clear").click();
    assert.strictEqual(await page.locator("#none").isVisible(), false);
    assert.match(await count(page), /^24 of 24 deals/);
    await context.close();
    done("filters name their deals, sums are of the view");
}

/* What the columns decode to is what the page's own HTML says, row by row. */
async function dataSaysWhatTheHtmlSays(browser, base) {
    const context = await browser.newContext();
    for (const pack of ["hybrid", "rules_only", "paged_kr", "paged_lakh"]) {
        const page = await context.newPage();
        await page.setViewportSize(EVERY_COLUMN);
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

/* What is asked before data are there is answered when they come, and the list
 * is never emptied meanwhile. */
async function waitsForItsData(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    let come;
    const asked = new Promise((resolve) => { come = resolve; });
    await page.route("**/data/deals-0.js", async (route) => {
        await asked;
        await route.continue();
    });
    await page.goto(`${base}/hybrid/dashboard/deals.html`,
        {waitUntil: "commit"});
    await page.locator("#filters").waitFor();
    await page.selectOption("#f-level", {index: 1});
    await page.setViewportSize({width: 1000, height: 500});
    await page.evaluate(() => window.scrollTo(0, 100));
    assert.strictEqual(await rows(page).count(), 24);
    assert.strictEqual(await page.locator("#count").textContent(), "24 deals");
    come();
    assert.strictEqual(await count(page), "3 of 24 deals");
    assert.strictEqual(await rows(page).count(), 3);
    await context.close();
    done("a filter that is set before the data come waits for them");
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

/* A mark of the map tells its deal and opens it: by mouse, by key, by finger,
 * and as a plain link where scripts are off. */
async function theMapOpensItsDeals(browser, base) {
    const url = `${base}/sample/dashboard/index.html`;
    for (const javaScriptEnabled of [true, false]) {
        const context = await browser.newContext({javaScriptEnabled});
        const page = await context.newPage();
        await page.goto(url);
        const mark = page.locator(".scatter a:not([tabindex])").first();
        const href = await mark.getAttribute("href");
        if (javaScriptEnabled) {
            await mark.locator("use").hover();
            assert.match(await page.locator(".tip").textContent(),
                /: \$[\d,]+, chance of loss \d+%, expected loss \$/);
        }
        await mark.locator("use").click();
        assert.ok(page.url().endsWith(href));
        await page.goto(url);
        if (javaScriptEnabled) {
            await page.locator(".scatter").focus();
            await page.keyboard.press("ArrowDown");
            await page.keyboard.press("ArrowUp");
        } else {
            await mark.focus();
        }
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/deal\//);
        assert.ok(page.url().endsWith(href));
        await context.close();
    }
    const context = await browser.newContext({hasTouch: true,
        viewport: {width: 390, height: 844}});
    const page = await context.newPage();
    await page.goto(url);
    const mark = page.locator(".scatter a").first();
    await mark.locator("use").tap();
    assert.ok(await page.locator(".tip").isVisible());
    assert.match(page.url(), /index\.html$/);
    await mark.locator("use").tap();
    await page.waitForURL(/\/deal\//);
    const largest = await page.locator("h1").textContent();
    await page.goto(url);
    await page.locator("#map ~ details summary").click();
    assert.strictEqual((await page.locator("#map ~ details th a").first()
        .textContent()).trim(), largest.trim());
    await context.close();
    done("the map opens its deals by mouse, key, finger, without script");
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
        /adds up/.test(document.querySelector("main").textContent));
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
            assert.ok(own.heads.some((h) => (end === "_kr" ?
                /^How \d+,\d adds up$/ : /^How \d+\.\d adds up$/).test(h)));
        }
    assert.ok(names.length === 24 && marks > 24 * 20, `${marks} marks`);
    await context.close();
    done(`24 deals with and without a page are the same, ${marks} marks`);
}

/* The first deal to act on stands with its owner, reason, action and money
 * within one and a half screens of a phone, and without scrolling at a desk;
 * no width loses the owner, the reason or the action of any list. */
async function whoWhatAndWhyAreSeen(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const parts = ["deal", "what", "who", "when", "why", "amount", "loss"];
    for (const pack of ["sample", "sample_rules", "weekly", "hybrid"])
        for (const [width, height, most] of [[390, 844, 1266],
            [1280, 800, 800]]) {
            await page.setViewportSize({width, height});
            await page.goto(`${base}/${pack}/dashboard/index.html`);
            for (const part of parts) {
                const cell = page.locator(`.asks .a-${part}`).first();
                assert.ok(await cell.isVisible(), `${pack} ${part}`);
                const box = await cell.boundingBox();
                assert.ok(box.y + box.height <= most, `${pack} at ${width}: ` +
                    `${part} ends at ${Math.round(box.y + box.height)} px`);
            }
        }
    const lists = {"index.html": [".asks .a-who", ".asks .a-why",
        ".asks .a-what", ".owners th", ".owners .whole"],
    "deals.html": [".deals .c-owner", ".deals .c-why", ".deals .c-do"]};
    for (const [file, kinds] of Object.entries(lists)) {
        await page.goto(`${base}/sample/dashboard/${file}`);
        for (const width of [320, 390, 640, 641, 720, 721, 834, 1000, 1001,
            1280]) {
            await page.setViewportSize({width, height: 800});
            for (const kind of kinds) {
                assert.ok(await page.locator(kind.replace(" ", " tbody "))
                    .first().isVisible(), `${kind} at ${width}`);
            }
        }
    }
    await context.close();
    done("who, what and why are seen at every width, the first at once");
}

/* From the third run on a tile says what it said last time, and how it came
 * here, to the keys as well. */
async function tilesHaveAPast(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${base}/weekly/dashboard/index.html`);
    assert.match(await page.locator(".first > div", {hasText: "What moved"})
        .locator("dd").textContent(),
                 /^Landing \$.* \u2192 \$.*\. Since 22 Jun 2026: /);
    const tiles = page.locator(".kpis > div:has(.former)");
    assert.strictEqual(await tiles.count(), 3);
    for (const tile of await tiles.all()) {
        const now = await tile.locator(".figure").textContent();
        const was = await tile.locator(".former").textContent();
        const tips = [];
        await tile.locator(".spark").focus();
        await page.keyboard.press("Home");
        for (let i = 0; i < 3; i++) {
            tips.push(await page.locator(".tip").textContent());
            await page.keyboard.press("ArrowRight");
        }
        assert.match(tips[0], /^15 Jun 2026: /);
        assert.ok(was.includes(" was " + tips[1].split(": ")[1] + " on 22"),
            `${was} | ${tips[1]}`);
        assert.match(was, /^([+\u2212]\S+(, (worse|better))?|no change) was /);
        assert.ok(tips[2].endsWith(": " + now), `${now} | ${tips[2]}`);
    }
    await context.close();
    done("tiles say what they said, and how they came here");
}

/* What a sheet holds between margins of 14 mm, in px. */
const SHEETS = Object.entries({A4: [210, 297], Letter: [216, 279],
    A3: [297, 420]}).flatMap(([name, [short, long]]) =>
    [[name + " portrait", short, long], [name + " landscape", long, short]])
    .map(([name, width, height]) => [name, {
        width: Math.round((width - 28) / 25.4 * 96),
        height: Math.round((height - 28) / 25.4 * 96)}]);

/* On paper each head that is seen stands over the cells of its column, and
 * no table is wider than the sheet. */
async function headsStandOverTheirColumns(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.emulateMedia({media: "print"});
    let tables = 0;
    for (const pack of ["sample", "sample_rules"])
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            for (const [name, size] of SHEETS) {
                await page.setViewportSize(size);
                const found = await page.evaluate(() => {
                    const seen = (e) => e.getClientRects().length &&
                        e.getBoundingClientRect().width > 1;
                    const wrong = [];
                    let n = 0;
                    for (const table of document.querySelectorAll("table")) {
                        const row = table.tBodies[0].querySelector(
                            "tr:not(.spacer)");
                        if (!seen(table) || !row)
                            continue;
                        n++;
                        const heads = Array.from(table.tHead.rows[0].cells)
                            .filter(seen), cells = Array.from(row.cells)
                            .filter(seen);
                        const place = table.getBoundingClientRect();
                        if (heads.length !== cells.length ||
                            heads.some((th, i) =>
                                th.cellIndex !== cells[i].cellIndex ||
                                Math.abs(th.getBoundingClientRect().left -
                                    cells[i].getBoundingClientRect().left) > 1))
                            wrong.push(heads.map((th) => th.textContent)
                                .join("|") + " over " + cells.map((td) =>
                                td.textContent.slice(0, 20)).join("|"));
                        if (place.right > window.innerWidth + 1)
                            wrong.push(heads[0].textContent + ": " +
                                Math.round(place.right) + " px wide");
                    }
                    return {n, wrong};
                });
                assert.deepStrictEqual(found.wrong, [],
                    `${pack} ${file} on ${name}`);
                tables += found.n;
            }
        }
    assert.ok(tables > 100, String(tables));
    await context.close();
    done(`heads stand over their columns in ${tables} printed tables`);
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
    const checked = ["hybrid", "rules_only", "empty", "weekly", "life"];
    const tools = {browser, base, local, root, watched, until, done, axe: AXE,
        quick: QUICK};
    return {
        file: () => pagesAreQuiet(browser, local, packs, "file://"),
        http: () => pagesAreQuiet(browser, base, packs, "a server"),
        list: () => listFiltersAndSorts(browser, local),
        filters: () => filtersNameTheirDeals(browser, local),
        same: () => dataSaysWhatTheHtmlSays(browser, local),
        tips: () => chartsTellTheirValues(browser, local),
        map: () => theMapOpensItsDeals(browser, local),
        keys: () => keyboardAlone(browser, local),
        early: () => waitsForItsData(browser, base),
        csv: () => csvHoldsTheView(browser, base),
        many: () => manyAreFast(browser, local),
        either: () => dealsAreTheSameEitherWay(browser, local),
        first: () => whoWhatAndWhyAreSeen(browser, local),
        tiles: () => tilesHaveAPast(browser, local),
        paper: () => headsStandOverTheirColumns(browser, local),
        theme: () => themeLasts(browser, base),
        plain: () => worksWithoutScript(browser, local),
        "what-if": () => whatif["what-if"](tools),
        ...quarter(tools),
        phone: () => fitsAPhone(browser, local, ["hybrid"]),
        mail: () => mailFitsAPhone(browser, local,
            ["sample", "sample_rules", "targets", "weekly", "sample_kr"]),
        html: () => htmlIsValid([...checked, "many", "quarter",
            "quarter_young", "quarter_none", "quarter_average"]),
        ...forEach("axe", checked, (some) =>
            axeFindsNothing(browser, base, some))
    };
});
