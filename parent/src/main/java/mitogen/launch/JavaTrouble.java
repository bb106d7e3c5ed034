package mitogen.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.ConnectFailure;

/** Tells why a Java that was found did not start, by what the shell or the JVM says before any class of ours runs. */
final class JavaTrouble {
    /** Where one stays that was sent. */
    private static final String SENT = ".*/mitogen/([0-9a-f]{1,8}-)?[0-9a-f]{64}/jre/bin/java";

    private static final Pattern OPTIONS =
            Pattern.compile(".*Picked up (JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS): *(.*)");

    /** What is said with sizes and names, and not only that it failed. */
    private static final Pattern REASON = Pattern.compile(
            "Could not (reserve|allocate)|failed to map|[Ii]nvalid .* size"
                    + "|Unrecognized|OutOfMemoryError|Error opening|Could not find agent|Conflicting|Too small|heap size");

    private final ConnectFailure failure;
    private final String java;

    private JavaTrouble(ConnectFailure failure, String java) {
        this.failure = failure;
        this.java = java;
    }

    /** The exception, or null if neither says such things. */
    static ConnectFailedException of(ConnectFailure failure, String java) {
        JavaTrouble trouble = new JavaTrouble(failure, java);
        ConnectFailedException notRun = trouble.notRun();
        return notRun != null ? notRun : trouble.notStarted();
    }

    /** The shell could not become Java, or the dynamic linker not load it. */
    private ConnectFailedException notRun() {
        if (failure.said("error while loading shared libraries") // glibc
                || failure.said("Error loading shared library")) { // musl
            return because(
                    "Java does not find its own libraries there",
                    "It finds them by /proc. If that is not mounted: mount -t proc proc /proc");
        }
        if (failure.exitStatus() == 127) {
            return because(
                    java + " is there, but not the program that runs it",
                    "It is a script whose interpreter is missing, or was built for another C library (musl, glibc). Name"
                            + " another with --java PATH.");
        }
        if (failure.exitStatus() == 126) {
            boolean format = failure.said("Exec format error") || failure.said("cannot execute binary file");
            return because(
                    java + " cannot be run there",
                    format
                            ? "It is for another kind of machine. Name another with --java PATH."
                            : "The account may not, its file system is mounted noexec, or sudoers has noexec.");
        }
        if (failure.lines().isEmpty() && (failure.exitStatus() == 1 || failure.exitStatus() == 2)) {
            return because(
                    "it ended without a word when Java was to be started",
                    "A start file there (.bashrc …) may close standard error: exec 2>&-. Let it do so in interactive"
                            + " shells alone.");
        }
        return null;
    }

    /** What the JVM says before it runs anything. */
    private ConnectFailedException notStarted() {
        if (failure.said("Could not determine current working directory")) {
            return because(
                    "Java does not start there, as the working directory is gone",
                    "Somebody removed it. Go to one that exists, where the context that connects was started.");
        }
        if (failure.said("unable to create native thread") || failure.said("Cannot create GC thread")) {
            return because(
                    "Java may not start enough threads there",
                    "Allow the account 30 more processes: ulimit -u, or the container's limit (pids).");
        }
        Matcher options = options();
        if (options != null && (noMemory() || failure.said("heap size"))) {
            return because(
                    "Java does not get the memory there that the variable " + options.group(1) + " wants" + decisive(),
                    "Let it want less, or unset it for such sessions: " + options.group(2));
        }
        if (noMemory()) {
            return because(
                    "Java does not get the memory there that it wants" + decisive(),
                    "Allow it 4 GB of addresses (ulimit -v), of which it uses a hundredth, or let it want less, by"
                            + " the variable JAVA_TOOL_OPTIONS there: -Xmx64m -XX:CompressedClassSpaceSize=32m"
                            + " -XX:ReservedCodeCacheSize=32m");
        }
        if (failure.said("Error occurred during initialization of VM")
                || failure.said("Could not create the Java Virtual Machine")) {
            String sent = java != null && java.matches(SENT)
                    ? " If files are missing in the Java that was sent there, remove it: rm -rf ~/.cache/mitogen."
                    : "";
            return because(
                    "Java does not start there" + decisive(),
                    "What it printed tells why." + sent + " Options may come from the variables JAVA_TOOL_OPTIONS and"
                            + " JDK_JAVA_OPTIONS there, see in the start files.");
        }
        return null;
    }

    /** The JVM's own reason, with what belongs before it; nothing if there is none that is known. */
    private String decisive() {
        return failure.lines().stream()
                .filter(line -> REASON.matcher(line).find())
                .findFirst()
                .map(line -> ": " + line.replaceFirst("^(# |Error: )", "").strip())
                .orElse("");
    }

    private boolean noMemory() {
        return failure.said("Could not reserve")
                || failure.said("Could not allocate")
                || failure.said("insufficient memory");
    }

    /** A variable that sets how much memory there is to be. */
    private Matcher options() {
        return failure.lines().stream()
                .map(OPTIONS::matcher)
                .filter(each -> each.matches() && each.group(2).matches("(?s).*-(Xm|XX:|Xss).*"))
                .findFirst()
                .orElse(null);
    }

    private ConnectFailedException because(String problem, String remedy) {
        return failure.because(Reason.BOOTSTRAP_FAILED, problem, remedy);
    }
}
