package mitogen.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.CommandException.Reason;

/**
 * Starts what a {@link Plan} says. The JDK does it alone where it can. A shell goes before it for what is not ASCII, as the
 * JDK would encode that by the locale; for scripts; and at terminals.
 */
final class Starter {
    private static final String DIRECTORY = "cd -- \"$1\"||exit;shift;";

    private static final String VARIABLES = "while [ -n \"$1\" ];do export \"$1\";shift;done;shift;";

    private static final String EXEC = "exec \"$@\"";

    /** Descriptor 3 takes over the pipe, before standard input becomes what the shell is called after. */
    private static final String EXEC_TEXT_FROM_INPUT = "exec \"$@\" 3<&0 <\"$0\"";

    /** The text comes from the pipe that the shell is called after. */
    private static final String EXEC_TEXT_FROM_PIPE = "exec \"$@\" 3<\"$0\"";

    private static final String DETACH = "command -v setsid >/dev/null&&set -- setsid \"$@\";"
            + "(trap '' HUP;exec \"$@\") </dev/null >/dev/null 2>&1 3<&- & echo $!";

    /**
     * The JDK gives errno only as text: {@code Cannot run program "x": error=2, No such file or directory}, and newer
     * ones {@code Cannot run program "x": Exec failed, error: 2 (No such file or directory)}.
     */
    private static final Pattern ERROR = Pattern.compile("error(?:=|: )(\\d+)(?:, | \\()([^)]*)");

    private final Plan plan;
    private final ProcessBuilder builder = new ProcessBuilder();
    private Terminal terminal;
    private OutputPipes pipes;
    private Process holder; // whose standard input is the pipe that a script comes through

    private Starter(Plan plan) {
        this.plan = plan;
    }

    /** Starts it; nothing of it is left if that fails. */
    static Subprocess start(Plan plan) throws NotStartedException, InterruptedException {
        return new Starter(plan).start();
    }

    private Subprocess start() throws NotStartedException, InterruptedException {
        List<byte[]> words = words(plan, new File("/dev/fd").exists() ? Interpreter.PIPE : Interpreter.PIPE_OF_PROC);
        check(words);
        if (plan.hasTerminal()) {
            terminal = Terminal.find();
            if (terminal == null) {
                throw new NotStartedException(Reason.NO_TERMINAL, Terminal.NONE);
            }
        }
        Process process = null;
        try {
            environment();
            redirect();
            command(words);
            process = AsFromAShell.start(builder, terminal != null);
            return new Subprocess(plan, process, pipes, holder, terminal);
        } catch (IOException e) {
            throw explained(words.get(0), e);
        } finally {
            if (pipes != null) {
                pipes.close();
            }
            if (process == null) {
                discard();
            }
        }
    }

    private void discard() {
        if (pipes != null) {
            pipes.discard();
        }
        if (holder != null) {
            holder.destroy();
        }
    }

    /**
     * The command itself, which for a script begins with its interpreter.
     *
     * @param pipe the name that the interpreter opens the script by
     */
    static List<byte[]> words(Plan plan, String pipe) {
        if (plan.script() == null) {
            return plan.words();
        }
        List<byte[]> all = new ArrayList<>(Interpreter.of(plan));
        all.add(Interpreter.script(all, pipe));
        all.addAll(plan.words());
        return all;
    }

    /** Refuses a script and another input that would both come as standard input. */
    static void checkInput(Plan plan, List<byte[]> words) throws NotStartedException {
        if (plan.script() != null && plan.input() != Plan.Input.NONE && Interpreter.readsStandardInput(words)) {
            throw new NotStartedException(
                    Reason.NOT_STARTED,
                    "this interpreter takes a script from its standard input only; give it no other input (-n)");
        }
    }

    /** What a shell or a tool would tell less well. */
    private void check(List<byte[]> words) throws NotStartedException {
        byte[] program = words.get(0);
        checkInput(plan, words);
        if (plan.directory() != null && !Program.isDirectory(plan.directory())) {
            throw new NotStartedException(Reason.NO_DIRECTORY, "there is no such directory, or it cannot be entered");
        }
        if (!Program.isThere(program, plan.directory(), path())) {
            throw Program.isNamed(program, plan.directory(), path())
                    ? new NotStartedException(Reason.NOT_EXECUTABLE, "Permission denied")
                    : new NotStartedException(Reason.NOT_FOUND, notFound(program));
        }
    }

