/* Every page: notices that another pack was published since it was opened, and
 * offers to load it; the page never changes under its reader by itself.
 *
 * The page knows its own pack; data/version.js is asked again and again which
 * one stands there now. A script does that, since a page opened from a folder
 * may fetch nothing else. */
(function () {
    "use strict";
    var EVERY = 5000; /* ms */
    var meta = document.querySelector("meta[name='dealsense-pack']");
    var own = meta ? meta.getAttribute("content") : "";
    var me = document.currentScript ? document.currentScript.src : "";
    var at = me.replace(/assets\/published\.js.*$/, "data/version.js");
    var dismissed = own;
    var offer = null;
    var asking = false;

    function show(text) {
        var add = window.DEALSENSE_ADD;
        var button, later;
        if (!offer) {
            offer = document.createElement("div");
            offer.id = "published";
            offer.setAttribute("role", "status");
            document.body.insertBefore(offer, document.getElementById("main"));
        }
        offer.textContent = "";
        offer.hidden = !text;
        if (!text)
            return;
        add(offer, "span", "", text);
        button = add(offer, "button", "", "Load it");
        button.type = "button";
        button.addEventListener("click", function () {
            window.location.reload();
        });
        later = add(offer, "button", "", "Not now");
        later.type = "button";
        later.addEventListener("click", function () {
            dismissed = offer.getAttribute("data-pack");
            show("");
        });
    }

    function answered() {
        var now = window.DEALSENSE_PUBLISHED;
        var pack = now && now.pack;
        if (!pack || typeof pack !== "string")
            return;
        if (pack === own || pack === dismissed) {
            if (offer && !offer.hidden)
                show("");
            return;
        }
        if (offer && !offer.hidden && offer.getAttribute("data-pack") === pack)
            return;
        show("Another pack, as known on " + now.as_of +
            ", was published since this page was opened.");
        offer.setAttribute("data-pack", pack);
    }

    function ask() {
        var script;
        if (asking || document.hidden)
            return;
        asking = true;
        script = document.createElement("script");
        function over(then) {
            return function () {
                asking = false;
                document.head.removeChild(script);
                then();
            };
        }
        script.onload = over(answered);
        script.onerror = over(function () { /* being exchanged: ask again */ });
        script.src = at + "?" + Date.now();
        document.head.appendChild(script);
    }

    if (!own || !at)
        return;
    window.setInterval(ask, EVERY);
    document.addEventListener("visibilitychange", ask);
}());
