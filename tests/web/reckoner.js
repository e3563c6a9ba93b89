/* assets/landing.js in node. As a program: reads [{quarter, deals, said}] and
 * prints what each lands at; NaN is null. */
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const LANDING = path.join(__dirname, "../../assets/landing.js");

function reckonerOf() {
    const sandbox = {};
    sandbox.window = sandbox;
    vm.createContext(sandbox);
    vm.runInContext(fs.readFileSync(LANDING, "utf8"), sandbox);
    return {landing: sandbox.DEALSENSE_LANDING,
        spread: sandbox.DEALSENSE_SPREAD};
}

module.exports = {LANDING, reckonerOf};

if (require.main === module) {
    const cases = JSON.parse(fs.readFileSync(0, "utf8"));
    const {landing} = reckonerOf();
    process.stdout.write(JSON.stringify(cases.map((c) =>
        landing(c.quarter, c.deals).land(c.said))));
}
