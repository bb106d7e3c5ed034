package mitogen.cli.work;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import mitogen.Command;
import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.cli.options.TargetOptions;
import mitogen.cli.options.UndoOptions;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.system.SharedInput;
import mitogen.cli.system.Terminal;
import mitogen.cli.targets.Target;
import mitogen.cli.words.Arguments;
import mitogen.cli.words.Durations;
import mitogen.cli.words.Quoted;
import mitogen.connect.Ssh;

/**
 * Runs a command that is taken back by a process at the target, a watch, unless we end the watch in time. It is ended by a new
 * connection, after the command has succeeded. The states of a watch: waiting; told to begin; taking back; ended.
 */
public final class UndoWork implements ConnectingWork {
    /**
     * The watch: $0 is a word that only it has, $1 the seconds, $2 what it runs. TERM ends it while it waits, and does nothing
     * later. USR1 is the order to begin. The shell stays, so that a signal meant for it never meets another process.
     */
    private static final String WATCH = "trap 'kill $s;exit' TERM;trap : USR1;sleep \"$1\"& s=$!;wait $s;trap : TERM;"
            + "kill $s 2>/dev/null;/bin/sh -c \"$2\";:";

    /** Sends signal $1 to the watch $2, whose word is $3: it ends with 3 if the watch has ended. */
    private static final String SIGNAL =
            "_w(){ tr '\\0' '\\n' </proc/$1/cmdline|grep -qx \"$2\";} 2>/dev/null;_w \"$2\" \"$3\"||exit 3;kill -s $1 $2||exit 3;";

    /** And ends with 4 if the watch stays. */
    private static final String GONE =
            "i=0;while _w \"$2\" \"$3\";do [ $((i+=1)) -gt 20 ]&&exit 4;sleep .1||sleep 1;done 2>/dev/null";

    /** How long to wait before another attempt to connect, in milliseconds. */
    private static final long PAUSE = 1000;

    private final Execution execution;
    private final CommandWork work;
    private final Command plain; // with the directory and the variables
    private final UndoOptions undo;

    private UndoWork(Execution execution, CommandWork work, Command plain, UndoOptions undo) {
        this.execution = execution;
        this.work = work;
        this.plain = plain;
        this.undo = undo;
    }

    /** Runs a command so at every target, and gives the exit status. */
    public static int run(
            Terminal terminal, TargetOptions options, UndoOptions undo, Command command, SharedInput input) {
        try (Execution execution = new Execution(terminal, options)) {
            CommandWork work = new CommandWork(undo.limited(command), input);
            return execution.runConnecting(new UndoWork(execution, work, command, undo));
        }
    }

    @Override
    public int run(Target target, Context controller, List<ConnectionMethod> way) throws InterruptedException {
        long end = System.nanoTime() + undo.after().toNanos();
        Context context = connect(target, controller, way);
        String word = "mitogen.undo." + UUID.randomUUID();
        long watch = context.startDetached(watch(word));
        say(
                target,
                "unless this is confirmed, " + Quoted.word(undo.command()) + " is run there in "
                        + Durations.text(undo.after()) + ", by process " + watch);
        int status;
        try {
            status =
                    work.start(target, context, execution).toCompletableFuture().join();
        } catch (CompletionException e) {
            takeBack(target, context, watch, word);
            throw e;
        }
        if (status != ExitStatus.OK) {
            takeBack(target, context, watch, word);
            return status;
        }
        confirm(target, controller, way, end, watch, word);
        return status;
    }

    private Context connect(Target target, Context controller, List<ConnectionMethod> way) {
        Context context = controller;
        for (ConnectionMethod method : way) {
            Context from = context;
            context = execution.output().named(target.name(), () -> from.connect(method));
        }
        return context;
    }

    /** With the directory and the variables of the command. */
    private Command watch(String word) {
        long seconds = Math.max(1, undo.after().plusMillis(999).toSeconds());
        Command watch = Command.ofBytes(
                Arguments.bytes(List.of("/bin/sh", "-c", WATCH, word, String.valueOf(seconds), undo.command())));
        for (Map.Entry<String, Optional<byte[]>> variable : plain.environment().entrySet()) {
            watch = variable.getValue().isPresent()
                    ? watch.withEnvironment(
                            variable.getKey(), variable.getValue().get())
                    : watch.withoutEnvironment(variable.getKey());
        }
        return plain.directory().isPresent()
                ? watch.withDirectory(plain.directory().get())
                : watch;
    }

    private static int signal(Context context, String script, String name, long watch, String word) {
        return context.run(Command.shell(script, name, String.valueOf(watch), word))
                .status();
    }

    private void takeBack(Target target, Context context, long watch, String word) {
        try {
            boolean told = signal(context, SIGNAL, "USR1", watch, word) == 0;
            say(
                    target,
                    "the command failed; "
                            + (told ? "the undo command is run there now" : "the undo command has been run there"));
        } catch (MitogenException lost) {
            say(target, "nothing is confirmed; the undo command is run there when its time is over");
        }
    }

    private void confirm(
            Target target, Context controller, List<ConnectionMethod> way, long end, long watch, String word)
            throws InterruptedException {
        Context anew = connectAnew(target, controller, way, end);
        int status = signal(anew, SIGNAL + GONE, "TERM", watch, word);
        anew.close();
        if (status != 0) {
            throw new ProgramFailure(
                    "mitogen: the command succeeded, but the undo command was run there before it could be confirmed"
                            + "\nGive it more time: --undo-after 5m.",
                    ExitStatus.TASK_FAILED,
                    "UNDONE",
                    "were not confirmed in time");
        }
    }

    private Context connectAnew(Target target, Context controller, List<ConnectionMethod> way, long end)
            throws InterruptedException {
        List<ConnectionMethod> fresh = way.stream().map(UndoWork::fresh).toList();
        while (true) {
            try {
                return connect(target, controller, fresh).await();
            } catch (ConnectFailedException e) {
                if (System.nanoTime() + PAUSE * 1_000_000 - end > 0) {
                    say(
                            target,
                            "the target cannot be reached anew; the undo command is run there when its time is over");
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE);
            }
        }
    }

    /** A connection that ssh shares among its processes is an old one. */
    private static ConnectionMethod fresh(ConnectionMethod method) {
        return method instanceof Ssh ssh ? ssh.withOption("ControlPath=none") : method;
    }

    private void say(Target target, String text) {
        execution.drain();
        execution.output().complain(target.name(), "mitogen: " + text);
    }
}
