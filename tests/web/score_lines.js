/*
 * Scores changed deals with assets/score.js, for tests in other languages.
 *
 *     node score_lines.js DIR < cases    DIR holds dashboard/ of a pack
 *
 * cases: [{"line": data-deal of a page, "to": {"stage": 3, "days": 0, …}}];
 * prints the shown scores as JSON, in their order.
 */
"use strict";
const fs = require("fs");
const {scorerOf} = require("./scorer.js");

const {scorer} = scorerOf(process.argv[2]);
const scores = JSON.parse(fs.readFileSync(0, "utf8")).map((c) => {
    const deal = scorer.deal(c.line);
    const to = Object.assign(scorer.now(deal), c.to);
    if ("close" in c.to)
        to.pushes = scorer.pushes(deal, to.close);
    return scorer.score(deal, to).score;
});
console.log(JSON.stringify(scores));
