package mitogen.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A process and all processes below it. */
final class Family {
    /** How long they have between SIGTERM and SIGKILL. */
    private static final int GRACE_MILLIS = 1000;

    /**
     * Freezes processes, says so, and sends its signal when its input ends: at our word, or when this JVM dies meanwhile. So
     * nothing stays frozen.
     */
    private static final String FREEZER =
            "trap '' PIPE;kill -STOP \"$@\";echo;read -r end;kill -s $0 \"$@\";kill -CONT \"$@\"";

    private Family() {}

    /** Ends them, at first politely. */
    static void kill(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>();
        family.add(process.toHandle());
        signalFrozen("TERM", family);
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt(); // in a hurry: no grace
        }
        signalFrozen("KILL", family);
        for (ProcessHandle member : family) {
            member.destroyForcibly(); // also where no shell could be started
        }
    }

    /**
     * Sends a signal to these and to all below them, which are added. All of them are frozen meanwhile, parents first: a shell
     * would run its next command once what it waits for has ended, and a process that starts others all the while would leave
     * some.
     */
    private static void signalFrozen(String signal, Set<ProcessHandle> family) {
        List<Process> freezers = new ArrayList<>();
        Set<ProcessHandle> frozen = new LinkedHashSet<>();
        family.removeIf(member -> !member.isAlive());
        while (family.size() > frozen.size()) {
            Set<ProcessHandle> found = new LinkedHashSet<>(family);
            found.removeAll(frozen);
            freeze(signal, found, freezers);
            frozen.addAll(found);
            for (ProcessHandle member : frozen) {
                family.addAll(member.descendants().toList());
            }
        }
        for (Process freezer : freezers) {
            try {
                freezer.getOutputStream().close();
            } catch (IOException e) {
                // It has ended.
            }
        }
        for (Process freezer : freezers) {
            await(freezer);
        }
    }

    private static void freeze(String signal, Set<ProcessHandle> processes, List<Process> freezers) {
        try {
            Process freezer = start(
                    FREEZER, signal, processes.stream().map(ProcessHandle::pid).toList());
            freezers.add(freezer);
            var unused = freezer.getInputStream().read(); // they are frozen
        } catch (IOException e) {
            if (signal.equals("TERM")) {
                processes.forEach(ProcessHandle::destroy); // then without
            }
        }
    }

    /** By a shell, as Java knows no such signals. Gives false if there is no such signal, or no shell can be started. */
    static boolean signal(String signal, List<Long> processes) {
        try {
            return await(start("kill -s \"$0\" \"$@\"", signal, processes)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static Process start(String script, String signal, List<Long> processes) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, signal));
        for (long process : processes) {
            command.add(String.valueOf(process));
        }
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Waits for a shell that is about to end, whoever interrupts. */
    private static int await(Process shell) {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return shell.waitFor();
                } catch (InterruptedException again) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
