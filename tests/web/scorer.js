/* assets/score.js in node, on the data of a folder that holds dashboard/. */
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const SCORE = path.join(__dirname, "../../assets/score.js");

function scorerOf(dir) {
    const sandbox = {atob};
    sandbox.window = sandbox;
    vm.createContext(sandbox);
    for (const name of ["whatif.js", "forest.js"]) {
        const file = path.join(dir, "dashboard/data", name);
        if (!fs.existsSync(file))
            continue;
        const text = fs.readFileSync(file, "utf8");
        assert.ok(text.length <= 4e6, `${file}: ${text.length} bytes`);
        vm.runInContext(text, sandbox);
    }
    vm.runInContext(fs.readFileSync(SCORE, "utf8"), sandbox);
    return {company: sandbox.DEALSENSE_WHATIF,
        scorer: sandbox.DEALSENSE_SCORER(sandbox.DEALSENSE_WHATIF,
            sandbox.DEALSENSE_FOREST)};
}

module.exports = {SCORE, scorerOf};
