package mitogen.integration;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mitogen.connect.Local;
import org.junit.jupiter.api.Assumptions;

/** Another JVM with the class path of this one, for programs that are to be killed or to have another environment. */
final class Jvm implements AutoCloseable {
    final Process process;
    private final BufferedReader output;

    private Jvm(Process process) {
        this.process = process;
        output = process.inputReader();
    }

    /** The Java that runs the tests. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * {@link #java()} for a context that does little: the second compiler would take a third of all the time that its
     * process takes.
     */
    static String quickJava() {
        return Quick.JAVA;
    }

    /** A context on this machine that does little. */
    static Local local() {
        return Local.local().withJava(quickJava());
    }

    /** A script that leaves the first argument, by which a context is known, where it was. */
    private static final class Quick {
        static final String JAVA = script();

        private static String script() {
            // In the folder of this JVM; those that it starts are there too, and on the same Java.
            Path script = Path.of("java-" + Runtime.version().feature()).toAbsolutePath();
            String text = "#!/bin/sh\nl=$1; shift; exec '" + java() + "' \"$l\" -XX:TieredStopAtLevel=1 \"$@\"\n";
            try {
                if (!Files.exists(script) || !Files.readString(script).equals(text)) {
                    Path partial = Files.createTempFile(script.getParent(), "java", "");
                    Files.writeString(partial, text);
                    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
                    Files.move(partial, script, StandardCopyOption.ATOMIC_MOVE);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return script.toString();
        }
    }

    /** A Java of that version; the test is skipped where there is none. */
    static String java(int version) throws IOException {
        if (Runtime.version().feature() == version) {
            return java();
        }
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(Path.of("/usr/lib/jvm"))) {
            for (Path home : homes) {
                Path release = home.resolve("release");
                if (Files.exists(release)
                        && Files.readString(release).matches("(?s).*JAVA_VERSION=\"" + version + "[.\"+].*")) {
                    return home.resolve("bin/java").toString();
                }
            }
        } catch (NoSuchFileException e) {
            // there is none
        }
        Assumptions.abort("there is no Java " + version + " in /usr/lib/jvm");
        throw new AssertionError("abort returned");
    }

    static Jvm start(Class<?> program, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(List.of(arguments));
        return start(environment, command);
    }

    /** With other options than those for this class path. */
    static Jvm start(List<String> arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** In that Java. */
    static Jvm start(Path java, List<String> arguments) throws IOException {
        return start(java.toString(), Map.of(), arguments);
    }

    private static Jvm start(Map<String, String> environment, List<String> arguments) throws IOException {
        return start(java(), environment, arguments);
    }

    private static Jvm start(String java, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(java, "-XX:-UsePerfData"));
        // As the JVMs of the tests, if it is not given options of the JVM otherwise: then they are what is tested.
        if (environment.keySet().stream().noneMatch(name -> name.contains("JAVA"))) {
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        }
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new Jvm(builder.start());
    }

    /** Reads what it prints up to the line that starts so, and gives the rest of that line. */
    String awaitLine(String start) throws IOException {
        StringBuilder before = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
            before.append(line).append('\n');
        }
        throw new IOException("it ended before it said '" + start + "', and printed:\n" + before);
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly()
                .onExit()
                .completeOnTimeout(process, 5, TimeUnit.SECONDS)
                .join();
        process.getOutputStream().close();
        output.close();
        process.getErrorStream().close();
    }
}
