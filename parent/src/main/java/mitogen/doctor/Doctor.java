package mitogen.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mitogen.CallException;
import mitogen.ConnectionMethod;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.connect.ContextSpec;
import mitogen.connect.ProcessMethod.ConnectReport;
import mitogen.connect.Ssh;
import mitogen.doctor.Doctor.HopReport.State;
import mitogen.doctor.Doctor.HopReport.Surroundings;
import mitogen.methods.CommandMethod;

/**
 * Tells why a target cannot be reached, or is slow, and whether anything is left there. It connects contexts of its own, one
 * hop after the other, and closes them. Thread-safe; the caller waits.
 */
public final class Doctor {
    private static final int ROUND_TRIPS = 9;

    /** What ends by itself, such as a server's side of a connection, may take a moment. */
    private static final int LOOKS = 3;

    private static final long PAUSE = 400;

    private Doctor() {}

    /**
     * Connects the hops of a path, and looks at each. A hop that cannot be reached is no exception, but a report.
     *
     * @param from where the path begins: the controller, or a context below it
     * @param path the hops, the nearest first; at least one
     * @return a report for each hop, in their order
     */
    public static List<HopReport> examine(Context from, List<ConnectionMethod> path) {
        List<HopReport> reports = new ArrayList<>();
        List<Context> up = new ArrayList<>();
        try {
            for (ConnectionMethod method : path) {
                if (up.size() < reports.size()) {
                    reports.add(report(method, State.NOT_TRIED, Map.of(), null));
                } else {
                    reports.add(examine(reports.isEmpty() ? from : up.get(up.size() - 1), method, up));
                }
            }
            return reports;
        } finally {
            if (!up.isEmpty()) {
                up.get(0).close(); // and with it all behind it
            }
        }
    }

    private static HopReport examine(Context from, ConnectionMethod method, List<Context> up) {
        Map<String, String> ssh = Map.of();
        Context context = null;
        try {
            if (method instanceof Ssh asked) {
                ssh = from.call(SshSettings.of(asked));
            }
            context = from.connect(talking(method));
            context.await();
            ConnectReport connect = from.call(new Connected(context.id()));
            Surroundings surroundings = context.call(new LookAround());
            HopReport report = new HopReport(
                    ContextSpec.print(method),
                    State.UP,
                    command(method),
                    ssh,
                    connect,
                    surroundings,
                    roundTrip(context),
                    null);
            up.add(context);
            return report;
        } catch (MitogenException failure) {
            if (context != null) {
                context.close();
            }
            return report(method, State.FAILED, ssh, failure);
        }
    }

    private static HopReport report(
            ConnectionMethod method, State state, Map<String, String> ssh, MitogenException failure) {
        return new HopReport(ContextSpec.print(method), state, command(method), ssh, null, null, null, failure);
    }

    private static ConnectionMethod talking(ConnectionMethod method) {
        return method instanceof Ssh ssh ? new TalkingSsh(ssh) : method;
    }

    private static List<String> command(ConnectionMethod method) {
        return talking(method) instanceof CommandMethod command ? command.command(CommandMethod.SHOWN) : List.of();
    }

    private static Duration roundTrip(Context context) {
        Duration[] times = new Duration[ROUND_TRIPS];
        for (int i = 0; i < times.length; i++) {
            times[i] = context.ping();
        }
        Arrays.sort(times);
        return times[times.length / 2];
    }

    /**
     * Connects the hops of a path, has work done at its end, closes everything, and compares each hop before and after:
     * files of the account in the places where something could be left (two levels of {@code /tmp}, {@code /var/tmp}, {@code
     * /dev/shm}, {@code $TMPDIR}, {@code $XDG_RUNTIME_DIR}, {@code /run/user/UID} and the home directory), processes of the
     * account, and mounts. A shell script lists them. The hop's own tool runs the script, with nothing of Mitogen there.
     *
     * @param from the context that connects the first hop
     * @param path the hops, the nearest first
     * @param work what is done at the end of the path, when that is up
     * @return what appeared, for each hop, in their order
     * @throws mitogen.ConnectFailedException if a hop cannot be reached
     */
    public static List<Leftovers> verifyClean(Context from, List<ConnectionMethod> path, Consumer<Context> work) {
        List<Leftovers> all = new ArrayList<>();
        verify(from, path, work, all);
        return all;
    }

    private static void verify(
            Context from, List<ConnectionMethod> path, Consumer<Context> work, List<Leftovers> results) {
        ConnectionMethod method = path.get(0);
        String hop = ContextSpec.print(method);
        List<String> unseen = new ArrayList<>();
        Snapshot before = look(from, method, unseen);
        try (Context context = from.connect(method)) {
            context.await();
            if (path.size() == 1) {
                work.accept(context);
            } else {
                verify(context, path.subList(1, path.size()), work, results);
            }
        }
        if (before == null) {
            results.add(0, new Leftovers(hop, List.of(), List.of(), List.of(), unseen));
            return;
        }
        Leftovers left = null;
        for (int i = 0; i < LOOKS && (left == null || mayEnd(left)); i++) {
            if (i > 0) {
                pause();
            }
            unseen.clear();
            Snapshot after = look(from, method, unseen);
            left = after == null
                    ? new Leftovers(hop, List.of(), List.of(), List.of(), List.copyOf(unseen))
                    : new Leftovers(
                            hop,
                            after.filesSince(before),
                            after.processesSince(before),
                            after.mountsSince(before),
                            List.copyOf(unseen));
        }
        results.add(0, left);
    }

