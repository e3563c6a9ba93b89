/*
 * quarter.html: a bar of the flow opens its deals, and a panel in which a
 * reader says of deals that they are won, lost or pushed out. landing.js
 * reckons; this file draws. The figures load when the panel is opened, and
 * where they do not give the printed landing again nothing is reckoned. CRM
 * text enters by textContent.
 */
(function () {
    "use strict";
    var add = window.DEALSENSE_ADD;
    var NUMBER = window.DEALSENSE_NUMBER;
    var CHANCE = 0, AMOUNT = 1, TITLE = 2, OWNER = 3, LINK = 4, DUE = 5;
    var ENDS = [["won", "Won"], ["lost", "Lost"], ["out", "Pushed"]];
    var QUIET = 500; /* ms before the result is read out */

    /* The class that the address names: its deals are shown. */
    function openNamed() {
        var name = window.location.hash.slice(1);
        var place = name && document.getElementById(name);
        if (place && place.tagName === "DETAILS") {
            place.open = true;
            place.querySelector("summary").focus();
            place.scrollIntoView();
        }
    }

    function chanceOf(p) {
        if (p < 0.01)
            return "< " + NUMBER.percent(0.01, 0);
        if (p > 0.99)
            return "> " + NUMBER.percent(0.99, 0);
        return NUMBER.percent(p, 0);
    }

    function panel(section, data, reckoner) {
        var said = {}, deals = data.deals, quiet = 0;
        var box = add(section, "div", "try-box");
        var figures = add(box, "dl", "try-figures");
        var spoken = add(box, "p", "hidden");
        var bar = add(section, "div", "filters");
        var find, count, reset, table, body, was = reckoner.land({}), order;
        var shown = {};

        spoken.setAttribute("role", "status");
        spoken.setAttribute("aria-live", "polite");

        function money(x) {
            return isNaN(x) ? "\u2013" :
                NUMBER.money(x, data.sign, data.sign_after, 0);
        }

        function figure(key, label) {
            var place = add(figures, "div");
            add(place, "dt", "", label);
            shown[key] = add(place, "dd");
        }

        function put(key, now, before) {
            shown[key].textContent = "";
            add(shown[key], "b", "", now);
            if (now !== before)
                add(shown[key], "span", "sub", " was " + before);
        }

        function rangeOf(x) {
            return isNaN(x.low) ? "none" : money(x.low) + " to " + money(x.high);
        }

        function targetOf(x) {
            if (data.quarter.target === null)
                return "no target";
            return x.reached ? "reached" :
                isNaN(x.chance) ? "not known" : chanceOf(x.chance);
        }

        function drawFigures() {
            var now = reckoner.land(said), n = Object.keys(said).length;
            put("landing", money(now.landing), money(was.landing));
            put("won", money(now.won), money(was.won));
            put("range", rangeOf(now), rangeOf(was));
            put("chance", targetOf(now), targetOf(was));
            reset.disabled = n === 0;
            window.clearTimeout(quiet);
            quiet = window.setTimeout(function () {
                spoken.textContent = (n ? n + (n === 1 ? " deal" : " deals") +
                    " changed: " : "Nothing is changed: ") + data.name +
                    " closes at " + money(now.landing) + ", range " +
                    rangeOf(now) + (data.quarter.target === null ? "" :
                    ", target: " + targetOf(now)) + ".";
            }, QUIET);
        }

        function row(i) {
            var deal = deals[i], tr = add(body, "tr"), cell, link, buttons = [];
            cell = add(tr, "th");
            cell.setAttribute("scope", "row");
            link = add(cell, "a");
            link.setAttribute("href", deal[LINK]);
            add(link, "bdi", "", deal[TITLE]);
            if (deal[OWNER]) {
                cell.appendChild(document.createTextNode(" "));
                add(add(cell, "span", "sub"), "bdi", "", deal[OWNER]);
            }
            cell = add(tr, "td", "num", chanceOf(deal[CHANCE]));
            cell.setAttribute("data-l", "Chance");
            cell = add(tr, "td", "num", money(deal[AMOUNT]));
            cell.setAttribute("data-l", "Amount");
            cell = add(tr, "td", "", deal[DUE] ? "yes" : "no");
            cell.setAttribute("data-l", "Due in " + data.name);
            cell = add(tr, "td", "whole");
            cell = add(cell, "span", "ends");
            cell.setAttribute("role", "group");
            cell.setAttribute("aria-label", deal[TITLE]);

            function mark() {
                ENDS.forEach(function (end, k) {
                    buttons[k].setAttribute("aria-pressed",
                        said[i] === end[0] ? "true" : "false");
                });
                tr.className = said[i] ? "changed" : "";
            }

            ENDS.forEach(function (end) {
                var button = add(cell, "button", "end " + end[0], end[1]);
                button.type = "button";
                buttons.push(button);
                button.addEventListener("click", function () {
                    if (said[i] === end[0])
                        delete said[i];
                    else
                        said[i] = end[0];
                    mark();
                    drawFigures();
                });
            });
            mark();
        }

        /* What is changed first, then what weighs most; of those that the
         * words name where there are some. */
        function drawRows() {
            var words = find.value.toLowerCase().trim(), left, all = 0;
            body.textContent = "";
            order.forEach(function (i) {
                if (said[i])
                    row(i);
            });
            left = data.offered;
            order.forEach(function (i) {
                var text;
                if (said[i])
                    return;
                text = (deals[i][TITLE] + "\n" + deals[i][OWNER]).toLowerCase();
                if (words && text.indexOf(words) < 0)
                    return;
                all++;
                if (left-- > 0)
                    row(i);
            });
            count.textContent = all > data.offered ?
                NUMBER.count(data.offered) + " of " + NUMBER.count(all) +
                " deals; find others by name or owner" :
                NUMBER.count(all) + (all === 1 ? " deal" : " deals");
        }

        function drawTable() {
            var place = add(section, "section", "scroll"), head;
            place.setAttribute("aria-label", "Deals to try");
            place.setAttribute("tabindex", "0");
            table = add(place, "table", "plain stack tight try");
            add(table, "caption", "",
                "Open deals, those that move the quarter most first");
            head = add(add(table, "thead"), "tr");
            ["Deal", "Chance", "Amount", "Due in " + data.name, "Say it is"]
                .forEach(function (name, k) {
                    add(head, "th", k === 1 || k === 2 ? "num" : "", name)
                        .setAttribute("scope", "col");
                });
            body = add(table, "tbody");
        }

        order = deals.map(function (deal, i) { return i; });
        order.sort(function (a, b) {
            function weight(deal) {
                return deal[CHANCE] * (1 - deal[CHANCE]) *
                    deal[AMOUNT] * deal[AMOUNT];
            }
            return weight(deals[b]) - weight(deals[a]) || a - b;
        });
        figure("landing", "Landing");
        figure("range", NUMBER.percent(data.quarter.level, 0) + " range");
        figure("won", "Won");
        figure("chance", "Chance of the target");
        (function () {
            var place = add(bar, "div"), label = add(place, "label", "",
                "Find a deal");
            find = add(place, "input");
            find.type = "search";
            find.id = "try-find";
            label.setAttribute("for", find.id);
            find.addEventListener("input", drawRows);
            reset = add(bar, "button", "", "Reset");
            reset.type = "button";
            reset.addEventListener("click", function () {
                said = {};
                drawRows();
                drawFigures();
            });
            count = add(bar, "p", "sub");
        })();
        drawTable();
        add(section, "p", "small", data.limits);
        drawRows();
        drawFigures();
        return find;
    }

    function load(file, then, fail) {
        var script = document.createElement("script");
        script.src = file;
        script.addEventListener("load", then);
        script.addEventListener("error", fail);
        document.head.appendChild(script);
    }

    /* Does the page find what the engine printed? */
    function same(a, b) {
        return b === null ? isNaN(a) : Math.abs(a - b) <=
            1e-9 * Math.max(1, Math.abs(b));
    }

    function begin(section) {
        var place = add(section, "p", "whatif-open");
        var button = add(place, "button", "", "Try deals");
        var note = add(place, "span", "sub");

        function fail(text) {
            button.disabled = false;
            note.textContent = " " + text;
        }

        function open() {
            var data = window.DEALSENSE_QUARTER, q = data.quarter;
            var reckoner = window.DEALSENSE_LANDING(q, data.deals);
            var now = reckoner.land({});
            if (!same(now.landing, q.landing) || !same(now.low, q.low) ||
                    !same(now.high, q.high) || !same(now.chance, q.chance)) {
                fail("This page and its data are of different reports: " +
                    "load the page again.");
                return;
            }
            section.removeChild(place);
            panel(section, data, reckoner).focus();
        }

        note.setAttribute("role", "status");
        button.type = "button";
        button.addEventListener("click", function () {
            button.disabled = true;
            note.textContent = " Loading \u2026";
            if (window.DEALSENSE_QUARTER)
                open();
            else
                load("data/quarter.js", open, function () {
                    fail("Could not load quarter.js.");
                });
        });
        section.hidden = false;
    }

    var here = document.getElementById("try");
    if (here)
        begin(here);
    window.addEventListener("hashchange", openNamed);
    openNamed();
})();
