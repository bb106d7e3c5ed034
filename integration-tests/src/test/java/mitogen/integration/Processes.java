package mitogen.integration;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Processes of this machine, by what {@code /proc} tells. */
final class Processes {
    private Processes() {}

    /** Whether the process is there and no zombie, which some parent (the machine's first process, say) never reaped. */
    static boolean alive(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            char state = stat.charAt(stat.lastIndexOf(')') + 2);
            return state != 'Z' && state != 'X';
        } catch (IOException e) {
            return false;
        }
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
        Set<Long> ancestors = new HashSet<>();
        for (ProcessHandle handle = ProcessHandle.current();
                handle != null;
                handle = handle.parent().orElse(null)) {
            ancestors.add(handle.pid());
        }
        Set<Long> ours = ProcessHandle.current()
                .descendants()
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(HashSet::new));
        String here = Path.of("").toAbsolutePath().toString();
        ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> !ancestors.contains(pid))
                .filter(pid -> here.equals(directory(pid)) || SshServer.serves(read(pid, "environ")))
                .forEach(ours::add);
        ours.removeIf(pid -> !alive(pid));
        return ours;
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
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
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