    /** Files do not go by themselves. */
    private static boolean mayEnd(Leftovers left) {
        return !left.processes().isEmpty() || !left.mounts().isEmpty();
    }

    /** What is there now; null, with the reason, where nothing can be seen. */
    private static Snapshot look(Context from, ConnectionMethod method, List<String> unseen) {
        if (!(method instanceof CommandMethod command)) {
            unseen.add("all, as it is no process of its own");
            return null;
        }
        try {
            Snapshot snapshot = new Snapshot(from.call(new Look(command)));
            unseen.addAll(snapshot.unseen());
            return snapshot;
        } catch (CallException e) {
            unseen.add("all, as it cannot be listed: " + e.remote().getMessage());
            return null;
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MitogenException("interrupted while it was waited for what ends by itself", e);
        }
    }

    /**
     * What is at a hop after a context was there, and was not before. Others may have been at work meanwhile, so it need not be
     * ours.
     *
     * @param hop the hop, as it is written in a {@link mitogen.connect.ContextSpec}
     * @param files of the account that appeared, or have another size
     * @param processes of the account that appeared
     * @param mounts that appeared
     * @param unseen what could not be looked at, and why
     */
    public record Leftovers(
            String hop, List<String> files, List<String> processes, List<String> mounts, List<String> unseen) {
        /** {@return whether all could be looked at, and nothing appeared} */
        public boolean none() {
            return unseen.isEmpty() && files.isEmpty() && processes.isEmpty() && mounts.isEmpty();
        }

        /** {@return the same in words: what appeared, by number, and what could not be looked at} */
        public String verdict() {
            if (none()) {
                return "nothing left";
            }
            int appeared = files.size() + processes.size() + mounts.size();
            return (appeared == 0 ? "nothing seen" : appeared + " appeared meanwhile, by us or by others")
                    + (unseen.isEmpty() ? "" : "; not looked at: " + String.join(", ", unseen));
        }
    }

    /**
     * What there is to know of one hop.
     *
     * @param hop the hop, as it is written in a {@link mitogen.connect.ContextSpec}
     * @param state what became of it
     * @param command what is run to connect it, with … for the first stage's text; a password is never a part of it, variables
     *     and options are as they were given. Empty for a context in the same JVM
     * @param ssh for ssh: what its configuration and its options come to, by ssh's names in lower case; else empty
     * @param connect how it was connected; null if it is not up, or is in the same JVM
     * @param surroundings what is there; null if it is not up
     * @param roundTrip the median of several; null if it is not up
     * @param failure why it is not up; null if it is, or was not tried
     */
    public record HopReport(
            String hop,
            State state,
            List<String> command,
            Map<String, String> ssh,
            ConnectReport connect,
            Surroundings surroundings,
            Duration roundTrip,
            MitogenException failure) {
        /** What became of a hop. */
        public enum State {
            /** It came up, and answered. */
            UP("up"),
            /** It did not come up, or was lost while it was looked at. */
            FAILED("failed"),
            /** One before it failed. */
            NOT_TRIED("not tried");

            private final String text;

            State(String text) {
                this.text = text;
            }

            @Override
            public String toString() {
                return text;
            }
        }

        /** {@return whether all is well there, in words; otherwise what failed, or what is slow or missing} */
        public String verdict() {
            return Verdict.of(this);
        }

        /**
         * What a context finds where it is.
         *
         * @param user the account
         * @param directory the working directory
         * @param system the operating system and the processor's kind
         * @param javaVersion of the Java that runs it
         * @param javaHome where that is
         * @param otherJavas those that the first stage would look at, with their versions where these can be told
         * @param scratch the file, without a name by now, in which the loader was put; null where that cannot be told
         * @param processors that it may use
         * @param memory of the machine in bytes, 0 where that cannot be told; limits of a container are not looked at
         * @param memoryAvailable of these, without swapping
         * @param maxHeap how large the heap of the JVM may grow, in bytes
         * @param limits of resources, as the JVM has them ({@code /proc/self/limits}, soft): {@code open files}, {@code
         *     processes}… Java raises that of open files to the hard one
         * @param locale the variables that decide about it
         * @param encoding of file names and arguments
         */
        public record Surroundings(
                String user,
                String directory,
                String system,
                String javaVersion,
                String javaHome,
                List<String> otherJavas,
                String scratch,
                int processors,
                long memory,
                long memoryAvailable,
                long maxHeap,
                Map<String, String> limits,
                Map<String, String> locale,
                String encoding) {}
    }
}
