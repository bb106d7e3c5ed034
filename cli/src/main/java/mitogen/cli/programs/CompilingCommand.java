package mitogen.cli.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import mitogen.cli.options.InputOptions;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.options.SessionOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.NotServed;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.Terminal;
import mitogen.cli.words.Arguments;
import mitogen.cli.work.Execution;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What {@code java} and {@code eval} have in common: they find or compile here what the targets run. */
abstract class CompilingCommand implements Callable<Integer> {
    final Terminal terminal;

    @Mixin
    private TargetOptions options;

    @Mixin
    private InputOptions input;

    @Mixin
    private OutputOptions output;

    @Mixin
    private SessionOptions session;

    @Option(
            names = "--release",
            paramLabel = "N",
            description = "the Java release to compile for (default: what the file says, or 17)")
    private String release;

    CompilingCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * Runs a program.
     *
     * @param command what it is called
     * @param source what was given, a file or a text
     * @param compiled whether a compiler is needed
     * @param compile gives the program for a release, 0 where none was given; null if it does not compile
     */
    final int run(
            String command, String source, List<String> arguments, boolean compiled, IntFunction<Program> compile) {
        options.check();
        options.showAs(output);
        List<String> words = new ArrayList<>(List.of(source));
        words.addAll(arguments);
        options.requireTarget(command, words);
        session.check(terminal.surroundings());
        options.targets(terminal); // refuse these before the compiler's work
        if (!arguments.stream().allMatch(Arguments::isText)) {
            throw new UsageException("an argument is not UTF-8: " + Arguments.shown(String.join(" ", arguments))
                    + "\nmain takes text. Give it in UTF-8.");
        }
        boolean kept = terminal.surroundings().session() != null;
        boolean compiler = ModuleLayer.boot().findModule("jdk.compiler").isPresent();
        if (kept && !(compiled && compiler)) {
            throw new NotServed(); // the tree of a session serves no classes but ours; the client may have a compiler
        }
        if (compiled && !compiler) {
            throw new UsageException("mitogen " + command + " needs a JDK: there is no compiler in "
                    + System.getProperty("java.home")
                    + "\nSet JAVA_HOME to a JDK. (The targets need none.)");
        }
        Program program = compile.apply(release());
        if (program == null) {
            return ExitStatus.USAGE;
        }
        if (kept && program.usesMitogen()) {
            throw new NotServed();
        }
        terminal.err().print(program.messages());
        JavaWork work = new JavaWork(program, List.copyOf(arguments), input.open(terminal, options), kept);
        return Execution.runAlone(terminal, options, program::served, work);
    }

    private int release() {
        try {
            return release == null ? 0 : Integer.parseInt(release);
        } catch (NumberFormatException e) {
            throw new UsageException("--release takes the number of a Java release, such as 17, not '" + release + "'"
                    + "\nWithout it the program is compiled for Java 17.");
        }
    }
}
