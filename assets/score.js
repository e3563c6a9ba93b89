/*
 * The engine's score of a changed deal: the same features, learners, calibrator
 * and rules as scoring/ has them, on data/whatif.js, data/forest.js and the
 * line of numbers that each deal brings (render/dashboard/dashboard_whatif.c says what
 * they hold). Draws nothing; tests/web run it beside the engine.
 *
 *     var scorer = DEALSENSE_SCORER(company, forest);
 *     var deal = scorer.deal(line);
 *     scorer.score(deal, scorer.now(deal))       as printed
 *     scorer.score(deal, {stage: 2, days: 0, …})
 */
(function (global) {
    "use strict";
    var LEAF = 255, MISSING_LEFT = 128;
    /* Days spent in the first stage, … that a deal has left. */
    var PASSED = ["days_in_stage_1", "days_in_stage_2", "days_in_stage_3",
        "days_in_stage_4", "days_in_stage_5", "days_in_stage_6",
        "days_in_stage_7", "days_in_stage_8"];

    function bytes(base64) {
        var text = global.atob(base64), n = text.length;
        var out = new Uint8Array(n);
        for (var i = 0; i < n; i++)
            out[i] = text.charCodeAt(i);
        return out;
    }

    /* The children of the k-th split of a tree are its 2k + 1 and 2k + 2. */
    function plant(data) {
        var n = data.nodes, column = bytes(data.columns);
        var test = bytes(data.tests), raw = bytes(data.values);
        var value = new DataView(raw.buffer);
        var f = {start: [], column: column, left: new Int32Array(n),
            missing: new Uint8Array(n), number: new Float32Array(n)};
        var splits = 0, leaves = 0, i = 0;
        while (i < n) {
            var first = i, next = i + 1;
            f.start.push(first);
            for (; i < next; i++) {
                if (column[i] === LEAF) {
                    f.number[i] = value.getFloat32(4 * leaves++, true);
                    continue;
                }
                f.left[i] = next;
                f.missing[i] = test[splits] & MISSING_LEFT ? 1 : 0;
                f.number[i] = data.cuts[column[i]][
                    test[splits++] & (MISSING_LEFT - 1)];
                next += 2;
            }
        }
        if (i !== n || f.start.length !== data.trees)
            throw new Error("the forest is damaged");
        return f;
    }

    function predict(f, row) {
        var sum = 0;
        for (var t = 0; t < f.start.length; t++) {
            var i = f.start[t];
            while (f.column[i] !== LEAF) {
                var x = row[f.column[i]];
                var left = isFinite(x) ? x <= f.number[i] : f.missing[i];
                i = f.left[i] + (left ? 0 : 1);
            }
            sum += f.number[i];
        }
        return sum / f.start.length;
    }

    function logit(p) {
        p = Math.min(Math.max(p, 1e-6), 1 - 1e-6);
        return Math.log(p / (1 - p));
    }

    function logistic(x) {
        return x >= 0 ? 1 / (1 + Math.exp(-x)) :
            Math.exp(x) / (1 + Math.exp(x));
    }

    function calibrate(c, p) {
        if (c)
            p = logistic(c[0] + c[1] * logit(p));
        return p > 0 ? Math.min(p, 1) : 0;
    }

    function cubeAbove(u, knot) {
        return u > knot ? Math.pow(u - knot, 3) : 0;
    }

    /* Natural cubic splines, as scoring/additive/spline.h has them. */
    function spline(c, x) {
        var at = c.knots, last = at.length - 1, u, k, end, before, sum;
        if (!c.beta.length)
            return 0;
        u = (Math.min(Math.max(x, c.low), c.high) - c.low) / (c.high - c.low);
        sum = c.beta[0] * u;
        if (c.beta.length === 1)
            return sum;
        end = cubeAbove(u, at[last]);
        before = (cubeAbove(u, at[last - 1]) - end) / (at[last] - at[last - 1]);
        for (k = 0; k + 1 < c.beta.length; k++)
            sum += c.beta[k + 1] * ((cubeAbove(u, at[k]) - end) /
                (at[last] - at[k]) - before);
        return sum;
    }

    function term(c, x, rankCuts) {
        var k;
        if (c.kind === "none")
            return 0;
        if (!isFinite(x))
            return c.missing;
        if (c.kind === "levels") {
            for (k = 0; k < c.levels.length; k++)
                if (c.levels[k][0] === x)
                    return c.levels[k][1];
            return c.rare;
        }
        if (c.kind === "amount")
            x = Math.asinh(x);
        if (c.kind === "rank")
            x = rankCuts.filter(function (cut) { return x > cut; }).length;
        return spline(c, x) - c.centre;
    }

    function sumOf(a, row) {
        var sum = a.base;
        for (var k = 0; k < a.columns.length; k++)
            sum += term(a.columns[k], row[k], a.rank_cuts);
        return sum;
    }

    /* A rank as far as the model can tell; NaN: not known. */
    function rank(steps, x) {
        var r = 0;
        if (!steps || isNaN(x))
            return NaN;
        for (var k = 0; k < steps.length && steps[k][0] <= x; k++)
            r = steps[k][1];
        return r;
    }

    function above(x, limit) {
        return isNaN(x) || limit === null ? NaN : x > limit ? 1 : 0;
    }

    function numbers(text) {
        return text === "" ? [] : text.split(" ").map(function (word) {
            return word === "-" ? NaN : Number(word);
        });
    }

    function same(a, b) {
        return a === b || (isNaN(a) && isNaN(b));
    }

    /* Half away from zero, as the engine rounds; no score is below 0. */
    function tenth(x) {
        return Math.floor(x * 10 + 0.5) / 10;
    }

    global.DEALSENSE_SCORER = function (company, data) {
        var forest = company.hybrid ? plant(data) : null;
        var rules = company.rules;

        function put(row, name, x) {
            var at = company.columns.indexOf(name);
            if (at >= 0)
                row[at] = Math.fround(x);
        }

        function deal(line) {
            var part = line.split(";"), x = numbers(part[0]);
            return {printed: x[0], stage: x[1], forestStage: x[2],
                days: x[3], forestDays: x[4], age: x[5], amount: x[6],
                close: x[7], pushes: x[8], last: x[9],
                points: numbers(part[1]),
                row: numbers(part[2]).map(Math.fround),
                stays: numbers(part[3]), sizes: numbers(part[4]).map(Math.fround)};
        }

        /* The deal as it stands: what a change starts from. */
        function now(d) {
            return {stage: d.stage, days: d.days, amount: d.amount,
                close: d.close, pushes: d.pushes, wait: 0};
        }

        /* A close that moves to a later day is a push; where a history knew
         * of no close at all, the first one is none. */
        function pushes(d, close) {
            if (isNaN(d.pushes))
                return isNaN(d.close) && !isNaN(close) && !company.tracked ?
                    0 : NaN;
            return d.pushes + (close > d.close ? 1 : 0);
        }

        /* The stay that it is in began to.days ago: the one before it was over
         * then, and nothing before it began later. A stay in a stage that it
         * moves out of is over then. */
        function passStages(row, d, to) {
            var days = [], ended = isNaN(to.days) ? 0 : to.days;
            function pass(place, from, until) {
                if (place < 0 || isNaN(from))
                    return;
                days[place] = (days[place] || 0) + Math.max(from, ended) -
                    Math.max(until, ended);
            }
            for (var k = 0; k < d.stays.length; k += 3)
                pass(d.stays[k], d.stays[k + 1],
                    to.stage === d.stage && d.stays[k + 2] === d.forestDays ?
                        0 : d.stays[k + 2]);
            if (to.stage !== d.stage)
                pass(d.forestStage, d.forestDays, 0);
            PASSED.forEach(function (name, place) {
                put(row, name, days[place] === undefined ? NaN : days[place]);
            });
        }

        function moveStage(row, d, to, moved) {
            var stage = moved ? to.stage : d.forestStage;
            var days = (moved ? to.days : d.forestDays) + to.wait;
            var regressions = company.columns.indexOf("stage_regressions");
            if (!moved && to.wait === 0)
                return;
            if (moved) {
                put(row, "stage_ordinal", stage >= 0 ? stage : NaN);
                passStages(row, d, to);
                if (regressions >= 0 && stage >= 0)
                    row[regressions] = isNaN(row[regressions]) ?
                        (company.tracked ? NaN : 0) :
                        row[regressions] + (stage < d.last ? 1 : 0);
            }
            put(row, "days_in_stage", stage >= 0 ? days : NaN);
            put(row, "days_in_stage_percentile", stage >= 0 ?
                rank(company.stages[stage].rank, days) : NaN);
        }

        function changeAmount(row, d, amount) {
            var at = company.columns.indexOf("missing_fields");
            put(row, "deal_amount", amount);
            put(row, "amount_percentile", rank(company.amounts, amount));
            put(row, "is_large_deal", above(amount, company.large_amount));
            company.sized.forEach(function (column, k) {
                row[column] = isNaN(amount) ? NaN :
                    d.sizes[2 * k + (amount > company.half ? 1 : 0)];
            });
            if (at >= 0 && company.amount_counts)
                row[at] = Math.max(0, row[at] + (isNaN(amount) ? 1 : 0) -
                    (isNaN(d.amount) ? 1 : 0));
        }

        function growOlder(row, age) {
            put(row, "deal_age_days", age);
            put(row, "deal_age_percentile", rank(company.cycles, age));
            put(row, "is_long_cycle", above(age, company.long_cycle));
            put(row, "age_vs_won_median", company.won_median === null ? NaN :
                age / Math.max(company.won_median, 1));
        }

        /* The deal's row of features had it been changed. */
        function changed(d, to, moved) {
            var row = d.row.slice();
            moveStage(row, d, to, moved);
            if (!same(to.amount, d.amount))
                changeAmount(row, d, to.amount);
            if (to.wait !== 0)
                growOlder(row, d.age + to.wait);
            put(row, "days_to_expected_close", to.close - to.wait);
            put(row, "push_count", to.pushes);
            return row;
        }

        function judge(d, to, moved) {
            var points = d.points.slice();
            var stage = moved ? to.stage : d.stage;
            var days = (moved ? to.days : d.days) + to.wait;
            var age = d.age + to.wait, k, sum = 0;
            points[0] = 0;
            for (k = 2; k >= 0; k--)
                if (rules.cycle_limits[k] !== null &&
                    age > rules.cycle_limits[k])
                    points[0] = rules.cycle_points[k];
            if (isNaN(days) && rules.age_for_days)
                days = age;
            if (moved || to.wait !== 0)
                points[4] = stage >= 0 &&
                    company.stages[stage].limit !== null &&
                    days > company.stages[stage].limit ?
                    rules.stage_points : 0;
            points[5] = rules.amount_limit !== null &&
                to.amount > rules.amount_limit ? rules.amount_points : 0;
            for (k = 0; k < points.length; k++)
                sum += points[k];
            return {points: points, total: Math.min(sum, rules.cap)};
        }

        /* Both learners by their shares, calibrated. */
        function chance(row) {
            var z = 0;
            if (company.shares[0] > 0)
                z += company.shares[0] * logit(predict(forest, row));
            if (company.shares[1] > 0)
                z += company.shares[1] * sumOf(company.additive, row);
            return calibrate(company.calibrator, logistic(z));
        }

        /* {score, level, pLost (NaN: rules only), rules: {points, total}} */
        function score(d, to) {
            var moved = !same(to.stage, d.stage) || !same(to.days, d.days);
            var judged = judge(d, to, moved), p = NaN, shown, level = 0;
            var exact = company.rule_weight * judged.total;
            if (forest) {
                p = chance(changed(d, to, moved));
                exact += company.forest_weight * p;
            }
            shown = tenth(exact);
            company.levels.forEach(function (cut) {
                if (shown >= cut - 0.05)
                    level++;
            });
            return {score: shown, exact: exact, level: level, pLost: p,
                rules: judged};
        }

        return {deal: deal, now: now, pushes: pushes, score: score};
    };
})(typeof window === "undefined" ? globalThis : window);
