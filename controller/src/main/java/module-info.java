/** The root of a tree of contexts: the entry point of the library, the class server, and what is done with output. */
module mitogen.controller {
    requires transitive mitogen.parent;
    requires transitive java.logging;

    exports mitogen.controller;
}
