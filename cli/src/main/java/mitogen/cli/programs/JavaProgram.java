package mitogen.cli.programs;

import java.util.List;
import java.util.stream.Stream;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code mitogen java}: a Java source file, compiled here in memory and run at the target. */
@Command(
        name = "java",
        sortOptions = false,
        description = {
            "Run a Java program at each target.",
            "The source file is compiled here, in memory; its first class with a main runs there. No JDK and no file"
                    + " is needed on the other side."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen java -t web1 Hello.java",
            "  mitogen java -t web1,web2/sudo Audit.java --all"
        })
public final class JavaProgram extends CompilingCommand {
    @Parameters(index = "0", paramLabel = "FILE.java", description = "the source file")
    private String file;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what main gets as its arguments")
    private List<String> arguments = List.of();

    public JavaProgram(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        return run("java", file, arguments, release -> {
            Arguments.check(Stream.of(file));
            return CompiledSource.compile(file, release, terminal.err());
        });
    }
}
