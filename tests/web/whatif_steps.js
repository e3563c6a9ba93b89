/*
 * The what-if panel in Chromium, on the packs of the sample: it says what
 * score.js says in node, which score_test.js holds against the engine; the
 * forest loads only when it is asked for; keyboard, screen reader, phone;
 * and data of another report are refused. Steps of dashboard_test.js.
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const {SCORE, scorerOf} = require("./scorer.js");

const IDS = ["stage", "days", "amount", "close", "pushes", "wait"];

function dealFiles(root, pack, n) {
    const all = fs.readdirSync(path.join(root, pack, "dashboard/deal"));
    const step = Math.ceil(all.length / n);
    return all.sort().filter((_, k) => k % step === 0);
}

async function shown(page) {
    return page.evaluate(() => ({
        figure: document.querySelector(".whatif-head .figure").textContent,
        level: document.querySelector(".whatif-head .level") ?
            document.querySelector(".whatif-head .level").lastChild
                .textContent : "",
        rules: Array.from(document.querySelectorAll(".whatif-lines tbody tr"))
            .filter((tr) => tr.cells[0].textContent === "Rule points")
            .map((tr) => tr.cells[2].textContent)[0]}));
}

/* Opens the panel by keyboard alone. */
async function open(page) {
    await page.locator("#whatif button").focus();
    await page.keyboard.press("Enter");
    await page.locator(".whatif-head .figure").waitFor();
}

async function set(page, key, value) {
    const field = page.locator("#whatif-" + key);
    if (key === "stage")
        await field.selectOption(value);
    else
        await field.fill(value);
}

const CHANGES = [
    {stage: "0"}, {stage: "3", days: "1"}, {stage: "4"}, {days: "2"},
    {amount: "1500"}, {amount: "1250000.5"}, {amount: ""}, {wait: "30"},
    {close: "2026-07-03"}, {close: "2027-03-01"}, {close: ""},
    {stage: "1", amount: "60000", wait: "14", close: "2026-12-24"}
];

/* The state that a change makes of a deal, as the header of score.js has it. */
function stateOf(scorer, company, deal, change) {
    const to = scorer.now(deal);
    const number = (text) => text === "" ? NaN : Number(text);
    if ("stage" in change) {
        to.stage = Number(change.stage);
        to.days = to.stage === deal.stage ? deal.days : 0;
    }
    for (const key of ["days", "amount", "wait"])
        if (key in change)
            to[key] = number(change[key]);
    if ("close" in change) {
        to.close = change.close === "" ? NaN : (Date.parse(change.close) -
            Date.parse(company.as_of)) / 86400000;
        to.pushes = scorer.pushes(deal, to.close);
    }
    return to;
}

