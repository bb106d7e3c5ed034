package mitogen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.connect.Exec;
import mitogen.controller.Mitogen;

/** A root directory with nothing but BusyBox, not even a C library, and what leads there. */
final class BareRoot implements AutoCloseable {
    /** Passes standard input on as Python text says, that of a command as {@code to}; {@code n} is how much there was before. */
    private static final String FILTER = """
            import os, subprocess, sys, threading, time
            command = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE)
            threading.Thread(target=lambda: os._exit(command.wait())).start()
            to = command.stdin.fileno()
            n = 0
            while True:
                b = os.read(0, 65536)
                %s
                if not b:
                    break
                n += len(b)
                os.write(to, b)
            os.close(0)
            command.stdin.close()
            """;

    final Path root;

    private final Engine engine;

    private BareRoot(Engine engine) {
        this.engine = engine;
        root = engine.folder.resolve("alone");
    }

    static BareRoot start() throws Exception {
        return new BareRoot(Engine.start("alone"));
    }

    /** In the root directory, $R, after some shell text in a mount namespace of its own. */
    Exec place(String text) {
        return Exec.exec("unshare", "-m", "sh", "-c", "R=" + root + ";" + text + "exec chroot $R \"$@\"", "sh");
    }

    static Exec filtered(String python, Exec method) {
        List<String> words = new ArrayList<>(
                List.of(Needs.command("python3", "python3").toString(), "-c", FILTER.formatted(python)));
        words.addAll(method.prefix());
        return Exec.exec(words.toArray(new String[0]));
    }

    /** What is below a directory of the root, but for what is in a runtime. */
    List<String> files(String directory) throws IOException {
        Path top = root.resolve(directory);
        List<String> names = new ArrayList<>();
        if (Files.exists(top)) {
            try (Stream<Path> all = Files.walk(top)) {
                all.map(file -> top.relativize(file).toString())
                        .filter(name -> !name.isEmpty() && !name.contains("/jre/"))
                        .forEach(names::add);
            }
        }
        return names;
    }

    List<String> names(String directory) {
        return List.of(root.resolve(directory).toFile().list());
    }

    /** Something that is no shell of ours, and does not end by itself. */
    static Exec says(String text) {
        String start =
                "eval \"${3%%;*}\"; echo; echo $_N sh; case $3 in *platform*) ;; *) echo $_N nojava; exit;; esac;";
        return Exec.exec("sh", "-c", start + text, "sh").withTimeout(Duration.ofMillis(700));
    }

    /** The connect fails as there is no Java, and says these words. */
    static void fails(Mitogen mitogen, Exec method, String... words) {
        ConnectFailedException failure = Failures.fails(
                Reason.JAVA_MISSING, () -> mitogen.connect(method).await());
        for (String word : words) {
            assertTrue(failure.getMessage().contains(word), () -> word + " is missing in: " + failure.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        engine.close();
    }
}
