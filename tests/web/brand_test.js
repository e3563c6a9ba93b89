/*
 * What holds for any dashboard, on the packs of brand.py: quiet, valid, for
 * axe without a finding in light and dark and as cards on a phone, readable
 * without JavaScript, no wider than 320 pixels; and columns that no deal
 * fills are not there. Packs of other accents are the same but for one style
 * sheet, which is shown, and so are looked at for their colours alone.
 *
 *     node brand_test.js DIR [STEP | whole]
 *
 * whole: every step, axe on the cards of each pack; else on those of one.
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const {WHOLE, axeFindsNothing, done, files, fitsAPhone, forEach, htmlIsValid,
    root, run, until, watched} = require("./browser.js");

const ACCENTS = ["yellow", "dark", "red"];
const OTHERS = ["none_open", "one_open", "poor"];
/* One of each that differ in more than the accent. */
const PACKS = [ACCENTS[0]].concat(OTHERS);

function everyFile(pack) {
    const dir = path.join(root, pack, "dashboard");
    return fs.readdirSync(dir, {recursive: true})
        .filter((name) => fs.statSync(path.join(dir, name)).isFile()).sort();
}

/* What holds for the pages of one accent holds for those of the others. */
function onlyTheAccentDiffers() {
    const [first, ...others] = ACCENTS, names = everyFile(first);
    const read = (pack, name) =>
        fs.readFileSync(path.join(root, pack, "dashboard", name), "latin1");
    /* Each page has the key of its pack's inputs, of which the accent is one. */
    const key = (pack) => /"pack":"([0-9a-f]{64})"/.exec(
        read(pack, path.join("data", "version.js")))[1];
    const bytes = (pack, name) => read(pack, name).replaceAll(key(pack), "");
    assert.ok(names.length > 50, String(names.length));
    for (const pack of others) {
        assert.deepStrictEqual(everyFile(pack), names);
        assert.deepStrictEqual(names.filter((name) =>
            bytes(pack, name) !== bytes(first, name)),
        [path.join("assets", "brand.css")], pack);
    }
    done("packs of other accents differ in brand.css alone");
}

async function quiet(browser, base) {
    const seen = [];
    const context = await browser.newContext();
    const page = await watched(context, base, seen);
    for (const pack of PACKS)
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            assert.deepStrictEqual(seen, [], `${pack} ${file}`);
        }
    await context.close();
    done("no message, no request elsewhere");
}

/* The accent of each pack is there, and no two are the same. */
async function accentsAreTheirs(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const seen = new Set();
    for (const pack of ACCENTS)
        for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({colorScheme});
            await page.goto(`${base}/${pack}/dashboard/index.html`);
            seen.add(colorScheme + await page.evaluate(() => getComputedStyle(
                document.querySelector("main a")).color));
            assert.ok(await page.evaluate(() =>
                document.querySelector(".brand img").naturalWidth) > 0);
        }
    assert.strictEqual(seen.size, 6);
    await context.close();
    done("three accents, a logo");
}

/* Every figure is in the page itself; what needs a script is not shown. */
async function readableWithoutScript(browser, base) {
    const context = await browser.newContext({javaScriptEnabled: false,
        viewport: {width: 390, height: 800}});
    const page = await context.newPage();
    for (const pack of PACKS)
        for (const file of files(pack)) {
            await page.goto(`${base}/${pack}/dashboard/${file}`);
            const what = `${pack} ${file}`;
            assert.ok((await page.locator("main").innerText()).length > 150,
                what);
            for (const button of await page.locator("button, select, input")
                .all())
                assert.strictEqual(await button.isVisible(), false, what);
            assert.ok(await page.locator("nav a").first().isVisible(), what);
        }
    await page.goto(`${base}/yellow/dashboard/reps.html`);
    assert.strictEqual(await page.locator(".groups thead th").first()
        .evaluate((e) => e.getBoundingClientRect().width < 2 ||
            getComputedStyle(e.closest("thead")).position === "absolute"),
    true);
    await context.close();
    done("readable without JavaScript, no dead control");
}

async function emptyColumnsAreLeftOut(browser, base) {
    const context = await browser.newContext();
    const seen = [];
    const page = await watched(context, base, seen);
    await page.setViewportSize({width: 1720, height: 900});
    const heads = () => page.evaluate(() => Array.from(
        document.querySelectorAll(".deals thead th"),
        (e) => e.getAttribute("data-key") || e.textContent));
    const cells = () => page.evaluate(() => Array.from(new Set(Array.from(
        document.querySelectorAll(".deals tbody tr:not(.spacer)"),
        (e) => e.cells.length))));
    await page.goto(`${base}/poor/dashboard/deals.html`);
    const few = ["level", "score", "name", "age"];
    assert.deepStrictEqual((await heads()).slice(0, 4), few);
    for (const key of ["owner", "stage", "amount", "region"]) {
        assert.ok(!(await heads()).includes(key), key);
        assert.strictEqual(await page.locator("#f-" + key).count(), 0, key);
    }
    const width = (await heads()).length;
    assert.deepStrictEqual(await cells(), [width]);
    await until(page, () => !/loading/.test(
        document.getElementById("count").textContent));
    await page.locator("th[data-key=age] button").click(); /* drawn anew */
    assert.deepStrictEqual(await cells(), [width]);
    await page.fill("#f-q", "OPP");
    assert.match(await page.locator("#count").textContent(), /^\d/);
    await page.goto(`${base}/poor/dashboard/index.html`);
    assert.ok(!/Owner|Stage|Amount/.test((await heads()).join()));
    assert.strictEqual(await page.locator("#quarters").count(), 0);
    await page.goto(`${base}/red/dashboard/deals.html`);
    const full = await heads();
    assert.ok(["owner", "stage", "amount"].every((key) => full.includes(key)));
    assert.deepStrictEqual(seen, []);
    await context.close();
    done("columns and filters that are empty for all are left out");
}

