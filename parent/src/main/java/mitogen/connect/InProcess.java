package mitogen.connect;

import mitogen.ConnectionMethod;

/**
 * A context within the JVM that connects: for tests and debugging. It behaves like any other: tasks and results are
 * copied, and classes of the application are loaded anew from what the parent serves. Only what belongs to a process is
 * shared: what it prints and logs goes where that of the JVM goes, {@code System.exit} ends all, and threads of tasks that
 * refuse to end when it is closed stay.
 *
 * @param plumbing what lies between the two, null for nothing
 */
public record InProcess(Plumbing plumbing) implements ConnectionMethod {
    /** With nothing in between. */
    public static InProcess inProcess() {
        return new InProcess(null);
    }

    /** With something in between. */
    public InProcess over(Plumbing between) {
        return new InProcess(between);
    }

    @Override
    public String label() {
        return "in-process";
    }
}
