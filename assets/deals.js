/*
 * The list of deals: search, filters, sorting, a CSV of the view, all kept
 * in the address after #. The page stands as HTML; once it is painted,
 * data/deals-K.js bring the rest, column by column (dashboard_columns.c).
 * Only rows near the window are in the page. CRM text enters by textContent.
 */
(function () {
    "use strict";
    var data = window.DEALSENSE;
    var NUMBER = window.DEALSENSE_NUMBER;
    var table = document.getElementById("deals");
    var form = document.getElementById("filters");
    if (!data || !table || !form) {
        if (table)
            table.classList.remove("long"); /* all that came stays */
        return;
    }

    var LEVELS = [
        {word: "LOW", shape: "\u25cb", name: "low"},
        {word: "MEDIUM", shape: "\u25c6", name: "medium"},
        {word: "HIGH", shape: "\u25b2", name: "high"},
        {word: "CRITICAL", shape: "\u25a0", name: "critical"}
    ];
    var ALL = 100; /* as many rows are drawn whole */
    var FIRST = 40; /* rows of the HTML that stay where data follows */
    /* Of a row or card, px, before one can be measured. */
    var HEIGHT = window.innerWidth > 1000 ? 66 : 150;
    var WORDS = {};
    Object.keys(data.words).forEach(function (key) {
        WORDS[key] = data.words[key].map(function (w) { return w || ""; });
    });
    /* What a deal can be chosen by; the last is of dates. */
    var CHOICES = ["owner", "manager", "stage", "region", "product",
        "category"];
    var OVERDUE = "overdue", UNDATED = "without a date";
    /* What a stored number is divided by; all bits set: not known. */
    var SCALES = {page: 1, level: 1, score: 10, p_loss: 1, age: 1,
        amount: 1, loss: 1, due: 1, action: 1};
    CHOICES.forEach(function (key) { SCALES[key] = 1; });
    var TEXTS = ["id", "file_id", "name", "account", "why"];
    var LARGE_FIRST = {level: 1, score: 1, p_loss: 1, amount: 1, loss: 1,
        age: 1};
    var n = data.n, loaded = 0;
    var column = {};
    Object.keys(SCALES).forEach(function (key) {
        column[key] = new Float64Array(n);
    });
    TEXTS.forEach(function (key) { column[key] = []; });
    var hay = []; /* a part each: {text, start} for the search */
    var body = table.tBodies[0];
    var heads = Array.prototype.slice.call(
        table.tHead.querySelectorAll("th"));
    var has = {}; /* the page leaves out columns that are empty for all */
    heads.forEach(function (th) { has[th.getAttribute("data-key")] = true; });
    var count = document.getElementById("count");
    var sums = document.getElementById("sums");
    var none = document.getElementById("none");
    var sorter = document.getElementById("f-sort");
    var more = document.getElementById("f-more");
    var inputs = {}; /* filters, without those that would have no choice */
    ["q", "level", "due"].concat(CHOICES).forEach(function (key) {
        var input = document.getElementById("f-" + key);
        if (input)
            inputs[key] = input;
    });
    /* The key that the data stands by. */
    var first = table.getAttribute("data-first");
    var sort = {key: first, down: true};
    var orders = {}; /* all rows in the order of a key, once it is asked for */
    var view = new Uint32Array(n), shown = 0;
    var rowHeight = 0;
    var untouched = true; /* the rows are those that came as HTML */
    var drawnFrom = -1, drawnTo = -1;
    var rest = null; /* rows of the HTML that were taken out, see shorten() */

    /* Of an open deal: never none, never certain (format.h). */
    function chance(p) {
        if (isNaN(p))
            return "\u2013";
        if (p < 0.01 || p > 0.99)
            return p < 0.01 ? "< " + NUMBER.percent(0.01, 0) :
                "> " + NUMBER.percent(0.99, 0);
        return NUMBER.percent(p, 0);
    }

    function numbers(base64, rows, scale) {
        var text = window.atob(base64 || ""), length = text.length;
        var bytes = new Uint8Array(length), wide = length / rows, i, x, none;
        var out = new Float64Array(rows), raw;
        for (i = 0; i < length; i++)
            bytes[i] = text.charCodeAt(i);
        if (wide === 8) {
            raw = new DataView(bytes.buffer);
            for (i = 0; i < rows; i++)
                out[i] = raw.getFloat64(8 * i, true);
            return out;
        }
        none = scale === 1 && wide < 4 ? -1 : Math.pow(256, wide) - 1;
        for (i = 0; i < rows; i++) {
            x = bytes[wide * i];
            if (wide > 1)
                x += bytes[wide * i + 1] * 256;
            if (wide > 2)
                x += bytes[wide * i + 2] * 65536 +
                    bytes[wide * i + 3] * 16777216;
            out[i] = x === none ? NaN : x / scale;
        }
        return out;
    }

    /* One lower-case text a part, and where each of its rows starts. */
    function haystack(from, rows) {
        var lines = [], start = new Uint32Array(rows + 1), at = 0, i, line;
        for (i = 0; i < rows; i++) {
            line = (column.name[from + i] + "\t" + column.account[from + i] +
                "\t" + column.id[from + i] + "\t" +
                WORDS.owner[column.owner[from + i]]).toLowerCase();
            lines.push(line);
            start[i] = at;
            at += line.length + 1;
        }
        start[rows] = at;
        return {text: lines.join("\n"), start: start, from: from, rows: rows};
    }

    window.DEALSENSE_PART = function (k, part) {
        var from = k * data.part, rows = Math.min(data.part, n - from);
        Object.keys(SCALES).forEach(function (key) {
            column[key].set(numbers(part[key], rows, SCALES[key]), from);
        });
        TEXTS.forEach(function (key) {
            column[key] = column[key].concat((part[key] || "").split("\n"));
        });
        hay.push(haystack(from, rows));
        loaded = from + rows;
        orders = {};
        if (loaded < n)
            load(k + 1);
        select();
    };

    function load(k) {
        var script = document.createElement("script");
        script.src = "data/deals-" + k + ".js";
        script.addEventListener("error", function () {
            if (rest && untouched) {
                body.removeChild(body.lastElementChild);
                body.appendChild(rest);
            }
            count.textContent = "data/deals-" + k + ".js is missing: the " +
                "list is not complete";
        });
        document.head.appendChild(script);
    }

    function money(x) {
        if (isNaN(x))
            return "\u2013";
        return NUMBER.money(x, data.sign, data.sign_after);
    }

    function fileId(i) {
        return column.file_id[i] || column.id[i];
    }

    function href(i) {
        return column.page[i] ? "deal/" + fileId(i) + ".html" :
            "deal.html#" + fileId(i);
    }

    function word(key, i) {
        return WORDS[key][column[key][i]];
    }

    function capital(text) {
        return text.replace(/^[a-z]/, function (c) { return c.toUpperCase(); });
    }

    function element(tag, className, text) {
        var e = document.createElement(tag);
        if (className)
            e.className = className;
        if (text !== undefined)
            e.textContent = text;
        return e;
    }

    function crm(tag, className, text) {
        var e = element(tag, className);
        e.appendChild(element("bdi", "", text));
        return e;
    }

    function levelMark(level) {
        var mark = element("span", "level level-" + LEVELS[level].name);
        var shape = element("span", "shape", LEVELS[level].shape);
        shape.setAttribute("aria-hidden", "true");
        mark.appendChild(shape);
        mark.appendChild(document.createTextNode(LEVELS[level].word));
        return mark;
    }

    /* A value that a card shows behind its label. */
    function labelled(tr, className, label, text) {
        var td = element("td", className, text);
        td.setAttribute("data-l", label);
        tr.appendChild(td);
    }

    function due(day) {
        var td = element("td", "c-due", isNaN(day) ? "\u2013" :
            NUMBER.date(day));
        if (day < data.day) {
            td.appendChild(document.createTextNode(" "));
            td.appendChild(element("span", "late", "overdue"));
        }
        return td;
    }

    function drawRow(i, position) {
        var tr = element("tr"), td, link;
        tr.setAttribute("aria-rowindex", String(position + 2));
        td = element("td", "c-level");
        td.appendChild(levelMark(column.level[i]));
        tr.appendChild(td);
        td = element("td", "num c-score");
        td.appendChild(element("b", "", NUMBER.fixed(column.score[i], 1)));
        tr.appendChild(td);
        if (data.hybrid)
            labelled(tr, "num c-chance", "Chance of loss",
                chance(column.p_loss[i]));
        td = element("th", "c-name");
        td.setAttribute("scope", "row");
        link = crm("a", "", column.name[i]);
        link.href = href(i);
        td.appendChild(link);
        if (column.account[i] && /* most names begin with it */
                column.name[i].indexOf(column.account[i]) !== 0) {
            td.appendChild(document.createTextNode(" "));
            td.appendChild(crm("span", "sub", column.account[i]));
        }
        tr.appendChild(td);
        ["owner", "manager", "stage", "category"].forEach(function (key) {
            if (has[key])
                tr.appendChild(crm("td", "c-" + key, word(key, i)));
        });
        if (has.amount)
            tr.appendChild(element("td", "num c-amount",
                money(column.amount[i])));
        if (has.loss)
            labelled(tr, "num c-loss", "Expected loss", money(column.loss[i]));
        if (has.age)
            tr.appendChild(element("td", "num c-age", isNaN(column.age[i]) ?
                "\u2013" : NUMBER.count(column.age[i])));
        if (has.due)
            tr.appendChild(due(column.due[i]));
        if (has.why)
            tr.appendChild(element("td", "c-why", capital(column.why[i])));
        if (has.action)
            tr.appendChild(element("td", "c-do", word("action", i)));
        return tr;
    }

    function spacer(height) {
        var tr = element("tr", "spacer");
        var td = element("td");
        tr.setAttribute("aria-hidden", "true");
        td.colSpan = heads.length;
        td.style.height = height + "px";
        tr.appendChild(td);
        return tr;
    }

    function drawRows(from, to) {
        var part = document.createDocumentFragment(), i;
        if (from > 0)
            part.appendChild(spacer(from * rowHeight));
        for (i = from; i < to; i++)
            part.appendChild(drawRow(view[i], i));
        if (to < shown)
            part.appendChild(spacer((shown - to) * rowHeight));
        body.textContent = "";
        body.appendChild(part);
        table.setAttribute("aria-rowcount", String(shown + 1));
        drawnFrom = from;
        drawnTo = to;
        untouched = false;
    }

    function draw(force) {
        var from = 0, to = shown, top;
        if (!loaded)
            return;
        if (shown > ALL) {
            if (!rowHeight)
                rowHeight = measured();
            top = -table.getBoundingClientRect().top;
            from = Math.max(0, Math.floor(top / rowHeight) - 12);
            from = Math.min(from - from % 10, Math.max(0, shown - 10));
            to = Math.min(shown,
                from + Math.ceil(window.innerHeight / rowHeight) + 34);
        }
        if (force || from !== drawnFrom || to !== drawnTo)
            drawRows(from, to);
    }

    /* Of the rows that stand, without the spacers. */
    function measured() {
        var rows = body.querySelectorAll("tr:not(.spacer)");
        var last = Math.min(rows.length, 20) - 1;
        return last < 0 ? 44 : (rows[last].getBoundingClientRect().bottom -
            rows[0].getBoundingClientRect().top) / (last + 1) || 44;
    }

    /* On scrolling. The rows of the HTML do until their end comes near. */
    function follow() {
        var top = table.getBoundingClientRect().top;
        if (!untouched)
            draw(false);
        else if (rest && shown > ALL &&
                window.innerHeight - top > (FIRST - 10) * HEIGHT)
            draw(true);
    }

    /* What is far below the window costs as much time to lay out as what is
     * in it: a place is kept for it, and data fills that. */
    function shorten() {
        var rest = document.createDocumentFragment(), height;
        if (n <= body.rows.length)
            return null; /* all of them came as HTML */
        while (body.rows.length > FIRST)
            rest.insertBefore(body.lastElementChild, rest.firstChild);
        table.classList.remove("long");
        height = (n - FIRST) * HEIGHT;
        body.appendChild(spacer(height));
        return rest;
    }

    function compare(key, down) {
        var sign = down ? -1 : 1, of = column[key];
        /* The tables of words are sorted, so their numbers sort as they do. */
        if (key === "name" || key === "why")
            of = of.map(function (text) { return text.toLowerCase(); });
        /* The data stands riskiest first: ties keep that order. What is not
         * known stands last either way. */
        return function (a, b) {
            var x = of[a], y = of[b];
            if (x === y)
                return a - b;
            if (x !== x || y !== y)
                return x === x ? -1 : y === y ? 1 : a - b;
            return (x < y ? -1 : 1) * sign;
        };
    }

    /* All rows by a key: sorted once, then every view is a walk along it. */
    function orderOf(key, down) {
        var name = key + (down ? "-" : "+"), order = orders[name], i;
        if (order)
            return order;
        order = new Uint32Array(loaded);
        for (i = 0; i < loaded; i++)
            order[i] = i;
        if (key !== first || !down)
            order.sort(compare(key, down));
        orders[name] = order;
        return order;
    }

    /* 1 for each row in which the search finds q. */
    function search(q) {
        var found = new Uint8Array(loaded);
        hay.forEach(function (h) {
            var row = 0, at = h.text.indexOf(q);
            while (at >= 0 && row < h.rows) {
                var high = h.rows;
                while (high - row > 1) { /* start[row] <= at < start[high] */
                    var half = (row + high) >> 1;
                    if (h.start[half] <= at)
                        row = half;
                    else
                        high = half;
                }
                found[h.from + row] = 1;
                row++;
                at = h.text.indexOf(q, h.start[row]);
            }
        });
        return found;
    }

    /* [values, from, to] of each filter that is set: a row is in where its
     * value lies between. No number at all: not known. */
    function asked() {
        var out = [], level = inputs.level.value, quarter;
        CHOICES.forEach(function (key) {
            var value = inputs[key] ? inputs[key].value : "";
            if (value !== "")
                out.push([column[key], Number(value), Number(value)]);
        });
        if (level !== "") {
            level = LEVELS.map(function (l) { return l.word; }).indexOf(level);
            out.push([column.level, level, level]);
        }
        if (!inputs.due || inputs.due.value === "")
            return out;
        if (inputs.due.value === OVERDUE)
            out.push([column.due, 0, data.day - 1]);
        else if (inputs.due.value === UNDATED)
            out.push([column.due]);
        else {
            quarter = data.quarters.filter(function (q) {
                return q[0] === inputs.due.value;
            })[0];
            out.push([column.due, quarter[1], quarter[2]]);
        }
        return out;
    }

    function isIn(wanted, row) {
        return wanted.every(function (of) {
            var x = of[0][row];
            return of.length === 1 ? x !== x : x >= of[1] && x <= of[2];
        });
    }

    function sum(of) {
        var total = 0, known = 0, k, x;
        for (k = 0; k < shown; k++) {
            x = of[view[k]];
            if (x === x) {
                total += x;
                known++;
            }
        }
        return {total: known || !shown ? total : NaN, known: known};
    }

    /* Deals of the view, and their money. */
    function tellView() {
        var amount, text = "";
        count.textContent = NUMBER.count(shown) + " of " +
            NUMBER.count(n) + (n === 1 ? " deal" : " deals") +
            (loaded < n ? " (loading the rest)" : "");
        if (has.amount) {
            amount = sum(column.amount);
            text = " \u00b7 amount " + money(amount.total);
            if (has.loss)
                text += " \u00b7 expected loss " +
                    money(sum(column.loss).total);
            if (amount.known < shown)
                text += " \u00b7 " + NUMBER.count(shown - amount.known) +
                    " without a known amount";
        }
        sums.textContent = text;
        sums.hidden = loaded < n;
        none.hidden = shown > 0 || loaded < n;
        document.getElementById("list").hidden = !none.hidden;
    }

    /* Until data have come, the rows that came as HTML stay. */
    function select() {
        if (!loaded)
            return;
        var q = inputs.q.value.trim().toLowerCase();
        var found = q ? search(q) : null;
        var order = orderOf(sort.key, sort.down);
        var wanted = asked(), i, row;
        shown = 0;
        for (i = 0; i < loaded; i++) {
            row = order[i];
            if ((!found || found[row]) && isIn(wanted, row))
                view[shown++] = row;
        }
        heads.forEach(function (th) {
            if (th.getAttribute("data-key") === sort.key)
                th.setAttribute("aria-sort",
                    sort.down ? "descending" : "ascending");
            else
                th.removeAttribute("aria-sort");
        });
        sorter.value = (sort.down ? "-" : "") + sort.key;
        if (sorter.selectedIndex < 0)
            sorter.value = "";
        tellView();
        /* the rows that came as HTML are right until something is asked */
        if (!untouched || !isDefault())
            draw(true);
    }

    function isDefault() {
        return sort.key === first && sort.down &&
            Object.keys(inputs).every(function (key) {
                return inputs[key].value.trim() === "";
            });
    }

    function label(key, value) {
        return WORDS[key] ? WORDS[key][Number(value)] : value;
    }

    function writeHash() {
        var parts = new URLSearchParams();
        Object.keys(inputs).forEach(function (key) {
            var value = inputs[key].value;
            if (value !== "")
                parts.set(key, label(key, value));
        });
        if (sort.key !== first || !sort.down)
            parts.set("sort", (sort.down ? "-" : "") + sort.key);
        var hash = parts.toString();
        if ("#" + hash === window.location.hash)
            return;
        try {
            window.history.replaceState(null, "", "#" + hash);
        } catch (e) {
            window.location.hash = hash;
        }
    }

    /* A phone shows the list, not nine fields; what is set is not hidden. */
    function openMore() {
        more.open = window.innerWidth > 1000 || more.open ||
            ["due"].concat(CHOICES).some(function (key) {
                return inputs[key] && inputs[key].value !== "";
            });
    }

    function readHash() {
        var parts = new URLSearchParams(window.location.hash.slice(1));
        Object.keys(inputs).forEach(function (key) {
            var value = parts.get(key);
            if (value !== null && WORDS[key]) {
                var at = WORDS[key].indexOf(value);
                value = at < 0 ? "" : String(at);
            }
            inputs[key].value = value === null ? "" : value;
        });
        openMore();
        var wanted = parts.get("sort") || "-" + first;
        var key = wanted.replace(/^-/, "");
        if (Object.prototype.hasOwnProperty.call(column, key))
            sort = {key: key, down: wanted.charAt(0) === "-"};
        select();
    }

    /* As the pack's own CSV: quoted, and nothing a spreadsheet would run. */
    function csvField(value) {
        var s = value !== value ? "" : String(value);
        if (typeof value !== "number" && /^[ \t\r]*[=+\-@\t\r]/.test(s))
            s = "'" + s;
        return /[",\r\n]/.test(s) ? "\"" + s.replace(/"/g, "\"\"") + "\"" : s;
    }

    function rounded(x, digits) {
        return Number(x.toFixed(digits));
    }

    function iso(day) {
        return isNaN(day) ? "" : new Date(day * 86400000).toISOString()
            .slice(0, 10);
    }

    function csv() {
        var names = ["deal_id", "name", "account", "owner", "manager", "stage",
            "region", "product", "forecast_category", "risk_level",
            "risk_score", "p_loss", "amount", "expected_loss", "age_days",
            "expected_close", "why", "action", "as_of"];
        var lines = [names.join(",")];
        for (var k = 0; k < shown; k++) {
            var i = view[k];
            lines.push([column.id[i], column.name[i], column.account[i],
                word("owner", i), word("manager", i), word("stage", i),
                word("region", i), word("product", i), word("category", i),
                LEVELS[column.level[i]].word, column.score[i],
                rounded(column.p_loss[i], 4), column.amount[i],
                rounded(column.loss[i], 2), column.age[i], iso(column.due[i]),
                column.why[i], word("action", i), data.as_of
            ].map(csvField).join(","));
        }
        return lines.join("\r\n") + "\r\n";
    }

    function download() {
        var blob = new Blob(["\ufeff" + csv()],
            {type: "text/csv;charset=utf-8"});
        var url = URL.createObjectURL(blob);
        var link = element("a");
        link.href = url;
        link.download = "deals-" + data.as_of + ".csv";
        document.body.appendChild(link);
        link.click();
        document.body.removeChild(link);
        window.setTimeout(function () { URL.revokeObjectURL(url); }, 1000);
    }

    function changed() {
        untouched = false;
        select();
        writeHash();
    }

    function offer(key, value, text) {
        var option = element("option", "", text);
        option.value = value;
        inputs[key].appendChild(option);
    }

    CHOICES.forEach(function (key) {
        if (!inputs[key])
            return;
        WORDS[key].forEach(function (word, i) {
            offer(key, String(i), word || "(empty)");
        });
        inputs[key].addEventListener("change", changed);
    });
    if (inputs.due) {
        offer("due", OVERDUE, "Overdue");
        data.quarters.forEach(function (q) { offer("due", q[0], q[0]); });
        offer("due", UNDATED, "Without a date");
        inputs.due.addEventListener("change", changed);
    }
    sorter.addEventListener("change", function () {
        var key = sorter.value.replace(/^-/, "");
        sort = {key: key, down: key !== sorter.value};
        changed();
    });
    inputs.level.addEventListener("change", changed);
    inputs.q.addEventListener("input", changed);
    heads.forEach(function (th) {
        var key = th.getAttribute("data-key");
        var button = element("button", "sort", th.textContent);
        button.type = "button";
        th.textContent = "";
        th.appendChild(button);
        button.addEventListener("click", function () {
            sort = {key: key, down: sort.key === key ? !sort.down :
                Boolean(LARGE_FIRST[key])};
            changed();
        });
    });
    document.getElementById("f-clear").addEventListener("click", function () {
        Object.keys(inputs).forEach(function (k) { inputs[k].value = ""; });
        sort = {key: "score", down: true};
        changed();
    });
    document.getElementById("none-clear").addEventListener("click",
        function () {
            Object.keys(inputs).forEach(function (k) { inputs[k].value = ""; });
            changed();
            inputs.q.focus();
        });
    document.getElementById("f-csv").addEventListener("click", download);
    window.addEventListener("hashchange", readHash);
    window.addEventListener("scroll", follow, {passive: true});
    window.addEventListener("resize", function () {
        rowHeight = 0;
        if (!untouched)
            draw(true);
    });
    /* Paper has no window to follow: as many rows as the HTML has. */
    window.addEventListener("beforeprint", function () {
        if (loaded && (rest || !untouched))
            drawRows(0, Math.min(shown, 500));
    });
    window.addEventListener("afterprint", function () {
        if (!untouched)
            draw(true);
    });
    form.hidden = false;
    rest = shorten();
    if (document.getElementById("rest"))
        document.getElementById("rest").hidden = true;
    count.textContent = NUMBER.count(n) + (n === 1 ? " deal" : " deals") +
        (rest ? " (loading the rest)" : "");
    readHash();
    /* The page is painted first. */
    window.requestAnimationFrame(function () {
        window.setTimeout(function () { load(0); }, 0);
    });
})();
