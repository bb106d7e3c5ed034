package mitogen.launch;

import mitogen.ConnectFailedException;
import mitogen.ConnectFailedException.Reason;
import mitogen.methods.ConnectFailure;

/** Tells what a script of ours did not find at the far side, by its last word: a Java, or what it needs itself. */
final class ScriptTrouble {
    /** What a Java before 9 says to an option of ours. */
    static final String OLDER_THAN_9 = "Unrecognized option: --add-opens";

    private static final String INSTALL = "Install Java 17 or newer there, or name it with --java PATH";

    /** How runtimes are allowed; in a program by Options.withRuntimes. */
    private static final String ALLOW = "; or allow that one is sent (--runtime).";

    private ScriptTrouble() {}

    /** Why the script that takes a Java ended without one; null if that is not it. */
    static String noRuntime(Marker complaint) {
        if (complaint == null) {
            return null;
        }
        return switch (complaint.word()) {
            case NORUNTIME -> complaint.rest();
            case NOROOM -> "no directory there takes it";
            case NOTOOLS -> "what unpacks it is missing there: " + complaint.rest();
            default -> null;
        };
    }

    /**
     * The exception, or null if nothing was missing.
     *
     * @param complaint what the script said, or null
     * @param noRuntime why no Java could be sent, or null
     * @param java the one that was started, or null
     */
    static ConnectFailedException of(ConnectFailure failure, Marker complaint, String noRuntime, String java) {
        if (noRuntime != null) {
            return failure.because(
                    Reason.JAVA_MISSING,
                    "no java there that is new enough, and none could be sent: " + noRuntime,
                    INSTALL + ".");
        }
        if (complaint == null) {
            return failure.said(OLDER_THAN_9)
                    ? tooOld(failure, "older than 9, as it does not know --add-opens: " + java)
                    : null;
        }
        return switch (complaint.word()) {
            case OLD -> tooOld(failure, complaint.rest());
            case NOJAVA ->
                failure.because(
                        Reason.JAVA_MISSING,
                        "no java there. It was looked for in " + places(complaint.rest()),
                        INSTALL + ALLOW);
            case NORUN ->
                failure.because(
                        Reason.BOOTSTRAP_FAILED,
                        "the shell there cannot run programs, not even rm",
                        "What it printed should tell why. It may be the account's limit of processes (ulimit -u), or"
                                + " noexec for it in sudoers.");
            case NOSCRATCH -> noScratch(failure);
            default -> null;
        };
    }

    private static ConnectFailedException tooOld(ConnectFailure failure, String found) {
        return failure.because(
                Reason.JAVA_TOO_OLD,
                "Java 17 or newer is needed there, and what was found is " + found,
                INSTALL + ALLOW);
    }

    /** Where it was looked for, as the script says: the Java that was named, or the places that are not always the same. */
    private static String places(String said) {
        return said.startsWith("/") ? said : said + ", /usr/lib/jvm/*, /opt/* and ~/.sdkman/candidates/java/*";
    }

    private static ConnectFailedException noScratch(ConnectFailure failure) {
        return failure.said("/dev/null")
                ? failure.because(
                        Reason.NO_SCRATCH,
                        "there is no /dev/null, which a shell needs to make a file quietly",
                        "As root: rm -f /dev/null; mknod -m 666 /dev/null c 1 3")
                : failure.because(
                        Reason.NO_SCRATCH,
                        "no directory there takes a scratch file",
                        "It needs 4 KB in one of /dev/shm, $XDG_RUNTIME_DIR, $TMPDIR, /tmp, /var/tmp or the current"
                                + " directory; all are missing, full, read-only or not for this account."
                                + " As root: mount -t tmpfs tmpfs /dev/shm");
    }
}
