/** The {@code mitogen} command: it parses and prints, and leaves the work to the library. */
module mitogen.cli {
    requires info.picocli;
    requires java.compiler;
    requires java.logging;
    requires static jdk.jshell; // for mitogen jshell alone
    requires jdk.net;
    requires mitogen.controller;
    requires mitogen;
    requires mitogen.parent;
    requires org.yaml.snakeyaml;

    provides jdk.jshell.spi.ExecutionControlProvider with
            mitogen.cli.programs.SnippetExecutions;

    opens mitogen.cli to
            info.picocli;
    opens mitogen.cli.client to
            info.picocli;
    opens mitogen.cli.commands to
            info.picocli;
    opens mitogen.cli.copy to
            info.picocli;
    opens mitogen.cli.options to
            info.picocli;
    opens mitogen.cli.programs to
            info.picocli;
    opens mitogen.cli.top to
            info.picocli;

    // The tasks that are shipped: the library reads their record components.
    exports mitogen.cli.remote to
            mitogen.core,
            mitogen.parent,
            mitogen.controller;
}
