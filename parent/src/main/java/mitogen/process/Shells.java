package mitogen.process;

import mitogen.ConnectFailedException;
import mitogen.ConnectionMethod;

/** Has shells behind connection methods run commands. Each context has one, for the tasks that run in it. */
public interface Shells {
    /** A context, as a task of this room sees it. */
    interface Place {
        /** {@return what runs tools in this context} */
        Shells shells();
    }

    /**
     * Connects, and starts the command. Waits until it runs.
     *
     * @param method a method that runs a tool
     * @param name of the place behind it, for people
     * @param command shell text, see {@link ShellText}
     * @param shown whether what the tool and start files print before the command runs is a part of its errors; else it is
     *     output of this context
     * @throws ConnectFailedException if it could not be connected
     */
    Distant start(ConnectionMethod method, String name, String command, boolean shown) throws InterruptedException;
}
