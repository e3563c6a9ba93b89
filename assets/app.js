/* Every page: the theme switch, tables that sort by their headers, and charts
 * that tell their values to the mouse and to the arrow keys. */
(function () {
    "use strict";
    var root = document.documentElement;

    function isDark() {
        var chosen = root.getAttribute("data-theme");
        if (chosen)
            return chosen === "dark";
        return window.matchMedia &&
            window.matchMedia("(prefers-color-scheme: dark)").matches;
    }

    function themeSwitch(button) {
        function label() {
            button.textContent = isDark() ? "Light" : "Dark";
            button.setAttribute("aria-label", isDark() ?
                "Use light colours" : "Use dark colours");
        }
        button.hidden = false;
        label();
        button.addEventListener("click", function () {
            var next = isDark() ? "light" : "dark";
            root.setAttribute("data-theme", next);
            try {
                window.localStorage.setItem("dealsense-theme", next);
            } catch (e) { /* storage is off: it lasts for this page */ }
            label();
        });
    }

    /* Numbers by data-v, else text; empty cells last either way. */
    function cellValue(row, column) {
        var cell = row.cells[column];
        var raw = cell.getAttribute("data-v");
        if (raw === null)
            return cell.textContent.trim().toLowerCase();
        return raw === "" ? null : Number(raw);
    }

    function compare(a, b, sign) {
        if (a === b)
            return 0;
        if (a === null || b === null)
            return a === null ? 1 : -1;
        return (a < b ? -1 : 1) * sign;
    }

    function sortable(table) {
        var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
        heads.forEach(function (th, column) {
            if (th.classList.contains("intervals"))
                return;
            var button = document.createElement("button");
            button.type = "button";
            button.className = "sort";
            while (th.firstChild)
                button.appendChild(th.firstChild);
            th.appendChild(button);
            button.addEventListener("click", function () {
                var down = th.getAttribute("aria-sort") === "descending";
                var number = th.classList.contains("num");
                var sign = th.hasAttribute("aria-sort") ? (down ? 1 : -1) :
                    (number ? -1 : 1);
                var body = table.tBodies[0];
                var rows = Array.prototype.slice.call(body.rows);
                rows.map(function (row, i) {
                    return {row: row, i: i, v: cellValue(row, column)};
                }).sort(function (x, y) {
                    return compare(x.v, y.v, sign) || x.i - y.i;
                }).forEach(function (x) { body.appendChild(x.row); });
                heads.forEach(function (other) {
                    other.removeAttribute("aria-sort");
                });
                th.setAttribute("aria-sort",
                    sign > 0 ? "ascending" : "descending");
            });
        });
    }

    var tip = null;

    function showTip(mark) {
        var at = place(mark), box, left;
        if (!tip) {
            tip = document.createElement("div");
            tip.className = "tip";
            tip.setAttribute("role", "status");
            document.body.appendChild(tip);
        }
        tip.textContent = mark.getAttribute("data-hint");
        tip.hidden = false;
        box = tip.getBoundingClientRect();
        left = at.left + at.width / 2 - box.width / 2;
        left = Math.max(4, Math.min(left,
            document.documentElement.clientWidth - box.width - 4));
        tip.style.left = left + window.pageXOffset + "px";
        tip.style.top = (at.top < box.height + 8 ? at.bottom + 6 :
            at.top - box.height - 6) + window.pageYOffset + "px";
    }

    function hideTip() {
        if (tip)
            tip.hidden = true;
    }

    /* Where a mark is, without its label. */
    function place(mark) {
        return (mark.querySelector("use") || mark).getBoundingClientRect();
    }

    /* Of the marks the one that a finger meant: the nearest within 24 px. */
    function nearest(marks, x, y) {
        var best = -1, least = 24;
        marks.forEach(function (mark, i) {
            var box = place(mark), away = Math.hypot(x - box.left -
                box.width / 2, y - box.top - box.height / 2);
            if (away < least) {
                least = away;
                best = i;
            }
        });
        return best;
    }

    /* One stop of the Tab key a chart, and its named links; arrows walk along
     * its marks, Enter follows one that is a link. A finger is told first what
     * it touched, and follows the link when it touches the same again. */
    function readable(chart) {
        var marks = [], at = -1, finger = false;
        Array.prototype.forEach.call(
            chart.querySelectorAll("rect > title, circle > title, a > title"),
            function (title) {
                var mark = title.parentNode;
                mark.setAttribute("data-hint", title.textContent);
                if (mark.hasAttribute("href")) {
                    mark.setAttribute("aria-label", title.textContent);
                    mark.addEventListener("focus", function () {
                        showTip(mark);
                    });
                    mark.addEventListener("blur", hideTip);
                }
                mark.removeChild(title);
                mark.addEventListener("mouseenter", function () {
                    showTip(mark);
                });
                mark.addEventListener("mouseleave", hideTip);
                marks.push(mark);
            });
        if (!marks.length)
            return;
        function go(to) {
            if (at >= 0)
                marks[at].classList.remove("at");
            at = to;
            if (at < 0) {
                hideTip();
                return;
            }
            marks[at].classList.add("at");
            showTip(marks[at]);
        }
        chart.setAttribute("tabindex", "0");
        chart.addEventListener("pointerdown", function (e) {
            finger = e.pointerType === "touch";
        });
        chart.addEventListener("click", function (e) {
            var meant = finger && marks[0].hasAttribute("href") ?
                nearest(marks, e.clientX, e.clientY) : -1;
            if (!finger || meant < 0)
                return;
            e.preventDefault();
            if (meant === at)
                window.location.href = marks[at].getAttribute("href");
            else
                go(meant);
        });
        chart.addEventListener("focus", function () {
            if (chart.matches(":focus-visible"))
                go(0);
        });
        chart.addEventListener("blur", function () { go(-1); });
        chart.addEventListener("keydown", function (e) {
            var step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1,
                ArrowUp: -1}[e.key];
            if (e.key === "Escape")
                go(-1);
            else if (e.key === "Home")
                go(0);
            else if (e.key === "End")
                go(marks.length - 1);
            else if (e.key === "Enter" && e.target === chart && at >= 0 &&
                    marks[at].hasAttribute("href"))
                window.location.href = marks[at].getAttribute("href");
            else if (step)
                go(Math.max(0, Math.min(marks.length - 1, at + step)));
            else
                return;
            e.preventDefault();
        });
    }

    /* Those under `place`, for what is drawn later. */
    window.DEALSENSE_CHARTS = function (place) {
        Array.prototype.forEach.call(place.querySelectorAll("svg.chart"),
            readable);
    };
    window.DEALSENSE_CHARTS(document);

    /* A new element at the end of `parent`; text is never read as HTML. */
    window.DEALSENSE_ADD = function (parent, tag, className, text) {
        var e = document.createElement(tag);
        if (className)
            e.className = className;
        if (text !== undefined)
            e.textContent = text;
        parent.appendChild(e);
        return e;
    };
    /* Numbers for people, with the marks that the company chose. Rounded half
     * away from zero, as render/words/format.c does. */
    window.DEALSENSE_NUMBER = (function () {
        var at = document.documentElement;
        var group = at.hasAttribute("data-group") ?
            at.getAttribute("data-group") : ",";
        var decimal = at.getAttribute("data-decimal") || ".";
        var places = at.hasAttribute("data-lakh") ?
            /\B(?=(?:\d{2})*\d{3}$)/g : /\B(?=(?:\d{3})+$)/g;

        function size(x, digits) {
            var unit = Math.pow(10, digits);
            var text = (Math.floor(Math.abs(x) * unit * (1 + 4e-16) + 0.5) /
                unit).toFixed(digits);
            var parts = text.split(".");
            parts[0] = parts[0].replace(places, group);
            return {zero: !/[1-9]/.test(text), text: parts.join(decimal)};
        }

        function fixed(x, digits) {
            var s = size(x, digits);
            return (x < 0 && !s.zero ? "\u2212" : "") + s.text;
        }

        function signed(x, digits) {
            var s = size(x, digits);
            return (s.zero ? "" : x < 0 ? "\u2212" : "+") + s.text;
        }

        /* `before` and `after` are the sign of the currency, with blanks. */
        function money(x, before, after, digits) {
            var s = size(x, digits || 0);
            return (x < 0 && !s.zero ? "\u2212" : "") + (before || "") +
                s.text + (after || "");
        }

        var MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug",
            "Sep", "Oct", "Nov", "Dec"];

        return {
            /* of a day since 1970 */
            date: function (day) {
                var d = new Date(day * 86400000);
                return d.getUTCDate() + " " + MONTHS[d.getUTCMonth()] + " " +
                    d.getUTCFullYear();
            },
            fixed: fixed, signed: signed, money: money,
            count: function (x) { return fixed(x, 0); },
            /* More digits where whole ones would claim all or none. */
            percent: function (share, digits) {
                var whole = !digits;
                function overstates() {
                    var shown = size(share * 100, digits);
                    return share > 0 && share < 1 &&
                        (shown.zero || /^100\D?0*$/.test(shown.text));
                }
                while (whole && digits < 3 && overstates())
                    digits++;
                return fixed(share * 100, digits) + "%";
            }
        };
    })();
    window.DEALSENSE_LEVELS = {
        words: ["LOW", "MEDIUM", "HIGH", "CRITICAL"],
        shapes: ["\u25cb", "\u25c6", "\u25b2", "\u25a0"]
    };

    /* Paper cannot be opened further. */
    window.addEventListener("beforeprint", function () {
        Array.prototype.forEach.call(
            document.querySelectorAll("details.more"),
            function (more) { more.open = true; });
    });

    var button = document.getElementById("theme");
    if (button)
        themeSwitch(button);
    Array.prototype.forEach.call(
        document.querySelectorAll("table[data-sortable]"), sortable);
    window.DEALSENSE_COMPARE = compare;
})();
