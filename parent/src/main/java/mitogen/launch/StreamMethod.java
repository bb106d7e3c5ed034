package mitogen.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import mitogen.ConnectionMethod;
import mitogen.agent.Agent;
import mitogen.agent.BootConfig;

/** A connection method that runs no command: it starts the context by itself, and has the streams that lead there. */
public interface StreamMethod extends ConnectionMethod {
    /**
     * Returns the other end, which is not started yet.
     *
     * @param agent the context that connects
     * @param config what the new context is to be told about itself
     */
    Peer peer(Agent agent, BootConfig config);

    /** A context at the other end of two streams. Thread-safe. */
    interface Peer {
        /** Starts it. Called once. */
        void start();

        /** Returns the stream that it reads from. */
        OutputStream down();

        /** Returns the stream that it writes to. */
        InputStream up();

        /** Returns whether it runs no longer, or not yet. */
        boolean ended();

        /** Ends it by force, in any state, as often as anybody likes: both streams end. */
        void kill();

        /** Waits for its end, or as long as that makes sense. */
        void awaitEnd() throws InterruptedException;

        /** Returns the Java that it runs, as {@code Runtime.version().feature()} has it. */
        int java() throws IOException;
    }
}
