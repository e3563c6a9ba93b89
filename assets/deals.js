/*
 * The list of deals: search, filters, sorting, a CSV of the view, all kept
 * in the address after #. Draws from data/deals.js; beyond 500 rows only
 * what is near the window is in the page. CRM text enters by textContent.
 */
(function () {
    "use strict";
    var data = window.DEALSENSE;
    var table = document.getElementById("deals");
    var form = document.getElementById("filters");
    if (!data || !table || !form)
        return;

    var LEVELS = [
        {word: "LOW", shape: "\u25cb", name: "low"},
        {word: "MEDIUM", shape: "\u25c6", name: "medium"},
        {word: "HIGH", shape: "\u25b2", name: "high"},
        {word: "CRITICAL", shape: "\u25a0", name: "critical"}
    ];
    var ALL = 500;
    var AT = {};
    data.columns.forEach(function (name, i) { AT[name] = i; });
    var TABLES = {owner: data.owners, stage: data.stages,
        region: data.regions, action: data.actions};
    var NUMBERS = {level: 1, score: 1, p_loss: 1, amount: 1, age: 1};
    var body = table.tBodies[0];
    var heads = Array.prototype.slice.call(
        table.tHead.querySelectorAll("th"));
    var count = document.getElementById("count");
    var inputs = {
        q: document.getElementById("f-q"),
        level: document.getElementById("f-level"),
        owner: document.getElementById("f-owner"),
        stage: document.getElementById("f-stage"),
        region: document.getElementById("f-region")
    };
    var sort = {key: "score", down: true};
    var view = [];
    var rowHeight = 0;
    var selected = false; /* view is in the order of the data */
    var drawnFrom = -1, drawnTo = -1;
    var haystack = data.rows.map(function (row) {
        return (row[AT.name] + "\n" + row[AT.account] + "\n" + row[AT.id] +
            "\n" + data.owners[row[AT.owner]]).toLowerCase();
    });

    function field(row, key) {
        var v = row[AT[key]];
        return TABLES[key] ? TABLES[key][v] : v;
    }

    function money(x) {
        if (x === null)
            return "\u2013";
        /* half away from zero, as the printed figures are */
        var whole = Math.floor(Math.abs(x) + 0.5);
        return (x <= -0.5 ? "\u2212" : "") + data.sign +
            whole.toLocaleString("en-US");
    }

    function href(row) {
        return row[AT.page] ? "deal/" + row[AT.file_id] + ".html" :
            "deal.html#" + row[AT.file_id];
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

    function drawRow(row, position) {
        var tr = element("tr"), td, link;
        tr.setAttribute("aria-rowindex", String(position + 2));
        td = element("td");
        td.appendChild(levelMark(row[AT.level]));
        tr.appendChild(td);
        td = element("td", "num");
        td.appendChild(element("b", "", row[AT.score].toFixed(1)));
        tr.appendChild(td);
        if (data.hybrid)
            tr.appendChild(element("td", "num wide", row[AT.p_loss] === null ?
                "\u2013" : Math.floor(row[AT.p_loss] * 100 + 0.5) + "%"));
        td = element("th");
        td.setAttribute("scope", "row");
        link = crm("a", "", row[AT.name]);
        link.href = href(row);
        td.appendChild(link);
        if (row[AT.account] && row[AT.account] !== row[AT.name]) {
            td.appendChild(document.createTextNode(" "));
            td.appendChild(crm("span", "sub", row[AT.account]));
        }
        tr.appendChild(td);
        tr.appendChild(crm("td", "wide", field(row, "owner")));
        tr.appendChild(crm("td", "wide", field(row, "stage")));
        tr.appendChild(element("td", "num", money(row[AT.amount])));
        tr.appendChild(element("td", "num wide", row[AT.age] === null ?
            "\u2013" : Math.floor(row[AT.age] + 0.5).toLocaleString("en-US")));
        tr.appendChild(element("td", "wide text", row[AT.factor]));
        tr.appendChild(element("td", "wide text", field(row, "action")));
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

    function draw(force) {
        var from = 0, to = view.length, top, part, i;
        if (view.length > ALL) {
            if (!rowHeight) {
                body.textContent = "";
                part = document.createDocumentFragment();
                for (i = 0; i < 20; i++)
                    part.appendChild(drawRow(data.rows[view[i]], i));
                body.appendChild(part);
                rowHeight = body.getBoundingClientRect().height / 20 || 44;
            }
            top = -table.getBoundingClientRect().top;
            from = Math.max(0, Math.floor(top / rowHeight) - 30);
            from = Math.min(from - from % 10, Math.max(0, view.length - 10));
            to = Math.min(view.length,
                from + Math.ceil(window.innerHeight / rowHeight) + 80);
        }
        if (!force && from === drawnFrom && to === drawnTo)
            return;
        part = document.createDocumentFragment();
        if (from > 0)
            part.appendChild(spacer(from * rowHeight));
        for (i = from; i < to; i++)
            part.appendChild(drawRow(data.rows[view[i]], i));
        if (to < view.length)
            part.appendChild(spacer((view.length - to) * rowHeight));
        body.textContent = "";
        body.appendChild(part);
        drawnFrom = from;
        drawnTo = to;
    }

    function select() {
        var q = inputs.q.value.trim().toLowerCase();
        var wanted = {};
        ["owner", "stage", "region"].forEach(function (key) {
            if (inputs[key].value !== "")
                wanted[key] = Number(inputs[key].value);
        });
        if (inputs.level.value !== "")
            wanted.level = LEVELS.map(function (l) { return l.word; })
                .indexOf(inputs.level.value);
        var keys = Object.keys(wanted);
        view = [];
        data.rows.forEach(function (row, i) {
            for (var k = 0; k < keys.length; k++)
                if (row[AT[keys[k]]] !== wanted[keys[k]])
                    return;
            if (q && haystack[i].indexOf(q) < 0)
                return;
            view.push(i);
        });
        selected = true;
        order();
    }

    function order() {
        var key = sort.key, sign = sort.down ? -1 : 1;
        /* The tables of words are sorted, so their numbers sort as they do. */
        var text = key === "name" || key === "factor";
        /* The data stands by score already: select() kept its order. */
        var sorted = key === "score" && sort.down && selected;
        selected = false;
        if (!sorted)
            view.sort(function (a, b) {
            var x = data.rows[a][AT[key]], y = data.rows[b][AT[key]];
            if (text) {
                x = x.toLowerCase();
                y = y.toLowerCase();
            }
            /* the data stands riskiest first: ties keep that order */
            return window.DEALSENSE_COMPARE(x, y, sign) || a - b;
        });
        heads.forEach(function (th) {
            if (th.getAttribute("data-key") === key)
                th.setAttribute("aria-sort",
                    sort.down ? "descending" : "ascending");
            else
                th.removeAttribute("aria-sort");
        });
        count.textContent = view.length.toLocaleString("en-US") + " of " +
            data.rows.length.toLocaleString("en-US") + " deals";
        table.setAttribute("aria-rowcount", String(view.length + 1));
        draw(true);
    }

    function label(key, value) {
        return TABLES[key] ? TABLES[key][Number(value)] : value;
    }

    function writeHash() {
        var parts = new URLSearchParams();
        Object.keys(inputs).forEach(function (key) {
            var value = inputs[key].value;
            if (value !== "")
                parts.set(key, label(key, value));
        });
        if (sort.key !== "score" || !sort.down)
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

    function readHash() {
        var parts = new URLSearchParams(window.location.hash.slice(1));
        Object.keys(inputs).forEach(function (key) {
            var value = parts.get(key);
            if (value !== null && TABLES[key]) {
                var at = TABLES[key].indexOf(value);
                value = at < 0 ? "" : String(at);
            }
            inputs[key].value = value === null ? "" : value;
        });
        var wanted = parts.get("sort") || "-score";
        var key = wanted.replace(/^-/, "");
        if (Object.prototype.hasOwnProperty.call(AT, key))
            sort = {key: key, down: wanted.charAt(0) === "-"};
        select();
    }

    /* As the pack's own CSV: quoted, and nothing a spreadsheet would run. */
    function csvField(value) {
        var s = value === null ? "" : String(value);
        if (typeof value !== "number" && /^[ \t\r]*[=+\-@\t\r]/.test(s))
            s = "'" + s;
        return /[",\r\n]/.test(s) ? "\"" + s.replace(/"/g, "\"\"") + "\"" : s;
    }

    function csv() {
        var names = ["deal_id", "name", "account", "owner", "stage", "region",
            "risk_level", "risk_score", "p_loss", "amount", "age_days",
            "factor_1", "action", "as_of"];
        var lines = [names.join(",")];
        view.forEach(function (i) {
            var row = data.rows[i];
            lines.push([row[AT.id], row[AT.name], row[AT.account],
                field(row, "owner"), field(row, "stage"),
                field(row, "region"), LEVELS[row[AT.level]].word,
                row[AT.score], row[AT.p_loss], row[AT.amount], row[AT.age],
                row[AT.factor], field(row, "action"), data.as_of
            ].map(csvField).join(","));
        });
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
        select();
        writeHash();
    }

    ["owner", "stage", "region"].forEach(function (key) {
        TABLES[key].forEach(function (word, i) {
            var option = element("option", "", word || "(empty)");
            option.value = String(i);
            inputs[key].appendChild(option);
        });
        inputs[key].addEventListener("change", changed);
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
                Boolean(NUMBERS[key])};
            order();
            writeHash();
        });
    });
    document.getElementById("f-clear").addEventListener("click", function () {
        Object.keys(inputs).forEach(function (k) { inputs[k].value = ""; });
        sort = {key: "score", down: true};
        changed();
    });
    document.getElementById("f-csv").addEventListener("click", download);
    window.addEventListener("hashchange", readHash);
    window.addEventListener("scroll", function () { draw(false); },
        {passive: true});
    window.addEventListener("resize", function () {
        rowHeight = 0;
        draw(true);
    });
    form.hidden = false;
    readHash();
})();