async function panelScores(t, pack, fields) {
    const {company, scorer} = scorerOf(path.join(t.root, pack));
    const seen = [];
    const context = await t.browser.newContext();
    const page = await t.watched(context, t.local, seen);
    const asked = [];
    const words = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    let moved = 0, tried = 0;

    page.on("request", (r) => asked.push(
        r.url().replace(/^.*\/dashboard\//, "")));
    for (const file of dealFiles(t.root, pack, 8)) {
        asked.length = 0;
        await page.goto(`${t.local}/${pack}/dashboard/deal/${file}`);
        assert.deepStrictEqual(asked.filter((u) => /^data\//.test(u)), []);
        const printed = await page.locator(".dealhead .figure").textContent();
        const deal = scorer.deal(await page.locator("#whatif")
            .getAttribute("data-deal"));
        await open(page);
        assert.strictEqual(asked.includes("data/forest.js"), company.hybrid);
        assert.deepStrictEqual(await page.evaluate(() => Array.from(
            document.querySelectorAll("#whatif input, #whatif select"),
            (e) => e.id.replace("whatif-", ""))), fields);
        assert.strictEqual(await page.evaluate(() =>
            document.activeElement.id), "whatif-" + fields[0]);
        assert.strictEqual((await shown(page)).figure, printed);
        for (const change of CHANGES) {
            if (Object.keys(change).some((key) => !fields.includes(key)))
                continue;
            for (const key of Object.keys(change))
                await set(page, key, change[key]);
            const want = scorer.score(deal,
                stateOf(scorer, company, deal, change));
            const got = await shown(page);
            const what = `${file} ${JSON.stringify(change)}`;
            assert.strictEqual(got.figure, want.score.toFixed(1), what);
            assert.strictEqual(got.level, words[want.level], what);
            assert.strictEqual(got.rules, want.rules.total.toFixed(1), what);
            moved += got.figure !== printed;
            tried++;
            await page.locator(".whatif-reset button").click();
            assert.strictEqual((await shown(page)).figure, printed, what);
        }
    }
    assert.ok(tried >= 40 && moved > tried / 4, `${moved} of ${tried} moved`);
    assert.deepStrictEqual(seen, []);
    await context.close();
    t.done(`what-if, ${pack}: ${tried} changes as score.js has them, ` +
        `${moved} move the score`);
}

/* Chromium's own arithmetic on the cases of the engine. */
async function engineAgrees(t) {
    const context = await t.browser.newContext({bypassCSP: true});
    const page = await context.newPage();
    let n = 0;
    for (const company of ["calibrated", "track", "seed"]) {
        const dir = path.join(t.root, company);
        const cases = JSON.parse(fs.readFileSync(
            path.join(dir, "cases.json"), "utf8"));
        await page.goto(`${t.local}/sample/dashboard/method.html`);
        for (const name of ["whatif.js", "forest.js"])
            if (fs.existsSync(path.join(dir, "dashboard/data", name)))
                await page.addScriptTag(
                    {path: path.join(dir, "dashboard/data", name)});
        await page.addScriptTag({path: SCORE});
        const worst = await page.evaluate((list) => {
            const scorer = window.DEALSENSE_SCORER(window.DEALSENSE_WHATIF,
                window.DEALSENSE_FOREST);
            return Math.max(...list.map((c) => {
                const deal = scorer.deal(c.line), to = scorer.now(deal);
                for (const key of Object.keys(c.to))
                    to[key] = c.to[key] === null ? NaN : c.to[key];
                if ("close" in c.to)
                    to.pushes = scorer.pushes(deal, to.close);
                return Math.abs(scorer.score(deal, to).score - c.score);
            }));
        }, cases);
        assert.ok(worst <= 0.05, `${company}: ${worst}`);
        n += cases.length;
    }
    await context.close();
    t.done(`what-if: ${n} changed deals as the engine scores them`);
}

async function isReadOutAndRefuses(t) {
    const context = await t.browser.newContext();
    const page = await context.newPage();
    const [file] = dealFiles(t.root, "sample", 8);
    const said = page.locator(".whatif-said");
    await page.goto(`${t.base}/sample/dashboard/deal/${file}`);
    await open(page);
    assert.strictEqual(await said.getAttribute("aria-live"), "polite");
    await page.keyboard.press("Tab");
    await page.keyboard.type("7");
    await t.until(page, () => /^The score would be [0-9.]+ \([A-Z]+\): /.test(
        document.querySelector(".whatif-said").textContent));
    await page.locator("#whatif-amount").fill("-1");
    await t.until(page, () => /^Not scored\. Amount/.test(
        document.querySelector(".whatif-said").textContent));
    assert.strictEqual((await shown(page)).figure, "\u2013");
    assert.strictEqual(await page.locator("#whatif-amount")
        .getAttribute("aria-invalid"), "true");
    assert.match(await page.locator("#whatif").textContent(),
        /Association, not cause/);
    assert.match(await page.locator("#whatif").textContent(),
        /Left out on purpose: rep, region, industry/);
    /* the line of another report: its score is not the one printed here */
    await page.goto(`${t.base}/sample/dashboard/deal/${file}`);
    await page.evaluate(() => {
        const section = document.getElementById("whatif").cloneNode(false);
        section.id = "other";
        document.querySelector("main").appendChild(section);
        window.DEALSENSE_WHATIF_START(section, document.getElementById(
            "whatif").getAttribute("data-deal").replace(/^[^ ]+/, "1.5"),
        "../");
    });
    await page.locator("#other button").click();
    await t.until(page, () => /different reports/.test(
        document.getElementById("other").textContent));
    await context.close();
    t.done("what-if: read out, refuses bad values and other reports' data");
}

async function axeAndPhone(t) {
    for (const scheme of ["light", "dark"]) {
        const context = await t.browser.newContext({bypassCSP: true,
            colorScheme: scheme, viewport: {width: 390, height: 800}});
        const page = await context.newPage();
        for (const pack of ["sample", "sample_rules"]) {
            const [file] = dealFiles(t.root, pack, 8);
            await page.goto(`${t.base}/${pack}/dashboard/deal/${file}`);
            await open(page);
            await set(page, "wait", "40");
            await page.evaluate(t.axe);
            for (const state of ["open", "wrong"]) {
                const found = await page.evaluate((how) =>
                    window.axe.run(how), t.quick);
                assert.deepStrictEqual(found.violations.map((v) => v.id +
                    v.nodes[0].html), [], `${scheme} ${pack} ${state}`);
                await set(page, "wait", "-3");
            }
            assert.ok(await page.evaluate(() => document.documentElement
                .scrollWidth <= window.innerWidth), "too wide");
        }
        await context.close();
    }
    t.done("what-if: axe finds nothing, light and dark; fits a phone");
}

/* A value that no training row came near is said to be one, with the range;
 * what the deal has now is not, nor anything within the range. */
async function saysWhatTheForestHasSeen(t) {
    const {company} = scorerOf(path.join(t.root, "sample"));
    const context = await t.browser.newContext();
    const page = await context.newPage();
    const [file] = dealFiles(t.root, "sample", 8);
    const beyond = (key) => page.locator(`#whatif-${key}-beyond`);
    const fields = [["amount", company.seen.amount], ["wait", null],
        ["pushes", company.seen.pushes]];
    await page.goto(`${t.local}/sample/dashboard/deal/${file}`);
    await open(page);
    assert.strictEqual(await page.locator(".beyond:visible").count(), 0);
    for (const [key, range] of fields) {
        await set(page, key, key === "wait" ? "365" :
            String(range[1] * 2 + 1));
        assert.match(await beyond(key).textContent(),
            /^Beyond what the model has seen \(.*\d to .*\d\): /);
        assert.ok(await beyond(key).isVisible(), key);
        assert.ok((await page.locator("#whatif-" + key)
            .getAttribute("aria-describedby")).includes("-beyond"));
        await set(page, key, range ? String(range[1]) : "1");
        assert.strictEqual(await beyond(key).isVisible(), false, key);
    }
    await set(page, "amount", String(company.seen.amount[1] * 2));
    await t.until(page, () => /beyond what the model has seen\.$/.test(
        document.querySelector(".whatif-said").textContent));
    const [rules] = dealFiles(t.root, "sample_rules", 8);
    await page.goto(`${t.local}/sample_rules/dashboard/deal/${rules}`);
    await open(page);
    await set(page, "amount", "999999999");
    assert.strictEqual(await page.locator(".beyond:visible").count(), 0);
    await context.close();
    t.done("what-if: says where a value is beyond all training rows");
}

/* In the company's marks: what the page printed is what the panel says, and
 * nothing in it is English. The same change scores the same. */
async function speaksInTheCompanysMarks(t) {
    const context = await t.browser.newContext();
    const page = await context.newPage();
    const foreign = (text) => text.replace(/\./g, ",");
    for (const file of dealFiles(t.root, "sample", 4)) {
        const said = [];
        for (const pack of ["sample", "sample_kr"]) {
            await page.goto(`${t.base}/${pack}/dashboard/deal/${file}`);
            const printed = await page.locator(".dealhead .figure")
                .textContent();
            await open(page);
            assert.strictEqual((await shown(page)).figure, printed);
            await set(page, "wait", "12");
            await set(page, "amount", "1250000");
            await set(page, "stage", "0");
            said.push(await page.locator("#whatif").evaluate((e) => ({
                lines: Array.from(e.querySelectorAll(".whatif-lines td.num"),
                    (c) => c.textContent),
                was: Array.from(e.querySelectorAll("p.sub"), (p) =>
                    p.hidden ? "" : p.textContent).join("\n")})));
        }
        assert.deepStrictEqual(said[1].lines,
            said[0].lines.map(foreign));
        assert.match(said[1].lines.join(" "), /\d,\d/);
        assert.doesNotMatch(said[1].was, /\d[.,]\d{3}(?!\d)/);
        if (/Now: \D*\d+,\d{3}/.test(said[0].was))
            assert.match(said[1].was, /Now: \d+\u202f\d{3}\u00a0kr/);
    }
    await context.close();
    t.done("what-if: speaks in the company's marks");
}

/* deal.html# has it too: a deal of the 6,000, with the sample's figures. */
async function worksWithoutAPage(t) {
    const context = await t.browser.newContext();
    const seen = [];
    const page = await t.watched(context, t.base, seen);
    const [file] = dealFiles(t.root, "sample", 8);
    const dir = path.join(t.root, "sample/dashboard");
    const line = /data-deal="([^"]*)"/.exec(
        fs.readFileSync(path.join(dir, "deal", file), "utf8"))[1];
    for (const name of ["whatif.js", "forest.js"])
        await page.route("**/many/dashboard/data/" + name, (route) =>
            route.fulfill({path: path.join(dir, "data", name)}));
    await page.route("**/data/details-*.js", async (route) => {
        const body = await (await route.fetch()).text();
        await route.fulfill({contentType: "text/javascript", body: body +
            "window.DEALSENSE_DETAILS.forEach(function (d) { d.whatif = " +
            JSON.stringify(line) + "; });"});
    });
    await page.goto(`${t.base}/many/dashboard/deal.html#D-5999`);
    await page.locator("#whatif button").waitFor();
    await open(page);
    const printed = Number(line.split(" ")[0]).toFixed(1);
    assert.strictEqual((await shown(page)).figure, printed);
    await set(page, "amount", "900000");
    await set(page, "wait", "60");
    assert.notStrictEqual((await shown(page)).figure, printed);
    assert.deepStrictEqual(seen, []);
    await context.close();
    t.done("what-if: also for a deal without a page of its own");
}

module.exports = {
    "what-if": async (t) => {
        await panelScores(t, "sample", IDS);
        await panelScores(t, "sample_rules", ["stage", "days", "amount",
            "wait"]);
        await engineAgrees(t);
        await saysWhatTheForestHasSeen(t);
        await isReadOutAndRefuses(t);
        await axeAndPhone(t);
        await worksWithoutAPage(t);
        await speaksInTheCompanysMarks(t);
    }
};
