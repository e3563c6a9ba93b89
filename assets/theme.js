/* Runs before the page is painted, so that a chosen theme never flashes. */
(function () {
    "use strict";
    try {
        var chosen = window.localStorage.getItem("dealsense-theme");
        if (chosen === "dark" || chosen === "light")
            document.documentElement.setAttribute("data-theme", chosen);
    } catch (e) { /* storage is off: the system's setting stands */ }
})();
