package mitogen.cli.work;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CompletionStage;
import mitogen.Command;
import mitogen.CommandResult;
import mitogen.Context;
import mitogen.RemoteProcess;
import mitogen.cli.options.InputOptions;
import mitogen.cli.options.OutputOptions;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.status.UsageException;
import mitogen.cli.system.LocalTerminal;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;

/** Runs a command at a terminal of its own at the target, to which ours is connected meanwhile. */
public final class TerminalWork implements Work {
    private static final String ENDED = "mitogen: the command was ended, because ~. was typed";

    private static final String TERM = "TERM";

    private final Terminal terminal;
    private final Command command;
    private volatile boolean ended; // by whoever types
    private volatile boolean unseen; // as standard output cannot be written

    public TerminalWork(Terminal terminal, Command command) {
        this.terminal = terminal;
        byte[] kind = terminal.surroundings().variable(TERM);
        this.command =
                kind == null || command.environment().containsKey(TERM) ? command : command.withEnvironment(TERM, kind);
    }

    /** Refuses what makes no sense with a terminal. */
    public static void check(Terminal terminal, TargetOptions options, OutputOptions output, InputOptions input) {
        int count = options.targets(terminal).size();
        if (count > 1) {
            throw new UsageException("--tty is for one target, and got " + count
                    + "\nName one of them. mitogen targets shows what a selection comes to.");
        }
        if (output.gathers() || input.isOff()) {
            throw new UsageException("--tty shows the output as it comes, and reads what is typed"
                    + "\nLeave out -b, --group, --diff, --json, --out-dir and -n.");
        }
        if (!terminal.input().isTerminal()) {
            throw new UsageException(
                    "--tty needs a terminal as standard input" + "\nLeave it out where input comes from elsewhere.");
        }
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        return Work.onThread("terminal of " + target.name(), () -> run(target, context, execution));
    }

    private int run(Target target, Context context, Execution execution) throws Exception {
        context.await(); // until then Ctrl-C is for us
        CommandResult result = null;
        Throwable failure = null;
        try (LocalTerminal ours = LocalTerminal.open()) {
            result = at(ours, context);
        } catch (RuntimeException e) {
            failure = e;
        }
        if (ended) {
            throw new ProgramFailure(ENDED, ExitStatus.INTERRUPTED);
        }
        if (unseen) {
            return ExitStatus.TASK_FAILED; // Terminal.checked tells why
        }
        return CommandWork.status(result, failure, target, execution);
    }

    private CommandResult at(LocalTerminal ours, Context context) throws IOException, InterruptedException {
        LocalTerminal.Size size = LocalTerminal.size();
        RemoteProcess process = context.start(command.withTerminal(size.columns(), size.rows()));
        ours.onResize(() -> resize(process));
        resize(process); // it may have changed since
        InputStream keys = ours.keys();
        thread("mitogen-keys", () -> send(keys, process, context));
        Thread shows = thread("mitogen-screen", () -> show(process.getInputStream(), context));
        CommandResult result = process.result();
        if (!result.leftOpen()) {
            shows.join();
        }
        return result;
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static synchronized void resize(RemoteProcess process) {
        LocalTerminal.Size size = LocalTerminal.size();
        process.resize(size.columns(), size.rows());
    }

    private void send(InputStream from, RemoteProcess process, Context context) {
        Keys keys = new Keys();
        byte[] typed = new byte[4096];
        OutputStream to = process.getOutputStream();
        try (from) {
            for (int count = from.read(typed); count >= 0; count = from.read(typed)) {
                to.write(keys.typed(typed, count));
                to.flush();
                if (keys.ended()) {
                    ended = true;
                    context.close(); // which needs no answer from there
                    return;
                }
            }
            to.close();
        } catch (IOException gone) {
            // The command has ended, or whoever waits for it is told.
        }
    }

    private void show(InputStream from, Context context) {
        PrintStream to = terminal.out();
        byte[] bytes = new byte[8192];
        try {
            for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
                to.write(bytes, 0, count);
                if (to.checkError()) {
                    unseen = true;
                    context.close();
                    return;
                }
            }
        } catch (IOException gone) {
            // Whoever waits for the command is told.
        }
    }
}
