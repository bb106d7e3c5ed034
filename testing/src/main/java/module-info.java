/** For tests of programs that use Mitogen: contexts in this JVM, and links with faults. */
module mitogen.testing {
    requires transitive mitogen.controller;

    exports mitogen.testing;

    opens mitogen.testing to
            mitogen.core; // which reads and makes the records that methods and faults travel as
}
