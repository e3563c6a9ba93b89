/*
 * assets/score.js beside the engine: on the changed deals of whatif_oracle.c
 * the two agree to 0.05 of the score, in level, rule points and P(lost), and
 * a deal that nobody changed has its printed score.
 *
 *     node score_test.js ORACLE [DIR]    needs no packages
 */
"use strict";
const assert = require("assert");
const childProcess = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const {scorerOf} = require("./scorer.js");

function check(dir) {
    const {scorer} = scorerOf(dir);
    const cases = JSON.parse(
        fs.readFileSync(path.join(dir, "cases.json"), "utf8"));
    const moved = {}, tried = {};
    let worst = 0;

    for (const c of cases) {
        const deal = scorer.deal(c.line), to = scorer.now(deal);
        const keys = Object.keys(c.to);
        for (const key of keys)
            to[key] = c.to[key] === null ? NaN : c.to[key];
        if (keys.includes("close"))
            to.pushes = scorer.pushes(deal, to.close);
        const got = scorer.score(deal, to);
        const what = `${dir}: ${JSON.stringify(c)} is ${JSON.stringify(got)}`;
        worst = Math.max(worst, Math.abs(got.score - c.score));
        assert.ok(Math.abs(got.score - c.score) <= 0.05, what);
        assert.strictEqual(got.level, c.level, what);
        assert.strictEqual(got.rules.total, c.rules, what);
        if (c.p === null)
            assert.ok(isNaN(got.pLost), what);
        else
            assert.ok(Math.abs(got.pLost - c.p) < 1e-9, what);
        if (!keys.length) {
            assert.ok(Math.abs(got.score - c.printed) < 1e-9, what);
            assert.ok(Math.abs(deal.printed - c.printed) < 1e-9, what);
        }
        const name = keys.join("+") || "nothing";
        tried[name] = (tried[name] || 0) + 1;
        moved[name] = (moved[name] || 0) +
            (Math.abs(c.score - c.printed) >= 0.05);
    }
    console.log(path.basename(dir) + ": " + cases.length +
        " changed deals, largest difference " + worst.toFixed(3) +
        "; score moved by " + Object.keys(tried).map((name) =>
        `${name} ${moved[name]}/${tried[name]}`).join(", "));
    /* A comparison in which nothing moves would show nothing. */
    assert.ok(cases.length > 500, "few cases");
    assert.strictEqual(moved.nothing, 0);
    for (const name of ["amount", "wait"])
        assert.ok(moved[name] > 0, name + " moves no score");
}

const keep = process.argv[3];
const root = keep || fs.mkdtempSync(path.join(os.tmpdir(), "score-test-"));
try {
    childProcess.execFileSync(process.argv[2], [root], {stdio: "inherit"});
    const companies = fs.readdirSync(root).sort();
    assert.strictEqual(companies.length, 8);
    companies.forEach((name) => check(path.join(root, name)));
} finally {
    if (!keep)
        fs.rmSync(root, {recursive: true, force: true});
}
