/** What a context needs to have children: connection methods, launching, calls to other contexts, class relaying. */
@SuppressWarnings("module") // the module that internals are opened to is built after this one
module mitogen.parent {
    requires transitive mitogen.core;
    requires java.logging;

    exports mitogen.connect;

    opens mitogen.connect to
            mitogen.core; // which reads and makes the records that methods travel as

    exports mitogen.doctor;

    opens mitogen.doctor to
            mitogen.core; // which reads and makes the records that are its tasks
    opens mitogen.files to
            mitogen.core; // the same
    opens mitogen.sockets to
            mitogen.core; // the same
    opens mitogen.process to
            mitogen.core; // the same for commands
    opens mitogen.transfer to
            mitogen.core; // the same for transfers
    opens mitogen.lasting to
            mitogen.core; // the same for what a context does when its link is lost

    exports mitogen.methods to
            mitogen.controller,
            mitogen.cli; // which shows what they would run
    exports mitogen.streams to
            mitogen.cli;
    exports mitogen.launch to
            mitogen.testing;
    exports mitogen.classes to
            mitogen.controller,
            mitogen.testing;
    exports mitogen.tree to
            mitogen.controller,
            mitogen.testing;
    exports mitogen.parent to
            mitogen.core, // which loads it, and the two below, by name
            mitogen.controller;
    exports mitogen.resources to
            mitogen.core;
    exports mitogen.values to
            mitogen.core;
}
