/*
 * The two charts of a deal for deal.html: its receipt as a waterfall and its
 * life, mark for mark as render/dashboard/svg_charts.c and render/dashboard/svg_timeline.c draw
 * them on the other deals' pages (tests/web compares them). Per cent across,
 * pixels down, colours by class; CRM text enters by textContent.
 */
(function () {
    "use strict";
    var SVG = "http://www.w3.org/2000/svg";
    var ROW = 26, LABELS = 36, RIGHT = 99, TOP = 20, BELOW = 24;
    var STAGES_MOST = 10;
    var NARROW = 17, WIDE = 44, CUT = 90; /* bytes of a label */
    var STAGE = 1, AMOUNT = 2, EXPECTED = 3, ACTIVITY = 4;
    var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
        "Sep", "Oct", "Nov", "Dec"];
    var DAY = 86400000;
    var dateText = window.DEALSENSE_NUMBER.date;

    function shape(parent, tag, className, at, text) {
        var e = document.createElementNS(SVG, tag);
        if (className)
            e.setAttribute("class", className);
        Object.keys(at).forEach(function (key) {
            e.setAttribute(key, at[key]);
        });
        if (text !== undefined)
            e.textContent = text;
        parent.appendChild(e);
        return e;
    }

    function percent(x) {
        return x.toFixed(2) + "%";
    }

    function chart(parent, id, className, height, title, desc) {
        var svg = shape(parent, "svg", "chart " + className, {role: "img",
            width: "100%", height: height,
            "aria-labelledby": id + "-t " + id + "-d"});
        shape(svg, "title", "", {id: id + "-t"}, title);
        shape(svg, "desc", "", {id: id + "-d"}, desc);
        return svg;
    }

    function rect(svg, x, y, width, height, className, hint) {
        var e = shape(svg, "rect", className, {x: percent(x), y: y,
            width: percent(width), height: height});
        if (hint)
            shape(e, "title", "", {}, hint);
    }

    function line(svg, x1, y1, x2, y2, className) {
        shape(svg, "line", className, {x1: percent(x1), y1: y1,
            x2: percent(x2), y2: y2});
    }

    function dot(svg, x, y, r, className, hint) {
        shape(shape(svg, "circle", className, {cx: percent(x), cy: y, r: r}),
            "title", "", {}, hint);
    }

    function text(svg, x, dx, y, anchor, className, words) {
        shape(svg, "text", className, {x: percent(x), dx: dx, y: y,
            "text-anchor": anchor}, words);
    }

    /* Labels are measured and cut by their bytes, between characters. */
    function bytes(words) {
        return window.unescape(encodeURIComponent(words));
    }

    function words(raw) {
        return decodeURIComponent(window.escape(raw));
    }

    function whole(raw, len) {
        while (len && (raw.charCodeAt(len) & 0xc0) === 0x80)
            len--;
        return raw.slice(0, len);
    }

    function capital(label) {
        return /^[a-z]/.test(label) ?
            label.charAt(0).toUpperCase() + label.slice(1) : label;
    }

    /* As lists and titles have it (dashboard_values.c). */
    function clipped(name, most) {
        var raw = bytes(name);
        return raw.length > most ? words(whole(raw, most)) + "\u2026" : name;
    }

    function labelText(svg, y, raw, most, className) {
        text(svg, LABELS, -10, y, "end", className, raw.length > most ?
            words(whole(raw, most)) + "\u2026" : words(raw));
    }

    /* Two lines, parted between the words nearest the middle. */
    function labelHalves(svg, y, raw, most, className) {
        var middle = Math.floor(raw.length / 2), at = -1, k;
        for (k = 0; k < raw.length; k++)
            if (raw.charAt(k) === " " && (at < 0 ||
                    Math.abs(k - middle) < Math.abs(at - middle)))
                at = k;
        if (at < 0) {
            labelText(svg, y + 17, raw, most, className);
            return;
        }
        labelText(svg, y + 12, raw.slice(0, at), most, className);
        labelText(svg, y + 23, raw.slice(at + 1), most, className);
    }

    function label(svg, y, name) {
        var raw = bytes(name);
        if (raw.length > CUT)
            raw = whole(raw, CUT);
        raw = capital(raw);
        if (raw.length <= NARROW) {
            labelText(svg, y + 17, raw, NARROW, "label");
            return;
        }
        if (raw.length <= WIDE)
            labelText(svg, y + 17, raw, WIDE, "label on-wide");
        else
            labelHalves(svg, y, raw, WIDE, "label on-wide two");
        labelHalves(svg, y, raw, NARROW + 5, "label on-narrow");
    }

    /* The receipt */

    function barClass(of) {
        if (/start$/.test(of[1]))
            return "bar base";
        if (of[1] === "rules" || of[1] === "to one decimal")
            return "bar quiet";
        return of[2] >= 0 ? "bar raise" : "bar lower";
    }

    /* Is it what a learner makes of a feature? */
    function learnt(of) {
        return of[1] === "forest" || of[1] === "additive";
    }

    /* The learners' smaller lines, which come last, are drawn as one. */
    function drawn(lines) {
        var most = 0, k, rest;
        if (lines.length <= 16)
            return lines;
        for (k = 0; k < lines.length && most < 8; k++)
            most += learnt(lines[k]) ? 1 : 0;
        rest = lines.slice(k);
        return rest.length ? lines.slice(0, k).concat([[rest.length +
            " smaller lines", "rules", rest.reduce(function (sum, of) {
                return sum + of[2];
            }, 0)]]) : lines;
    }

    /* `score` and each line's third, in points; signed() and fixed() write
     * them. */
    function waterfall(parent, all, score, signed, fixed) {
        var low = 0, high = Math.max(1, score), at = 0, y = 0, svg, height;
        var lines = drawn(all);
        var model = all.some(learnt);
        all.forEach(function (of) {
            at += of[2];
            low = Math.min(low, at);
            high = Math.max(high, at);
        });
        function x(v) {
            return LABELS + (v - low) / (high - low) * (88 - LABELS);
        }
        function bar(from, to, className, name, value, rule) {
            var left = x(Math.min(from, to)), right = x(Math.max(from, to));
            label(svg, y, rule ? name + " \u00b7 rule" : name);
            rect(svg, left, y + 6, Math.max(0.3, right - left), 14, className,
                bytes(name).length < 100 ?
                    capital(name) + ": " + value + " points" : "");
            text(svg, right, 6, y + 17, "start", "value", value);
        }
        height = (lines.length + 1) * ROW;
        svg = chart(parent, "waterfall", "waterfall", height + 4,
            "How the score of " + fixed(score) + " comes about",
            "Each bar starts where the one above ends. Bars to the right " +
            "raise the risk, bars to the left lower it; the last is the " +
            "score. The table below holds every line.");
        line(svg, x(0), 0, x(0), height, "axis");
        at = 0;
        lines.forEach(function (of) {
            var to = at + of[2];
            bar(at, to, barClass(of), of[0], signed(of[2]),
                model && of[1] === "rule");
            line(svg, x(to), y + 6, x(to), y + ROW + 20, "joint");
            at = to;
            y += ROW;
        });
        bar(0, score, "bar total", "Score", fixed(score));
    }

    /* The life */

    function days(n, count) {
        return n === null ? "\u2013 days" :
            count(n) + (n === 1 ? " day" : " days");
    }

    function ofKind(events, kind) {
        return events.filter(function (e) { return e[0] === kind; });
    }

    /* Last events of the stages, in the order in which they were first
     * entered; of more than STAGES_MOST the ones entered last. */
    function stagesOf(events) {
        var last = [];
        ofKind(events, STAGE).forEach(function (e) {
            var k = 0;
            while (k < last.length && last[k][3] !== e[3])
                k++;
            if (k === STAGES_MOST) {
                last.shift();
                k--;
            }
            last[k] = e;
        });
        return last;
    }

    function ticks(svg, from, to, height, x) {
        var steps = [1, 2, 3, 6, 12, 24, 60, 120], k = 0, month, day, at;
        var last = 0; /* where the label before stands */
        var months = (to - from) / 30.4, start = new Date(from * DAY);
        while (k + 1 < steps.length && months / steps[k] > 3)
            k++;
        for (month = start.getUTCFullYear() * 12 + start.getUTCMonth() + 1;;
            month++) {
            day = Date.UTC(Math.floor(month / 12), month % 12, 1) / DAY;
            if (day > to)
                return;
            if (month % steps[k])
                continue;
            at = x(day);
            line(svg, at, TOP, at, TOP + height, "grid");
            /* On a phone the two would run together. */
            if (at - last < (at > RIGHT - 6 ? 28 : 19))
                continue;
            last = at;
            text(svg, at, 0, TOP + height + 17, at > RIGHT - 6 ? "end" :
                "middle", "tick", MONTHS[month % 12] + " " +
                Math.floor(month / 12));
        }
    }

    /* life: {created, expected, last, age} and events [kind, day, text,
     * stage, until, days in all]; days since 1970, null: not known. */
    function life(parent, of, events, asOf, count) {
        var stages = stagesOf(events), from = asOf, to = asOf, y = TOP, svg;
        var amounts = ofKind(events, AMOUNT), moved = ofKind(events, EXPECTED);
        var rows = stages.length + (of.created !== null) + (moved.length > 0) +
            (of.expected !== null) + (amounts.length > 0) + (of.last !== null);
        var height = rows * ROW, late;
        if (!rows)
            return;
        events.forEach(function (e) { from = Math.min(from, e[1]); });
        if (of.expected !== null) {
            to = Math.max(to, of.expected);
            from = Math.min(from, of.expected);
        }
        function x(day) {
            var share = (day - from) / Math.max(1, to - from);
            return LABELS + Math.min(1, Math.max(0, share)) *
                (RIGHT - LABELS);
        }
        function bar(start, end, className, hint) {
            rect(svg, x(start), y + 7, Math.max(0.4, x(end) - x(start)), 12,
                className, hint);
        }
        function dots(list) {
            list.forEach(function (e) {
                dot(svg, x(e[1]), y + 13, 4, "point", dateText(e[1]) + ": " +
                    (bytes(e[2]).length < 120 ? e[2] : ""));
            });
        }
        svg = chart(parent, "life", "life", TOP + height + BELOW,
            "The life of this deal so far",
            "Time runs from left to right; the upright line is the day of " +
            "this report. Bars show how long the deal was open and in each " +
            "stage, dots when its expected close or amount changed, the " +
            "diamond when it is expected to close. The list below holds " +
            "every date.");
        ticks(svg, from, to, height, x);
        if (of.created !== null) {
            label(svg, y, "Open \u00b7 " + days(of.age, count));
            bar(of.created, asOf, "bar open", dateText(of.created) + " to " +
                dateText(asOf));
            y += ROW;
        }
        stages.forEach(function (last) {
            var raw = bytes(last[3]), cut = whole(raw, 60);
            label(svg, y, (raw.length < 60 ? last[3] : words(cut) +
                (cut.length < raw.length ? "\u2026" : "")) + " \u00b7 " +
                days(last[5], count));
            ofKind(events, STAGE).forEach(function (e) {
                if (e[3] === last[3])
                    bar(e[1], e[4], e[4] === asOf ? "bar stay now" :
                        "bar stay", dateText(e[1]) + " to " + dateText(e[4]));
            });
            y += ROW;
        });
        if (amounts.length) {
            label(svg, y, "Amount changed");
            dots(amounts);
            y += ROW;
        }
        if (of.last !== null) {
            label(svg, y, "Last activity " + dateText(of.last));
            dots(ofKind(events, ACTIVITY));
            y += ROW;
        }
        if (moved.length) {
            label(svg, y, "Expected close moved");
            dots(moved);
            y += ROW;
        }
        if (of.expected !== null) {
            late = of.expected < asOf;
            label(svg, y, (late ? "Expected close passed on " :
                "Expected close ") + dateText(of.expected));
            line(svg, x(asOf), y + 13, x(of.expected), y + 13,
                late ? "due late" : "due");
            text(svg, x(of.expected), 0, y + 18, "middle",
                late ? "diamond late" : "diamond", "\u25c6");
            dot(svg, x(of.expected), y + 13, 8, "hit",
                (late ? "Expected to close, and did not: " :
                    "Expected to close: ") + dateText(of.expected));
        }
        line(svg, x(asOf), TOP - 4, x(asOf), TOP + height, "today");
        text(svg, x(asOf), 0, TOP - 8, x(asOf) > RIGHT - 8 ? "end" :
            "middle", "tick", dateText(asOf));
    }

    window.DEALSENSE_DRAW = {waterfall: waterfall, life: life,
        date: dateText, clipped: clipped};
})();
