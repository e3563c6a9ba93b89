/*
 * deal.html#<file_id>: a deal without a page of its own, drawn from its shard
 * data/details-K.js (dashboard_details.c), as templates/deal.html.mustache
 * draws the others. CRM text enters by textContent.
 */
(function () {
    "use strict";
    var data = window.DEALSENSE;
    var place = document.getElementById("deal");
    if (!data || !place)
        return;
    var WORDS = window.DEALSENSE_LEVELS.words;
    var SHAPES = window.DEALSENSE_LEVELS.shapes;
    var add = window.DEALSENSE_ADD;
    var SVG = "http://www.w3.org/2000/svg";

    function section(title, id) {
        var e = add(place, "section");
        e.setAttribute("aria-labelledby", id);
        add(e, "h2", "", title).id = id;
        return e;
    }

    function signed(x) {
        return (x > 0 ? "+" : x < 0 ? "\u2212" : "") +
            Math.abs(x).toFixed(1);
    }

    function money(x) {
        return x === null ? "\u2013" : (x <= -0.5 ? "\u2212" : "") +
            (data.sign || "") +
            Math.floor(Math.abs(x) + 0.5).toLocaleString("en-US") +
            (data.sign_after || "");
    }

    function capital(text) {
        return text.charAt(0).toUpperCase() + text.slice(1);
    }

    function level(parent, k) {
        var mark = add(parent, "span", "level level-" +
            WORDS[k].toLowerCase());
        add(mark, "span", "shape", SHAPES[k])
            .setAttribute("aria-hidden", "true");
        mark.appendChild(document.createTextNode(WORDS[k]));
    }

    function head(d) {
        var box, top, left, lead;
        document.title = d.name + " - DealSense";
        top = add(place, "div", "dealhead");
        left = add(top, "div");
        add(add(left, "h1"), "bdi", "", d.name);
        lead = add(left, "p", "lead");
        [d.account, d.owner, d.stage].forEach(function (text) {
            if (!text)
                return;
            add(lead, "bdi", "", text);
            lead.appendChild(document.createTextNode(" \u00b7 "));
        });
        lead.appendChild(document.createTextNode(money(d.amount) + " \u00b7 " +
            d.rank.toLocaleString("en-US") + " of " +
            data.n.toLocaleString("en-US") + " by risk"));
        box = add(top, "p", "scorebox level-" + WORDS[d.level].toLowerCase());
        add(box, "span", "figure", d.score.toFixed(1));
        box.appendChild(document.createTextNode(" "));
        level(box, d.level);
        if (d.note)
            add(place, "p", "small", d.note);
    }

    function action(a) {
        var callout;
        if (!a)
            return;
        callout = add(place, "p", a.today ? "callout today" : "callout");
        if (a.today)
            add(callout, "b", "", "TODAY ");
        add(callout, "b", "", a.text);
        if (a.owner)
            add(callout, "bdi", "", " \u00b7 " + a.owner);
        if (a.due)
            add(callout, "span", "", " \u00b7 by " + a.due);
    }

    function factors(list) {
        var e = section(list.length === 1 ?
            "Why: the one factor that raises it" :
            "Why: what raises it most", "why"), items;
        if (!list.length) {
            add(e, "p", "", "Nothing known about this deal raises its risk.");
            return;
        }
        items = add(e, "ol", "factors");
        list.forEach(function (f) {
            var li = add(items, "li");
            add(li, "span", "points", "+" + f[1].toFixed(1));
            add(li, "b", "", f[0]);
            add(li, "span", "", f[2]);
        });
    }

    /* As svg.h draws: per cent across, pixels down, colours by class. */
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

    /* render/svg_charts.c, chart_waterfall(): the same picture. */
    var ROW = 26, LABELS = 36;

    function barClass(line) {
        if (/start$/.test(line[1]))
            return "bar base";
        if (line[1] === "rules" || line[1] === "to one decimal")
            return "bar quiet";
        return line[2] >= 0 ? "bar raise" : "bar lower";
    }

    /* Two lines on a phone, cut between words nearest the middle. */
    function halves(label) {
        var middle = Math.floor(label.length / 2), k, at = -1;
        for (k = 0; k < label.length; k++)
            if (label.charAt(k) === " " && (at < 0 ||
                    Math.abs(k - middle) < Math.abs(at - middle)))
                at = k;
        return at < 0 ? [label] : [label.slice(0, at), label.slice(at + 1)];
    }

    function rowLabel(svg, y, label) {
        var parts = label.length > 17 ? halves(label) : [label];
        var at = {x: LABELS + "%", dx: -10, "text-anchor": "end"};
        if (parts.length === 1) {
            at.y = y + 17;
            shape(svg, "text", "label", at, label);
            return;
        }
        at.y = y + 17;
        shape(svg, "text", "label on-wide", at, label);
        parts.forEach(function (part, k) {
            at.y = y + 12 + 11 * k;
            shape(svg, "text", "label on-narrow", at, part);
        });
    }

    /* The forest's smaller lines, which come last, are drawn as one. */
    function drawn(lines) {
        var forest = 0, k, rest;
        if (lines.length <= 16)
            return lines;
        for (k = 0; k < lines.length && forest < 8; k++)
            forest += lines[k][1] === "forest" ? 1 : 0;
        rest = lines.slice(k);
        return rest.length ? lines.slice(0, k).concat([[rest.length +
            " smaller lines", "rules", rest.reduce(function (sum, line) {
                return sum + line[2];
            }, 0)]]) : lines;
    }

    function waterfall(parent, d) {
        var low = 0, high = Math.max(1, d.score), at = 0, y = 0, svg, x;
        var lines = drawn(d.lines);
        d.lines.forEach(function (line) {
            at += line[2];
            low = Math.min(low, at);
            high = Math.max(high, at);
        });
        x = function (v) {
            return LABELS + (v - low) / (high - low) * (88 - LABELS);
        };
        svg = shape(parent, "svg", "chart waterfall", {role: "img",
            width: "100%", height: (lines.length + 1) * ROW + 4,
            "aria-labelledby": "waterfall-t waterfall-d"});
        shape(svg, "title", "", {id: "waterfall-t"}, "How the score of " +
            d.score.toFixed(1) + " comes about");
        shape(svg, "desc", "", {id: "waterfall-d"}, "Each bar starts where " +
            "the one above ends. Bars to the right raise the risk, bars to " +
            "the left lower it; the last is the score. The table below " +
            "holds every line.");
        shape(svg, "line", "axis", {x1: percent(x(0)), x2: percent(x(0)),
            y1: 0, y2: (lines.length + 1) * ROW});
        function bar(from, to, className, label, value) {
            var left = x(Math.min(from, to)), right = x(Math.max(from, to));
            var rect;
            rowLabel(svg, y, label);
            rect = shape(svg, "rect", className, {x: percent(left), y: y + 6,
                width: percent(Math.max(0.3, right - left)), height: 14});
            shape(rect, "title", "", {}, label + ": " + value + " points");
            shape(svg, "text", "value", {x: percent(right), dx: 6,
                y: y + 17, "text-anchor": "start"}, value);
            y += ROW;
        }
        at = 0;
        lines.forEach(function (line) {
            var to = at + line[2];
            shape(svg, "line", "joint", {x1: percent(x(to)),
                x2: percent(x(to)), y1: y + 6, y2: y + ROW + 20});
            bar(at, to, barClass(line), capital(line[0]), signed(line[2]));
            at = to;
        });
        bar(0, d.score, "bar total", "Score", d.score.toFixed(1));
    }

    function receipt(d) {
        var score = d.score.toFixed(1);
        var e = section("The receipt: from nothing to " + score, "receipt");
        var more, table, row, body, foot;
        waterfall(e, d);
        more = add(e, "details");
        add(more, "summary", "", "The same as a table");
        table = add(more, "table", "plain receipt");
        add(table, "caption", "", "Every line of the score; they add up to " +
            score);
        row = add(add(table, "thead"), "tr");
        ["Line", "From", "Points"].forEach(function (name, i) {
            add(row, "th", i === 2 ? "num" : "", name)
                .setAttribute("scope", "col");
        });
        body = add(table, "tbody");
        d.lines.forEach(function (line) {
            var tr = add(body, "tr");
            add(tr, "th", "", capital(line[0])).setAttribute("scope", "row");
            add(tr, "td", "", line[1]);
            add(tr, "td", "num", signed(line[2]));
        });
        foot = add(add(table, "tfoot"), "tr");
        add(foot, "th", "", "Score").setAttribute("scope", "row");
        add(foot, "td");
        add(add(foot, "td", "num"), "b", "", score);
        add(e, "p", "small", data.formula);
    }

    function whatif(line) {
        var e;
        if (!line || !window.DEALSENSE_WHATIF_START)
            return;
        e = add(place, "section");
        e.id = "whatif";
        e.setAttribute("aria-labelledby", "whatif-title");
        add(e, "h2", "", "What if this deal were different?").id =
            "whatif-title";
        window.DEALSENSE_WHATIF_START(e, line, "");
    }

    function facts(parent, d) {
        var e = add(parent, "section"), list, link;
        e.setAttribute("aria-labelledby", "facts");
        add(e, "h2", "", "What is known").id = "facts";
        list = add(e, "dl", "facts");
        d.facts.forEach(function (f) {
            var div = add(list, "div");
            add(div, "dt", "", f[0]);
            add(add(div, "dd"), "bdi", "", f[1]);
        });
        if (!/^https?:\/\//.test(d.crm_url || ""))
            return;
        link = add(add(e, "p"), "a", "", "Open in the CRM");
        link.href = d.crm_url;
        link.rel = "noreferrer";
    }

    function events(parent, list) {
        var e = add(parent, "section"), items;
        e.setAttribute("aria-labelledby", "timeline");
        add(e, "h2", "", "Timeline").id = "timeline";
        if (!list.length) {
            add(e, "p", "", "No dated event is known.");
            return;
        }
        items = add(e, "ol", "timeline");
        list.forEach(function (event) {
            var li = add(items, "li");
            add(li, "span", "when", event[0]);
            li.appendChild(document.createTextNode(" "));
            add(add(li, "span"), "bdi", "", event[1]);
        });
    }

    function show(d) {
        var columns;
        place.textContent = "";
        head(d);
        action(d.action);
        factors(d.factors);
        receipt(d);
        whatif(d.whatif);
        columns = add(place, "div", "columns");
        facts(columns, d);
        events(columns, d.events);
        if (window.DEALSENSE_CHARTS)
            window.DEALSENSE_CHARTS(place);
    }

    function missing(id) {
        var p, link;
        place.textContent = "";
        add(place, "h1", "", "No such deal here");
        p = add(place, "p", "lead",
            "This page shows the open deals that have no page of their own, " +
            "and none of them has the id in the address. ");
        if (!/^[A-Za-z0-9_-]+$/.test(id))
            return;
        link = add(p, "a", "", "Look for its own page");
        link.href = "deal/" + id + ".html";
    }

    /* FNV-1a, as dashboard_details.c has it. */
    function hash(id) {
        var h = 2166136261, i;
        for (i = 0; i < id.length; i++)
            h = Math.imul(h ^ id.charCodeAt(i), 16777619) >>> 0;
        return h;
    }

    function open() {
        var id = window.location.hash.slice(1), script;
        if (!id)
            return;
        if (!data.shards) {
            missing(id);
            return;
        }
        script = document.createElement("script");
        script.src = "data/details-" + hash(id) % data.shards + ".js";
        script.addEventListener("load", function () {
            var found = (window.DEALSENSE_DETAILS || []).filter(
                function (d) { return d.file_id === id; });
            if (found.length)
                show(found[0]);
            else
                missing(id);
        });
        document.head.appendChild(script);
    }

    window.addEventListener("hashchange", open);
    open();
})();
