package mitogen;

import java.util.List;
import java.util.Objects;

/**
 * A context could not be started. The message tells what happened and what to do, then the command and what was printed
 * last. The fields have the same for programs. The exception keeps them wherever it travels.
 */
public final class ConnectFailedException extends MitogenException {
    private static final long serialVersionUID = 1;

    private final Reason reason;
    private final Stage stage;
    private final String hop;
    private final transient List<String> command;
    private final int exitStatus;
    private final transient List<String> lines;

    /** Why a context could not be started. Each constant names what usually helps. */
    public enum Reason {
        /** No name server knows the host. Check the spelling, and the {@code Host} entries of ssh_config. */
        UNKNOWN_HOST,
        /** The machine was reached, but nothing listens at the port. Check that sshd runs, and the port. */
        CONNECTION_REFUSED,
        /** No route leads to the machine, or the container engine does not answer. Check routes, VPN and engine. */
        UNREACHABLE,
        /** The context was not up in time. Look at {@link #stage}, or allow more time. */
        TIMEOUT,
        /** The host key of the far side is unknown. It is never accepted silently. Compare the fingerprint. */
        HOST_KEY_UNKNOWN,
        /** The host key is not the known one. The machine was installed anew, or somebody is in the middle. */
        HOST_KEY_CHANGED,
        /**
         * The far side did not let the connect in: a wrong key, a locked account, no rights in sudoers. The message tells
         * which.
         */
        NOT_LET_IN,
        /** A password was asked for, and none was given. Give one. */
        PASSWORD_NEEDED,
        /** The password is wrong. One attempt was made. Check the password and which account it belongs to. */
        PASSWORD_WRONG,
        /** The tool that the method runs, such as {@code ssh}, is not installed in the context that connects. Install it. */
        TOOL_MISSING,
        /** The container, folder, process or account to enter does not exist. The message has the command that lists them. */
        NOT_FOUND,
        /** The container, pod or machine to enter is not running; some tools say so of a missing one too. Start it. */
        NOT_RUNNING,
        /** The account that connects lacks a right, such as to the socket of a container engine. Connect through sudo. */
        NO_PERMISSION,
        /** The container or root directory to enter has no {@code sh}. Add one, such as the static busybox. */
        SHELL_MISSING,
        /** There is no Java on the target, and none could be sent. Install one, name it, or allow a runtime. */
        JAVA_MISSING,
        /** The Java on the target is older than 17. Install a newer one, name it, or allow a runtime. */
        JAVA_TOO_OLD,
        /** No directory on the target takes the scratch file of 4 KB. Make one writable. */
        NO_SCRATCH,
        /** A signal ended the process. Look whether memory ran out, or who sent the signal. */
        KILLED,
        /** Something between the two contexts altered what was sent, or read a part of it: a terminal, a start file. */
        BYTES_ALTERED,
        /** The far side was reached, but what ran there did not become a context. The last lines should tell why. */
        BOOTSTRAP_FAILED,
        /** Somebody closed the context before it was up. */
        CLOSED,
        /** The connecting context itself failed, or its answer cannot be read. */
        CONNECTOR_FAILED
    }

    /** How far a connect came. */
    public enum Stage {
        /** No command was started, or nobody reported how far it came. */
        BEFORE("before the command was started"),
        /** The command was started, but nothing has come from the far side yet. */
        CONNECTING("before the far side's shell answered"),
        /** The far side's shell runs the first stage. */
        SHELL("in the far side's shell"),
        /** There is no Java, and a runtime is sent there. */
        RUNTIME("while a Java runtime was sent there"),
        /** Java was found and started. */
        JAVA("when Java had been started, before the core was up");

        private final String text;

        Stage(String text) {
            this.text = text;
        }

        /** Returns the words for it in messages. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Makes a failure of which nothing else is known.
     *
     * @param reason why
     * @param hop the name of the context that could not be started
     * @param message what happened, and on a second line what to do
     */
    public ConnectFailedException(Reason reason, String hop, String message) {
        this(reason, hop, message, Stage.BEFORE, List.of(), -1, List.of());
    }

    /**
     * Makes a failure from all that is known of it.
     *
     * @param reason why
     * @param hop the name of the context that could not be started
     * @param message what happened, and on a second line what to do
     * @param stage how far it came
     * @param command the command line that was run
     * @param exitStatus see {@link #exitStatus}
     * @param lines what was printed last
     */
    public ConnectFailedException(
            Reason reason,
            String hop,
            String message,
            Stage stage,
            List<String> command,
            int exitStatus,
            List<String> lines) {
        super(message);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.hop = Objects.requireNonNull(hop, "hop");
        this.stage = Objects.requireNonNull(stage, "stage");
        this.command = List.copyOf(command);
        this.exitStatus = exitStatus;
        this.lines = List.copyOf(lines);
    }

    /** {@return why the context could not be started, never null} */
    public Reason reason() {
        return reason;
    }

    /** {@return how far the connect came, never null} */
    public Stage stage() {
        return stage;
    }

    /** {@return the name of the context that could not be started: {@code ssh:bastion/ssh:web1}} */
    public String hop() {
        return hop;
    }

    /** {@return the command line that was run, with … for the first stage's text; empty if none was} */
    public List<String> command() {
        return command;
    }

    /**
     * Returns the exit status of the command.
     *
     * @return 128 plus the signal number if a signal ended the command; -1 if this side ended it, or it never ran
     */
    public int exitStatus() {
        return exitStatus;
    }

    /** {@return what the far side, or the command itself, printed last: at most 100 lines} */
    public List<String> lines() {
        return lines;
    }
}
