package mitogen.cli;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
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
    /** A status from here on, as a rule, is a signal's; the user is told in words as well. */
    private static final int FIRST_SIGNAL = 128;

    private final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Option(
            names = "--release",
            paramLabel = "N",
            defaultValue = "17",
            description = "the Java release to compile for (default: 17)")
    private int release;

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
        CompiledSource program = CompiledSource.compile(file, release, terminal.err());
        if (program == null) {
            return ExitStatus.USAGE;
        }
        RunMain task = new RunMain(program.mainClass(), List.copyOf(arguments));
        return Session.run(
                terminal,
                options,
                program.classes(),
                (target, context) ->
                        context.submit(task).handle((nothing, failure) -> status(Failures.unwrap(failure))));
    }

    /** What the java launcher would have made of it. */
    private static int status(Throwable failure) {
        if (failure == null) {
            return 0;
        }
        if (failure instanceof CallException thrown) {
            throw new ProgramFailure("Exception in thread \"main\" " + Failures.trace(thrown.remote()), 1);
        }
        if (failure instanceof ContextLostException lost && lost.exitStatus() >= 0) {
            if (lost.exitStatus() < FIRST_SIGNAL) {
                return lost.exitStatus(); // System.exit
            }
            throw new ProgramFailure("mitogen: " + lost.getMessage(), lost.exitStatus());
        }
        throw failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
    }
}
