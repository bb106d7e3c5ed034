/** What runs in every context: the public nouns, the wire, the router, the class loader and the agent. */
@SuppressWarnings("module") // the modules that internals are opened to are built after this one
module mitogen.core {
    requires java.logging;

    exports mitogen;
    exports mitogen.call to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.wire to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.route to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.load to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.io to
            mitogen.parent,
            mitogen.controller;
    exports mitogen.agent to
            mitogen.parent,
            mitogen.controller;
}