    /** Where the program is looked for, or null: in the PATH that it gets, or else in that of this JVM. */
    private String path() {
        for (byte[] variable : plan.variables()) {
            String text = new String(variable, UTF_8);
            if (text.startsWith("PATH=")) {
                return text.substring("PATH=".length());
            }
        }
        return System.getenv("PATH");
    }

    private void environment() {
        Map<String, String> environment = builder.environment();
        AsFromAShell.restore(environment);
        if (plan.emptyEnvironment()) {
            environment.clear();
        }
        environment.keySet().removeAll(plan.removed());
        for (byte[] variable : plan.variables()) {
            if (Words.areAscii(List.of(variable))) {
                String text = new String(variable, UTF_8);
                environment.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1));
            }
        }
        if (plan.directory() != null && Words.areAscii(List.of(plan.directory()))) {
            builder.directory(new File(new String(plan.directory(), UTF_8)));
        }
    }

    private void redirect() throws IOException {
        if (plan.input() == Plan.Input.NONE && !(plan.script() != null)) {
            builder.redirectInput(new File("/dev/null"));
        }
        boolean discards = plan.output() == Plan.Output.DISCARDED;
        boolean discardsErrors = plan.errors() == Plan.Output.DISCARDED;
        boolean merges = plan.errors() == Plan.Output.MERGED || terminal != null;
        builder.redirectErrorStream(merges);
        if (!discards || !discardsErrors && !merges) {
            pipes = OutputPipes.open();
        }
        if (pipes != null) {
            pipes.redirect(builder);
        }
        if (discards) {
            builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        }
        if (discardsErrors) {
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        }
    }

    private void command(List<byte[]> words) throws IOException {
        StringBuilder shell = new StringBuilder();
        List<byte[]> all = new ArrayList<>();
        if (plan.directory() != null && builder.directory() == null) {
            shell.append(DIRECTORY);
            all.add(plan.directory());
        }
        List<byte[]> exported = exported();
        if (!exported.isEmpty()) {
            shell.append(VARIABLES);
            all.addAll(exported);
            all.add(new byte[0]);
        }
        if (terminal != null) {
            shell.append(Terminal.setup(plan.columns(), plan.rows()));
        }
        String called = "sh";
        if (plan.detached()) {
            shell.append(DETACH);
        } else if (plan.script() == null || Interpreter.readsStandardInput(words)) {
            boolean samePath = Objects.equals(path(), System.getenv("PATH")); // the JDK looks there alone
            if (shell.length() == 0 && plan.script() == null && Words.areAscii(words) && samePath) {
                builder.command(Words.ascii(words));
                return;
            }
            shell.append(EXEC);
        } else if (plan.input() == Plan.Input.NONE && terminal == null) {
            called = "/dev/null";
            shell.append(EXEC_TEXT_FROM_INPUT);
        } else {
            holder = new ProcessBuilder("/bin/sh", "-c", "exec sleep 2147483647").start();
            called = "/proc/" + holder.pid() + "/fd/0";
            shell.append(EXEC_TEXT_FROM_PIPE);
        }
        all.addAll(words);
        List<String> command = Words.shell(shell.toString(), called, all);
        builder.command(terminal == null ? command : terminal.around(command));
    }

    /** What the shell has to set. */
    private List<byte[]> exported() {
        List<byte[]> exported = new ArrayList<>();
        for (byte[] variable : plan.variables()) {
            if (!Words.areAscii(List.of(variable))) {
                exported.add(variable);
            }
        }
        if (terminal == Terminal.SCRIPT) { // which runs what SHELL names, and that may be nologin
            exported.add(("SHELL=" + builder.environment().getOrDefault("SHELL", "/bin/sh")).getBytes(UTF_8));
            builder.environment().put("SHELL", "/bin/sh");
        }
        return exported;
    }

    private String notFound(byte[] program) {
        String path = "PATH is " + path();
        return plan.script() == null ? path : "its interpreter is " + new String(program, UTF_8) + "; " + path;
    }

    private NotStartedException explained(byte[] program, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher error = ERROR.matcher(message);
        if (!error.find()) {
            return new NotStartedException(Reason.NOT_STARTED, message);
        }
        return switch (error.group(1)) {
            case "2" -> new NotStartedException(Reason.NOT_FOUND, notFound(program));
            case "8", "13" -> new NotStartedException(Reason.NOT_EXECUTABLE, error.group(2));
            default -> new NotStartedException(Reason.NOT_STARTED, error.group(2));
        };
    }
}
