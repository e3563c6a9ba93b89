/* Runs before the page is painted, so that a chosen theme never flashes, and
 * what scripts replace is not laid out first. */
(function () {
    "use strict";
    document.documentElement.classList.add("scripted");
    try {
        var chosen = window.localStorage.getItem("dealsense-theme");
        if (chosen === "dark" || chosen === "light")
            document.documentElement.setAttribute("data-theme", chosen);
    } catch (e) { /* storage is off: the system's setting stands */ }
})();
