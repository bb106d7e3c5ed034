package mitogen.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import mitogen.CallException;
import mitogen.ContextLostException;
import mitogen.cli.remote.RunMain;
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
        })
final class JavaProgram implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private InputOptions input;

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
        options.apply();
        options.targets(); // refuse these before the compiler's work
        options.refuseTarget(file, "java", "FILE.java");
        StandardInput open = input.open(terminal);
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
        RunMain task = new RunMain(program.mainClass(), List.copyOf(arguments), open != null);
        return Session.run(
                terminal,
                options,
                program.classes(),
                open,
                (target, context) ->
                        context.submit(task).handle((nothing, failure) -> status(Failures.unwrap(failure))));
    }

    private int release() {
        try {
            return Integer.parseInt(release);
        } catch (NumberFormatException e) {
            throw new UsageException("--release takes the number of a Java release, such as 17, not '" + release + "'"
                    + "\nWithout it the program is compiled for Java 17.");
        }
    }

    /** What the java launcher would have made of it. */
    private static int status(Throwable failure) {
        if (failure == null) {
            return 0;
        }
        if (failure instanceof CallException thrown) {
            throw new ProgramFailure("Exception in thread \"main\" " + Failures.trace(thrown.remote()), 1);
        }
        if (failure instanceof ContextLostException lost && lost.end().exitStatus() >= 0) {
            if (lost.end().exitStatus() < ExitStatus.FIRST_SIGNAL) {
                return lost.end().exitStatus(); // System.exit
            }
            throw new ProgramFailure("mitogen: " + lost.getMessage(), lost.end().exitStatus());
        }
        throw failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
    }
}
