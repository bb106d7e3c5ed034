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

    private Family() {}

    /**
     * Ends them, at first politely. All of them are frozen meanwhile: a shell would run its next command once what it waits
     * for has ended.
     */
    static void kill(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>();
        family.add(process.toHandle());
        freeze(family);
        for (ProcessHandle member : family) {
            member.destroy();
        }
        signal("CONT", family);
        try {
            process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt(); // in a hurry: no grace
        }
        freeze(family);
        for (ProcessHandle member : family) {
            member.destroyForcibly();
        }
    }

    /** Freezes these and all below them, parents first, and adds those that are found. */
    private static void freeze(Set<ProcessHandle> family) {
        Set<ProcessHandle> frozen = new LinkedHashSet<>();
        family.removeIf(member -> !member.isAlive());
        do {
            signal("STOP", family);
            frozen.addAll(family);
            for (ProcessHandle member : frozen) {
                family.addAll(member.descendants().toList());
            }
        } while (family.size() > frozen.size());
    }

    private static void signal(String signal, Set<ProcessHandle> processes) {
        if (!processes.isEmpty()) {
            signal(signal, processes.stream().map(ProcessHandle::pid).toList());
        }
    }

    /** By a shell, as Java knows no such signals. Gives false if there is no such signal, or no shell can be started. */
    static boolean signal(String signal, List<Long> processes) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", signal));
        for (long process : processes) {
            command.add(String.valueOf(process));
        }
        boolean interrupted = Thread.interrupted();
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException again) {
            interrupted = true;
            return false;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
