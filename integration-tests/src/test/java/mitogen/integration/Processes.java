package mitogen.integration;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes of this machine, by what {@code /proc} tells. */
final class Processes {
    private Processes() {}

    /** Whether the process is there and no zombie, which some parent (the machine's first process, say) never reaped. */
    static boolean alive(long pid) {
        Stat stat = Stat.of(read(pid, "stat"));
        return stat != null && stat.live;
    }

    static List<Long> alive(Collection<Long> pids) {
        return pids.stream().filter(Processes::alive).toList();
    }

    /** All live processes in the mount namespaces of these. */
    static Set<Long> sharing(Collection<Long> pids) {
        Set<String> places = pids.stream().map(Processes::place).collect(Collectors.toSet());
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> places.contains(place(pid)) && alive(pid))
                .collect(Collectors.toSet());
    }

    /** The mount namespace of a process, unlike any other if that cannot be told. */
    private static String place(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")).toString();
        } catch (IOException e) {
            return "that of " + pid; // gone, or not ours
        }
    }

    /** {@code kill -9}. */
    static void kill(long pid) {
        ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    }

    /** A process and its command line. */
    static String describe(long pid) {
        String command = read(pid, "cmdline").replace('\0', ' ').strip();
        return "process " + pid + ": " + command.substring(0, Math.min(200, command.length()));
    }

    /**
     * All live processes that this JVM is behind: its descendants, and those that have lost their parent but can still be
     * told by their working directory, which is that of this JVM alone, or by the port of a test's own sshd.
     */
    static Set<Long> ours() {
        Map<Long, Stat> all = all();
        long self = ProcessHandle.current().pid();
        Set<Long> ancestors = new HashSet<>();
        for (Long pid = self; all.containsKey(pid) && ancestors.add(pid); ) {
            pid = all.get(pid).parent;
        }
        String here = Path.of("").toAbsolutePath().toString();
        Set<Long> ours = new HashSet<>();
        long start = all.get(self).start;
        all.forEach((pid, stat) -> {
            if (stat.live
                    && stat.start >= start // all others need not be looked at more closely
                    && !ancestors.contains(pid)
                    && (isBelow(self, stat, all)
                            || here.equals(directory(pid))
                            || SshServer.serves(read(pid, "environ")))) {
                ours.add(pid);
            }
        });
        return ours;
    }

    private static boolean isBelow(long ancestor, Stat stat, Map<Long, Stat> all) {
        Set<Long> seen = new HashSet<>(); // what ends meanwhile may leave its number to another one
        for (Stat each = stat; each != null && seen.add(each.parent); each = all.get(each.parent)) {
            if (each.parent == ancestor) {
                return true;
            }
        }
        return false;
    }

    /**
     * What {@code /proc/PID/stat} tells of each process. Each test wants this several times, and the handles of the JDK read
     * each of these files three times.
     */
    private static Map<Long, Stat> all() {
        Map<Long, Stat> all = new HashMap<>();
        for (String name : Objects.requireNonNull(new File("/proc").list(), "/proc cannot be listed")) {
            if (Character.isDigit(name.charAt(0))) {
                long pid = Long.parseLong(name);
                Stat stat = Stat.of(read(pid, "stat"));
                if (stat != null) {
                    all.put(pid, stat);
                }
            }
        }
        return all;
    }

    /** The start is in the system's ticks. */
    private record Stat(long parent, long start, boolean live) {
        /** Null if there is none: the process is gone. */
        static Stat of(String line) {
            String[] words = line.substring(line.lastIndexOf(')') + 1).trim().split(" "); // from the state on
            return words.length < 20
                    ? null
                    : new Stat(
                            Long.parseLong(words[1]),
                            Long.parseLong(words[19]),
                            !words[0].equals("Z") && !words[0].equals("X"));
        }
    }

    /**
     * Whether tests that run in another JVM beside these have the file open: that JVM, or a process that it is behind. They
     * are told by the working directory, as the build gives each JVM of the tests its own.
     */
    static boolean isOfOtherTests(Path file) {
        return ProcessHandle.allProcesses().anyMatch(process -> holds(process.pid(), file) && isOfOtherTests(process));
    }

    private static boolean isOfOtherTests(ProcessHandle process) {
        for (ProcessHandle handle = process;
                handle != null;
                handle = handle.parent().orElse(null)) {
            String directory = directory(handle.pid());
            if (directory.matches(".*/target/fork-[0-9]+")) {
                return !directory.equals(Path.of("").toAbsolutePath().toString());
            }
        }
        return false;
    }

    private static boolean holds(long pid, Path file) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path each : open) {
                if (link(each).equals(file.toString())) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // gone, or not ours
        }
        return false;
    }

    private static String directory(long pid) {
        return link(Path.of("/proc/" + pid + "/cwd"));
    }

    private static String link(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return ""; // gone, or not ours
        }
    }

    private static String read(long pid, String file) {
        try (FileInputStream in = new FileInputStream("/proc/" + pid + "/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // gone, or not ours
        }
    }

    /** Runs a command and waits for it; for tools that tests need around what they test. */
    static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        String said;
        try (Stream<String> lines = process.inputReader().lines()) {
            said = lines.collect(Collectors.joining("\n"));
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + status + ": " + said);
        }
        return said;
    }
}
