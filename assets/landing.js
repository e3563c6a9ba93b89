/*
 * What a quarter closes at where a reader says how some deals end: the engine's
 * arithmetic (scoring/quarter/spread.h, landing.h) on data/quarter.js, in the
 * same order, so that both give the same bits but for the last. Draws nothing;
 * tests/web run it beside the engine.
 *
 *     var reckoner = DEALSENSE_LANDING(quarter, deals);
 *     reckoner.land({})                     as printed
 *     reckoner.land({3: "won", 7: "out"})   deals by their place in the list
 *
 * gives {landing, low, high, chance}: NaN where there is no range, no target,
 * or it is reached.
 */
(function (global) {
    "use strict";
    var DEALS = 100, CELLS = 2048, SDS = 6;
    var CHANCE = 0, AMOUNT = 1;

    /* To a few units of the last place: the series of erf, whose terms all
     * have one sign (Abramowitz and Stegun 1964, 7.1.6), and far out the
     * continued fraction of erfc (7.1.14). */
    function erfc(x) {
        var square = x * x, sum, term, n, tail;
        if (x < 0)
            return 2 - erfc(-x);
        if (x > 27)
            return 0;
        if (x < 2.5) {
            for (sum = term = x, n = 1; term > 1e-18 * sum; n++) {
                term *= 2 * square / (2 * n + 1);
                sum += term;
            }
            return 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-square) * sum;
        }
        for (tail = x, n = 120; n > 0; n--)
            tail = x + n / 2 / tail;
        return Math.exp(-square) / Math.sqrt(Math.PI) / tail;
    }

    function normalBelow(z) {
        return erfc(-z / Math.sqrt(2)) / 2;
    }

    /* The uncertain parts, the largest variance first, then as listed. */
    function ranked(parts) {
        return parts.map(function (part, at) {
            var a = part.amount;
            return {variance: part.p * (1 - part.p) * a * a, at: at,
                p: part.p, amount: a};
        }).filter(function (part) { return part.variance > 0; })
            .sort(function (a, b) {
                return b.variance - a.variance || a.at - b.at;
            });
    }

    function start(mass, n, s, mean, sd) {
        var all = 0, k, edge;
        for (k = 0; k < n; k++) {
            edge = s.low + k * s.step;
            mass[k] = sd > 0 && n > 1 ?
                normalBelow((edge + s.step - mean) / sd) -
                normalBelow((edge - mean) / sd) : 1;
            all += mass[k];
        }
        for (k = 0; k < n; k++)
            mass[k] /= all;
    }

    /* One amount more: it comes in, and moves mass up, or does not. */
    function convolve(to, from, n, part, step) {
        var cells = part.amount / step, shift = Math.floor(cells), k;
        var far = part.p * (cells - shift), near = part.p - far;
        to.fill(0, 0, n + shift + 1);
        for (k = 0; k < n; k++)
            to[k] = (1 - part.p) * from[k];
        for (k = 0; k < n; k++)
            to[k + shift] += near * from[k];
        for (k = 0; k < n; k++)
            to[k + shift + 1] += far * from[k];
        return n + shift + 1;
    }

    function spreadOf(parts, moreMean, moreVariance) {
        var list = ranked(parts), most = Math.min(list.length, DEALS);
        var s = {mean: moreMean, sd: 0, below: null}, k, sd, filled;
        var mean, variance = moreVariance, top = 0, now, next, last;
        parts.forEach(function (part) { s.mean += part.p * part.amount; });
        mean = s.mean;
        for (k = 0; k < most; k++) {
            mean -= list[k].p * list[k].amount;
            top += list[k].amount;
        }
        for (k = most; k < list.length; k++)
            variance += list[k].variance;
        sd = Math.sqrt(variance);
        for (k = 0; k < most; k++)
            variance += list[k].variance;
        s.sd = Math.sqrt(variance);
        if (!(s.sd > 0))
            return s;
        s.step = (top + 2 * SDS * sd) / (CELLS - DEALS - 2);
        filled = Math.max(1, Math.ceil(2 * SDS * sd / s.step));
        s.low = mean - filled * s.step / 2;
        now = new Float64Array(CELLS + 1);
        next = new Float64Array(CELLS + 1);
        start(now, filled, s, mean, sd);
        for (k = 0; k < most; k++) {
            filled = convolve(next, now, filled, list[k], s.step);
            last = now;
            now = next;
            next = last;
        }
        s.below = next;
        s.below[0] = 0;
        for (k = 0; k < CELLS; k++)
            s.below[k + 1] = s.below[k] + (k < filled ? now[k] : 0);
        return s;
    }

    function below(s, x) {
        var cell, k;
        if (!s.below)
            return x >= s.mean ? 1 : 0;
        cell = (x - s.low) / s.step;
        if (!(cell > 0))
            return 0;
        if (cell >= CELLS)
            return 1;
        k = Math.floor(cell);
        return s.below[k] + (cell - k) * (s.below[k + 1] - s.below[k]);
    }

    function quantile(s, p) {
        var low = 0, high = CELLS, mid;
        if (!s.below)
            return s.mean;
        while (high - low > 1) {
            mid = Math.floor((low + high) / 2);
            if (s.below[mid] < p)
                low = mid;
            else
                high = mid;
        }
        return s.low + s.step * (low + (p - s.below[low]) /
            (s.below[high] - s.below[low]));
    }

    function known(x) {
        return x !== null && isFinite(x);
    }

    global.DEALSENSE_SPREAD = {of: spreadOf, below: below, quantile: quantile,
        erfc: erfc};

    global.DEALSENSE_LANDING = function (quarter, deals) {
        var beside = (1 - quarter.level) / 2;

        function land(said) {
            var won = quarter.so_far, parts = [], s, out, z;
            deals.forEach(function (deal, i) {
                if (said[i] === "won")
                    won += deal[AMOUNT];
                else if (!said[i])
                    parts.push({p: deal[CHANCE],
                        amount: Math.max(0, deal[AMOUNT] * quarter.rate)});
            });
            s = spreadOf(parts, quarter.created, quarter.created_variance);
            out = {won: won, landing: won + s.mean, low: NaN, high: NaN,
                chance: NaN, reached: known(quarter.target) &&
                    won >= quarter.target};
            if (!known(quarter.scale))
                return out;
            out.low = won + Math.max(s.mean -
                quarter.scale * (s.mean - quantile(s, beside)), 0);
            out.high = won + Math.max(s.mean +
                quarter.scale * (quantile(s, 1 - beside) - s.mean), 0);
            if (!known(quarter.target) || out.reached || !(quarter.scale > 0))
                return out;
            z = (quarter.target - won - s.mean) / quarter.scale;
            out.chance = Math.min(0.999, Math.max(0.001,
                1 - below(s, s.mean + z)));
            return out;
        }

        return {land: land};
    };
})(window);
