package mitogen.launch;

import java.util.ArrayList;
import java.util.List;
import mitogen.ConnectFailedException.Stage;
import mitogen.classes.ClassFile;
import mitogen.launch.Marker.Word;

/**
 * A connect that runs a command, from the order to the end of the child, as a state machine. It only decides: it holds no
 * thread, no process and no stream. {@link ChildProcess} reports each event by one of the methods, and carries out the acts
 * that the method returns. {@link Admission} does the same for the way to the shell; each process has its own.
 *
 * <pre>
 *       +--- ended ---+
 *       v             |
 *   WAITING -turn-> CONNECTING -any word-> SHELL -java-> JAVA -up-> UP -ended-> OVER
 *                     ^                    |   |          ^
 *                     |        nojava, old |   | platform +------- java -------+
 *                     |                    v   v                               |
 *                     +---- ended --- NO_JAVA  PACKING --------- ready -----> READY
 *                                                  |                           ^
 *                                                  +-send-> SENDING            | ready
 *                                                              +-unpack-> UNPACKING
 *
 *   from CONNECTING to JAVA:  out of time, or cancelled -> STOPPING -ended-> OVER
 *   where the picture has no other way:  ended -> OVER
 * </pre>
 *
 * <p>A word that a state does not wait for changes nothing. So what the far side says leads forwards only, and it cannot
 * prolong its time without end. Thread-safe.
 */
final class Launch {
    enum State {
        /** No process runs: its turn at the jump host has not come, or it pauses before another attempt. */
        WAITING(null),
        /** A process is on its way to the shell. */
        CONNECTING(Stage.CONNECTING),
        /** The script runs: it looks for a Java, or for what unpacks one. */
        SHELL(Stage.SHELL),
        /** The script found no Java, and one may be sent: the next process takes one along. */
        NO_JAVA(Stage.SHELL),
        /** A Java is being packed for that system. This may take any time. */
        PACKING(Stage.RUNTIME),
        /** The Java is on its way. */
        SENDING(Stage.RUNTIME),
        /** The Java has come, and is being unpacked there. */
        UNPACKING(Stage.RUNTIME),
        /** A Java is there; the core is on its way. */
        READY(Stage.RUNTIME),
        /** The shell becomes Java. */
        JAVA(Stage.JAVA),
        /** Frames come. */
        UP(Stage.JAVA),
        /** The process is being killed. What it still says does not matter. */
        STOPPING(null),
        /** The connect has failed, or the child has ended. Final. */
        OVER(null);

        private final Stage stage;

        State(Stage stage) {
            this.stage = stage;
        }
    }

    /** What is to be done. */
    enum Act {
        /** Run the command around the script of the first stage. */
        RUN,
        /** Run the command around the script that takes a Java. */
        RUN_WITH_JAVA,
        /** Pause and wait for the next {@link #turn}, if another attempt may help. If not, the launch is {@link #over}. */
        TRY_AGAIN,
        /** Others may have their turn at the jump host. */
        END_TURN,
        /** Write the core. */
        SEND_CORE,
        /** Have a Java packed for the platform that was told, and send it when the script wants it. */
        SEND_JAVA,
        /** Tell whoever sends the Java what the script said. */
        TELL_SENDER,
        /** Start the timeout of the method again: each long step has all of it. */
        RESTART_DEADLINE,
        STOP_DEADLINE,
        /** End the process by force. */
        KILL,
        /** Answer the order with the reason of the failure. */
        FAIL,
        /** Tell everybody that the child has ended. */
        END
    }

    private final boolean asks;
    private final boolean retries;
    private final boolean maySendJava;

    private State state = State.WAITING; // guarded by this, as is all below
    private Stage stage; // how far the last process came; null if there was none
    private boolean sendsJava; // the process takes one along
    private boolean late;
    private Marker complaint; // why the script ended; null if it did not say
    private String java;
    private String version = "";

    /**
     * A connect whose turn has not come.
     *
     * @param asks whether the tool may ask something, so that the core has to wait for the shell
     * @param retries whether the command may be run again if it did not come as far as the shell
     * @param maySendJava whether a Java may be sent where there is none
     */
    Launch(boolean asks, boolean retries, boolean maySendJava) {
        this.asks = asks;
        this.retries = retries;
        this.maySendJava = maySendJava;
    }

    /** Its turn has come. */
    synchronized List<Act> turn() {
        if (state != State.WAITING) {
            return List.of();
        }
        boolean first = stage == null;
        connect();
        return first ? List.of(Act.RUN, Act.RESTART_DEADLINE) : List.of(Act.RUN);
    }

    private void connect() {
        go(State.CONNECTING);
        complaint = null;
        java = null;
    }

    private void go(State next) {
        state = next;
        stage = next.stage == null ? stage : next.stage;
    }

