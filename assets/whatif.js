/*
 * The what-if panel of a deal page: change the deal, see the score at once.
 * score.js reckons; this file draws. The company's figures and the forest
 * load when the panel is opened, and a deal whose printed score they do not
 * give again is not scored at all. CRM text enters by textContent.
 */
(function () {
    "use strict";
    var WORDS = window.DEALSENSE_LEVELS.words;
    var SHAPES = window.DEALSENSE_LEVELS.shapes;
    var add = window.DEALSENSE_ADD;
    var NUMBER = window.DEALSENSE_NUMBER;
    var DAY = 86400000;
    /* What a range of values is one of, by field. */
    var SEEN = {days: "days in that stage: ", amount: "amounts: ",
        close: "expected close: ", pushes: "pushes: ", wait: "ages in days: "};
    var QUIET = 700; /* ms without typing before the result is read out */

    function tenths(x) {
        return Math.round(x * 10) / 10;
    }

    function load(files, then, fail) {
        if (!files.length) {
            then();
            return;
        }
        var script = document.createElement("script");
        script.src = files[0];
        script.addEventListener("load", function () {
            load(files.slice(1), then, fail);
        });
        script.addEventListener("error", function () { fail(files[0]); });
        document.head.appendChild(script);
    }

    /* Days from and to an ISO date. */
    function dayOf(iso) {
        return Date.parse(iso + "T00:00:00Z") / DAY;
    }

    function isoOf(day) {
        return new Date(day * DAY).toISOString().slice(0, 10);
    }

    function panel(section, company, scorer, deal) {
        var now = scorer.now(deal), before = scorer.score(deal, now);
        var asOf = dayOf(company.as_of), inputs = [], quiet = 0;
        var form = add(section, "form", "whatif");
        var head = add(form, "div", "whatif-head");
        var fields = add(form, "div", "whatif-fields");
        var lines = add(form, "div", "whatif-lines");
        var sign = (company.sign + company.sign_after).trim();
        var box, said, body;

        function plain(x) {
            return NUMBER.fixed(x, x % 1 ? 2 : 0);
        }

        function money(x) {
            return NUMBER.money(x, company.sign, company.sign_after,
                x % 1 ? 2 : 0);
        }

        function number(x) {
            return isNaN(x) ? "" : String(x);
        }

        function field(key, label, hint, tag) {
            var row = add(fields, "div", "whatif-field");
            var name = add(row, "label", "", label);
            var input = add(row, tag || "input");
            input.id = "whatif-" + key;
            name.setAttribute("for", input.id);
            var about = input.id + "-was", was = add(row, "p", "sub");
            was.id = about;
            was.hidden = true;
            if (hint) {
                add(row, "p", "sub", hint).id = input.id + "-hint";
                about += " " + input.id + "-hint";
            }
            var beyond = add(row, "p", "sub beyond");
            beyond.id = input.id + "-beyond";
            beyond.hidden = true;
            about += " " + beyond.id;
            input.setAttribute("aria-describedby", about);
            inputs.push({key: key, input: input, row: row, was: was,
                beyond: beyond});
            return input;
        }

        function count(key, label, hint, x, most, step) {
            var input = field(key, label, hint);
            input.type = "number";
            input.min = "0";
            input.step = step || "1";
            if (most)
                input.max = String(most);
            input.defaultValue = number(x);
            return input;
        }

        function stageField() {
            var select = field("stage", "Stage", "", "select");
            if (now.stage < 0) {
                var none = add(select, "option", "", "as it is");
                none.value = "-1";
            }
            company.stages.forEach(function (stage, k) {
                var option = add(select, "option", "", stage.name || "(empty)");
                option.value = String(k);
                option.defaultSelected = k === now.stage;
            });
            /* A deal enters a new stage today, unless one says otherwise. */
            select.addEventListener("change", function () {
                byKey("days").value = Number(select.value) === now.stage ?
                    number(now.days) : "0";
            });
        }

        function closeField() {
            var input = field("close", "Expected close",
                company.fields.pushes ? "A later day counts as one more push." :
                    "");
            input.type = "date";
            input.defaultValue = isNaN(now.close) ? "" :
                isoOf(asOf + now.close);
            input.addEventListener("input", function () {
                if (byKey("pushes"))
                    byKey("pushes").value = number(
                        scorer.pushes(deal, read("close")));
            });
        }

        function byKey(key) {
            for (var k = 0; k < inputs.length; k++)
                if (inputs[k].key === key)
                    return inputs[k].input;
            return null;
        }

        /* What the field says; as it stands where there is no such field. */
        function read(key) {
            var input = byKey(key);
            if (!input)
                return now[key];
            if (key === "close")
                return input.value ? dayOf(input.value) - asOf : NaN;
            if (input.value === "")
                return key === "wait" ? 0 : NaN;
            return Number(input.value);
        }

        function readAll() {
            return {stage: read("stage"), days: read("days"),
                amount: read("amount"), close: read("close"),
                pushes: read("pushes"), wait: read("wait")};
        }

        function line(label, then, after, difference) {
            var tr = add(body, "tr");
            add(tr, "th", "", label).setAttribute("scope", "row");
            add(tr, "td", "num", then);
            add(tr, "td", "num", after);
            add(tr, "td", "num", difference === undefined ? "" : difference);
        }

        function drawLines(after) {
            body.textContent = "";
            line("Score", NUMBER.fixed(before.score, 1),
                NUMBER.fixed(after.score, 1),
                NUMBER.signed(tenths(after.score - before.score), 1));
            line("Level", WORDS[before.level], WORDS[after.level]);
            if (company.hybrid)
                line("Chance of loss", NUMBER.percent(before.pLost, 1),
                    NUMBER.percent(after.pLost, 1),
                    NUMBER.signed((after.pLost - before.pLost) * 100, 1) +
                        " pt");
            line("Rule points", NUMBER.fixed(before.rules.total, 1),
                NUMBER.fixed(after.rules.total, 1),
                NUMBER.signed(after.rules.total - before.rules.total, 1));
            after.rules.points.forEach(function (points, k) {
                var was = before.rules.points[k];
                if (points !== was)
                    line("\u00a0\u2013 " + company.rules.labels[k],
                        NUMBER.fixed(was, 1), NUMBER.fixed(points, 1),
                        NUMBER.signed(points - was, 1));
            });
        }

        function drawNothing() {
            box.textContent = "";
            box.className = "scorebox";
            add(box, "span", "figure", "\u2013");
            body.textContent = "";
        }

        function drawBox(after) {
            var mark;
            box.textContent = "";
            box.className = "scorebox level-" + WORDS[after.level].toLowerCase();
            add(box, "span", "figure", NUMBER.fixed(after.score, 1));
            mark = add(box, "span", "level level-" +
                WORDS[after.level].toLowerCase());
            add(mark, "span", "shape", SHAPES[after.level])
                .setAttribute("aria-hidden", "true");
            mark.appendChild(document.createTextNode(WORDS[after.level]));
        }

        function sentence(after, touched, beyond) {
            var by = tenths(after.score - before.score);
            if (!touched)
                return "Nothing is changed: the score is " +
                    NUMBER.fixed(before.score, 1) + ".";
            return "The score would be " + NUMBER.fixed(after.score, 1) + " (" +
                WORDS[after.level] + "): " + (by === 0 ? "no change" :
                NUMBER.fixed(Math.abs(by), 1) + " points " +
                (by < 0 ? "lower" : "higher")) + "." + (beyond ?
                " A value is beyond what the model has seen." : "");
        }

        function asItIs(f) {
            if (f.key === "stage")
                return now.stage < 0 ? "" : company.stages[now.stage].name;
            if (f.key === "amount" && !isNaN(now.amount))
                return money(now.amount);
            return f.key === "close" || !f.input.defaultValue ?
                f.input.defaultValue : plain(Number(f.input.defaultValue));
        }

        /* What the forest saw of a field, in words; "" where it has an idea. */
        function outside(key, to) {
            var seen = company.seen, range, x = to[key], name = plain;
            if (!seen)
                return "";
            if (key === "days") {
                range = to.stage >= 0 ? seen.days[to.stage] : null;
                x += to.wait;
            } else if (key === "wait") {
                range = seen.age;
                x += deal.age;
            } else if (key === "close") {
                range = seen.close;
                x -= to.wait;
            } else if (key === "amount") {
                range = seen.amount;
                name = money;
            } else {
                range = seen[key];
            }
            if (!range || isNaN(x) || (x >= range[0] && x <= range[1]))
                return "";
            return "Beyond what the model has seen (" + SEEN[key] +
                name(range[0]) + " to " + name(range[1]) +
                (key === "close" ? " days ahead" : "") +
                "): it answers as for the nearest it knows.";
        }

        function warn(to) {
            var any = false;
            inputs.forEach(function (f) {
                var text = to && f.row.classList.contains("changed") ?
                    outside(f.key, to) : "";
                f.beyond.hidden = !text;
                f.beyond.textContent = text;
                any = any || Boolean(text);
            });
            return any;
        }

        function say(text) {
            window.clearTimeout(quiet);
            quiet = window.setTimeout(function () {
                said.textContent = text;
            }, QUIET);
        }

        function update() {
            var wrong = null, touched = false, after;
            inputs.forEach(function (f) {
                var bad = !f.input.checkValidity();
                var changed = f.input.tagName === "SELECT" ?
                    Number(f.input.value) !== now.stage :
                    f.input.value !== f.input.defaultValue;
                f.row.classList.toggle("changed", changed || bad);
                f.was.hidden = !changed;
                f.was.textContent = "Now: " + (asItIs(f) || "not known");
                f.input.setAttribute("aria-invalid", bad ? "true" : "false");
                touched = touched || changed;
                if (bad && !wrong)
                    wrong = f.input;
            });
            if (wrong) {
                warn(null);
                drawNothing();
                say("Not scored. " + wrong.labels[0].textContent + ": " +
                    wrong.validationMessage);
                return;
            }
            after = scorer.score(deal, readAll());
            drawBox(after);
            drawLines(after);
            say(sentence(after, touched, warn(readAll())));
        }

        function drawFields() {
            var most = isNaN(deal.age) ? 0 :
                Math.max(deal.age, isNaN(now.days) ? 0 : now.days);
            if (company.fields.stage) {
                stageField();
                count("days", "Days in that stage", "", now.days, most);
            }
            if (company.fields.amount)
                count("amount", "Amount" + (sign ? ", " + sign : ""), "",
                    now.amount, 0, "any");
            if (company.fields.close)
                closeField();
            if (company.fields.pushes)
                count("pushes", "Times pushed", "", now.pushes, 99);
            count("wait", "Days that pass with nothing else happening", "", 0,
                365);
        }

        function drawResult() {
            var table, row;
            box = add(head, "p", "scorebox");
            said = add(head, "p", "whatif-said");
            said.setAttribute("role", "status");
            said.setAttribute("aria-live", "polite");
            add(lines, "p", "small", company.label);
            table = add(lines, "table", "plain");
            add(table, "caption", "hidden", "The score now and what if");
            row = add(add(table, "thead"), "tr");
            ["", "Now", "What if", "Difference"].forEach(function (name, k) {
                var cell = add(row, k ? "th" : "td", k ? "num" : "", name);
                if (k)
                    cell.setAttribute("scope", "col");
            });
            body = add(table, "tbody");
        }

        drawFields();
        drawResult();
        var reset = add(add(fields, "p", "whatif-reset"), "button", "",
            "Reset to the deal as it is");
        reset.type = "button";
        reset.addEventListener("click", function () {
            form.reset();
            update();
        });
        form.addEventListener("input", update);
        form.addEventListener("change", update);
        form.addEventListener("submit", function (e) { e.preventDefault(); });
        add(section, "p", "small", company.left_out);
        update();
        return inputs[0].input;
    }

    function start(section, line, root) {
        var intro = add(section, "p", "", "Change what this score reads, or " +
            "let days pass, and this page scores the deal anew, as this " +
            "report would have.");
        var place = add(section, "p", "whatif-open");
        var button = add(place, "button", "", "Try a change");
        var note = add(place, "span", "sub");
        note.setAttribute("role", "status");
        button.type = "button";

        function fail(what) {
            button.disabled = false;
            note.textContent = " " + what;
        }

        function open() {
            var company = window.DEALSENSE_WHATIF, scorer, deal;
            if (company.hybrid && !window.DEALSENSE_FOREST) {
                load([root + "data/forest.js"], open, missing);
                return;
            }
            try {
                scorer = window.DEALSENSE_SCORER(company,
                    window.DEALSENSE_FOREST);
                deal = scorer.deal(line);
            } catch (e) {
                fail("The model of this report cannot be read.");
                return;
            }
            if (Math.abs(scorer.score(deal, scorer.now(deal)).score -
                    deal.printed) > 0.05) {
                fail("This page and its data are of different reports: " +
                    "load the page again.");
                return;
            }
            section.removeChild(place);
            section.removeChild(intro);
            panel(section, company, scorer, deal).focus();
        }

        function missing(file) {
            fail("Could not load " + file.replace(/^.*\//, "") + ".");
        }

        button.addEventListener("click", function () {
            button.disabled = true;
            note.textContent = " Loading \u2026";
            if (window.DEALSENSE_WHATIF)
                open();
            else
                load([root + "data/whatif.js"], open, missing);
        });
        section.hidden = false;
    }

    /* deal.js draws its section when it knows the deal. */
    window.DEALSENSE_WHATIF_START = start;
    var here = document.getElementById("whatif");
    if (here)
        start(here, here.getAttribute("data-deal"),
            here.getAttribute("data-root"));
})();
