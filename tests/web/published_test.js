/*
 * An open dashboard notices that another pack was published: from file://,
 * through the link `latest`, and under the strict policy of a server.
 *
 *     node published_test.js DIR    (published.py watches DIR/deals.csv)
 */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const {AXE, QUICK, done, root, run, watched} = require("./browser.js");

const EXPORT = path.join(root, "deals.csv");
const PAGES = ["index.html", "deals.html"];

const packOf = (page) => page.getAttribute("meta[name='dealsense-pack']",
    "content");

async function offers(browser, base) {
    const seen = [];
    const context = await browser.newContext({viewport:
        {width: 390, height: 800}});
    const pages = [];
    fs.copyFileSync(EXPORT, path.join(root, "old.csv"));
    for (const file of PAGES) {
        const page = await watched(context, base, seen);
        await page.goto(`${base}/out/latest/dashboard/${file}`);
        pages.push(page);
    }
    const first = await packOf(pages[0]);
    await pages[0].waitForTimeout(6500);
    for (const page of pages)
        assert.strictEqual(await page.locator("#published").count(), 0,
            "nothing is offered while nothing was published");

    fs.copyFileSync(path.join(root, "next.csv"), EXPORT);
    for (const page of pages) {
        await page.bringToFront();
        await page.waitForSelector("#published button", {timeout: 60000});
        assert.strictEqual(await packOf(page), first, "it stays as it was");
        assert.ok((await page.locator("#published").innerText())
            .startsWith("Another pack, as known on 20"));
        const over = await page.evaluate(() =>
            document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, "no wider than a phone");
    }
    await pages[1].click("text=Not now");
    await pages[1].waitForTimeout(6000);
    assert.ok(!await pages[1].locator("#published").isVisible());

    await pages[0].bringToFront();
    await Promise.all([pages[0].waitForNavigation(),
        pages[0].click("text=Load it")]);
    const next = await packOf(pages[0]);
    assert.notStrictEqual(next, first);
    const manifest = JSON.parse(fs.readFileSync(
        path.join(root, "out/latest/manifest.json"), "utf8"));
    assert.strictEqual(next, manifest.inputs_key);
    assert.strictEqual(await pages[0].locator("#published").count(), 0);
    assert.deepStrictEqual(seen, []);
    await context.close();
    fs.copyFileSync(path.join(root, "old.csv"), path.join(root, "next.csv"));
}

async function axe(browser, local) {
    const context = await browser.newContext({bypassCSP: true});
    const page = await context.newPage();
    await page.goto(`${local}/out/latest/dashboard/index.html`);
    fs.copyFileSync(path.join(root, "next.csv"), EXPORT);
    await page.waitForSelector("#published button", {timeout: 60000});
    await page.evaluate(AXE);
    for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({colorScheme});
        const found = await page.evaluate((how) => window.axe.run(how), QUICK);
        assert.deepStrictEqual(found.violations.map((v) => v.id + " " +
            v.nodes[0].html), [], colorScheme);
    }
    await context.close();
}

run(({browser, base, local}) => ({
    "from a folder": async () => {
        await offers(browser, local);
        done("file://: an offer, and no more");
    },
    "from a server": async () => {
        await offers(browser, base);
        done("http://: an offer, and no more");
    },
    "axe": async () => {
        await axe(browser, local);
        done("axe finds nothing in the offer");
    }
}));
