package mitogen.integration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.attribute.PosixFilePermissions.fromString;
import static mitogen.connect.Local.local;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.ConnectionMethod;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Places without a Java that is new enough: the failure says what was found, and where it was looked for. A shell looks
 * for it.
 */
@Tag("build")
final class OldJavaTest extends ServerFixture {
    private ConnectFailedException failure(Reason reason, ConnectionMethod method, String... words) {
        return Failures.connectFails(reason, mitogen.context(), method, words);
    }

    @Test
    void givenJavaIsNotThere() {
        failure(
                Reason.JAVA_MISSING,
                local().withJava("/nonexistent/bin/java"),
                "no java there. It was looked for in /nonexistent/bin/java",
                "Install Java 17 or newer");
        failure(
                Reason.JAVA_MISSING,
                server.method().withJava("/nonexistent/bin/java"),
                "no java there. It was looked for in /nonexistent/bin/java");
    }

    @Test
    void noJavaAnywhere() throws Exception {
        try (SshServer bare = serverWithoutJava()) {
            failure(
                    Reason.JAVA_MISSING,
                    bare.method().withJava(null),
                    "no java there. It was looked for in JAVA_HOME=",
                    "PATH=",
                    "/usr/bin",
                    "/usr/lib/jvm/*",
                    "/opt/*",
                    "~/.sdkman/candidates/java/*",
                    "--java PATH");
        }
    }

    @Test
    void onlyAnOldJavaByItsReleaseFile() throws Exception {
        Path java = script("jdk-11/bin/java", "echo must not be started; exit 1");
        Files.writeString(folder.resolve("jdk-11/release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"11.0.2\"\n");
        try (SshServer bare = serverWithoutJava("SetEnv JAVA_HOME=" + folder + "/jdk-11")) {
            failure(
                    Reason.JAVA_TOO_OLD,
                    bare.method().withJava(null),
                    "Java 17 or newer is needed there",
                    java.toString(),
                    "11.0.2");
        }
    }

    @Test
    void oldJavaIsPassedOverForANewerOne() throws Exception {
        script("jdk-11/bin/java", "exit 1");
        Files.writeString(folder.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.2\"\n");
        try (SshServer other = SshServer.start("SetEnv JAVA_HOME=" + folder + "/jdk-11")) {
            int version = mitogen.connect(other.method().withJava(null))
                    .call(() -> Runtime.version().feature());
            assertTrue(version >= 17);
        }
    }

    @Test
    void oldJavaSaysSoItself() throws Exception {
        Path eight = script("java8", OldJava.command("1.8"));
        failure(
                Reason.JAVA_TOO_OLD,
                local().withJava(eight.toString()),
                "Java 17 or newer is needed there, and what was found is 1.8 ",
                System.getProperty("java.home"));
        Path eleven = script("java11", OldJava.command("11"));
        failure(
                Reason.JAVA_TOO_OLD,
                server.method().withJava(eleven.toString()),
                "Java 17 or newer is needed there, and what was found is 11 ",
                System.getProperty("java.home"));
    }

    /** Runs the real loader in a Java that says that it is an older one. */
    static final class OldJava {
        private OldJava() {}

        /** A line of shell that runs it so. */
        static String command(String version) {
            return "exec " + Jvm.java() + " --add-opens=java.base/java.io=ALL-UNNAMED"
                    + " -cp /proc/self/fd/3:" + System.getProperty("java.class.path") + " '" + OldJava.class.getName()
                    + "' " + version;
        }

        public static void main(String[] arguments) throws Exception {
            System.setProperty("java.specification.version", arguments[0]);
            Class.forName("M").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        }
    }

    @Test
    void javaEightStumblesOverAnOption() throws Exception {
        Path old = script(
                "java",
                "echo Unrecognized option: --add-opens=java.base/java.io=ALL-UNNAMED >&2",
                "echo Error: Could not create the Java Virtual Machine. >&2",
                "echo Error: A fatal exception has occurred. Program will exit. >&2",
                "exit 1");
        ConnectFailedException failure = failure(
                Reason.JAVA_TOO_OLD,
                server.method().withJava(old.toString()),
                "Java 17 or newer is needed there",
                "Unrecognized option",
                old.toString());
        assertFalse(failure.getMessage().contains("found is null"), failure.getMessage());
    }

    private Path script(String name, String... lines) throws IOException {
        List<String> text = new ArrayList<>(List.of("#!/bin/sh"));
        text.addAll(List.of(lines));
        Path path = folder.resolve(name);
        Files.createDirectories(path.getParent());
        Files.write(path, text, UTF_8);
        return Files.setPosixFilePermissions(path, fromString("rwxr-xr-x"));
    }

    /** A server in a mount namespace of its own, where the places of Java are empty. */
    private static SshServer serverWithoutJava(String... configuration) throws Exception {
        Needs.root("hide the machine's Java from a server");
        try {
            Processes.run("unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/opt");
        } catch (IOException e) {
            Assumptions.abort("no mount namespace can be had here: " + e.getMessage());
        }
        String hide =
                "for d in /usr/lib/jvm /opt; do [ ! -d $d ] || mount -t tmpfs tmpfs $d || exit; done; exec \"$@\"";
        SshServer server = SshServer.start(List.of("unshare", "-m", "sh", "-c", hide, "sh"), configuration);
        if (Files.exists(Path.of("/usr/local/bin/java"))) {
            server.close();
            Assumptions.abort("there is a Java in /usr/local/bin, which cannot be hidden");
        }
        return server;
    }
}