/* The address holds the view: after a reload, and on the way back. */
async function viewsComeBack(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const state = () => page.evaluate(() => [
        document.getElementById("f-level").value,
        document.getElementById("f-owner").selectedOptions[0].textContent,
        document.getElementById("count").textContent,
        document.querySelector("th[aria-sort] button").textContent]);
    const loaded = () => until(page, () => {
        const count = document.getElementById("count");
        return count && !/loading/.test(count.textContent) &&
            / of /.test(count.textContent);
    });
    await page.goto(`${base}/red/dashboard/deals.html`);
    await loaded();
    await page.selectOption("#f-level", "MEDIUM");
    await page.selectOption("#f-owner", {index: 2});
    await page.locator("th[data-key=amount] button").click();
    const was = await state();
    assert.ok(was[0] === "MEDIUM" && was[3] === "Amount", String(was));
    await page.reload();
    await loaded();
    assert.deepStrictEqual(await state(), was);
    await page.locator("#deals tbody a").first().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/deal\/|deal\.html/);
    await page.goBack();
    await page.waitForURL(/deals\.html#/);
    await loaded();
    assert.deepStrictEqual(await state(), was);
    await context.close();
    done("a view survives a reload and the way back");
}

/* Whatever Tab comes to is seen to have the focus. */
async function focusIsSeen(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    let stops = 0;
    for (const file of ["index.html", "deals.html", "reps.html", "trust.html",
        files("red")[9]]) {
        await page.goto(`${base}/red/dashboard/${file}`);
        for (let i = 0; i < 40; i++) {
            await page.keyboard.press("Tab");
            const e = await page.evaluate(() => {
                const at = document.activeElement, s = getComputedStyle(at);
                const box = at.getBoundingClientRect();
                return {body: at === document.body, what: at.outerHTML
                    .slice(0, 80), outline: s.outlineStyle !== "none" &&
                    parseFloat(s.outlineWidth) >= 1, inside: box.right > 0 &&
                    box.bottom > 0 && box.top < window.innerHeight};
            });
            if (e.body)
                break;
            assert.ok(e.outline && e.inside, `${file}: ${e.what}`);
            stops++;
        }
    }
    assert.ok(stops > 100, String(stops));
    await context.close();
    done(`the focus is seen at ${stops} stops`);
}

/* Every drawing that is no mark in a table tells values under the keys. */
async function everyChartTells(browser, base) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const told = {};
    for (const file of ["index.html", "cycle.html", "trust.html",
        "method.html", files("yellow").find((f) => f.startsWith("deal/"))]) {
        await page.goto(`${base}/yellow/dashboard/${file}`);
        for (const chart of await page.locator("svg.chart").all()) {
            const name = (await chart.getAttribute("class"))
                .replace("chart ", "");
            /* The mouse is away: else a page that scrolls under it would say
             * late that it left the chart before, and hide the tip. */
            await page.mouse.move(0, 0);
            await page.keyboard.press("Shift"); /* the keys are in use */
            await chart.focus();
            await page.keyboard.press("End");
            const tip = await page.locator(".tip").textContent();
            assert.match(tip, /\d/, `${file} ${name}`);
            assert.ok(await page.locator(".tip").isVisible());
            told[name] = tip;
            const last = chart.locator("[data-hint]").last();
            await chart.blur();
            await last.hover({force: true});
            assert.strictEqual(await page.locator(".tip").textContent(), tip);
        }
    }
    for (const name of ["cycle", "fate", "incidence", "waterfall", "life",
        "lift", "reliability"])
        assert.ok(told[name], name);
    await context.close();
    done(`charts tell their values: ${Object.keys(told).join(", ")}`);
}

run(({browser, base, local}) => ({
    quiet: () => quiet(browser, local),
    same: onlyTheAccentDiffers,
    accents: () => accentsAreTheirs(browser, base),
    columns: () => emptyColumnsAreLeftOut(browser, local),
    views: () => viewsComeBack(browser, local),
    focus: () => focusIsSeen(browser, base),
    charts: () => everyChartTells(browser, base),
    plain: () => readableWithoutScript(browser, local),
    html: () => htmlIsValid(PACKS),
    ...forEach("phone", PACKS, (some) => fitsAPhone(browser, local, some)),
    ...forEach("axe", PACKS, (some) => axeFindsNothing(browser, base, some,
        WHOLE || some[0] === ACCENTS[0] ? [1280, 390] : [1280])),
    ...forEach("axe", ACCENTS.slice(1), (some) =>
        axeFindsNothing(browser, base, some, [1280], true))
}));
