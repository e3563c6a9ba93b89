/*
 * deal.html#<file_id>: a deal without a page of its own, drawn from
 * data/deals.js and its shard data/details-K.js. CRM text enters by
 * textContent.
 */
(function () {
    "use strict";
    var data = window.DEALSENSE;
    var place = document.getElementById("deal");
    if (!data || !place)
        return;
    var WORDS = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    var SHAPES = ["\u25cb", "\u25c6", "\u25b2", "\u25a0"];
    var AT = {};
    data.columns.forEach(function (name, i) { AT[name] = i; });

    function add(parent, tag, className, text) {
        var e = document.createElement(tag);
        if (className)
            e.className = className;
        if (text !== undefined)
            e.textContent = text;
        parent.appendChild(e);
        return e;
    }

    function signed(x) {
        return (x > 0 ? "+" : x < 0 ? "\u2212" : "") +
            Math.abs(x).toFixed(1);
    }

    function money(x) {
        return x === null ? "\u2013" : (x <= -0.5 ? "\u2212" : "") +
            data.sign +
            Math.floor(Math.abs(x) + 0.5).toLocaleString("en-US");
    }

    function level(parent, row) {
        var k = row[AT.level];
        var mark = add(parent, "span", "level level-" +
            WORDS[k].toLowerCase());
        add(mark, "span", "shape", SHAPES[k])
            .setAttribute("aria-hidden", "true");
        mark.appendChild(document.createTextNode(WORDS[k]));
    }

    function fact(list, label, text) {
        if (text === null || text === "")
            return;
        var div = add(list, "div");
        add(div, "dt", "", label);
        add(add(div, "dd"), "bdi", "", String(text));
    }

    function facts(row, d) {
        add(place, "h2", "", "What is known");
        var list = add(place, "dl", "facts");
        fact(list, "Deal id", row[AT.id]);
        fact(list, "Amount", money(row[AT.amount]));
        fact(list, "P(lost)", row[AT.p_loss] === null ? null :
            (row[AT.p_loss] * 100).toFixed(1) + "%");
        fact(list, "Account", row[AT.account]);
        fact(list, "Owner", data.owners[row[AT.owner]]);
        fact(list, "Stage", data.stages[row[AT.stage]]);
        fact(list, "Region", data.regions[row[AT.region]]);
        fact(list, "Age, days", row[AT.age]);
        fact(list, "Days in stage", d[6]);
        fact(list, "Expected close", d[7]);
        fact(list, "Created", d[8]);
        if (/^https:\/\//.test(d[9])) {
            var link = add(add(place, "p"), "a", "", "Open in the CRM");
            link.href = d[9];
            link.rel = "noreferrer";
        }
    }

    function receipt(row, d) {
        var score = row[AT.score].toFixed(1);
        add(place, "h2", "", "The receipt: from nothing to " + score);
        var table = add(place, "table", "plain receipt");
        add(table, "caption", "", "Every line of the score; they add up to " +
            score);
        var head = add(add(table, "thead"), "tr");
        ["Line", "From", "Points"].forEach(function (name, i) {
            add(head, "th", i === 2 ? "num" : "", name)
                .setAttribute("scope", "col");
        });
        var body = add(table, "tbody");
        d[5].forEach(function (line) {
            var tr = add(body, "tr");
            add(tr, "th", "", line[0]).setAttribute("scope", "row");
            add(tr, "td", "", line[1]);
            add(tr, "td", "num", signed(line[2]));
        });
        var foot = add(add(table, "tfoot"), "tr");
        add(foot, "th", "", "Score").setAttribute("scope", "row");
        add(foot, "td");
        add(add(foot, "td", "num"), "b", "", score);
        add(place, "p", "small", data.formula);
    }

    function factors(d) {
        add(place, "h2", "", "Why: what raises it most");
        if (!d[4].length)
            add(place, "p", "",
                "Nothing known about this deal raises its risk.");
        var list = d[4].length ? add(place, "ol", "factors") : null;
        d[4].forEach(function (f) {
            var li = add(list, "li");
            add(li, "span", "points", "+" + f[1].toFixed(1));
            add(li, "b", "", f[0]);
            add(li, "span", "", f[2]);
        });
    }

    function show(row, i, d) {
        var action = data.actions[row[AT.action]];
        place.textContent = "";
        document.title = row[AT.name] + " - DealSense";
        var head = add(place, "div", "dealhead");
        var left = add(head, "div");
        add(add(left, "h1"), "bdi", "", row[AT.name]);
        add(left, "p", "lead", (i + 1).toLocaleString("en-US") + " of " +
            data.rows.length.toLocaleString("en-US") + " by risk");
        var box = add(head, "p", "scorebox level-" +
            WORDS[row[AT.level]].toLowerCase());
        add(box, "span", "figure", row[AT.score].toFixed(1));
        box.appendChild(document.createTextNode(" "));
        level(box, row);
        if (d[1])
            add(place, "p", "small", d[1]);
        if (action) {
            var callout = add(place, "p", "callout");
            add(callout, "b", "", action);
            if (d[2])
                add(callout, "bdi", "", " \u00b7 " + d[2]);
            if (d[3])
                add(callout, "span", "", " \u00b7 by " + d[3]);
        }
        factors(d);
        receipt(row, d);
        if (d[10] && window.DEALSENSE_WHATIF_START) {
            var section = add(place, "section");
            section.id = "whatif";
            section.setAttribute("aria-labelledby", "whatif-title");
            add(section, "h2", "", "What if this deal were different?")
                .id = "whatif-title";
            window.DEALSENSE_WHATIF_START(section, d[10], "");
        }
        facts(row, d);
    }

    function missing() {
        place.textContent = "";
        add(place, "h1", "", "No such deal");
        add(place, "p", "lead",
            "No open deal of this pack has the id in the address.");
    }

    function open() {
        var id = window.location.hash.slice(1), at = -1, i;
        if (!id)
            return;
        for (i = 0; i < data.rows.length && at < 0; i++)
            if (data.rows[i][AT.file_id] === id)
                at = i;
        if (at < 0) {
            missing();
            return;
        }
        if (data.rows[at][AT.page]) {
            window.location.replace("deal/" + data.rows[at][AT.file_id] +
                ".html");
            return;
        }
        var script = document.createElement("script");
        script.src = "data/details-" + Math.floor(at / data.shard) + ".js";
        script.addEventListener("load", function () {
            (window.DEALSENSE_DETAILS || []).forEach(function (d) {
                if (d[0] === id)
                    show(data.rows[at], at, d);
            });
        });
        document.head.appendChild(script);
    }

    window.addEventListener("hashchange", open);
    open();
})();
