package mitogen.integration;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves something behind: a thread, a descriptor, a process or a scratch file that was not there
 * before it. What ends by itself a moment later is waited for.
 */
final class LeakCheck implements BeforeEachCallback, AfterEachCallback {
    static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LEAST_LOOKS = 10;
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LeakCheck.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(NAMESPACE).put("before", Snapshot.take());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Snapshot before = context.getStore(NAMESPACE).get("before", Snapshot.class);
        List<String> leaks = leaks(before, PATIENCE);
        if (!leaks.isEmpty()) {
            fail("the test left behind:\n  " + String.join("\n  ", leaks));
        }
    }

    /**
     * Returns what the test left: what is there at its end, was not there before it, and does not go in time. What comes
     * only afterwards is somebody else's, such as a scratch file of tests that run beside these.
     */
    static List<String> leaks(Snapshot before, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Map<Object, String> leaks = Snapshot.take().since(before);
        // On a busy machine one look may take all the patience there is, and see what is only passing.
        for (int looks = 1; !leaks.isEmpty() && (looks < LEAST_LOOKS || System.nanoTime() < end); looks++) {
            LockSupport.parkNanos(10_000_000);
            Map<Object, String> there = Snapshot.take().since(before);
            leaks.keySet().retainAll(there.keySet());
        }
        return List.copyOf(leaks.values());
    }

    /**
     * What is there at one moment.
     *
     * @param threads of this JVM, but not its own
     * @param descriptors of this process, with what they lead to
     * @param processes behind this JVM
     * @param files of the first stage, in all places where it would put them
     */
    record Snapshot(Set<Thread> threads, Map<Integer, String> descriptors, Set<Long> processes, Set<Path> files) {
        static {
            // The JVM opens a descriptor or two for itself when it first deals with files and sockets.
            Processes.ours();
            try {
                SshServer.freePort();
            } catch (IOException e) {
                throw new AssertionError("no port is free", e);
            }
        }

        static Snapshot take() {
            Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
            threads.removeIf(thread -> !thread.isAlive() || ofPlatform(thread));
            return new Snapshot(threads, openDescriptors(), Processes.ours(), scratchFiles());
        }

        /** Describes each thing that is in this snapshot and not in the other. The key tells one thing from another. */
        private Map<Object, String> since(Snapshot before) {
            Map<Object, String> leaks = new LinkedHashMap<>();
            threads.stream()
                    .filter(thread -> !before.threads.contains(thread))
                    .forEach(thread -> leaks.put(
                            thread,
                            "thread " + thread.getName() + " at "
                                    + List.of(thread.getStackTrace()).stream()
                                            .limit(5)
                                            .toList()));
            descriptors.forEach((number, target) -> {
                if (!target.equals(before.descriptors.get(number))) {
                    String description = "descriptor " + number + " of " + target;
                    leaks.put(description, description);
                }
            });
            processes.stream()
                    .filter(pid -> !before.processes.contains(pid))
                    .forEach(pid -> leaks.put(pid, Processes.describe(pid)));
            files.stream()
                    .filter(file -> !before.files.contains(file) && !Processes.isOfOtherTests(file))
                    .forEach(file -> leaks.put(file, "scratch file " + file));
            return leaks;
        }

        private static boolean ofPlatform(Thread thread) {
            ThreadGroup group = thread.getThreadGroup();
            String name = thread.getName();
            return group == null
                    || group.getName().equals("system")
                    || group.getName().equals("InnocuousThreadGroup")
                    || name.equals("CompletableFutureDelayScheduler") // the JDK's, one for the whole process
                    || name.startsWith("junit-")
                    || name.startsWith("surefire-")
                    || name.startsWith("ForkJoinPool.commonPool-");
        }

        private static Map<Integer, String> openDescriptors() {
            Map<Integer, String> open = new TreeMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path each : all) {
                    String target = target(each);
                    if (!target.isEmpty() && !target.endsWith("/fd") && !ofClassPath(target)) {
                        open.put(Integer.valueOf(each.getFileName().toString()), target);
                    }
                }
            } catch (IOException e) {
                throw new AssertionError("/proc/self/fd cannot be listed", e);
            }
            return open;
        }

        private static String target(Path descriptor) {
            try {
                return Files.readSymbolicLink(descriptor).toString();
            } catch (IOException e) {
                return ""; // closed meanwhile, or the descriptor of the listing itself
            }
        }

        private static boolean ofClassPath(String target) {
            return target.endsWith(".jar")
                    || target.startsWith(System.getProperty("java.home"))
                    || target.startsWith("/dev/") && target.endsWith("random");
        }

        private static Set<Path> scratchFiles() {
            Set<Path> files = new HashSet<>();
            for (String directory : new String[] {
                "/dev/shm",
                System.getenv("XDG_RUNTIME_DIR"),
                System.getenv("TMPDIR"),
                "/tmp",
                "/var/tmp",
                ".",
                System.getProperty("user.home")
            }) {
                if (directory == null || !Files.isDirectory(Path.of(directory))) {
                    continue;
                }
                try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of(directory), ".m*")) {
                    for (Path each : all) {
                        if (each.getFileName().toString().matches("\\.(mitogen-)?m[0-9a-f]{8,}.*")) {
                            files.add(each.toAbsolutePath());
                        }
                    }
                } catch (IOException e) {
                    throw new AssertionError(directory + " cannot be listed", e);
                }
            }
            return files;
        }
    }
}
