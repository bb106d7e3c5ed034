/** The public nouns: what programs say, and every other module knows. */
@SuppressWarnings("module") // the modules named here are built after this one
module mitogen {
    exports mitogen;
    exports mitogen.internal to
            mitogen.core,
            mitogen.parent,
            mitogen.controller,
            mitogen.cli;
}
