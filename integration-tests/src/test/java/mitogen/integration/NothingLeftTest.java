package mitogen.integration;

import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Nothing with a name is left on the target's disk. A real {@code sshd} runs everything that comes in under {@code
 * strace}, which sees each file that is given a name, or loses it, on the whole far side.
 */
@Timeout(90)
@ExtendWith(LeakCheck.class)
final class NothingLeftTest {
    private static final String CALLS = "openat,open,creat,mkdir,mkdirat,mknod,mknodat,link,linkat,symlink,symlinkat,"
            + "rename,renameat,renameat2,unlink,unlinkat,rmdir,write";

    private SshServer server;
    private Path traces;

    @BeforeEach
    void start() throws Exception {
        Path strace = Needs.command("strace", "strace");
        try {
            Processes.run(strace.toString(), "-o", "/dev/null", "true");
        } catch (IOException e) {
            Assumptions.abort("strace may not trace here: " + e.getMessage());
        }
        traces = Files.createTempDirectory("mitogen-trace-");
        server = SshServer.start("ForceCommand exec " + strace + " -f -qq -s 64 -e signal=none -e trace=" + CALLS
                + " -o " + traces + "/$$ /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"");
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
            SshServer.delete(traces);
        }
    }

    @Test
    void afterClose() throws Exception {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context there = mitogen.connect(server.method());
            Context behind = there.connect(local());
            assertEquals("12", behind.call(() -> "1" + 2));
            assertEquals(3, there.call(() -> List.of(1, 2, 3).size()));
        }
        Trace trace = trace();
        assertEquals(2, trace.started, "two cores spoke");
        assertTrue(trace.created.size() >= 2, () -> "each had its scratch file: " + trace.created);
        trace.assertClean();
    }

    @Test
    void afterTheChildIsKilled() throws Exception {
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            Context there = mitogen.connect(server.method());
            Context behind = there.connect(local());
            long inner = behind.call(() -> ProcessHandle.current().pid());
            long outer = there.call(() -> ProcessHandle.current().pid());
            Processes.kill(outer);
            Await.until(
                    "both are gone",
                    () -> Processes.alive(List.of(inner, outer)).isEmpty());
        }
        trace().assertClean();
    }

    @Test
    void afterTheControllerIsKilled() throws Exception {
        List<Long> pids;
        try (Jvm controller =
                Jvm.start(DeathTest.Tree.class, Map.of(), server.folder.toString(), String.valueOf(server.port))) {
            pids = Arrays.stream(controller.awaitLine("pids ").split(" "))
                    .map(Long::valueOf)
                    .toList();
            Processes.kill(controller.process.pid());
            Await.until("none of the tree is alive", () -> Processes.alive(pids).isEmpty());
        }
        Trace trace = trace();
        assertEquals(2, trace.started);
        trace.assertClean();
    }

    @Test
    void theTraceSeesFiles() throws Exception {
        Path file = Files.createTempFile("mitogen-seen-", "");
        Files.delete(file);
        try (Mitogen mitogen = Mitogen.open(Options.defaults().withOutput(new RecordedOutput()))) {
            String name = file.toString();
            mitogen.connect(server.method())
                    .call(() -> Files.createFile(Path.of(name)).toString());
        }
        Trace trace = trace();
        Files.delete(file);
        assertEquals(Set.of(file.toString()), trace.named);
        assertFalse(trace.namedAtStart.contains(file.toString()));
    }

    private Trace trace() throws Exception {
        Await.until("strace has ended", () -> {
            try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
                return all.noneMatch(
                        process -> process.info().commandLine().orElse("").contains(traces.toString()));
            }
        });
        Trace trace = new Trace();
        try (Stream<Path> files = Files.list(traces)) {
            for (Path file : files.toList()) {
                for (String line : Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
                    trace.take(line);
                }
            }
        }
        return trace;
    }

    /** What became of names, by the lines that strace wrote. */
    private static final class Trace {
        private static final Pattern CALL = Pattern.compile("^\\d+ +(\\w+)\\((.*)\\) += (-?\\d+).*");
        private static final Pattern UNFINISHED = Pattern.compile("^(\\d+) +(.*) <unfinished \\.\\.\\.>");
        private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)");
        private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

        final Set<String> created = new LinkedHashSet<>();
        final Set<String> named = new LinkedHashSet<>();
        final Set<String> namedAtStart = new LinkedHashSet<>();
        private final Map<String, String> unfinished = new HashMap<>();
        int started;

        void take(String line) {
            Matcher cut = UNFINISHED.matcher(line);
            if (cut.matches()) {
                unfinished.put(cut.group(1), cut.group(1) + " " + cut.group(2));
                return;
            }
            Matcher rest = RESUMED.matcher(line);
            String whole = rest.matches() ? unfinished.remove(rest.group(1)) + rest.group(2) : line;
            Matcher call = CALL.matcher(whole);
            boolean absent = call.matches()
                    && whole.contains(" ENOENT ")
                    && call.group(1).startsWith("unlink");
            if (!call.matches() || call.group(3).startsWith("-") && !absent) {
                return; // not a call, or one that failed; another connect may have removed the name of our scratch file
            }
            String arguments = call.group(2);
            List<String> names = new ArrayList<>();
            TEXT.matcher(arguments).results().forEach(each -> names.add(each.group(1)));
            switch (call.group(1)) {
                case "open", "openat" -> {
                    if (arguments.contains("O_CREAT") && !names.get(0).equals("/dev/null")) {
                        create(names.get(0));
                    }
                }
                case "creat", "mkdir", "mkdirat", "mknod", "mknodat" -> create(names.get(0));
                case "link", "linkat", "symlink", "symlinkat" -> create(names.get(1));
                case "rename", "renameat", "renameat2" -> {
                    named.remove(names.get(0));
                    create(names.get(1));
                }
                case "unlink", "unlinkat", "rmdir" -> named.remove(names.get(0));
                default -> {
                    if (arguments.startsWith("5, ") && arguments.matches("5, \"\\\\nm[0-9a-f]+ up.*")) {
                        started++;
                        namedAtStart.addAll(named);
                    }
                }
            }
        }

        private void create(String name) {
            created.add(name);
            named.add(name);
        }

        void assertClean() {
            assertEquals(Set.of(), namedAtStart, "files that had a name when the core spoke");
            assertEquals(Set.of(), named, "files that still have a name");
            for (String name : created) {
                assertFalse(Files.exists(Path.of(name)), () -> name + " is there");
            }
        }
    }
}
