/*
 * assets/landing.js beside the engine: on the quarters of landing_oracle.c both
 * give the same landing and range to the cent and to 1e-9 of the amount, and the
 * same chance of the target to 1e-9.
 *
 *     node landing_test.js ORACLE    needs no packages
 */
"use strict";
const assert = require("assert");
const childProcess = require("child_process");
const fs = require("fs");
const os = require("os");
const path = require("path");
const {reckonerOf} = require("./reckoner.js");

/* As the C library and Python have it. */
const ERFC = [[-3, 1.9999779095030015], [-0.5, 1.5204998778130465], [0, 1],
    [0.1, 0.8875370839817152], [1, 0.15729920705028513],
    [2, 0.004677734981047266], [2.49, 0.0004292878677339134],
    [2.51, 0.00038570548172427936], [4, 1.541725790028002e-8],
    [6, 2.1519736712498913e-17]];

function near(got, want, what) {
    if (want === null)
        return assert.ok(isNaN(got), `${what}: ${got}, the engine: none`);
    const apart = Math.abs(got - want);
    assert.ok(apart <= 1e-9 * Math.max(1, Math.abs(want)) && apart < 0.005,
        `${what}: ${got}, the engine: ${want}`);
    return apart;
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), "landing-test-"));
try {
    const file = path.join(dir, "cases.json");
    childProcess.execFileSync(process.argv[2], [file], {stdio: "inherit"});
    const cases = JSON.parse(fs.readFileSync(file, "utf8"));
    const {landing, spread} = reckonerOf();
    const worst = {landing: 0, low: 0, high: 0, chance: 0};
    const known = {low: 0, chance: 0, moved: 0};

    for (const [x, want] of ERFC)
        assert.ok(Math.abs(spread.erfc(x) - want) < 4e-16, `erfc(${x}) is ` +
            spread.erfc(x));
    cases.forEach((c, k) => {
        const reckoner = landing(c.quarter, c.deals);
        const got = reckoner.land(c.said), plain = reckoner.land({});
        for (const key of Object.keys(worst)) {
            const apart = near(got[key], c.want[key], `case ${k} ${key}`);
            worst[key] = Math.max(worst[key], apart || 0);
        }
        near(got.won, c.want.won, `case ${k} won`);
        known.low += c.want.low !== null;
        known.chance += c.want.chance !== null;
        known.moved += Math.abs(got.landing - plain.landing) > 1;
        if (c.quarter.target === null || got.won >= c.quarter.target)
            assert.ok(isNaN(got.chance));
    });
    /* A comparison in which nothing is known would show nothing. */
    assert.ok(cases.length >= 200 && known.low > 150 && known.chance > 80 &&
        known.moved > 100, JSON.stringify(known));
    console.log(`${cases.length} quarters as the engine has them; the largest ` +
        "difference " + Object.keys(worst).map((key) =>
        `${key} ${worst[key].toExponential(1)}`).join(", "));
} finally {
    fs.rmSync(dir, {recursive: true, force: true});
}
