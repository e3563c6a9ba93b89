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
    var title = document.title; /* "Deal - Company" */
    var WORDS = window.DEALSENSE_LEVELS.words;
    var SHAPES = window.DEALSENSE_LEVELS.shapes;
    var add = window.DEALSENSE_ADD;
    var NUMBER = window.DEALSENSE_NUMBER;
    var draw = window.DEALSENSE_DRAW;

    function section(title, id, parent) {
        var e = add(parent || place, "section");
        e.setAttribute("aria-labelledby", id);
        add(e, "h2", "", title).id = id;
        return e;
    }

    var count = NUMBER.count;

    function fixed(x) {
        return NUMBER.fixed(x, 1);
    }

    function signed(x) {
        return NUMBER.signed(x, 1);
    }

    function money(x) {
        return x === null ? "\u2013" :
            NUMBER.money(x, data.sign, data.sign_after);
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
        var box, top, left, lead, rank = document.getElementById("rank");
        document.title = draw.clipped(d.name, 240) +
            title.replace(/^Deal/, "");
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
        lead.appendChild(document.createTextNode((d.amount === null ?
            "no amount" : money(d.amount)) + " \u00b7 "));
        add(lead, "span", d.late ? "late" : "", d.due);
        rank.textContent = "\u00a0/\u00a0 " + count(d.rank) + " of " +
            count(data.n) + " by risk";
        box = add(top, "p", "scorebox level-" + WORDS[d.level].toLowerCase());
        add(box, "span", "figure", fixed(d.score));
        box.appendChild(document.createTextNode(" "));
        add(box, "span", "sub", "of 100");
        box.appendChild(document.createTextNode(" "));
        level(box, d.level);
        if (d.former)
            add(place, "p", "small", d.former);
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
        if (a.owner) {
            callout.appendChild(document.createTextNode(" \u00b7 "));
            add(callout, "bdi", "", a.owner);
        }
        if (a.due)
            callout.appendChild(document.createTextNode(" \u00b7 by " +
                a.due));
    }

    function warnings(list) {
        var items;
        if (!list.length)
            return;
        items = add(section("Warnings", "warnings"), "ul", "warnings");
        list.forEach(function (w) {
            var li = add(items, "li");
            add(li, "b", "", capital(w[0]));
            if (!w[1])
                return;
            li.appendChild(document.createTextNode(" "));
            add(li, "span", "", w[1] + ".");
        });
    }

    function factors(list, warned) {
        var e = section(list.length === 1 ?
            "Why: the one factor that raises it" :
            "Why: what raises it most", "why"), items;
        if (!list.length) {
            add(e, "p", "", "No factor adds points to this deal. That is no " +
                "all-clear" + (warned ? ": the warnings above stand beside " +
                "the score." : "."));
            return;
        }
        items = add(e, "ol", "factors");
        list.forEach(function (f) {
            var li = add(items, "li");
            add(li, "span", "points", signed(f[1]));
            add(li, "b", "", capital(f[0]));
            add(li, "span", "", f[2]);
        });
    }

    function receipt(d, parent) {
        var score = fixed(d.score);
        var e = section("How " + score + " adds up", "receipt",
            parent);
        var more, table, row, body, foot;
        draw.waterfall(e, d.lines, d.score, signed, fixed);
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

    function facts(d) {
        var e = section("What is known", "facts"), list, link;
        list = add(e, "dl", "facts two");
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

    function life(d, parent) {
        var age = d.life.age, e, more, items;
        e = section(age === null ? "Timeline" : count(age) +
            (age === 1 ? " day open" : " days open"), "timeline", parent);
        draw.life(e, d.life, d.events, data.as_of, count);
        if (!d.events.length) {
            add(e, "p", "", "No dated event is known.");
            return;
        }
        more = add(e, "details");
        add(more, "summary", "", "Every date, as a list");
        items = add(more, "ol", "timeline");
        d.events.forEach(function (event) {
            var li = add(items, "li");
            add(li, "span", "when", draw.date(event[1]));
            li.appendChild(document.createTextNode(" "));
            add(add(li, "span"), "bdi", "", event[2]);
        });
    }

    /* [href, name] of the deals before and after. */
    function pager(d) {
        var nav = add(place, "nav", "pager"), link;
        nav.setAttribute("aria-label", "Other deals");
        if (d.previous) {
            link = add(nav, "a");
            link.rel = "prev";
            link.href = d.previous[0];
            add(link, "span", "", "\u2190");
            link.appendChild(document.createTextNode(" "));
            add(link, "bdi", "", d.previous[1]);
        }
        if (d.following) {
            link = add(nav, "a");
            link.rel = "next";
            link.href = d.following[0];
            add(link, "bdi", "", d.following[1]);
            link.appendChild(document.createTextNode(" "));
            add(link, "span", "", "\u2192");
        }
    }

    function show(d) {
        var columns;
        place.textContent = "";
        head(d);
        action(d.action);
        warnings(d.warnings);
        factors(d.factors, d.warnings.length > 0);
        columns = add(place, "div", "columns wider");
        receipt(d, columns);
        life(d, columns);
        whatif(d.whatif);
        facts(d);
        if (data.similar)
            add(place, "p", "small", data.similar);
        pager(d);
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
