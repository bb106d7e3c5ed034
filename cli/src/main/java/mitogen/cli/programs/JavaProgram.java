package mitogen.cli.programs;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mitogen java}: a Java program that is here, as a source file, a jar or a class, and runs at the target. */
@Command(
        name = "java",
        sortOptions = false,
        description = {
            "Run a Java program at each target.",
            "A source file is compiled here, in memory; its first class with a main runs there. Of a jar, it is the class that"
                    + " the manifest names. No JDK and no file is needed on the other side: it is sent the classes that it asks"
                    + " for."
        },
        footer = {
            "",
            "Examples:",
            "  mitogen java -t web1 Hello.java",
            "  mitogen java -t web1,web2/sudo Audit.java --all",
            "  mitogen java -t web1 app.jar",
            "  mitogen java -t web1 -cp 'app.jar:lib/*' com.example.Main"
        })
public final class JavaProgram extends CompilingCommand {
    @Option(
            names = {"-cp", "--class-path"},
            paramLabel = "PATH",
            description =
                    "jars and directories here, with colons between, whose classes the program may use; DIRECTORY/* is"
                            + " every jar there")
    private String classPath;

    @Parameters(
            index = "0",
            paramLabel = "PROGRAM",
            description = "a file whose name ends with .java or .jar; with -cp, also the name of a class")
    private String program;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what main gets as its arguments")
    private List<String> arguments = List.of();

    public JavaProgram(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        boolean jar = program.endsWith(".jar");
        boolean named = !jar && classPath != null && !program.endsWith(".java");
        return run("java", program, arguments, !jar && !named, release -> {
            Arguments.check(Stream.of(program, classPath));
            ProgramPath path = classPath == null ? ProgramPath.NONE : ProgramPath.of(classPath);
            if (jar) {
                Path file = Path.of(program);
                ProgramPath all = path.with(file);
                return new Program(all.mainClass(ProgramPath.mainClassOf(file)), Map.of(), all, "");
            }
            return named
                    ? new Program(path.mainClass(program), Map.of(), path, "")
                    : Program.compile(program, release, path, terminal);
        });
    }
}
