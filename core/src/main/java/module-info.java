/** What runs in every context: the wire, the router, the class loader and the agent. */
@SuppressWarnings({"module", "opens"}) // the modules named here are built after this one, and so is what is packed
module mitogen.core {
    requires transitive mitogen;
    requires java.logging;

    exports mitogen.wire to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.route to
            mitogen.parent,
            mitogen.controller,
            mitogen.testing;
    exports mitogen.load to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.io to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.agent to
            mitogen.parent,
            mitogen.controller,
            mitogen.testing;

    opens mitogen.boot to
            mitogen.parent,
            mitogen.controller;
}
