/* Every page: the theme switch, and tables that sort by their headers. */
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

    var button = document.getElementById("theme");
    if (button)
        themeSwitch(button);
    Array.prototype.forEach.call(
        document.querySelectorAll("table[data-sortable]"), sortable);
    window.DEALSENSE_COMPARE = compare;
})();
