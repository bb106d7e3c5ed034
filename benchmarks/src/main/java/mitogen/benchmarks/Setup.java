package mitogen.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mitogen.connect.Ssh;
import mitogen.fixtures.Sshd;
import mitogen.methods.CommandMethod;

/**
 * What the benches run with.
 *
 * @param scale how much is measured
 * @param command the {@code mitogen} command, to which arguments are added
 */
record Setup(Scale scale, List<String> command) {
    /** The Java that runs the benches, and all that they start. */
    static String java() {
        return System.getProperty("java.home") + "/bin/java";
    }

    /** The command line of a JVM that runs a program of ours which needs nothing else on its class path. */
    static List<String> bare(Class<?> program, String... arguments) {
        String place =
                program.getProtectionDomain().getCodeSource().getLocation().getPath();
        return jvm(place, program, arguments);
    }

    /** The same without options, as one types it. */
    static List<String> plain(Class<?> program) {
        String place =
                program.getProtectionDomain().getCodeSource().getLocation().getPath();
        return List.of(java(), "-cp", place, program.getName());
    }

    /** The command line of a JVM that runs a program of ours with our class path. */
    static List<String> full(Class<?> program, String... arguments) {
        return jvm(System.getProperty("java.class.path"), program, arguments);
    }

    /**
     * A server whose key exchange is the usual one, as that of a user's host is. Bash reads no start file of the account
     * there, which may be slow: to it, the session looks like one within another.
     */
    static Sshd sshd() throws Exception {
        Processes.find("ssh");
        return Sshd.start(
                Path.of(Processes.find("sshd")),
                List.of(),
                List.of("KexAlgorithms +curve25519-sha256", "SetEnv SHLVL=2"));
    }

    /** The command line by which ssh alone goes the way of the method, to run a command there. */
    static List<String> ssh(Ssh method, String remote) {
        List<String> command = new ArrayList<>(((CommandMethod) method).command(""));
        command.set(command.size() - 1, remote);
        return command;
    }

    /** With the options of a child. */
    private static List<String> jvm(String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(java(), "-XX:-UsePerfData", "-XX:+UseSerialGC", "-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
