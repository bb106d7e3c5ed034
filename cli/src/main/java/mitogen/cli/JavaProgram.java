package mitogen.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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
final class JavaProgram implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private InputOptions input;

    @Mixin
    private OutputOptions output;

    @Option(names = "--release", paramLabel = "N", description = "the Java release to compile for (default: 17)")
    private String release = "17";

    @Parameters(index = "0", paramLabel = "FILE.java", description = "the source file")
    private String file;

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "what main gets as its arguments")
    private List<String> arguments = List.of();

    JavaProgram(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        options.check();
        options.showAs(output);
        options.requireTarget(
                "java", Stream.concat(Stream.of(file), arguments.stream()).toList());
        options.targets(terminal); // refuse these before the compiler's work
        if (!arguments.stream().allMatch(Arguments::isText)) {
            throw new UsageException("an argument is not UTF-8: " + Arguments.shown(String.join(" ", arguments))
                    + "\nmain takes text. Give it in UTF-8.");
        }
        Arguments.check(Stream.of(file));
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new UsageException("mitogen java needs a JDK: there is no compiler in "
                    + System.getProperty("java.home")
                    + "\nSet JAVA_HOME to a JDK. (The targets need none.)");
        }
        CompiledSource program = CompiledSource.compile(file, release(), terminal.err());
        if (program == null) {
            return ExitStatus.USAGE;
        }
        JavaWork work = new JavaWork(program.mainClass(), List.copyOf(arguments), input.open(terminal, options));
        return Execution.run(terminal, options, program.classes(), work);
    }

    private int release() {
        try {
            return Integer.parseInt(release);
        } catch (NumberFormatException e) {
            throw new UsageException("--release takes the number of a Java release, such as 17, not '" + release + "'"
                    + "\nWithout it the program is compiled for Java 17.");
        }
    }
}
