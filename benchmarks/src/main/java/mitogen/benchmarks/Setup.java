package mitogen.benchmarks;

import java.util.ArrayList;
import java.util.List;

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

    /** The command line of a JVM that runs a program of ours with our class path. */
    static List<String> full(Class<?> program) {
        return jvm(System.getProperty("java.class.path"), program);
    }

    /** With the options of a child. */
    private static List<String> jvm(String classPath, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(java(), "-XX:-UsePerfData", "-XX:+UseSerialGC", "-cp", classPath, program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