    /** The process was started. */
    synchronized List<Act> started() {
        if (state != State.CONNECTING) {
            return List.of(Act.KILL); // it was stopped in the meantime
        }
        return asks || sendsJava ? List.of() : List.of(Act.SEND_CORE);
    }

    /** The script said something. Whatever the word is, the shell is there. */
    synchronized List<Act> said(Marker marker) {
        List<Act> acts = new ArrayList<>();
        if (state == State.CONNECTING) {
            step(acts, true, State.SHELL, Act.END_TURN);
            if (asks && !sendsJava) {
                acts.add(Act.SEND_CORE);
            }
        }
        boolean hasCore = state == (sendsJava ? State.READY : State.SHELL);
        switch (marker.word()) {
            case SH -> {}
            case PLATFORM ->
                step(acts, state == State.SHELL && sendsJava, State.PACKING, Act.STOP_DEADLINE, Act.SEND_JAVA);
            case SEND -> step(acts, state == State.PACKING, State.SENDING, Act.RESTART_DEADLINE, Act.TELL_SENDER);
            case UNPACK -> step(acts, state == State.SENDING, State.UNPACKING, Act.RESTART_DEADLINE);
            case READY -> { // after PACKING where a Java is there that was sent before
                boolean waits = state == State.PACKING || state == State.UNPACKING;
                step(acts, waits, State.READY, Act.RESTART_DEADLINE, Act.TELL_SENDER);
            }
            case JAVA -> {
                java = hasCore ? marker.rest() : java;
                step(acts, hasCore, State.JAVA);
            }
            case UP -> {
                version = marker.rest();
                step(acts, hasCore || state == State.JAVA, State.UP, Act.STOP_DEADLINE);
            }
            case NORUN, NOSCRATCH, NOJAVA, OLD, NORUNTIME, NOROOM, NOTOOLS -> {
                complaint = complaint == null ? marker : complaint;
                boolean another = state == State.SHELL && maySendJava && !sendsJava && lacksJava();
                step(acts, another, State.NO_JAVA, Act.KILL); // nobody needs to wait for its end
            }
        }
        return acts;
    }

    private void step(List<Act> acts, boolean waited, State next, Act... then) {
        if (waited) {
            go(next);
            acts.addAll(List.of(then));
        }
    }

    private boolean lacksJava() {
        return complaint.word() == Word.NOJAVA || complaint.word() == Word.OLD;
    }

    /** A part of the Java was taken there. */
    synchronized List<Act> progress() {
        return isConnecting() ? List.of(Act.RESTART_DEADLINE) : List.of();
    }

    /**
     * The process has ended, and all that it printed was read.
     *
     * @param tooOld whether it said that the Java there is older than 9
     */
    synchronized List<Act> ended(boolean tooOld) {
        if (state == State.CONNECTING && retries) {
            go(State.WAITING);
            return List.of(Act.TRY_AGAIN);
        }
        if (state == State.NO_JAVA || state == State.JAVA && tooOld && maySendJava && !sendsJava) {
            sendsJava = true;
            connect();
            return List.of(Act.RUN_WITH_JAVA, Act.RESTART_DEADLINE);
        }
        return over();
    }

    /** Nothing more can come of it. */
    synchronized List<Act> over() {
        State before = state;
        go(State.OVER);
        return switch (before) {
            case OVER -> List.of();
            case UP -> List.of(Act.END);
            default -> List.of(Act.STOP_DEADLINE, Act.FAIL);
        };
    }

    /** The deadline has passed. */
    synchronized List<Act> outOfTime() {
        late |= isConnecting() || state == State.WAITING; // whoever pauses looks at isGivenUp
        return isConnecting() ? stop() : List.of();
    }

    /** Nobody wants the child any more, or it is to end by force. */
    synchronized List<Act> cancelled() {
        return state == State.WAITING ? over() : isConnecting() ? stop() : List.of(Act.KILL);
    }

    private List<Act> stop() {
        go(State.STOPPING);
        return List.of(Act.KILL);
    }

    /** A process is on its way, or about to be followed by another. */
    private boolean isConnecting() {
        return state.compareTo(State.CONNECTING) >= 0 && state.compareTo(State.UP) < 0;
    }

    synchronized State state() {
        return state;
    }

    /** Whether no other attempt is to be made. */
    synchronized boolean isGivenUp() {
        return late || state == State.OVER;
    }

    /** Whether it took too long. */
    synchronized boolean isLate() {
        return late;
    }

    /** How far the last process came. */
    synchronized Stage stage() {
        return stage;
    }

    /** Why the script of the last process ended, in its own words; null if it did not say. */
    synchronized Marker complaint() {
        return complaint;
    }

    /** The Java that was started, or null. */
    synchronized String java() {
        return java;
    }

    /** The version of Java that is up, the oldest possible if it does not say. */
    synchronized int version() {
        return version.matches("[1-9][0-9]{1,2}") ? Integer.parseInt(version) : ClassFile.OLDEST_JAVA;
    }
}
